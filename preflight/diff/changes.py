"""What becomes of each resource between two plans."""

from dataclasses import dataclass
from enum import IntEnum

from preflight.diff.comparing import Difference
from preflight.diff.matching import Row
from preflight.diff.verdicts import Answer, Verdict
from preflight.stateful import LOST_WITH
from simulated_azure.catalog import type_facts


class Action(IntEnum):
    """What becomes of a resource, in the order it is told."""

    REFUSED = 1
    REPLACED = 2
    NOT_KNOWN = 3
    REMOVED = 4
    ADDED = 5
    UPDATED = 6
    RENAMED = 7

    @property
    def word(self) -> str:
        """The action in words."""
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True)
class Property:
    """A property that changes and what is answered to it."""

    difference: Difference
    verdict: Verdict


@dataclass(frozen=True)
class Change:
    """What becomes of one resource; one of `before` and `after` may be missing."""

    action: Action
    before: Row | None
    after: Row | None
    properties: tuple[Property, ...] = ()
    renamed: bool = False

    @property
    def row(self) -> Row:
        """The resource as it will be, or as it was."""
        return next(row for row in (self.after, self.before) if row is not None)

    @property
    def ends(self) -> bool:
        """Whether what exists comes to an end."""
        return self.action in (Action.REPLACED, Action.REMOVED)

    @property
    def retained(self) -> bool:
        """Whether what ends stays in Azure and is only forgotten."""
        return bool(self.before and self.before["options"].get("retain_on_delete"))

    @property
    def blocked(self) -> bool:
        """Whether `protect` stops the deployment here; the engine asks the state, not the code."""
        return self.ends and self.protected

    @property
    def protected(self) -> bool:
        """Whether it is protected now."""
        return bool(self.before and self.before["protect"])

    @property
    def lost(self) -> str:
        """What would be lost with it."""
        return LOST_WITH.get(self.row["type"], "") if self.ends and not self.retained else ""

    @property
    def one_way(self) -> bool:
        """Whether it is about a choice that was made for good where data or protection is."""
        kept = self.protected or self.row["type"] in LOST_WITH
        return kept and self.action in (Action.REFUSED, Action.REPLACED)

    @property
    def deleted_first(self) -> bool:
        """Whether a replacement deletes before it creates.

        The Azure provider does unless it made up the name (pulumi-azure-native provider.go, Diff:
        `deleteBeforeReplace := len(replaces) > 0`); for `replace_on_changes` the option decides.
        """
        if self.action is not Action.REPLACED:
            return False
        by_provider = any(
            item.verdict.answer is Answer.REPLACES and not item.verdict.because.startswith("option")
            for item in self.properties
        )
        return by_provider or bool(self.row["options"].get("delete_before_replace"))

    @property
    def name_taken(self) -> bool:
        """Whether a replacement is created while the old one still has its name."""
        if self.action is not Action.REPLACED or self.deleted_first or not self.before:
            return False
        facts = type_facts(self.row["type"])
        key = facts.name.property if facts and facts.name else ""
        name = self.row["inputs"].get(key)
        return isinstance(name, str) and name == self.before["inputs"].get(key)


@dataclass(frozen=True)
class Follower:
    """A resource that gets the id or name of a replaced one, in one property."""

    row: Row
    property: str
    of: Row
    verdict: Verdict


@dataclass(frozen=True)
class Comparison:
    """One stack before and after.

    Attributes:
        before: what the first plan is called.
        after: what the second plan is called.
        error: why they cannot be compared; then only `not_comparable` tells of the second.
        names_ignored: how many properties differ in names only, None if names were compared.
    """

    before: str
    after: str
    changes: tuple[Change, ...] = ()
    followers: tuple[Follower, ...] = ()
    error: str = ""
    not_comparable: tuple[Row, ...] = ()
    names_ignored: int | None = None
    two_stacks: bool = False
    notes: tuple[str, ...] = ()

    def of(self, action: Action) -> list[Change]:
        """Return the changes of one kind."""
        return [change for change in self.changes if change.action is action]

    @property
    def harmless(self) -> bool:
        """Whether it only adds, updates and renames."""
        return not self.error and all(change.action >= Action.ADDED for change in self.changes)
