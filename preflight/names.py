"""Short names for what a plan is full of: types, roles, ids, resources."""

import functools
from collections.abc import Iterable
from typing import Any

from preflight.plan import Plan
from simulated_azure import catalog
from simulated_azure.monitor import Registration
from simulated_azure.values import UNKNOWN, plain


def type_names(resources: Iterable[Registration]) -> dict[str, str]:
    """Return a short name for each type: its class, with the module where two share a class."""
    tokens = sorted({resource.type for resource in resources})
    classes = [token.rpartition(":")[2] for token in tokens]
    return {
        token: _short(token) if classes.count(cls) > 1 or token.startswith("pulumi:") else cls
        for token, cls in zip(tokens, classes, strict=True)
    }


def _short(token: str) -> str:
    package, module, name = token.split(":")
    return f"{name} provider" if module == "providers" else f"{module or package}:{name}"


def suppliers(plan: Plan, resource: Registration, property_name: str) -> list[Registration]:
    """Return the resources whose outputs went into one property."""
    urns = resource.property_dependencies.get(property_name, [])
    return [plan.resources[urn] for urn in urns if urn in plan.resources]


def target(plan: Plan, resource: Registration, property_name: str, value: Any) -> str:
    """Return what an id points at: the resource it comes from, or the end of the id itself.

    Args:
        plan: the plan.
        resource: the resource that refers.
        property_name: the input that the reference is part of.
        value: the id, which a preview may not know.
    """
    found = suppliers(plan, resource, property_name)
    if found:
        return " / ".join(supplier.name for supplier in found)
    value = plain(value)
    return of_id(value) if isinstance(value, str) else "known after deployment"


def of_id(resource_id: str) -> str:
    """Return what an Azure id names, without the path to it."""
    parts = resource_id.strip("/").split("/")
    kinds = {"subscriptions": "subscription", "resourceGroups": "resource group"}
    kind = kinds.get(parts[-2], "") if len(parts) > 1 else ""
    return f"{kind} {parts[-1]}".strip()


def role(role_definition_id: Any, plan: Plan | None = None) -> str:
    """Return the name of a role, or its id if neither Azure nor the plan defines it."""
    text = plain(role_definition_id)
    if text is UNKNOWN or not isinstance(text, str):
        return "a role known after deployment"
    guid = text.rpartition("/")[2]
    defined = {
        plain(one.inputs.get("roleDefinitionId")): known(one.inputs.get("roleName"))
        for one in (plan.all("azure-native:authorization:RoleDefinition") if plan else ())
    }
    return _role_names().get(guid) or defined.get(guid) or f"role {guid}"


@functools.cache
def _role_names() -> dict[str, str]:
    return {guid: name for name, guid in catalog.table("roles")["guids"].items()}


def setting(plan: Plan, value: Any) -> str:
    """Return the name of the only setting with a value, or the value."""
    found = plan.stack_file.lines_of_value(value) if plan.stack_file else ()
    return found[0][0].rpartition(".")[2] if len(found) == 1 else str(value)


def known(value: Any) -> str:
    """Return a value as text, or that only a deployment tells it."""
    value = plain(value)
    return "known after deployment" if value is UNKNOWN else str(value)
