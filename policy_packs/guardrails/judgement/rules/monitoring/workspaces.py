"""The workspaces that logs go to, told apart by their cap."""

import re
from collections.abc import Iterator
from typing import Literal

from ...data import table
from ...graph import Graph, Resource
from ...values import Found

SETTING = "azure-native:monitor:DiagnosticSetting"
QUERY_ALERT = "azure-native:monitor:ScheduledQueryRule"
WORKSPACE = "azure-native:operationalinsights:Workspace"
Trail = Literal["audit", "application"]
TRAILS: tuple[Trail, ...] = ("audit", "application")
CAP = "workspaceCapping.dailyQuotaGb"
NO_CAP = -1


def wanted(resource: Resource, trail: Trail) -> list[str]:
    """Return the log categories that a resource has to send."""
    return table("diagnostics")["types"].get(resource.type, {}).get(trail, [])


def sent(setting: Resource) -> set[str]:
    """Return the log categories that a diagnostic setting sends."""
    return {
        log.at("category").value
        for log in setting.find("logs[*]")
        if isinstance(log.at("category").value, str) and log.at("enabled").value is True
    }


def sources(graph: Graph, setting: Resource) -> list[Resource]:
    """Return the resource whose logs a diagnostic setting sends."""
    return graph.behind(setting, "resourceUri", *table("diagnostics")["types"])


def queries(alert: Resource) -> Iterator[Found]:
    """Return the queries of an alert."""
    yield from alert.find("criteria.allOf[*].query")


def reads(query: Found, name: str) -> bool:
    """Tell whether a query names a table."""
    return isinstance(query.value, str) and bool(re.search(rf"\b{re.escape(name)}\b", query.value))
