"""Mistakes in monitoring and objectives that only show next to other settings."""

from collections.abc import Iterator
from itertools import pairwise

from settings.monitoring import NewPrivateLinkScope
from settings.platform import PlatformSettings
from settings.problems import Problem, shown
from settings.time_zones import WINDOWS_TIME_ZONES
from settings.windows import stops


def _scope(settings: PlatformSettings) -> Iterator[Problem]:
    path, scope = "monitoring.private_link_scope", settings.monitoring.private_link_scope
    if not isinstance(scope, NewPrivateLinkScope):
        return
    if not settings.network.private_endpoints:
        wrong = "makes a private endpoint, which private_endpoints false forbids"
        yield Problem(path, wrong, "remove one of the two")
    dns = settings.network.private_dns
    if dns.zone_ids or dns.managed_by_policy:
        # learn.microsoft.com/azure/azure-monitor/logs/private-link-design: the zones of a scope
        # decide for every network that shares them.
        yield Problem(
            path,
            "would redirect Azure Monitor in every network that shares the zones brought here",
            "give the `id` of the scope those networks use, or leave it out",
        )


def _operators(settings: PlatformSettings) -> Iterator[Problem]:
    monitoring = settings.monitoring
    if monitoring.operators_on_network and monitoring.private_link_scope is None:
        yield Problem(
            "monitoring.operators_on_network",
            "would close logs to everybody without monitoring.private_link_scope",
            "add the scope, or remove it",
            "true",
        )


def _muting(settings: PlatformSettings) -> Iterator[Problem]:
    hours = stops(settings)
    if settings.workspace.compute_instances:
        return  # They need the same name, and their check says so.
    if hours and hours.time_zone not in WINDOWS_TIME_ZONES:
        fix = "choose a zone with the same hours, such as Europe/Berlin"
        wrong = "is a zone that Azure's alert schedule has no name for"
        yield Problem("schedule.time_zone", wrong, fix, shown(hours.time_zone))


def _ladder(settings: PlatformSettings) -> Iterator[Problem]:
    p95 = settings.slo.p95
    steps = ("objective_ms", "warning_ms", "rollback_ms", "page_ms")
    for lower, upper in pairwise(steps):
        low, high = getattr(p95, lower), getattr(p95, upper)
        if high <= low:
            wrong = f"must be above {lower} ({low})"
            yield Problem(f"slo.p95.{upper}", wrong, "raise it", shown(high))


def _error_rates(settings: PlatformSettings) -> Iterator[Problem]:
    rates = settings.slo.error_rate
    if rates.page_percent <= rates.canary_percent:
        yield Problem(
            "slo.error_rate.page_percent",
            f"must be above canary_percent ({rates.canary_percent}), or a release pages people "
            "before it is taken back",
            "raise it",
            shown(rates.page_percent),
        )


CHECKS = (_scope, _operators, _muting, _ladder, _error_rates)
