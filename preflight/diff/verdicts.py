"""What Pulumi and Azure answer to a changed property: one of four."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from preflight.diff.comparing import Difference, Path, covers, parts_of, value_below
from simulated_azure.catalog import TypeFacts, type_facts


class Answer(StrEnum):
    """What becomes of a resource when a property changes, the gravest first."""

    REPLACES = "replaces"
    REFUSED = "refused by Azure"
    NOT_KNOWN = "not known"
    UPDATES = "updates"


@dataclass(frozen=True)
class Verdict:
    """An answer and what it rests on."""

    answer: Answer
    because: str


def judge(type_token: str, difference: Difference, replace_on_changes: list[str]) -> Verdict:
    """Return the answer to a changed property.

    A replacement makes a new resource, so what replaces wins over what Azure refuses to change.

    Args:
        type_token: the resource's type.
        difference: the property, before and after.
        replace_on_changes: the option of the resource.
    """
    if any(_concerns(parts_of(path), difference) for path in replace_on_changes):
        return Verdict(Answer.REPLACES, "option replace_on_changes")
    facts = type_facts(type_token)
    if facts is None or not facts.create_only_source:
        return Verdict(Answer.NOT_KNOWN, "no create-only data of this type")
    if any(_concerns(parts_of(path), difference) for path in facts.replaces):
        return Verdict(Answer.REPLACES, facts.create_only_source)
    if any(
        _concerns(parts_of(path), difference) and not _is_default(facts, path, difference)
        for path in facts.refused
    ):
        return Verdict(Answer.REFUSED, facts.create_only_source)
    return Verdict(Answer.UPDATES, "")


def _concerns(pattern: Path, difference: Difference) -> bool:
    """Tell whether a property is at or below a pattern, or holds what is."""
    if covers(pattern, difference.path):
        return True
    before, after = (
        list(value_below(value, pattern, difference.path))
        for value in (difference.before, difference.after)
    )
    return before != after


def _is_default(facts: TypeFacts, path: str, difference: Difference) -> bool:
    """Tell whether a property goes from unset to what Azure gives it anyway, or back."""
    default: Any = facts.defaults.get(path)
    values = [difference.before, difference.after]
    return (
        default is not None
        and parts_of(path) == difference.path
        and (sorted(values, key=lambda value: value is None) == [default, None])
    )
