"""When an environment runs, for the parts that may be switched off in between."""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from settings.base import Settings, setting
from settings.forms import Form
from settings.types import ClockTime, Distinct

Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, ZoneInfoNotFoundError):
        raise ValueError(
            "is not an IANA time zone; write one such as Europe/Berlin, America/New_York or UTC"
        ) from None
    return value


TimeZone = Annotated[str, Form(_time_zone, maxLength=64)]


class ScheduleSettings(Settings):
    """Running hours. Outside them compute instances stop, and a non-production cluster does."""

    time_zone: TimeZone = setting(
        description="IANA time zone of the hours. Where a service takes a fixed offset, it is that "
        "of standard time, and the plan says what moves while daylight saving lasts.",
        example="Europe/Berlin",
    )
    days: Distinct[Weekday] = setting(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"), "Running days.", min_length=1
    )
    start: ClockTime = setting("07:00", "When a running day starts.")
    stop: ClockTime = setting("19:00", "When a running day ends.")
