"""Right settings to break, and what reading broken ones says."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from settings.checks import check
from settings.platform import PlatformSettings
from settings.problems import SettingsError
from settings.read import read
from settings.schema import item_of, section_of, union_branches
from settings.secret import UNDISCLOSED

ROOT = Path(__file__).parents[2]
SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000030"
SPOKE = f"{SUBSCRIPTION}/resourceGroups/rg-spoke/providers/Microsoft.Network"
NETWORK_ID = f"{SPOKE}/virtualNetworks/vnet-ml"
VAULT_ID = f"{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-shared"

MINIMAL: dict[str, Any] = {
    "environment": "test",
    "subscription_id": "00000000-0000-0000-0000-000000000010",
    "tenant_id": "00000000-0000-0000-0000-000000000001",
    "tags": {"cost_center": "ML-1001", "owner": "ml-platform@example.com"},
    "dates": {"first_deploy": "2026-12-01"},
    "network": {"virtual_network": {"address_space": "10.40.0.0/21"}},
}


def stack_files() -> dict[str, Path]:
    """Return the stack files of the repository by name."""
    paths = sorted([*ROOT.glob("Pulumi.*.yaml"), *ROOT.glob("tests/stacks/Pulumi.*.yaml")])
    return {path.name.removeprefix("Pulumi.").removesuffix(".yaml"): path for path in paths}


def stack(name: str) -> dict[str, Any]:
    """Return the settings of one stack file, with the marker in place of its secrets."""
    data = YAML(typ="safe").load(stack_files()[name].read_text())
    return _undisclosed(data["config"]["azure-mlops:platform"])


def _undisclosed(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"secure"}:
            return UNDISCLOSED
        return {key: _undisclosed(item) for key, item in value.items()}
    return [_undisclosed(item) for item in value] if isinstance(value, list) else value


def merged(base: Any, changes: Any) -> Any:
    """Return `base` with `changes` laid over it."""
    if not isinstance(base, dict) or not isinstance(changes, dict):
        return copy.deepcopy(changes)
    return {**base, **{key: merged(base.get(key), value) for key, value in changes.items()}}


def load(data: Any) -> PlatformSettings:
    """Return the settings that `data` spells out."""
    return read(json.dumps(data), PlatformSettings, [check], source="Pulumi.test.yaml")


def settings(changes: Any = None) -> PlatformSettings:
    """Return the minimal settings with `changes`."""
    return load(merged(MINIMAL, changes or {}))


def lines(data: Any) -> list[str]:
    """Return the lines that reading `data` ends with; none where it is right."""
    try:
        load(data)
    except SettingsError as error:
        return [line.removeprefix("  ") for line in str(error).split("\n")[1:]]
    return []


def mistakes(changes: Any) -> list[str]:
    """Return the lines that `changes` to the minimal settings end with."""
    return lines(merged(MINIMAL, changes))


def leaves(data: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every single value."""
    if isinstance(data, dict) or (isinstance(data, list) and data):
        items = data.items() if isinstance(data, dict) else enumerate(data)
        for key, value in items:
            yield from leaves(value, (*way, key))
    else:
        yield way


def replaced(data: Any, way: tuple[Any, ...], value: Any) -> Any:
    """Return a copy of `data` with another value at one place."""
    result = copy.deepcopy(data)
    holder = result
    for key in way[:-1]:
        holder = holder[key]
    holder[way[-1]] = value
    return result


def dotted(way: tuple[Any, ...]) -> str:
    """Return a way as a person writes it."""
    return "".join(f"[{k}]" if isinstance(k, int) else f".{k}" for k in way).removeprefix(".")


def models(annotation=PlatformSettings, seen=None):
    """Return every model that settings are made of."""
    seen = {} if seen is None else seen
    section = section_of(annotation)
    if section and section not in seen:
        seen[section] = None
        for field in section.model_fields.values():
            models(field.annotation, seen)
    for branch in union_branches(annotation).values():
        models(branch, seen)
    if (item := item_of(annotation)) is not None:
        models(item, seen)
    return list(seen)
