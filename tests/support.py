"""What every test uses to build settings and to run a program on simulated Azure."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from preflight.host import run_function
from preflight.plan import Plan, plan_of
from settings.checks import check
from settings.platform import PlatformSettings
from settings.read import read

ROOT = Path(__file__).parents[1]
SUBSCRIPTION = "11111111-1111-1111-1111-111111111111"
TENANT = "22222222-2222-2222-2222-222222222222"

BASE: dict[str, Any] = {
    "environment": "test",
    "subscription_id": SUBSCRIPTION,
    "tenant_id": TENANT,
    "tags": {"cost_center": "ML-1001", "owner": "ml-platform@example.com"},
    "dates": {"first_deploy": "2026-12-01"},
    "network": {"virtual_network": {"address_space": "10.20.0.0/21"}},
}


def merged(base: Any, changes: Any) -> Any:
    """Return `base` with `changes` laid over it; a None removes a key."""
    if not isinstance(base, dict) or not isinstance(changes, dict):
        return changes
    result = {key: value for key, value in base.items() if changes.get(key, "") is not None}
    for key, value in changes.items():
        if value is not None:
            result[key] = merged(base.get(key), value)
    return result


def make_settings(changes: dict[str, Any] | None = None) -> PlatformSettings:
    """Return valid settings: a small base with `changes` laid over it."""
    return read(json.dumps(merged(BASE, changes or {})), PlatformSettings, [check])


def deploy(program: Callable[[], object], *, preview: bool = False) -> Plan:
    """Run a function as a program, drained; raises what it raised."""

    def body() -> None:
        program()

    mode = "preview" if preview else "update"
    result = run_function(
        body,
        mode=mode,
        config={
            "azure-native:subscriptionId": SUBSCRIPTION,
            "azure-native:tenantId": TENANT,
        },
    )
    if result.failure is not None:
        raise result.failure
    return plan_of(result, ROOT)
