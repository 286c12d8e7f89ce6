"""The page of what is promised, and of the alerts that keep it: docs/slo.md."""

from collections.abc import Callable, Iterable

from components.alerting.baselines import BASELINES
from components.alerting.promises import promises
from components.alerting.rules import Alert, LogAlert, MetricAlert
from components.alerting.trail import audit_silence, break_glass, daily_cap
from components.shared.slo import budget_minutes, objectives
from settings.monitoring import NewApplicationLog
from settings.slo import SloSettings

Table = Callable[[tuple[str, ...], list[tuple[str, ...]]], str]

_SIGNS = {
    "GreaterThan": ">",
    "GreaterThanOrEqual": ">=",
    "LessThan": "<",
    "LessThanOrEqual": "<=",
}
_KEEPERS = {"release": "the release ladder", "workbook": "shown in the workbook"}


def page(table: Table, generated: str) -> str:
    """Return the page, for the defaults of the settings.

    Args:
        table: makes a Markdown table of head and rows.
        generated: says that the page is generated.
    """
    slo = SloSettings()
    watching = promises(slo)
    kept: list[tuple[str, ...]] = [
        (
            one.promise,
            f"{one.value:g} {one.unit}".strip(),
            f"`{one.setting}`",
            _alerts_of(one.setting, watching) or _KEEPERS[one.kept_by],
        )
        for one in objectives(slo)
    ]
    trail = (
        *break_glass("break_glass.group"),
        *audit_silence(slo.silence_minutes),
        *daily_cap(NewApplicationLog().daily_cap_gb),
    )
    intro = (
        "One table says what is promised; alerts, releases and the workbook read it. Numbers are "
        f"the defaults of `slo`. {slo.availability_percent:g} % leaves "
        f"{budget_minutes(slo.availability_percent):g} minutes of 30 days for failing."
    )
    promised = table(("promise", "limit", "setting", "kept by"), kept)
    head = ("alert", "severity", "when", "over", "what it means", "first step", "number from")
    chapters = [
        "# What is promised, and who is told",
        generated,
        intro,
        promised,
        "## Alerts on promises",
        table(head, _rows(watching)),
        "## Alerts on the logs themselves",
        table(head, _rows(trail)),
        "## Baseline alerts",
        "Made for each resource that is in the stack.",
        table(head, _rows(BASELINES)),
    ]
    return "\n\n".join(chapters) + "\n"


def _alerts_of(setting: str, watching: Iterable[Alert]) -> str:
    return ", ".join(f"`{one.name}`" for one in watching if setting in one.origin.split(", "))


def _rows(alerts: Iterable[Alert]) -> list[tuple[str, ...]]:
    return [
        (
            f"`{one.name}`",
            str(one.severity),
            *_when(one),
            one.what,
            one.first_step,
            one.origin,
        )
        for one in alerts
    ]


def _when(alert: Alert) -> tuple[str, str]:
    match alert:
        case MetricAlert():
            what = f"{alert.aggregation.lower()} of {alert.metric}"
        case LogAlert():
            what = alert.measure or "rows"
        case _:
            return "it happens", "at once"
    return f"{what} {_SIGNS[alert.operator]} {alert.threshold:g}", alert.window
