"""Two plans of a stack, compared."""

from collections.abc import Iterator
from typing import Any

from preflight.diff import naming
from preflight.diff.changes import Action, Change, Comparison, Follower, Property
from preflight.diff.comparing import (
    UNKNOWN,
    Difference,
    differences,
    is_marked,
    unknown_paths,
)
from preflight.diff.matching import Matching, Pair, Row, identity, match
from preflight.diff.verdicts import Answer, Verdict, judge

# Options that change what the next deployment may do, and nothing in Azure.
_OPTIONS = (
    "delete_before_replace",
    "deleted_with",
    "ignore_changes",
    "replace_on_changes",
    "retain_on_delete",
)


_ACTIONS = {
    Answer.REPLACES: Action.REPLACED,
    Answer.REFUSED: Action.REFUSED,
    Answer.NOT_KNOWN: Action.NOT_KNOWN,
    Answer.UPDATES: Action.UPDATED,
}


def compare(
    before: Row, after: Row, labels: tuple[str, str], *, ignore_names: bool = False
) -> Comparison:
    """Return what becomes of the resources of one plan under another.

    Args:
        before: a plan as in a document.
        after: likewise, with secrets digested under the same key.
        labels: what the two are called.
        ignore_names: leave out differences that follow from the names of two environments.
    """
    found = match(before["resources"], after["resources"])
    stacks = (before["stack"], after["stack"])
    names = naming.renamings(found.pairs, stacks) if ignore_names else {}
    urns = {pair.before["urn"]: pair.after["urn"] for pair in found.pairs}
    changes: list[Change] = []
    hidden = 0
    for pair in found.pairs:
        change = _change(pair, names, urns)
        if names:
            raw = _change(pair, {}, urns)
            hidden += len(raw.properties if raw else ()) - len(change.properties if change else ())
        if change:
            changes.append(change)
    changes += _ends_and_beginnings(found)
    changes.sort(key=_order)
    return Comparison(
        *labels,
        changes=tuple(changes),
        followers=tuple(_followers(changes, after["resources"])),
        names_ignored=hidden if ignore_names else None,
        two_stacks=stacks[0] != stacks[1],
    )


def _ends_and_beginnings(found: Matching) -> list[Change]:
    gone = [Change(Action.REMOVED, row, None) for row in found.removed if row["custom"]]
    return gone + [Change(Action.ADDED, None, row) for row in found.added if row["custom"]]


def _order(change: Change) -> tuple[Any, ...]:
    row = change.row
    weight = (not change.blocked, not change.lost, not change.protected)
    # Among one-way doors, what would be lost counts for more than what Azure only refuses.
    rank = (0, weight, change.action) if change.one_way else (1, change.action, weight)
    return (rank, row["type"], row["name"], row["urn"])


def _change(pair: Pair, names: dict[str, str], urns: dict[str, str]) -> Change | None:
    changed = _differences(pair, names, urns) if pair.after["custom"] else ()
    properties = (
        *(Property(item, judge(pair.after, item)) for item in changed),
        *_options(pair, urns),
        *_delivery(pair),
    )
    if properties:
        answers = {item.verdict.answer for item in properties}
        action = _ACTIONS[next(answer for answer in Answer if answer in answers)]
        return Change(action, pair.before, pair.after, properties, pair.renamed)
    if pair.renamed:
        return Change(Action.RENAMED, pair.before, pair.after, renamed=True)
    return None


def _differences(pair: Pair, names: dict[str, str], urns: dict[str, str]) -> Iterator[Difference]:
    before = naming.renamed(_with_new_urns(pair.before["inputs"], urns), names)
    after = pair.after["inputs"]
    ignored = pair.after["options"].get("ignore_changes", [])
    found = differences(before, after, ignored)
    if names:
        found = [item for item in found if item.path != ("tags", "Environment")]
    yield from found
    # Two unknown ids are equal; that they come from another resource tells them apart.
    for key in sorted(after):
        told = any(item.path[0] == key for item in found)
        unknown = next(unknown_paths((key,), after[key]), None)
        suppliers = [
            sorted(urns.get(urn, urn) for urn in row["property_dependencies"].get(key, []))
            for row in (pair.before, pair.after)
        ]
        if unknown and not told and suppliers[0] != suppliers[1] and before.get(key) == after[key]:
            if not differences({key: 0}, {key: 1}, ignored):
                continue
            yield Difference(unknown, *({"$from": _names(urns_)} for urns_ in suppliers))


def _names(urns: list[str]) -> list[str]:
    return [identity(urn).name for urn in urns]


def _with_new_urns(value: Any, urns: dict[str, str]) -> Any:
    """Return a value in which a resource handed over is told by the URN it has afterwards."""
    if is_marked(value) and "$resource" in value:
        return {"$resource": urns.get(value["$resource"], value["$resource"])}
    if isinstance(value, dict):
        return {key: _with_new_urns(item, urns) for key, item in value.items()}
    return [_with_new_urns(item, urns) for item in value] if isinstance(value, list) else value


def _options(pair: Pair, urns: dict[str, str]) -> Iterator[Property]:
    rows = (pair.before, pair.after)
    values = [("protect", *(row["protect"] for row in rows))]
    values += [(name, *(row["options"].get(name) for row in rows)) for name in _OPTIONS]
    for name, before, after in values:
        if isinstance(before, str):
            before = urns.get(before, before)
        if before != after:
            verdict = Verdict(Answer.UPDATES, "in Pulumi's state only")
            yield Property(Difference((f"option {name}",), before, after), verdict)


def _delivery(pair: Pair) -> Iterator[Property]:
    """Yield that somebody else delivers an object: who did deletes it, perhaps after the other."""
    before, after = pair.before["delivered"], pair.after["delivered"]
    if pair.after["custom"] and before != after:
        verdict = Verdict(Answer.NOT_KNOWN, "Flux deletes what it pulled, the engine what it made")
        yield Property(Difference(("delivered",), before, after), verdict)


def _followers(changes: list[Change], after: list[Row]) -> Iterator[Follower]:
    """Yield what gets the id or name of something replaced, and what follows that in turn.

    Whether a value really becomes another one only a deployment tells.
    """
    replaced = {c.row["urn"]: c.row for c in changes if c.action is Action.REPLACED}
    settled = {*replaced, *(c.row["urn"] for c in changes if c.action is Action.ADDED)}
    while replaced:
        ahead = replaced
        replaced = {}
        for row in after:
            if row["urn"] in settled or not row["custom"]:
                continue
            found = [
                _follower(row, key, ahead[urn])
                for key, urns in sorted(row["property_dependencies"].items())
                for urn in urns
                if urn in ahead
            ]
            if not found:
                continue
            first = min(found, key=lambda item: list(Answer).index(item.verdict.answer))
            settled.add(row["urn"])
            if first.verdict.answer is Answer.REPLACES:
                replaced[row["urn"]] = row
            yield first


def _follower(row: Row, key: str, of: Row) -> Follower:
    path = next(unknown_paths((key,), row["inputs"].get(key)), (key,))
    difference = Difference(path, None, UNKNOWN)
    verdict = judge(row, difference)
    return Follower(row, difference.property, of, verdict)
