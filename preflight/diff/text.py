"""Stories for a terminal, or as plain text of 80 columns."""

from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from preflight.diff.story import Item, Line, Story, Topic
from preflight.diff.verdicts import Answer

_STYLES = {
    Answer.REPLACES: "bold red",
    Answer.REFUSED: "bold red",
    Answer.NOT_KNOWN: "yellow",
    Answer.UPDATES: "green",
}


def render(stories: Sequence[Story], console: Console) -> str:
    """Return stories as text for a console."""
    with console.capture() as capture:
        for index, story in enumerate(stories):
            if index:
                console.print()
            console.print(_story(story))
    return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())


def _story(story: Story) -> RenderableType:
    verdict = Text(story.headline, style="green" if story.harmless else "bold red")
    parts: list[RenderableType] = [Text(story.title, style="bold"), verdict]
    for topic in story.topics:
        parts += [Text(), *_topic(topic)]
    if story.notes:
        parts += [Text(), *(Text(note) for note in story.notes)]
    return Group(*parts)


def _topic(topic: Topic) -> list[RenderableType]:
    parts: list[RenderableType] = [Text(topic.title, style="bold")]
    for item in topic.items:
        parts += _item(item)
    return parts


def _item(item: Item) -> list[RenderableType]:
    title = Text.assemble(item.name, (f" ({item.what})", "dim"))
    return [
        _indented(title, 2),
        *(_indented(_line(line), 4) for line in item.lines),
        *(_indented(Text(sentence), 4) for sentence in item.sentences),
    ]


def _line(line: Line) -> Text:
    return Text.assemble(
        f"{line.property}: {line.before} -> {line.after} [",
        (line.answer, _STYLES[Answer(line.answer)]),
        "]",
    )


def _indented(text: Text, columns: int) -> RenderableType:
    text.overflow = "fold"
    return Padding(text, (0, 0, 0, columns))
