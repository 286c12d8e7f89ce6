"""Previews as `pulumi preview --json` writes them (pkg/display/json.go, PreviewDigest)."""

import json
from typing import Any

STACK = "urn:pulumi:dev::azure-mlops::pulumi:pulumi:Stack::azure-mlops-dev"
PROVIDER = "urn:pulumi:dev::azure-mlops::pulumi:providers:azure-native::azure::4b2c"


def urn(type_: str, name: str) -> str:
    return f"urn:pulumi:dev::azure-mlops::azure-mlops:index:Network${type_}::{name}"


def step(
    op: str,
    name: str,
    *,
    type_: str = "azure-native:network:VirtualNetwork",
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Return one step; `old_state` and `new_state` add to what is not inputs."""
    found: dict[str, Any] = {"op": op, "urn": urn(type_, name), "provider": PROVIDER}
    states = (
        ("oldState", old, {"id": f"/{name}", "outputs": {"etag": "1"}} | more.pop("old_state", {})),
        ("newState", new, more.pop("new_state", {})),
    )
    for key, inputs, rest in states:
        if inputs is not None:
            found[key] = {"urn": found["urn"], "type": type_, "inputs": inputs, **rest}
    return found | {"detailedDiff": None} | more


def preview(*steps: dict[str, Any]) -> str:
    root = {"op": "same", "urn": STACK, "newState": {"urn": STACK}, "detailedDiff": None}
    return json.dumps({"steps": [root, *steps], "duration": 5, "changeSummary": {"same": 1}})


UPDATE = step("update", "network", old={"tags": {"owner": "a"}}, new={"tags": {"owner": "b"}})
CREATE = step("create", "zone", new={"name": "z"})
DELETE = step("delete", "old", old={"name": "o"})
