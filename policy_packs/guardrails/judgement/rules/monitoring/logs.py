"""Which logs are sent, where they go, and how long they stay."""

from typing import Any

from ...checks import must_be, must_be_at_least, must_be_empty, must_be_set
from ...controls import Controls
from ...data import table
from ...graph import Graph, Resource
from ...rule import PRODUCTION, Verdicts, graph_rule, resource_rule
from ...values import UNKNOWN
from ...verdict import told, undetermined, violation
from .workspaces import (
    CAP,
    NO_CAP,
    QUERY_ALERT,
    SETTING,
    TRAILS,
    WORKSPACE,
    queries,
    reads,
    sent,
    sources,
    wanted,
)

INSIGHTS = "azure-native:applicationinsights:Component"
_LOGGING = "https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings"


@graph_rule(
    "mon-diagnostics",
    topic="monitoring",
    title="Resources send the logs that an audit asks for, and none that nobody reads",
    severity="high",
    levels=PRODUCTION,
    controls=Controls(
        azure_policy=(
            "7f89b1eb-583c-429a-8828-af049802c1d9",
            "afe0c3be-ba3b-4544-ba52-0c99672a8ad6",
            "cf820ca0-f99e-4f3e-84fb-66e913812d21",
            "245fc9df-fa96-4414-9a0b-3738c2f7341c",
        )
    ),
    applies_to=(SETTING, *table("diagnostics")["types"]),
    why="What was not logged cannot be found out later; what nobody reads is most of a bill.",
    fix="Send the categories of data/diagnostics.toml, each by name, to a workspace.",
    link=_LOGGING,
)
def diagnostics(graph: Graph) -> Verdicts:
    """Compare with the table by category; groups and metrics grow without anybody deciding."""
    for setting in graph.of_type(SETTING):
        yield from must_be_empty(setting, "logs[*].categoryGroup")
        yield from must_be(setting, "logs[*].enabled", True)
        yield from must_be_empty(setting, "metrics")
        yield from must_be_set(setting, "workspaceId", str)
        for source in sources(graph, setting):
            known = {name for trail in TRAILS for name in wanted(source, trail)}
            for log in setting.find("logs[*]"):
                found = log.at("category")
                if not isinstance(found.value, str):
                    yield told(setting, found, "a category by name")
                elif found.value not in known:
                    yield violation(setting, found.path, "is a category that nobody reads")
    for source in graph.of_type(*table("diagnostics")["types"]):
        yield from _missing(graph, source)


def _missing(graph: Graph, source: Resource) -> Verdicts:
    settings = [user for user, name in graph.users(source, SETTING) if name == "resourceUri"]
    if any(log.at("category").value is UNKNOWN for one in settings for log in one.find("logs[*]")):
        return  # told of the setting
    parts = table("diagnostics")["types"][source.type].get("parts", 1)
    for category in [name for trail in TRAILS for name in wanted(source, trail)]:
        count = sum(category in sent(setting) for setting in settings)
        if count < parts:
            of = f" of {parts} parts of it, only of {count}" if parts > 1 else ""
            yield violation(source, "", f"sends no logs of the category {category}{of}")


@graph_rule(
    "mon-log-cap",
    topic="monitoring",
    title="The audit trail has no cap; other logs have one, and somebody hears when it is near",
    severity="high",
    levels=PRODUCTION,
    controls=Controls(mcsb=("LT-3", "LT-6")),
    applies_to=(WORKSPACE,),
    why="A cap on the audit trail lets anybody with a chatty pod end it; logs without one can cost"
    " a month's budget in a day.",
    fix="Set workspaceCapping.dailyQuotaGb: -1 where audit logs go, a number where others do, with"
    " an alert on the table Usage.",
    link="https://learn.microsoft.com/azure/azure-monitor/logs/daily-cap",
)
def log_cap(graph: Graph) -> Verdicts:
    """Demand that it is said: left out, an update keeps the cap that somebody set by hand."""
    for workspace in graph.of_type(WORKSPACE):
        cap = workspace.at(CAP)
        if type(cap.value) not in (int, float) or (cap.value != NO_CAP and cap.value <= 0):
            yield told(workspace, cap, f"{NO_CAP} for no cap, or a number of gigabytes")
            continue
        arriving = {
            trail
            for setting, _ in graph.users(workspace, SETTING)
            if workspace in graph.behind(setting, "workspaceId")
            for source in sources(graph, setting)
            for trail in TRAILS
            if sent(setting) & set(wanted(source, trail))
        }
        if cap.value == NO_CAP:
            if "application" in arriving:
                yield violation(workspace, cap.path, "must be a cap: not only audit logs come in")
            continue
        if "audit" in arriving:
            yield violation(workspace, cap.path, "must be no cap: audit logs come in")
        alerts = [user for user, name in graph.users(workspace, QUERY_ALERT) if name == "scopes"]
        read = [query for alert in alerts for query in queries(alert)]
        if not any(reads(query, "Usage") for query in read):
            problem = "no alert on the table Usage says that the cap is near"
            if any(query.value is UNKNOWN for query in read):
                yield undetermined(workspace, cap.path, problem)
            else:
                yield violation(workspace, cap.path, problem)


@resource_rule(
    "mon-retention",
    topic="monitoring",
    title="Logs stay as long as questions come, and telemetry is among them",
    severity="medium",
    levels=PRODUCTION,
    controls=Controls(azure_policy=("d550e854-df1a-4de9-bf44-cd894b39a95e",), mcsb=("LT-6",)),
    applies_to=(WORKSPACE, INSIGHTS),
    why="Break-ins are found months later, and by then the trail is gone.",
    fix="Raise retentionInDays; set workspaceResourceId of Application Insights.",
    link="https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure",
    settings={
        "audit_days": {"type": "integer", "default": 90},
        "application_days": {"type": "integer", "default": 30},
    },
)
def retention(resource: Resource, settings: dict[str, Any]) -> Verdicts:
    """Demand days by the kind of workspace, which its cap tells; without one it is the audit's."""
    if resource.type == INSIGHTS:
        yield from must_be_set(resource, "workspaceResourceId", str)
        return
    cap = resource.at(CAP).value
    capped = type(cap) in (int, float) and cap != NO_CAP
    least = settings["application_days"] if capped else settings["audit_days"]
    yield from must_be_at_least(resource, "retentionInDays", least)
