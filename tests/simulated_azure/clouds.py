"""Clouds and requests for tests."""

import copy
import enum
import re
from collections.abc import Mapping, Sequence
from typing import Any

from simulated_azure.cloud import Answer, Request, SimulatedAzure
from simulated_azure.refusal import Refusal
from tests.simulated_azure.bases import BASES, SUBSCRIPTION, TENANT


class Edit(enum.Enum):
    DELETE = "delete"


DELETE = Edit.DELETE
"""As the value of an edit: remove the property."""

Edits = Mapping[str, Any]
"""Path in the inputs to the value to put there."""


def cloud(*, preview: bool = False) -> SimulatedAzure:
    """Return an empty cloud."""
    return SimulatedAzure(preview=preview, subscription_id=SUBSCRIPTION, tenant_id=TENANT)


def request(
    kind: str,
    edits: Edits | None = None,
    *,
    name: str = "",
    dependencies: Mapping[str, Sequence[str]] | None = None,
) -> Request:
    """Return the valid request of a type such as `network:Subnet`, edited."""
    inputs = copy.deepcopy(BASES[kind])
    for path, value in (edits or {}).items():
        set_at(inputs, path, value)
    token = f"azure-native:{kind}"
    name = name or kind.rpartition(":")[2]
    return Request(urn(kind, name), token, name, inputs, dependencies or {})


def urn(kind: str, name: str = "") -> str:
    """Return the URN that `request` gives a resource."""
    return f"urn:pulumi:test::platform::azure-native:{kind}::{name or kind.rpartition(':')[2]}"


def set_at(values: dict[str, Any], path: str, value: Any) -> None:
    """Set, or with DELETE remove, what is at a path such as `rules[0].name`."""
    *above, last = [int(p) if p.isdigit() else p for p in re.findall(r"[^.\[\]]+", path)]
    owner: Any = values
    for part in above:
        owner = owner.setdefault(part, {}) if isinstance(owner, dict) else owner[part]
    if value is DELETE:
        del owner[last]
    elif isinstance(owner, list) and last == len(owner):
        owner.append(value)
    else:
        owner[last] = value


def refusals(asked: Request, *, preview: bool = False) -> tuple[Refusal, ...]:
    """Return what an empty cloud says to one request."""
    return cloud(preview=preview).create(asked).refusals


def codes(answer: Answer) -> list[tuple[str, str]]:
    """Return code and property of each refusal."""
    return [(refusal.code, refusal.property) for refusal in answer.refusals]
