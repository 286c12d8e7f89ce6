"""What may be decided about spending, and about what stops at night."""

import pytest

from settings.cost_notes import cost_notes
from settings.dates import budget_start, export_start, ten_years_after
from settings.problems import SettingsError
from tests.support import make_settings

ROLES = "/subscriptions/11111111-1111-1111-1111-111111111111/providers/Microsoft.Authorization"
OFF_HOURS = {
    "off_hours": {"role_id": f"{ROLES}/roleDefinitions/0f0f0f0f-0000-4000-8000-0000000000f0"}
}
SCHEDULE = {"schedule": {"time_zone": "Europe/Berlin"}}
TEST = {"tier": "non_production"}
BUDGET = {"monthly_usd": 500, "recipients": ["finops@example.com"]}
NO_CLUSTER = {"serving": {"enabled": False}}


def said(changes) -> list[str]:
    with pytest.raises(SettingsError) as error:
        make_settings(changes)
    return [line.strip() for line in str(error.value).splitlines()[1:]]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"budget": {"monthly_usd": 500}},
            "budget.recipients: is empty, so the budget warns nobody; add the address of whoever "
            "may stop the spending",
        ),
        (
            {"cost_export": {"protect": False}},
            "cost_export.protect: must be true in a production stack, got false; remove it; for a "
            "planned deletion set tier to non_production too",
        ),
        (
            {"cost_export": {"costs": []}},
            "cost_export.costs: must have at least 1 entries; add one",
        ),
        (
            SCHEDULE | OFF_HOURS,
            "off_hours: would stop a production stack, which never stops; remove it, or set tier "
            "to non_production",
        ),
        (
            TEST | OFF_HOURS,
            "schedule: is required with off_hours, which go by it; add `time_zone: Europe/Berlin` "
            "or where people work",
        ),
        (
            TEST | SCHEDULE,
            "off_hours: is required where a schedule stops the cluster, or nothing does; write "
            "`role_id:` with the output off_hours_role_id of bootstrap, or remove the schedule",
        ),
        (
            TEST | SCHEDULE | {"off_hours": {"role_id": "Contributor"}},
            "off_hours.role_id: is not the id of a role, got 'Contributor'; copy it from the "
            "outputs of bootstrap",
        ),
    ],
)
def test_a_mistake_is_told_with_what_to_write(changes, problem):
    assert said(changes) == [problem]


@pytest.mark.parametrize(
    "changes",
    [
        TEST | SCHEDULE | OFF_HOURS,
        TEST | SCHEDULE | NO_CLUSTER,
        TEST | SCHEDULE | OFF_HOURS | NO_CLUSTER,
        SCHEDULE,
        {"cost_export": {}},
        TEST | {"cost_export": {"protect": False}},
        {"budget": BUDGET | {"scope": "resource_group"}},
    ],
)
def test_what_goes_together_is_taken(changes):
    assert make_settings(changes)


@pytest.mark.parametrize(
    ("changes", "beginnings"),
    [
        ({}, ["budget: nobody hears"]),
        ({"budget": BUDGET}, []),
        ({"budget": BUDGET | {"scope": "resource_group"}}, ["budget.scope: the nodes"]),
        ({"budget": BUDGET | {"scope": "resource_group"}} | NO_CLUSTER, []),
        ({"budget": BUDGET} | TEST, ["schedule: nothing stops at night"]),
        ({"budget": BUDGET} | TEST | SCHEDULE | OFF_HOURS, []),
        ({"budget": BUDGET} | TEST | NO_CLUSTER, []),
    ],
)
def test_the_plan_tells_of_costs_that_nobody_watches(changes, beginnings):
    notes = list(cost_notes(make_settings(changes)))
    assert len(notes) == len(beginnings)
    assert all(note.startswith(start) for note, start in zip(notes, beginnings, strict=True))


@pytest.mark.parametrize(
    ("first_deploy", "budget", "export", "end"),
    [
        ("2026-12-01", "2026-12-01", "2026-12-02", "2036-12-01"),
        ("2026-12-31", "2026-12-01", "2027-01-01", "2036-12-01"),
        ("2028-02-28", "2028-02-01", "2028-02-29", "2038-02-01"),
    ],
)
def test_dates_are_counted_from_the_first_deployment(first_deploy, budget, export, end):
    assert budget_start(first_deploy) == budget
    assert export_start(first_deploy) == export
    assert ten_years_after(first_deploy) == end


def test_hours_in_a_zone_that_workflows_do_not_know_are_refused_once():
    (line,) = said(TEST | OFF_HOURS | {"schedule": {"time_zone": "Asia/Pyongyang"}})
    assert line.startswith("schedule.time_zone: ")
