"""The table of promises, and the sums that follow from it."""

import pytest

from components.shared.slo import budget_minutes, burn_percent, drift_limits, objectives
from settings.base import Settings
from settings.slo import SloSettings
from tests.support import make_settings


def leaves(section: Settings, prefix: str) -> list[tuple[str, object]]:
    found = []
    for name in type(section).model_fields:
        value = getattr(section, name)
        path = f"{prefix}.{name}"
        found += leaves(value, path) if isinstance(value, Settings) else [(path, value)]
    return found


def test_every_objective_that_can_be_set_is_in_the_table_with_its_value():
    rows = {one.setting: one.value for one in objectives(SloSettings())}
    assert rows == dict(leaves(SloSettings(), "slo"))


@pytest.mark.feature("X-1", "settings.SloSettings p95")
@pytest.mark.feature("A13", "settings.SloSettings p95")
def test_latency_is_one_ladder():
    p95 = make_settings().slo.p95
    assert (p95.objective_ms, p95.warning_ms, p95.rollback_ms, p95.page_ms) == (100, 200, 500, 2000)


@pytest.mark.feature("X-5", "settings.SloSettings accuracy")
def test_accuracy_has_a_floor_and_a_gain_that_are_two_gates():
    accuracy = make_settings().slo.accuracy
    assert (accuracy.floor, accuracy.min_relative_gain_percent) == (0.85, 2.0)


@pytest.mark.feature("A15", "settings.SloSettings drift")
def test_each_drift_metric_has_a_limit_of_its_own():
    assert len(drift_limits(SloSettings())) == 5


@pytest.mark.parametrize(("percent", "minutes"), [(99.9, 43.2), (99.0, 432.0), (99.95, 21.6)])
def test_availability_leaves_minutes_of_thirty_days(percent, minutes):
    assert budget_minutes(percent) == minutes


@pytest.mark.parametrize(("percent", "rate", "failing"), [(99.9, 14.4, 1.44), (99.0, 6.0, 6.0)])
def test_a_burn_rate_is_a_share_of_failing_requests(percent, rate, failing):
    assert burn_percent(percent, rate) == pytest.approx(failing)
