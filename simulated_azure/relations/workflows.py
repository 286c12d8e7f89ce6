"""Workflows: what a definition, which the SDK does not describe, must say of its recurrences."""

from typing import Any

from simulated_azure.refusal import Refusal, Refuse, describe
from simulated_azure.relations import alerts
from simulated_azure.state import Created, State

_FREQUENCIES = ("Second", "Minute", "Hour", "Day", "Week", "Month")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CHOICES: dict[str, tuple[Any, ...]] = {
    "hours": tuple(range(24)),
    "minutes": tuple(range(60)),
    "weekDays": _DAYS,
}
_SOURCE = "https://learn.microsoft.com/azure/logic-apps/logic-apps-workflow-actions-triggers#recurrence-trigger"


def check_workflow(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse parameters that are not declared, and recurrences that never come about."""
    alerts.check_workflow(state, made, refuse)
    triggers = made.at("definition.triggers").value
    for name, trigger in (triggers if isinstance(triggers, dict) else {}).items():
        recurrence = trigger.get("recurrence") if isinstance(trigger, dict) else None
        if isinstance(recurrence, dict):
            _check(f"definition.triggers.{name}.recurrence", recurrence, refuse)


def _check(path: str, recurrence: dict[str, Any], refuse: Refuse) -> None:
    frequency, start = recurrence.get("frequency"), recurrence.get("startTime")
    schedule = recurrence.get("schedule")
    schedule = schedule if isinstance(schedule, dict) else {}
    if isinstance(frequency, str) and frequency not in _FREQUENCIES:
        allowed = f"one of {', '.join(_FREQUENCIES)}"
        _refuse("not-in-enum", f"{path}.frequency", "is no frequency", frequency, allowed, refuse)
    elif schedule.get("weekDays") and frequency != "Week":
        problem = "days of the week go with weeks"
        _refuse("pair", f"{path}.frequency", problem, frequency, "Week", refuse)
    if isinstance(start, str) and start.endswith("Z") and recurrence.get("timeZone"):
        problem, allowed = "a start in UTC has a time zone already", "a start without Z"
        _refuse("pair", f"{path}.startTime", problem, start, allowed, refuse)
    for key, choices in _CHOICES.items():
        values = schedule.get(key)
        for index, value in enumerate(values if isinstance(values, (list, tuple)) else ()):
            if isinstance(value, (str, int)) and value not in choices:
                allowed = f"{choices[0]} to {choices[-1]}"
                where = f"{path}.schedule.{key}[{index}]"
                _refuse("not-in-enum", where, "is outside the schedule", value, allowed, refuse)


def _refuse(code: str, path: str, problem: str, got: Any, allowed: str, refuse: Refuse) -> None:
    refuse(Refusal(code, path, problem, describe(got), allowed, _SOURCE))
