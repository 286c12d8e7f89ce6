"""Where a resource lives: its ARM id, its physical name and the resource it is a child of."""

import hashlib
import re
from typing import Any

from simulated_azure import catalog, paths
from simulated_azure.catalog import TypeFacts
from simulated_azure.state import Created, Request, State
from simulated_azure.values import UNKNOWN

RESOURCE_GROUP = "azure-native:resources:ResourceGroup"
GROUP_PROPERTY = "resourceGroupName"
_SCOPES = ("scope", "resourceUri")
_GROUP = "/subscriptions/{subscription}/resourceGroups/{resourceGroupName}"


def template(facts: TypeFacts) -> str:
    """Return the ARM id of a type with its fields in braces."""
    return facts.id.replace("{group}", _GROUP)


def arm_type(facts: TypeFacts) -> str:
    """Return the type as ARM writes it, such as `Microsoft.Network/virtualNetworks/subnets`."""
    _, provider, path = template(facts).rpartition("/providers/")
    if not provider:
        return "Microsoft.Resources/resourceGroups"
    namespace, *rest = path.split("/")
    return "/".join([namespace, *rest[::2]])


class Locator:
    """Finds out where the resources of one cloud live."""

    def __init__(self, state: State, subscription_id: str, *, preview: bool) -> None:
        self._state = state
        self._subscription_id = subscription_id
        self._preview = preview

    def locate(self, request: Request, facts: TypeFacts | None) -> Created:
        """Return the resource as it will exist; what cannot be known yet is UNKNOWN."""
        if facts is None:
            return Created(request, self._plain_id(request), request.name)
        name = self._name(request, facts)
        parent = self.parent(request, facts)
        known = {key: paths.first(request.inputs, key) for key in request.inputs}
        if facts.name:
            known[facts.name.property] = name
        if GROUP_PROPERTY in known:
            known[GROUP_PROPERTY] = self.group_name(request)
        return Created(request, self._id(request, facts, known, parent), name, parent)

    def group_name(self, request: Request) -> Any:
        """Return the name of the resource group, UNKNOWN if nothing tells."""
        found = paths.at(request.inputs, GROUP_PROPERTY)
        if found.value is UNKNOWN:
            group = self._state.behind(request, found, RESOURCE_GROUP)
            return group.name if group else UNKNOWN
        return found.value

    def parent(self, request: Request, facts: TypeFacts) -> Created | None:
        """Return the resource of this cloud that the request is a child of, if it is one."""
        if facts.parent is None:
            return None
        found = paths.at(request.inputs, parent_property(facts))
        if found.value is UNKNOWN:
            return self._state.behind(request, found, facts.parent)
        group = self.group_name(request)
        named = [
            candidate
            for candidate in self._state.of_type(facts.parent)
            if candidate.name == found.value
            and (group is UNKNOWN or self.group_name(candidate.request) in (group, UNKNOWN))
        ]
        return named[0] if len(named) == 1 else None

    def _name(self, request: Request, facts: TypeFacts) -> Any:
        if facts.name is None:
            return request.name
        value = paths.first(request.inputs, facts.name.property)
        if value is not None:
            return value
        if facts.name.default:
            return facts.name.default
        if self._preview:
            return UNKNOWN
        # The provider names a resource after its logical name and a random suffix.
        suffix = hashlib.sha256(request.urn.encode()).hexdigest()[:8]
        return f"{request.name}{suffix}"

    def _id(
        self, request: Request, facts: TypeFacts, known: dict[str, Any], parent: Created | None
    ) -> Any:
        pattern = template(facts)
        if parent and isinstance(parent.id, str):
            parent_pattern = template(_facts_of(parent.type))
            pattern = parent.id + pattern.removeprefix(parent_pattern)
        for name in re.findall(r"\{(\w+)\}", pattern):
            value = known.get(name, self._subscription_id if name == "subscription" else UNKNOWN)
            if value is UNKNOWN:
                found = paths.Found(name, UNKNOWN, secret=False)
                target = self._state.scope_behind(request, found) if name in _SCOPES else None
                value = target.id if target else UNKNOWN
            if not isinstance(value, str):
                return UNKNOWN
            pattern = pattern.replace(f"{{{name}}}", value.rstrip("/"))
        return pattern

    def _plain_id(self, request: Request) -> str:
        _, module, kind = request.type.split(":")
        group = self.group_name(request)
        scope = f"/subscriptions/{self._subscription_id}"
        if isinstance(group, str):
            scope += f"/resourceGroups/{group}"
        return f"{scope}/providers/azure-native.{module}/{kind}/{request.name}"


def parent_property(facts: TypeFacts) -> str:
    """Return the input of a child that holds its parent's name."""
    return re.findall(r"\{(\w+)\}", template(_facts_of(facts.parent)))[-1]


def _facts_of(token: str | None) -> TypeFacts:
    facts = catalog.type_facts(token or "")
    if facts is None:
        raise LookupError(f"{token} is a parent in the data but has none of its own")
    return facts
