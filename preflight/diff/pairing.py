"""Which plan of one side is compared with which of the other."""

from collections.abc import Iterator

from preflight.diff.changes import Comparison
from preflight.diff.compare import compare
from preflight.diff.matching import Row
from preflight.diff.sources import Side


def comparisons_of(
    before: Side, after: Side, *, ignore_names: bool | None = None
) -> list[Comparison]:
    """Return a comparison for each stack that either side has.

    Args:
        before: one plan, or plans of several stacks.
        after: likewise. One plan is compared with one, whatever stacks they are of.
        ignore_names: leave out differences in names; None: if the stacks are two.
    """
    return [
        _compared(one, other, before, after, ignore_names) for one, other in _pairs(before, after)
    ]


def _pairs(before: Side, after: Side) -> Iterator[tuple[Row | None, Row | None]]:
    if not before.plans and not after.plans:
        yield None, None
    if len(before.plans) == len(after.plans) == 1:
        yield before.plans[0], after.plans[0]
        return
    old, new = ({_key(plan): plan for plan in side.plans} for side in (before, after))
    for key in dict.fromkeys([*new, *old]):
        yield old.get(key), new.get(key)


def _key(plan: Row) -> tuple[str, str]:
    return plan["project"], plan["stack"]


def _compared(
    one: Row | None, other: Row | None, before: Side, after: Side, ignore_names: bool | None
) -> Comparison:
    plan = other or one or {}
    labels = _labels(one, other, before, after)
    error = _error(one, before) or _error(other, after)
    if error:
        rows = tuple(other["resources"]) if other else ()
        return Comparison(*labels, error=error, not_comparable=rows)
    empty = {**plan, "resources": []}
    old, new = one or empty, other or empty
    two = old["stack"] != new["stack"]
    hide = two if ignore_names is None else ignore_names
    return compare(old, new, labels, ignore_names=hide)


def _error(plan: Row | None, side: Side) -> str:
    if side.error:
        return side.error
    if plan and plan["error"]:
        return f"{plan['stack']} ({side.label}) could not be planned: {plan['error']}"
    return ""


def _labels(one: Row | None, other: Row | None, before: Side, after: Side) -> tuple[str, str]:
    """Return what the two are called, with the stack where that does not tell it."""
    plan = other or one
    alone = len(before.plans) == len(after.plans) == 1
    if plan is None or (alone and not (before.is_revision or after.is_revision)):
        return before.label, after.label
    stack = plan["stack"]
    return f"{stack} ({before.label})", f"{stack} ({after.label})"
