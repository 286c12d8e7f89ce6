"""Dates that Azure judges on the day it makes a resource."""

import dataclasses
import datetime as dt

import pytest

from preflight.dates import refused_dates
from settings.dates import dated_resources
from tests.support import make_settings

BOTH = {"budget": {"monthly_usd": 1, "recipients": ["a@example.com"]}, "cost_export": {}}


def refused(today: str, first_deploy: str = "2026-12-15") -> list[str]:
    """Return the types refused on a day, with the rows a program exports."""
    settings = make_settings(BOTH | {"dates": {"first_deploy": first_deploy}})
    rows = [dataclasses.asdict(dated) for dated in dated_resources(settings)]
    lines = refused_dates(rows, dt.date.fromisoformat(today))
    return [line.partition(": ")[0].rpartition(":")[2] for line in lines]


@pytest.mark.parametrize(
    ("today", "types"),
    [
        ("2025-11-30", ["Budget"]),
        ("2025-12-01", []),
        ("2026-12-15", []),
        ("2026-12-16", ["Export"]),
        ("2026-12-31", ["Export"]),
        ("2027-01-01", ["Budget", "Export"]),
    ],
)
def test_a_budget_may_start_this_month_or_within_a_year_and_an_export_tomorrow(today, types):
    assert refused(today) == types


@pytest.mark.parametrize("today", ["2026-12-01", "2026-12-31", "2028-02-29", "2027-01-01"])
def test_the_date_that_the_line_asks_for_is_taken_on_that_day(today):
    assert refused(today, first_deploy=today) == []


def test_the_line_names_the_resource_the_rule_the_date_the_day_and_the_setting():
    row = {
        "type_token": "azure-native:costmanagement:Export",
        "setting": "dates.first_deploy",
        "date": "2026-12-02",
        "rule": "after today",
    }
    (line,) = refused_dates([row], dt.date(2026, 12, 24))
    assert line == (
        "azure-native:costmanagement:Export: Azure wants a date after today, got 2026-12-02 on "
        "2026-12-24; where the resource does not exist yet, write dates.first_deploy: "
        '"2026-12-24"'
    )


def test_a_rule_that_nobody_knows_is_an_error():
    row = {"type_token": "x", "setting": "y", "date": "2026-12-02", "rule": "on a Sunday"}
    with pytest.raises(ValueError, match="no rule 'on a Sunday'"):
        list(refused_dates([row], dt.date(2026, 12, 24)))


def test_a_stack_without_budget_and_export_has_no_date_to_judge():
    assert list(dated_resources(make_settings())) == []
