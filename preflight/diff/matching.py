"""Which resource of one plan is which of another: by parent types and name, or by alias."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

STACK_TYPE = "pulumi:pulumi:Stack"
Row = dict[str, Any]


class Identity(NamedTuple):
    """What is left of a URN without stack and project."""

    qualified_type: str
    name: str


@dataclass(frozen=True)
class Pair:
    """One resource before and after; `renamed` if only an alias tells that it is one."""

    before: Row
    after: Row
    renamed: bool = False


@dataclass(frozen=True)
class Matching:
    """The resources of two plans, each once."""

    pairs: tuple[Pair, ...]
    removed: tuple[Row, ...]
    added: tuple[Row, ...]


def identity(urn: str) -> Identity:
    """Return what identifies a resource across stacks."""
    # A logical name may itself hold "::".
    _, _, qualified_type, name = urn.split("::", 3)
    return Identity(qualified_type, name)


def match(before: list[Row], after: list[Row]) -> Matching:
    """Pair the resources of two plans as the engine would (pulumi/pulumi step_generator.go)."""
    left = {identity(row["urn"]): row for row in before}
    pairs: dict[str, Pair] = {}
    for row in after:
        if same := left.pop(identity(row["urn"]), None):
            pairs[row["urn"]] = Pair(same, row)
    former: dict[str, Identity] = {}
    for row in _parents_first(after):
        if row["urn"] in pairs:
            continue
        for known_as in _aliases(row, former):
            if same := left.pop(known_as, None):
                former[row["urn"]] = known_as
                pairs[row["urn"]] = Pair(same, row, renamed=True)
                break
    return Matching(
        pairs=tuple(pairs[row["urn"]] for row in after if row["urn"] in pairs),
        removed=tuple(left.values()),
        added=tuple(row for row in after if row["urn"] not in pairs),
    )


def _parents_first(rows: list[Row]) -> list[Row]:
    by_urn = {row["urn"]: row for row in rows}

    def depth(row: Row | None) -> int:
        return 1 + depth(by_urn.get(row["parent"])) if row else 0

    return sorted(rows, key=depth)


def _aliases(row: Row, former: Mapping[str, Identity]) -> list[Identity]:
    """Return what a resource may have been; an alias of its parent gives it one too."""
    own = [_resolved(alias, row) for alias in row["aliases"]]
    inherited = former.get(row["parent"])
    if inherited is None:
        return own
    names = [identity(row["urn"]), *own]
    parent_name = identity(row["parent"]).name
    return [*own, *(_below(inherited, parent_name, child) for child in names)]


def _resolved(alias: Row, row: Row) -> Identity:
    if "urn" in alias:
        return identity(alias["urn"])
    type_ = alias.get("type", row["type"])
    parent = None if alias.get("noParent") else alias.get("parentUrn", row["parent"])
    above = identity(parent).qualified_type if parent else STACK_TYPE
    qualified = type_ if above == STACK_TYPE else f"{above}${type_}"
    return Identity(qualified, alias.get("name", row["name"]))


def _below(parent: Identity, parent_name: str, child: Identity) -> Identity:
    """Return a child's identity below a former parent, whose name it may begin with."""
    name = child.name
    if name.startswith(parent_name):
        name = parent.name + name.removeprefix(parent_name)
    return Identity(f"{parent.qualified_type}${child.qualified_type.rpartition('$')[2]}", name)
