"""The alerts that keep the promises of the SLO table."""

from components.alerting import queries
from components.alerting.rules import Alert, LogAlert
from components.shared.slo import (
    PAGE_BURN_RATE,
    WARNING_BURN_RATE,
    burn_percent,
    drift_limits,
)
from settings.slo import SloSettings


def promises(slo: SloSettings) -> tuple[Alert, ...]:
    """Return one alert or more for each promise that an alert keeps."""
    return (*_latency(slo), *_failures(slo), *_models(slo), *_silence(slo))


def _latency(slo: SloSettings) -> tuple[Alert, ...]:
    steps = (
        ("warning", 2, slo.p95.warning_ms, "PT30M"),
        ("page", 1, slo.p95.page_ms, "PT10M"),
    )
    return tuple(
        LogAlert(
            name=f"p95-{step}",
            target="application-log",
            severity=severity,
            what=f"One request of twenty to a model service takes longer than {limit_ms} ms.",
            origin=f"slo.p95.{step}_ms",
            first_step="compare the versions that serve; take back the last release if it is newer "
            "than the delay, else look for nodes that are short of CPU.",
            query=queries.P95_BY_SERVICE,
            measure="P95Ms",
            split_by=("AppRoleName",),
            operator="GreaterThan",
            threshold=limit_ms,
            window=window,
            frequency="PT5M",
        )
        for step, severity, limit_ms, window in steps
    )


def _failures(slo: SloSettings) -> tuple[Alert, ...]:
    budget = slo.availability_percent
    rows = (
        (
            "error-rate-page",
            1,
            slo.error_rate.page_percent,
            "PT5M",
            "slo.error_rate.page_percent",
            "So many requests fail that users notice.",
        ),
        (
            "availability-page",
            1,
            burn_percent(budget, PAGE_BURN_RATE),
            "PT1H",
            "slo.availability_percent",
            f"At this rate the failures allowed in 30 days are used up in two days "
            f"({PAGE_BURN_RATE} times too fast).",
        ),
        (
            "availability-warning",
            2,
            burn_percent(budget, WARNING_BURN_RATE),
            "PT6H",
            "slo.availability_percent",
            f"At this rate the failures allowed in 30 days are used up in five days "
            f"({WARNING_BURN_RATE} times too fast).",
        ),
    )
    return tuple(
        LogAlert(
            name=name,
            target="application-log",
            severity=severity,
            what=what,
            origin=origin,
            first_step="group AppRequests of the service by ResultCode and AppVersion; take back "
            "the last release if its version fails more than the one before.",
            query=queries.FAILURES_BY_SERVICE,
            measure="FailedPercent",
            split_by=("AppRoleName",),
            operator="GreaterThan",
            threshold=percent,
            window=window,
            frequency="PT5M",
        )
        for name, severity, percent, window, origin, what in rows
    )


def _models(slo: SloSettings) -> tuple[Alert, ...]:
    accuracy = slo.accuracy
    return (
        LogAlert(
            name="accuracy-floor",
            target="application-log",
            severity=1,
            what=f"A model is right less often than {accuracy.floor:.0%}.",
            origin="slo.accuracy.floor",
            first_step="put the last version above the floor back into traffic.",
            query=queries.ACCURACY_BY_MODEL,
            measure="ErrorShare",
            split_by=("Model",),
            operator="GreaterThan",
            threshold=round(1 - accuracy.floor, 6),
            window="P1D",
            frequency="PT1H",
        ),
        LogAlert(
            name="accuracy-drop",
            target="application-log",
            severity=2,
            what=f"A model has lost more than {accuracy.alert_drop_percent} % of the accuracy it "
            "was registered with.",
            origin="slo.accuracy.alert_drop_percent",
            first_step="compare the model's data drift over the same days; train anew if it moved.",
            query=queries.ACCURACY_DROP_BY_MODEL,
            measure="DropPercent",
            split_by=("Model",),
            operator="GreaterThan",
            threshold=accuracy.alert_drop_percent,
            window="P1D",
            frequency="PT1H",
        ),
        LogAlert(
            name="drift",
            target="application-log",
            severity=3,
            what="Data that a model is asked about has moved from what it was trained on.",
            origin=", ".join(f"slo.drift.{metric}" for metric in drift_limits(slo)),
            first_step="look which feature moved; a changed source is mended there, a changed "
            "world needs a new training.",
            query=queries.drifted(slo),
            split_by=("Model", "Name"),
            operator="GreaterThan",
            threshold=0,
            window="P1D",
            frequency="PT1H",
        ),
    )


def _silence(slo: SloSettings) -> tuple[Alert, ...]:
    return (
        LogAlert(
            name="service-silent",
            target="application-log",
            severity=2,
            what=f"A service that sent telemetry today has sent none for {slo.silence_minutes} "
            "minutes: it is down, or it may no longer send.",
            origin="slo.silence_minutes",
            first_step="see whether its pods run; if they do, whether their identity still holds "
            "Monitoring Metrics Publisher.",
            query=queries.SILENT_SERVICES,
            measure="SilentMinutes",
            split_by=("AppRoleName",),
            operator="GreaterThan",
            threshold=slo.silence_minutes,
            window="P1D",
            frequency="PT15M",
        ),
    )
