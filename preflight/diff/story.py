"""A comparison, told: what a reader is shown, in which order and in which words."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from preflight.diff.changes import Action, Change, Comparison, Follower, Property
from preflight.diff.wording import both, type_name
from preflight.plan import PULLED
from preflight.report import count

_NAMES_SHOWN = 8
_SHARED = 4  # resources with the same change, from which on it is told once


@dataclass(frozen=True)
class Line:
    """One property: `sku.name: Standard_LRS -> Standard_GRS (updates)`."""

    property: str
    before: str
    after: str
    answer: str


@dataclass(frozen=True)
class Item:
    """One resource, or several of which the same is to be told."""

    name: str
    what: str
    lines: tuple[Line, ...] = ()
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Topic:
    """What is told under one title; `grave` stays open where a reader may fold the rest."""

    title: str
    items: tuple[Item, ...]
    grave: bool


@dataclass(frozen=True)
class Story:
    """One comparison."""

    title: str
    headline: str
    harmless: bool
    topics: tuple[Topic, ...]
    notes: tuple[str, ...]


def story_of(comparison: Comparison) -> Story:
    """Return what is told of a comparison."""
    title = f"{comparison.before} -> {comparison.after}"
    if comparison.error:
        items = _counted(comparison)
        topics = (Topic("Not comparable", items, grave=False),) if items else ()
        return Story(title, "not comparable", False, topics, (comparison.error,))
    return Story(
        title,
        headline(comparison),
        comparison.harmless,
        tuple(_topics(comparison)),
        tuple(_notes(comparison)),
    )


def headline(comparison: Comparison) -> str:
    """Return the counts, the gravest first."""
    blocked = sum(change.blocked for change in comparison.changes)
    counted = [(blocked, "blocked by protect")]
    words = {action: action.word for action in Action}
    words[Action.REFUSED] = "refused by Azure"
    counted += [(len(comparison.of(action)), words[action]) for action in _HEADLINE]
    parts = [f"{number} {word}" for number, word in counted if number]
    return ", ".join(parts) or "no difference"


_HEADLINE = (
    Action.REPLACED,
    Action.REFUSED,
    Action.NOT_KNOWN,
    Action.REMOVED,
    Action.ADDED,
    Action.UPDATED,
    Action.RENAMED,
)


def _topics(comparison: Comparison) -> list[Topic]:
    changes = comparison.changes
    topics = [Topic("One-way doors", _items([c for c in changes if c.one_way]), grave=True)]
    titles = {
        Action.REFUSED: "Refused by Azure",
        Action.REPLACED: "Replaced",
        Action.NOT_KNOWN: "Not known whether Azure updates, replaces or refuses",
        Action.REMOVED: f"Only in {comparison.before}" if comparison.two_stacks else "Removed",
        Action.ADDED: f"Only in {comparison.after}" if comparison.two_stacks else "Added",
        Action.UPDATED: "Updated",
        Action.RENAMED: "Renamed, nothing changes in Azure",
    }
    for action, title in titles.items():
        own = [change for change in changes if change.action is action and not change.one_way]
        if action is Action.ADDED:
            items = tuple(_by_type([change.row for change in own]))
        elif action is Action.UPDATED:
            items = _updates(own)
        else:
            items = _items(own)
        topics.append(Topic(title, items, grave=action < Action.REMOVED))
        if action is Action.REPLACED:
            topics.append(Topic("May follow what is replaced", _following(comparison), grave=False))
    return [topic for topic in topics if topic.items]


def _notes(comparison: Comparison) -> list[str]:
    notes = list(comparison.notes)
    if comparison.two_stacks:
        notes.append(
            f"{comparison.before} and {comparison.after} are two stacks: the answers say what it"
            " would take to turn the first into the second."
        )
    if comparison.names_ignored:
        notes.append(
            f"{count(comparison.names_ignored, 'property', 'properties')} that differ in names of"
            " the environments only are left out; --no-ignore-names shows them."
        )
    return notes


def _items(changes: Sequence[Change]) -> tuple[Item, ...]:
    """Return the changes; those of which the same is to be told are told once."""
    grouped: dict[tuple[str, tuple[Line, ...], tuple[str, ...]], list[Change]] = defaultdict(list)
    for change in changes:
        lines = tuple(_line(item) for item in change.properties)
        grouped[_what(change), lines, tuple(_sentences(change))].append(change)
    return tuple(
        Item(_listed([change.row["name"] for change in held]), what, lines, sentences)
        for (what, lines, sentences), held in grouped.items()
    )


def _updates(changes: Sequence[Change]) -> tuple[Item, ...]:
    """Return updates; what many resources share, such as a tag, is told once and ahead."""
    holders: dict[Line, list[str]] = defaultdict(list)
    for change in changes:
        for item in change.properties:
            holders[_line(item)].append(change.row["name"])
    shared = {line: held for line, held in holders.items() if len(held) >= _SHARED}
    ahead = [
        Item(f"{len(held)} resources", _listed(held), (line,)) for line, held in shared.items()
    ]
    rest = []
    for change in changes:
        own = tuple(item for item in change.properties if _line(item) not in shared)
        if own or change.renamed:
            rest.append(replace(change, properties=own))
    return (*ahead, *_items(rest))


def _what(change: Change) -> str:
    told = [type_name(change.row["type"])]
    if change.row["delivered"] == PULLED:
        told.append("pulled by the cluster")
    if change.one_way:
        told.append(change.action.word)
    if change.blocked:
        told.append("blocked by protect")
    return ", ".join(told)


def _sentences(change: Change) -> list[str]:
    told = []
    if change.renamed and change.before:
        told.append(f"was {change.before['name']} ({type_name(change.before['type'])})")
    if change.lost:
        told.append(
            f"Pulumi stops here; unprotected, {change.lost} would be lost."
            if change.blocked
            else f"{change.lost[0].upper()}{change.lost[1:]} would be lost."
        )
    elif change.blocked:
        told.append("Pulumi stops here: it is protected.")
    if change.ends and change.retained:
        told.append("The old one stays in Azure (retain_on_delete).")
    if change.deleted_first:
        told.append("Deleted before it is created anew.")
    if change.name_taken:
        told.append("Its name is still taken when it is created anew: set delete_before_replace.")
    return told


def _line(item: Property) -> Line:
    name = item.difference.property.removeprefix("option ")
    return Line(name, *both(item.difference), item.verdict.answer)


def _following(comparison: Comparison) -> tuple[Item, ...]:
    grouped: dict[tuple[str, str, str, str], list[Follower]] = defaultdict(list)
    for follower in comparison.followers:
        key = (
            type_name(follower.row["type"]),
            follower.property,
            follower.of["name"],
            follower.verdict.answer,
        )
        grouped[key].append(follower)
    return tuple(
        Item(
            _listed([follower.row["name"] for follower in held]),
            what,
            sentences=(f"{path} comes from {source}: a new value {answer}.",),
        )
        for (what, path, source, answer), held in grouped.items()
    )


def _by_type(rows: Sequence[dict[str, Any]]) -> list[Item]:
    held: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["custom"]:
            held[type_name(row["type"])].append(row["name"])
    return [Item(_listed(own), what) for what, own in sorted(held.items())]


def _counted(comparison: Comparison) -> tuple[Item, ...]:
    rows = [row for row in comparison.not_comparable if row["custom"]]
    counts = Counter(type_name(row["type"]) for row in rows).most_common()
    told = ", ".join(f"{number} {name}" for name, number in counts)
    return (Item(f"{count(len(rows), 'resource')} of {comparison.after}", told),) if rows else ()


def _listed(held: Sequence[str]) -> str:
    more = len(held) - _NAMES_SHOWN
    told = ", ".join(held[:_NAMES_SHOWN])
    return f"{told} and {more} more" if more > 0 else told
