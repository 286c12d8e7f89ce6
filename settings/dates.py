"""Dates that Azure looks at when a resource is made, counted from `dates.first_deploy`.

Nothing here reads the clock. Whether Azure would take a date today is judged by the plan, which is
told the day.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from settings.platform import PlatformSettings

_YEARS = 10


@dataclass(frozen=True)
class DatedResource:
    """A date of a resource that Azure judges on the day it makes it, and never again.

    Attributes:
        type_token: type of the resource; there is no other of it with such a date.
        setting: the setting that the date is counted from.
        date: the date (ISO 8601).
        rule: what it must be on that day.
    """

    type_token: str
    setting: str
    date: str
    rule: Literal["this month or within a year", "after today"]


def budget_start(first_deploy: str) -> str:
    """Return the first of the month of the first deployment."""
    return f"{first_deploy[:7]}-01"


def export_start(first_deploy: str) -> str:
    """Return the day after the first deployment."""
    return (dt.date.fromisoformat(first_deploy) + dt.timedelta(days=1)).isoformat()


def ten_years_after(day: str) -> str:
    """Return the first of the same month ten years on, for ends that nobody should meet."""
    return f"{int(day[:4]) + _YEARS}-{day[5:7]}-01"


def a_year_after(day: str) -> str:
    """Return the last day of the year that begins with a day."""
    return (dt.date.fromisoformat(day) + dt.timedelta(days=364)).isoformat()


def dated_resources(settings: PlatformSettings) -> Iterator[DatedResource]:
    """Yield the dates that Azure would look at if the stack were made anew."""
    setting, first_deploy = "dates.first_deploy", settings.dates.first_deploy
    if settings.budget:
        yield DatedResource(
            "azure-native:consumption:Budget",
            setting,
            budget_start(first_deploy),
            "this month or within a year",
        )
    if settings.cost_export:
        yield DatedResource(
            "azure-native:costmanagement:Export",
            setting,
            export_start(first_deploy),
            "after today",
        )
