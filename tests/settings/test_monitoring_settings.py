"""Monitoring and objectives: what may be set, and what contradicts something else."""

import pytest

from settings.footprint import footprint
from settings.private_link import PRIVATE_LINKS
from tests.settings.samples import MINIMAL, merged, mistakes, settings

ZONES = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-dns/providers"
OWN = {"private_link_scope": {}}


def changed(**values):
    return merged(MINIMAL, values)


@pytest.mark.parametrize(
    ("values", "line"),
    [
        (
            {"monitoring": {"operators_on_network": True}},
            "monitoring.operators_on_network: would close logs to everybody without "
            "monitoring.private_link_scope, got true; add the scope, or remove it",
        ),
        (
            {"monitoring": OWN, "network": {"private_dns": {"managed_by_policy": True}}},
            "monitoring.private_link_scope: would redirect Azure Monitor in every network that "
            "shares the zones brought here; give the `id` of the scope those networks use, or "
            "leave it out",
        ),
        (
            {
                "tier": "non_production",
                "monitoring": OWN,
                "network": {"private_endpoints": False},
            },
            "monitoring.private_link_scope: makes a private endpoint, which private_endpoints "
            "false forbids; remove one of the two",
        ),
        (
            {"slo": {"p95": {"warning_ms": 90}}},
            "slo.p95.warning_ms: must be above objective_ms (100), got 90; raise it",
        ),
        (
            {"slo": {"p95": {"rollback_ms": 2000}}},
            "slo.p95.page_ms: must be above rollback_ms (2000), got 2000; raise it",
        ),
        (
            {"slo": {"error_rate": {"page_percent": 1.0}}},
            "slo.error_rate.page_percent: must be above canary_percent (1.0), or a release pages "
            "people before it is taken back, got 1.0; raise it",
        ),
    ],
)
def test_what_contradicts_something_else_is_told(values, line):
    assert line in mistakes(changed(**values))


def test_a_zone_without_a_name_in_azures_alert_schedule_is_told():
    values = {"tier": "non_production", "schedule": {"time_zone": "Asia/Pyongyang"}}
    told = [line for line in mistakes(changed(**values)) if line.startswith("schedule.time_zone")]
    assert len(told) == 1
    assert "is a zone that Azure's alert schedule has no name for" in told[0]


@pytest.mark.parametrize(
    "values",
    [
        {"p95": {"page_ms": 70_000}},
        {"availability_percent": 99.999},
        {"accuracy": {"floor": 1.0}},
        {"silence_minutes": 5},
        {"drift": {"psi": 0.2}},
    ],
)
def test_an_objective_outside_its_bounds_is_refused(values):
    assert mistakes(changed(slo=values))


def test_a_scope_to_make_is_announced_to_the_network_with_its_five_zones():
    needs = footprint(settings(changed(monitoring=OWN)))
    assert needs.links_of("monitoring") == ("monitor",)
    assert set(PRIVATE_LINKS["monitor"].zones) <= set(needs.zones)


def test_without_a_scope_or_with_one_that_exists_nothing_is_announced():
    scope = f"{ZONES}/Microsoft.Insights/privateLinkScopes/ampls-hub"
    for values in ({}, {"private_link_scope": {"id": scope}}):
        assert footprint(settings(changed(monitoring=values))).links_of("monitoring") == ()
