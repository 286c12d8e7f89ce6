"""What Pulumi and Azure answer to a changed property: one of four."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from preflight.diff.comparing import Difference, Path, covers, parts_of, value_below
from preflight.diff.matching import Row
from preflight.plan import PULLED
from simulated_azure.catalog import TypeFacts, type_facts

# Another name or namespace is another object.
_IDENTITY = ("metadata.name", "metadata.namespace")
_FORCE = "kustomize.toolkit.fluxcd.io/force"
_FLUX = "https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources"


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


def judge(row: Row, difference: Difference) -> Verdict:
    """Return the answer to a changed property.

    A replacement makes a new resource, so what replaces wins over what Azure refuses to change.
    An object that the cluster pulls meets no engine, only the API server, which refuses.

    Args:
        row: the resource as it is to be.
        difference: the property, before and after.
    """
    pulled = row["delivered"] == PULLED
    asked = [] if pulled else row["options"].get("replace_on_changes", [])
    if any(_concerns(parts_of(path), difference) for path in asked):
        return Verdict(Answer.REPLACES, "option replace_on_changes")
    facts = type_facts(row["type"])
    if facts is None or not facts.create_only_source:
        return Verdict(Answer.NOT_KNOWN, "no create-only data of this type")
    replaces = _IDENTITY if pulled else facts.replaces
    if any(_concerns(parts_of(path), difference) for path in replaces):
        return Verdict(Answer.REPLACES, facts.create_only_source)
    if any(
        _concerns(parts_of(path), difference) and not _is_default(facts, path, difference)
        for path in facts.refused
    ):
        if pulled and _is_forced(row):
            return Verdict(Answer.REPLACES, _FLUX)
        return Verdict(Answer.REFUSED, facts.create_only_source)
    return Verdict(Answer.UPDATES, "")


def _is_forced(row: Row) -> bool:
    """Tell whether Flux may delete an object to change what cannot be changed."""
    annotations = (row["inputs"].get("metadata") or {}).get("annotations") or {}
    return str(annotations.get(_FORCE)).lower() == "enabled"


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
