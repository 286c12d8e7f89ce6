"""Checks that most rules are made of. Each tells missing, unknown and malformed values apart."""

from collections.abc import Iterator
from typing import Any

from .graph import Resource
from .values import MALFORMED, MISSING, UNKNOWN, Found
from .verdict import Verdict, shown, told, undetermined, violation


def same(value: Any, wanted: Any) -> bool:
    """Tell whether two values mean the same to Azure, which ignores the case of its words."""
    if isinstance(value, str) and isinstance(wanted, str):
        return value.casefold() == wanted.casefold()
    return type(value) is type(wanted) and value == wanted


def must_be(
    resource: Resource, path: str, *wanted: Any, unset: bool = False, below: Found | None = None
) -> Iterator[Verdict]:
    """Demand one of some values at every match of a path.

    Args:
        resource: what is judged.
        path: of the input; with `[*]` every item is judged, and no item is fine.
        wanted: flags, numbers or words; the case of words does not matter.
        unset: whether leaving it out is fine, because Azure's default is.
        below: where the path starts; the resource's inputs if not given.
    """
    for found in below.find(path) if below else resource.find(path):
        if found.value is MISSING and unset:
            continue
        if not any(same(found.value, value) for value in wanted):
            allowed = " or ".join(shown(value, *wanted) for value in wanted)
            yield told(resource, found, allowed, *wanted)


def must_not_be(
    resource: Resource, path: str, *refused: Any, below: Found | None = None
) -> Iterator[Verdict]:
    """Refuse some values at every match of a path; leaving it out is fine.

    A value of another type than the refused ones is refused too: nobody knows what it means.
    """
    for found in below.find(path) if below else resource.find(path):
        if found.value is MISSING:
            continue
        kinds = {type(value) for value in refused}
        if any(same(found.value, value) for value in refused) or type(found.value) not in kinds:
            names = " or ".join(shown(value, *refused) for value in refused)
            yield told(resource, found, f"something other than {names}", *refused)


def must_be_set(
    resource: Resource, path: str, kind: type, below: Found | None = None
) -> Iterator[Verdict]:
    """Demand that something of a type is at every match of a path; unknown will be something."""
    for found in below.find(path) if below else resource.find(path):
        if found.value is UNKNOWN:
            continue
        if not isinstance(found.value, kind) or found.value in ("", {}, []):
            yield told(resource, found, "set")


def must_be_at_least(resource: Resource, path: str, least: float) -> Iterator[Verdict]:
    """Demand a number that is not below `least`, which may be told; a flag is no number."""
    for found in resource.find(path):
        value = found.value
        if isinstance(value, bool) or not isinstance(value, int | float) or value < least:
            yield told(resource, found, f"at least {least:g}")


def must_be_empty(resource: Resource, path: str, below: Found | None = None) -> Iterator[Verdict]:
    """Demand that a list or object is left out or empty."""
    for found in below.find(path) if below else resource.find(path):
        if found.value not in (MISSING, [], {}):
            wanted = "left out"
            if found.value is UNKNOWN:
                yield undetermined(resource, found.path, f"must be {wanted}; {shown(UNKNOWN)}")
            else:
                yield violation(resource, found.path, f"must be {wanted}")


def objects(resource: Resource, path: str, bad: list[Verdict]) -> list[Found]:
    """Return the objects that a path matches; what is no object is told in `bad`."""
    good = []
    for found in resource.find(path):
        if isinstance(found.value, dict):
            good.append(found)
        elif found.value is not MISSING:
            wanted = "an object" if found.value is not MALFORMED else "a list of objects"
            bad.append(told(resource, found, wanted))
    return good
