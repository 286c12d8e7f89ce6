"""What the off-hours workflows do, as the data that Azure runs.

Language: learn.microsoft.com/azure/logic-apps/logic-apps-workflow-definition-language. Ids come in
as parameters, so that these texts are whole in a preview.
"""

from collections.abc import Sequence
from typing import Any

from settings.schedule import ScheduleSettings
from settings.time_zones import WINDOWS_TIME_ZONES

BUDGET_TRIGGER = "budget-is-spent"
"""Name of the trigger that an action group calls."""

_SIGNED_IN_CALL = {
    "type": "Request",
    "kind": "Http",
    "inputs": {"schema": {}},
    # A call by a signed address carries no token and ends here.
    "operationOptions": "IncludeAuthorizationHeadersInOutputs",
    "conditions": [
        {
            "expression": "@startsWith(coalesce("
            "triggerOutputs()?['headers']?['Authorization'], ''), 'Bearer ')"
        }
    ],
    "runtimeConfiguration": {"secureData": {"properties": ["inputs", "outputs"]}},
}

_ALL_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SCHEMA = (
    "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01"
    "/workflowdefinition.json#"
)
_CLUSTERS_API = "2025-09-01"
_COMPUTES_API = "2025-12-01"


def start_definition(schedule: ScheduleSettings, first_deploy: str) -> dict[str, Any]:
    """Start the cluster when a running day begins; people start their instances themselves."""
    morning = _recurrence(schedule.start, schedule.days, schedule, first_deploy)
    return _definition({"running-day-begins": morning}, _turn("start", "Stopped"), ["cluster"])


def stop_definition(
    schedule: ScheduleSettings, first_deploy: str, parameters: Sequence[str], *, callable_: bool
) -> dict[str, Any]:
    """Stop the cluster and every compute instance when the day ends.

    Args:
        schedule: running hours.
        first_deploy: day (ISO 8601) before which nothing happens.
        parameters: what there is to stop: `cluster`, `workspace`.
        callable_: an action group may call it too.
    """
    # Every day: whoever worked on a Saturday started it by hand.
    triggers = {"day-ends": _recurrence(schedule.stop, _ALL_DAYS, schedule, first_deploy)}
    if callable_:
        triggers[BUDGET_TRIGGER] = _SIGNED_IN_CALL
    actions: dict[str, Any] = {}
    if "cluster" in parameters:
        actions |= _turn("stop", "Running")
    if "workspace" in parameters:
        actions |= _stop_instances()
    return _definition(triggers, actions, parameters)


def _definition(
    triggers: dict[str, Any], actions: dict[str, Any], parameters: Sequence[str]
) -> dict[str, Any]:
    return {
        "$schema": _SCHEMA,
        "contentVersion": "1.0.0.0",
        "parameters": {name: {"type": "String"} for name in parameters},
        "triggers": triggers,
        "actions": actions,
        "outputs": {},
    }


def _recurrence(
    clock: str, days: Sequence[str], schedule: ScheduleSettings, first_deploy: str
) -> dict[str, Any]:
    hour, minute = clock.split(":")
    return {
        "type": "Recurrence",
        "recurrence": {
            "frequency": "Week",
            "interval": 1,
            # Without a start it runs at once whenever it is deployed; a past one is taken:
            # learn.microsoft.com/azure/connectors/connectors-native-recurrence.
            "startTime": f"{first_deploy}T00:00:00",
            "timeZone": WINDOWS_TIME_ZONES[schedule.time_zone],
            "schedule": {"weekDays": list(days), "hours": [int(hour)], "minutes": [int(minute)]},
        },
    }


def _turn(action: str, state: str) -> dict[str, Any]:
    """Start or stop the cluster if it is in `state`: Azure refuses what is done already."""
    cluster = "@{parameters('cluster')}"
    is_so = {"equals": ["@body('see-cluster')?['properties']?['powerState']?['code']", state]}
    call = {f"{action}-cluster": _call("POST", f"{cluster}/{action}", _CLUSTERS_API)}
    return {
        "see-cluster": _call("GET", cluster, _CLUSTERS_API),
        f"if-{state.lower()}": {
            "type": "If",
            "expression": {"and": [is_so]},
            "actions": call,
            "runAfter": {"see-cluster": ["Succeeded"]},
        },
    }


def _stop_instances() -> dict[str, Any]:
    """Stop what runs of all instances: those that people made themselves have no schedule."""
    is_instance = "equals(item()?['properties']?['computeType'], 'ComputeInstance')"
    runs = "equals(item()?['properties']?['properties']?['state'], 'Running')"
    instance = "@{items('each-instance')?['id']}"
    return {
        "see-computes": _call("GET", "@{parameters('workspace')}/computes", _COMPUTES_API),
        "running-instances": {
            "type": "Query",
            "inputs": {
                "from": "@body('see-computes')?['value']",
                "where": f"@and({is_instance}, {runs})",
            },
            "runAfter": {"see-computes": ["Succeeded"]},
        },
        "each-instance": {
            "type": "Foreach",
            "foreach": "@body('running-instances')",
            "actions": {"stop-instance": _call("POST", f"{instance}/stop", _COMPUTES_API)},
            "runAfter": {"running-instances": ["Succeeded"]},
        },
    }


def _call(method: str, resource: str, api_version: str) -> dict[str, Any]:
    return {
        "type": "Http",
        "inputs": {
            "method": method,
            "uri": f"https://management.azure.com{resource}?api-version={api_version}",
            "authentication": {
                "type": "ManagedServiceIdentity",
                "audience": "https://management.azure.com/",
            },
        },
        # Waiting for the end would need the right to read operations of the whole subscription.
        "operationOptions": "DisableAsyncPattern",
        "runAfter": {},
    }
