"""What the stack tells others."""

import json
from typing import Any

from preflight.plan import Plan
from preflight.report import Facts, Section
from preflight.sections.network import ADDRESS_PLAN
from preflight.sections.notes import TOLD
from simulated_azure.values import UNKNOWN, Secret

_LATER = "known after deployment"
_TOLD_ELSEWHERE = {ADDRESS_PLAN, *TOLD}


def outputs(plan: Plan) -> list[Section]:
    """Return the stack's outputs; secret ones without their values."""
    told = {name: v for name, v in sorted(plan.outputs.items()) if name not in _TOLD_ELSEWHERE}
    later = [_with_size(name, value) for name, value in told.items() if _all_unknown(value)]
    rows = [(name, _text(value)) for name, value in told.items() if not _all_unknown(value)]
    if later:
        rows.append((_LATER, ", ".join(later)))
    return [Section("Outputs", (Facts(tuple(rows)),))] if rows else []


def _all_unknown(value: Any) -> bool:
    if isinstance(value, (dict, list)):
        items = value.values() if isinstance(value, dict) else value
        return bool(value) and all(_all_unknown(item) for item in items)
    return value is UNKNOWN


def _with_size(name: str, value: Any) -> str:
    return name if value is UNKNOWN else f"{name} ({len(value)})"


def _text(value: Any) -> str:
    if value is UNKNOWN:
        return _LATER
    if isinstance(value, Secret):
        return "(secret)"
    shown = _shown(value)
    return shown if isinstance(shown, str) else json.dumps(shown, sort_keys=True)


def _shown(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_shown(item) for item in value]
    return _text(value) if value is UNKNOWN or isinstance(value, Secret) else value
