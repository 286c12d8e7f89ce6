"""Which dates Azure would refuse on a day, and the line to change.

A program exports `dated_resources`: type, setting, date and rule of each date that Azure judges
when it makes the resource. What exists already is not judged again.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

WITHIN_A_YEAR = "this month or within a year"
AFTER_TODAY = "after today"


def refused_dates(rows: Iterable[Mapping[str, str]], today: dt.date) -> Iterator[str]:
    """Yield a line for each date that Azure would refuse if the resource were made today.

    Args:
        rows: what the program exported.
        today: the day to judge by, never the clock's.

    Raises:
        ValueError: a rule is not known here.
    """
    for row in rows:
        date, rule = dt.date.fromisoformat(row["date"]), row["rule"]
        if not _takes(rule, date, today):
            yield (
                f"{row['type_token']}: Azure wants a date {rule}, got {date} on {today}; where the "
                f'resource does not exist yet, write {row["setting"]}: "{today}"'
            )


def _takes(rule: str, date: dt.date, today: dt.date) -> bool:
    if rule == AFTER_TODAY:
        return date > today
    if rule == WITHIN_A_YEAR:
        month = today.replace(day=1)
        return month <= date <= month.replace(year=month.year + 1)
    raise ValueError(f"no rule {rule!r}; known are {AFTER_TODAY!r} and {WITHIN_A_YEAR!r}")
