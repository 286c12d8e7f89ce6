"""What a program tells about its own settings, besides what it makes."""

import datetime as dt
from typing import Any

from preflight.dates import refused_dates
from preflight.plan import Plan
from preflight.report import count
from simulated_azure.values import UNKNOWN, plain

WITHOUT_EFFECT = "settings_without_effect"
DATES = "dated_resources"
NOTES = "notes"
TOLD = {WITHOUT_EFFECT, DATES, NOTES}


def notes(plan: Plan, today: dt.date | None) -> list[str]:
    """Return a line for each thing a reader should know of the whole.

    Args:
        plan: the plan.
        today: the day that dates are judged by; None judges none.
    """
    lines = [str(note) for note in _exported(plan, NOTES)]
    if today is not None:
        lines += refused_dates(_exported(plan, DATES), today)
    settings = _exported(plan, WITHOUT_EFFECT)
    if settings:
        names = ", ".join(sorted(settings))
        lines.append(f"{count(len(settings), 'setting')} without effect yet: {names}")
    return lines


def _exported(plan: Plan, name: str) -> list[Any]:
    value = plain(plan.outputs.get(name))
    return value if isinstance(value, list) and UNKNOWN not in value else []
