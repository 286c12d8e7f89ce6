"""Diagnostic settings, action groups and budgets."""

from simulated_azure import paths
from simulated_azure.catalog import table
from simulated_azure.refusal import Refusal, Refuse, describe
from simulated_azure.relations import alerts
from simulated_azure.state import Created, State
from simulated_azure.values import UNKNOWN

SETTING = "azure-native:monitor:DiagnosticSetting"
_SETTINGS_PER_RESOURCE = 5
_SINKS = ("eventHubAuthorizationRuleId", "marketplacePartnerId", "storageAccountId", "workspaceId")
_SERVICES = {
    name.lower(): f"azure-native:storage:{kind}"
    for name, kind in {
        "blobServices": "BlobServiceProperties",
        "fileServices": "FileServiceProperties",
        "queueServices": "QueueServiceProperties",
        "tableServices": "TableServiceProperties",
    }.items()
}

_SETTING_SOURCE = "https://learn.microsoft.com/azure/azure-monitor/essentials/diagnostic-settings#destination-limitations"
_RECEIVER_SOURCE = "https://learn.microsoft.com/rest/api/monitor/action-groups/create-or-update"
_BUDGET_SOURCE = "https://learn.microsoft.com/rest/api/consumption/budgets/create-or-update"


def check_setting(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse unknown categories, a sixth setting, and a category sent to one sink twice."""
    found = made.at("resourceUri")
    kind = _judged_type(state, made, found)
    if kind:
        _check_categories(made, kind, refuse)
    others = [
        other
        for other in state.of_type(SETTING)
        if other.urn != made.urn and _target(state, other) == _target(state, made) is not None
    ]
    if len(others) >= _SETTINGS_PER_RESOURCE:
        problem = f"the resource has {len(others)} diagnostic settings"
        allowed = f"at most {_SETTINGS_PER_RESOURCE} for one resource"
        got = made.request.name
        refuse(Refusal("too-many", found.path, problem, got, allowed, _SETTING_SOURCE))
    for other in others:
        _check_sinks(state, made, other, refuse)


def check_action_group(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse two receivers of one name, and a caller that the group has not."""
    alerts.check_callers(made, refuse)
    names: list[object] = []
    for kind in sorted(key for key in made.inputs if key.endswith("Receivers")):
        for found in paths.find(made.inputs, f"{kind}[].name"):
            if isinstance(found.value, str) and found.value in names:
                problem, allowed = "is the name of another receiver", "a name of its own"
                got = describe(found.value, secret=found.secret)
                refuse(Refusal("name-taken", found.path, problem, got, allowed, _RECEIVER_SOURCE))
            names.append(found.value)


def check_budget(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a period that ends before it starts."""
    start, end = made.text("timePeriod.startDate"), made.text("timePeriod.endDate")
    if start and end and end[:10] <= start[:10]:
        path, problem = "timePeriod.endDate", "is not after the start"
        allowed = f"a date after {start[:10]}"
        refuse(Refusal("pair", path, problem, describe(end), allowed, _BUDGET_SOURCE))


def _check_categories(made: Created, kind: str, refuse: Refuse) -> None:
    data = table("diagnostics")
    row = data[kind]
    name = kind.rpartition(":")[2]
    for path, known in (
        ("logs[].category", row["logs"]),
        ("logs[].categoryGroup", row["groups"]),
        ("metrics[].category", row["metrics"]),
    ):
        for found in paths.find(made.inputs, path):
            if isinstance(found.value, str) and found.value not in known:
                problem = f"a {name} has no such category"
                allowed = f"one of {', '.join(known)}" if known else "remove it"
                got = describe(found.value)
                refuse(Refusal("wrong-category", found.path, problem, got, allowed, data["source"]))


def _check_sinks(state: State, made: Created, other: Created, refuse: Refuse) -> None:
    mine, theirs = _collected(made), _collected(other)
    for sink in _SINKS:
        used = _sink(state, made, sink)
        if used and used == _sink(state, other, sink) and mine & theirs:
            problem = f"{other.request.name} sends {min(mine & theirs)} to it already"
            allowed = "one setting per resource, category and destination"
            got = made.request.name
            refuse(Refusal("already-collected", sink, problem, got, allowed, _SETTING_SOURCE))


def _collected(setting: Created) -> set[str]:
    """Return the categories a setting collects; a group counts as a category of its own."""
    return {
        category.value
        for kind in ("logs[]", "metrics[]")
        for item in paths.find(setting.inputs, kind)
        for key in ("category", "categoryGroup")
        for category in paths.below(item, key)
        if isinstance(category.value, str) and paths.first(item.value, "enabled") is True
    }


def _sink(state: State, setting: Created, path: str) -> str | None:
    found = setting.at(path)
    if isinstance(found.value, str):
        return found.value.lower()
    target = state.behind(setting.request, found) if found.value is UNKNOWN else None
    return target.urn if target else None


def _target(state: State, setting: Created) -> str | None:
    found = setting.at("resourceUri")
    if isinstance(found.value, str):
        return found.value.lower().rstrip("/")
    target = state.scope_behind(setting.request, found)
    return target.urn if target else None


def _judged_type(state: State, made: Created, found: paths.Found) -> str | None:
    if isinstance(found.value, str):
        for name, kind in _SERVICES.items():
            owner, marker, _ = found.value.lower().partition(f"/{name}/default")
            if marker and state.by_id(owner):
                return kind
    target = state.scope_behind(made.request, found)
    return target.type if target and target.type in table("diagnostics") else None
