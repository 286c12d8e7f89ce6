"""The table of what is promised, and the sums that follow from it; it makes nothing.

Alerts, releases, the workbook and docs/slo.md read the same rows, so that no two of them promise
different things.
"""

from dataclasses import dataclass
from typing import Literal

from settings.slo import SloSettings

Keeper = Literal["alert", "release", "workbook"]

# Names of the metrics that a model's watcher sends to Application Insights; each carries the
# property `model`. Accuracy is a share, its drop a percentage of what the model was registered
# with; drift is one metric for each measure of it.
ACCURACY_METRIC = "model_accuracy"
ACCURACY_DROP_METRIC = "model_accuracy_drop_percent"
DRIFT_METRIC_PREFIX = "model_drift_"

# A month's budget of failures is 30 days of the share that may fail. Google's Site Reliability
# Workbook, chapter "Alerting on SLOs": page when an hour burns 2 % of it, that is 14.4 times too
# fast; warn when six hours burn 5 %, 6 times too fast.
PAGE_BURN_RATE = 14.4
WARNING_BURN_RATE = 6.0
_BUDGET_DAYS = 30


@dataclass(frozen=True)
class Objective:
    """One promise.

    Attributes:
        setting: where it is set.
        value: the number.
        unit: of the number.
        promise: what the number stands for.
        kept_by: who acts when it is broken; the workbook only shows.
    """

    setting: str
    value: float
    unit: str
    promise: str
    kept_by: Keeper


def objectives(slo: SloSettings) -> tuple[Objective, ...]:
    """Return every promise with its number."""
    p95, rate, accuracy = slo.p95, slo.error_rate, slo.accuracy
    return (
        Objective(
            "slo.p95.objective_ms",
            p95.objective_ms,
            "ms",
            "95 of 100 requests are faster",
            "workbook",
        ),
        Objective(
            "slo.p95.warning_ms", p95.warning_ms, "ms", "slower, somebody looks today", "alert"
        ),
        Objective(
            "slo.p95.rollback_ms", p95.rollback_ms, "ms", "slower, a release goes", "release"
        ),
        Objective("slo.p95.page_ms", p95.page_ms, "ms", "slower, somebody is called", "alert"),
        Objective(
            "slo.availability_percent",
            slo.availability_percent,
            "%",
            "at least so many requests of 30 days succeed",
            "alert",
        ),
        Objective(
            "slo.error_rate.canary_percent",
            rate.canary_percent,
            "%",
            "a release that fails more is taken back",
            "release",
        ),
        Objective(
            "slo.error_rate.page_percent",
            rate.page_percent,
            "%",
            "more fail, somebody is called",
            "alert",
        ),
        Objective("slo.accuracy.floor", accuracy.floor, "share", "no model is right less", "alert"),
        Objective(
            "slo.accuracy.min_relative_gain_percent",
            accuracy.min_relative_gain_percent,
            "%",
            "a new model is so much better than the one it replaces",
            "release",
        ),
        Objective(
            "slo.accuracy.alert_drop_percent",
            accuracy.alert_drop_percent,
            "%",
            "a model that lost more of its accuracy is looked at",
            "alert",
        ),
        *(
            Objective(
                f"slo.drift.{metric}", limit, "", "data that moved further is looked at", "alert"
            )
            for metric, limit in drift_limits(slo).items()
        ),
        Objective(
            "slo.training_success_percent",
            slo.training_success_percent,
            "%",
            "at least so many training runs finish",
            "workbook",
        ),
        Objective(
            "slo.silence_minutes",
            slo.silence_minutes,
            "minutes",
            "a service that is silent for longer is looked for",
            "alert",
        ),
    )


def drift_limits(slo: SloSettings) -> dict[str, float]:
    """Return the limit of each drift metric."""
    return {metric: getattr(slo.drift, metric) for metric in type(slo.drift).model_fields}


def drifts_below(metric: str) -> bool:
    """Tell whether a smaller value of a drift metric is the worse one."""
    return metric.endswith("p_value")


def burn_percent(availability_percent: float, burn_rate: float) -> float:
    """Return the share of failing requests, in percent, that burns the budget at a rate."""
    return round(burn_rate * (100 - availability_percent), 4)


def budget_minutes(availability_percent: float) -> float:
    """Return the minutes of 30 days in which everything may fail."""
    return round(_BUDGET_DAYS * 24 * 60 * (100 - availability_percent) / 100, 1)
