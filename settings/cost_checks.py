"""Mistakes in what is spent and what stops that only show next to other settings."""

from collections.abc import Iterator

from settings.platform import PlatformSettings
from settings.problems import Problem
from settings.windows import stops
from settings.withheld import unless_withheld


def check_cost(settings: PlatformSettings) -> Iterator[Problem]:
    """Yield what is wrong with budget, export and off-hours."""
    for single in (_budget, _export, _off_hours, _stopping_cluster):
        yield from unless_withheld(single, settings)


def _budget(settings: PlatformSettings) -> Iterator[Problem]:
    if settings.budget and not settings.budget.recipients:
        fix = "add the address of whoever may stop the spending"
        yield Problem("budget.recipients", "is empty, so the budget warns nobody", fix)


def _export(settings: PlatformSettings) -> Iterator[Problem]:
    export = settings.cost_export
    if export and settings.tier == "production" and not export.protect:
        fix = "remove it; for a planned deletion set tier to non_production too"
        yield Problem("cost_export.protect", "must be true in a production stack", fix, "false")


def _off_hours(settings: PlatformSettings) -> Iterator[Problem]:
    if settings.off_hours is None:
        return
    if settings.tier == "production":
        wrong = "would stop a production stack, which never stops"
        yield Problem("off_hours", wrong, "remove it, or set tier to non_production")
    elif settings.schedule is None:
        fix = "add `time_zone: Europe/Berlin` or where people work"
        yield Problem("schedule", "is required with off_hours, which go by it", fix)


def _stopping_cluster(settings: PlatformSettings) -> Iterator[Problem]:
    if settings.serving.enabled and stops(settings) and settings.off_hours is None:
        yield Problem(
            "off_hours",
            "is required where a schedule stops the cluster, or nothing does",
            "write `role_id:` with the output off_hours_role_id of bootstrap, or remove the "
            "schedule",
        )
