"""What the platform promises of its models: one number for each, read by all who keep it."""

from typing import Literal

from settings.base import Settings, setting
from settings.types import Percent


class LatencySettings(Settings):
    """The 95th percentile of how long a request takes, as a ladder: each step is above the last."""

    objective_ms: int = setting(100, "What users are promised.", ge=1, le=60_000)
    warning_ms: int = setting(200, "Somebody looks within the day.", ge=1, le=60_000)
    rollback_ms: int = setting(
        500, "A release that is slower is taken back.", ge=1, le=60_000, builds_nothing_yet=True
    )
    page_ms: int = setting(2000, "Somebody is called.", ge=1, le=60_000)


class ErrorRateSettings(Settings):
    """The share of requests that fail."""

    canary_percent: float = setting(
        1.0, "A release that fails more is taken back.", ge=0.1, le=50, builds_nothing_yet=True
    )
    page_percent: float = setting(5.0, "Somebody is called.", ge=0.1, le=50)


class AccuracySettings(Settings):
    """How right a model is; the floor and the gain are two gates, not one."""

    floor: float = setting(
        0.85, "Share of right predictions that no model may be below.", ge=0.01, le=0.999
    )
    min_relative_gain_percent: float = setting(
        2.0,
        "How much better than the model it replaces a new one must be, relative to it.",
        ge=0,
        le=100,
        builds_nothing_yet=True,
    )
    alert_drop_percent: float = setting(
        5.0, "Drop since its registration, relative to it, that somebody hears of.", ge=0.1, le=100
    )


class DriftSettings(Settings):
    """How far data may move from what a model was trained on, by metric: no two share a scale."""

    population_stability_index: float = setting(0.2, "Alert above.", ge=0.001, le=10)
    jensen_shannon_distance: float = setting(0.1, "Alert above.", ge=0.001, le=1)
    normalized_wasserstein_distance: float = setting(0.1, "Alert above.", ge=0.001, le=10)
    embedding_distance: float = setting(0.15, "Alert above.", ge=0.001, le=2)
    kolmogorov_smirnov_p_value: float = setting(
        0.05,
        "Alert below: the chance that both samples are from one distribution.",
        ge=0.01,
        le=0.999,
    )


class SloSettings(Settings):
    """Service-level objectives. Alerts, releases, the workbook and docs/slo.md read these."""

    p95: LatencySettings = setting(LatencySettings(), "How long requests take.")
    availability_percent: float = setting(
        99.9,
        "Share of requests that succeed over 30 days.",
        ge=90,
        le=99.99,
        why_bounded="one zone-redundant region does not carry more",
    )
    error_rate: ErrorRateSettings = setting(ErrorRateSettings(), "How many requests fail.")
    accuracy: AccuracySettings = setting(AccuracySettings(), "How right models are.")
    drift: DriftSettings = setting(DriftSettings(), "How far data has moved.")
    training_success_percent: Percent = setting(
        95, "Share of training runs that finish; shown in the workbook."
    )
    silence_minutes: Literal[15, 30, 45] = setting(
        30, "Minutes without any telemetry after which a sender counts as silent."
    )
