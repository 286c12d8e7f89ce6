"""Alerts, action groups' callers, collection rules: what their parts must be to each other."""

import json
import re
from collections.abc import Iterable

from simulated_azure import paths
from simulated_azure.refusal import Refusal, Refuse, describe
from simulated_azure.state import Created, State
from simulated_azure.values import UNKNOWN

_MINUTES = {"M": 1, "H": 60, "D": 24 * 60}
_WINDOW_SOURCE = (
    "https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-create-log-alert-rule"
)
_GROUP_SOURCE = "https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups"
_RULE_SOURCE = (
    "https://learn.microsoft.com/azure/azure-monitor/essentials/data-collection-rule-structure"
)
_WORKBOOK_SOURCE = "docstring of WorkbookArgs.serialized_data"
_WORKFLOW_SOURCE = (
    "https://learn.microsoft.com/azure/logic-apps/logic-apps-workflow-definition-language"
)


def check_windows(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a rule that looks more often than its window is long: what is between is unseen."""
    window, frequency = (
        _minutes(made.text("windowSize")),
        _minutes(made.text("evaluationFrequency")),
    )
    if window and frequency and frequency > window:
        path, problem = "evaluationFrequency", "is longer than the window"
        got = describe(made.text(path))
        allowed = f"at most {made.text('windowSize')}"
        refuse(Refusal("pair", path, problem, got, allowed, _WINDOW_SOURCE))


def check_callers(made: Created, refuse: Refuse) -> None:
    """Refuse a receiver that is called as an identity which the action group has not."""
    identity = paths.at(made.inputs, "identity.type").value
    for found in paths.find(made.inputs, "logicAppReceivers[].managedIdentity"):
        if found.value in (None, "None", UNKNOWN) or identity is UNKNOWN:
            continue
        wanted = "SystemAssigned" if found.value == "SystemAssigned" else "UserAssigned"
        if not isinstance(identity, str) or wanted not in identity:
            problem = "the action group has no such identity"
            got = describe(found.value, secret=found.secret)
            refuse(
                Refusal("pair", found.path, problem, got, f"identity.type {wanted}", _GROUP_SOURCE)
            )


def check_flows(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a flow to a destination that the rule does not name."""
    named = {found.value for found in paths.find(made.inputs, "destinations.*[].name")}
    named |= {
        found.value for found in paths.find(made.inputs, "destinations.azureMonitorMetrics.name")
    }
    for found in paths.find(made.inputs, "dataFlows[].destinations[]"):
        if isinstance(found.value, str) and UNKNOWN not in named and found.value not in named:
            problem, allowed = "is no destination of the rule", f"one of {_list(named)}"
            got = describe(found.value, secret=found.secret)
            refuse(Refusal("pair", found.path, problem, got, allowed, _RULE_SOURCE))


def check_workbook(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse content that is no JSON object."""
    found = made.at("serializedData")
    if not isinstance(found.value, str):
        return
    try:
        content = json.loads(found.value)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        problem, allowed = "is not a JSON object", "what the workbook's advanced editor shows"
        got = describe(found.value[:40], secret=found.secret)
        refuse(Refusal("bad-format", found.path, problem, got, allowed, _WORKBOOK_SOURCE))


def check_workflow(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a value for a parameter that the definition does not declare."""
    declared = paths.at(made.inputs, "definition.parameters").value
    given = paths.at(made.inputs, "parameters").value
    if not isinstance(given, dict) or declared is UNKNOWN:
        return
    known = declared if isinstance(declared, dict) else {}
    for name in given:
        if name not in known:
            problem = "is no parameter of the definition"
            allowed = f"one of {_list(known)}" if known else "remove it"
            path = f"parameters.{name}"
            refuse(Refusal("pair", path, problem, describe(name), allowed, _WORKFLOW_SOURCE))


def _minutes(text: str | None) -> int | None:
    parts = re.fullmatch(r"PT?(\d+)([MHD])", text or "")
    return int(parts[1]) * _MINUTES[parts[2]] if parts else None


def _list(names: Iterable[object]) -> str:
    return ", ".join(sorted(str(name) for name in names))
