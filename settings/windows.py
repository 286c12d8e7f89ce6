"""When AKS may upgrade: the weekly window, in the fixed offset that AKS takes."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from settings.platform import PlatformSettings
from settings.schedule import ScheduleSettings, Weekday
from settings.serving import MaintenanceSettings

# A cluster that has just been started may still be starting.
_MINUTES_AFTER_START = 60
_DAY = 24 * 60


@dataclass(frozen=True)
class Window:
    """A weekly window.

    AKS takes an offset from UTC and no time zone, so the offset is the zone's standard time, and
    where the zone has daylight saving the window moves by `summer_minutes` while it lasts.

    Attributes:
        day: day on which it opens.
        start: standard time at which it opens, HH:MM.
        hours: how long it stays open.
        time_zone: IANA name.
        utc_offset: offset of the zone's standard time, such as `+01:00`.
        summer_minutes: how much later by the clock it opens while daylight saving lasts.
    """

    day: Weekday
    start: str
    hours: int
    time_zone: str
    utc_offset: str
    summer_minutes: int

    def __str__(self) -> str:
        opens = minutes(self.start)
        text = f"{self.day} {_span(opens, self.hours)} {self.time_zone}"
        if self.time_zone != "UTC":
            text += f" (UTC{self.utc_offset})"
        if self.summer_minutes:
            later = _span(opens + self.summer_minutes, self.hours)
            text += f", by the clock {later} while daylight saving lasts"
        return text


def maintenance_window(settings: PlatformSettings) -> Window:
    """Return when AKS may upgrade the cluster of a stack."""
    schedule, given = stops(settings), settings.serving.maintenance
    chosen = given or (default_within(schedule) if schedule else MaintenanceSettings())
    time_zone = schedule.time_zone if schedule else chosen.time_zone
    standard, summer = _offsets(time_zone, dt.date.fromisoformat(settings.dates.first_deploy).year)
    sign, offset = ("-", -standard) if standard < 0 else ("+", standard)
    return Window(
        day=chosen.day,
        start=chosen.start,
        hours=chosen.hours,
        time_zone=time_zone,
        utc_offset=f"{sign}{offset // 60:02d}:{offset % 60:02d}",
        summer_minutes=summer - standard,
    )


def stops(settings: PlatformSettings) -> ScheduleSettings | None:
    """Return the running hours of the cluster; None where it never stops, as in production."""
    return settings.schedule if settings.tier == "non_production" else None


def default_within(schedule: ScheduleSettings) -> MaintenanceSettings:
    """Return the window of a cluster that has running hours and names no window."""
    opens = minutes(schedule.start) + _MINUTES_AFTER_START
    return MaintenanceSettings(day=schedule.days[0], start=_clock(opens))


def minutes(clock: str) -> int:
    """Return minutes since midnight of a time such as `07:30`."""
    hours, _, rest = clock.partition(":")
    return int(hours) * 60 + int(rest)


def _offsets(time_zone: str, year: int) -> tuple[int, int]:
    """Return the smallest and the largest offset from UTC of a zone in a year, in minutes."""
    zone = ZoneInfo(time_zone)
    noons = (dt.datetime(year, month, 1, 12, tzinfo=zone) for month in range(1, 13))
    offsets = {(noon.utcoffset() or dt.timedelta()) // dt.timedelta(minutes=1) for noon in noons}
    return min(offsets), max(offsets)


def _span(opens: int, hours: int) -> str:
    return f"{_clock(opens)}-{_clock(opens + hours * 60)}"


def _clock(minute: int) -> str:
    return f"{minute % _DAY // 60:02d}:{minute % 60:02d}"
