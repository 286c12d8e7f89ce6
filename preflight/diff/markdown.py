"""Stories as a comment on a pull request."""

import re
from collections.abc import Sequence

from preflight.diff.story import Item, Line, Story, Topic

_OPEN_ITEMS = 10  # more than these are folded, unless they are grave


def render(stories: Sequence[Story]) -> str:
    """Return stories as GitHub-flavoured Markdown."""
    return "\n\n".join(_story(story) for story in stories) + "\n"


def _story(story: Story) -> str:
    parts = [f"## {_escaped(story.title)}", f"**{_escaped(story.headline)}**"]
    parts += [_topic(topic) for topic in story.topics]
    if story.notes:
        parts.append("\n".join(f"> {_escaped(note)}" for note in story.notes))
    return "\n\n".join(parts)


def _topic(topic: Topic) -> str:
    items = "\n".join(_item(item) for item in topic.items)
    lines = sum(1 + len(item.lines) for item in topic.items)
    if topic.grave or lines <= _OPEN_ITEMS:
        return f"### {_escaped(topic.title)}\n\n{items}"
    summary = f"<b>{_escaped(topic.title)}</b> ({len(topic.items)})"
    return f"<details>\n<summary>{summary}</summary>\n\n{items}\n\n</details>"


def _item(item: Item) -> str:
    inner = [*(_line(line) for line in item.lines), *(_escaped(text) for text in item.sentences)]
    return "\n".join(
        [f"- **{_escaped(item.name)}** ({_escaped(item.what)})", *(f"  - {text}" for text in inner)]
    )


def _line(line: Line) -> str:
    return f"{_code(line.property)}: {_code(line.before)} → {_code(line.after)}: **{line.answer}**"


def _code(text: str) -> str:
    """Return a text as code, whatever backticks it holds."""
    flat = text.replace("\n", " ")
    runs = [len(run) for run in re.findall("`+", flat)]
    fence = "`" * (max(runs, default=0) + 1)
    return f"{fence} {flat} {fence}" if runs else f"`{flat}`"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", text).replace("\n", "<br>")
