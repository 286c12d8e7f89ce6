"""What is judged: the resources of a stack and how they depend on each other.

Relations are told by property dependencies. They are known at preview, where ids are not, so a
preview and an update come to the same verdict.
"""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .values import Found, at, find


@dataclass(frozen=True, eq=False)
class Resource:
    """One resource that the program registered.

    Attributes:
        type: type token, such as `azure-native:keyvault:Vault`.
        name: logical name.
        inputs: what the program set, by the names on the wire.
        outputs: what the provider answered. At preview most is unknown: rules use inputs.
        protect: Pulumi refuses to delete it.
        parent: URN of its component, or empty.
        dependencies: URNs it waits for, whatever the reason.
        property_dependencies: top-level input to the URNs its value comes from.
        options: other resource options, by their Python names.
    """

    urn: str
    type: str
    name: str
    inputs: Mapping[str, Any] = field(default_factory=dict, repr=False)
    outputs: Mapping[str, Any] = field(default_factory=dict, repr=False)
    protect: bool = False
    parent: str = ""
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    def at(self, path: str) -> Found:
        """Return the input at a path such as `properties.networkAcls.defaultAction`."""
        return at(self.inputs, path)

    def find(self, path: str) -> list[Found]:
        """Return every input that matches a path such as `securityRules[*].access`."""
        return find(self.inputs, path)

    @property
    def kind(self) -> str:
        """The last part of its type, such as `Vault`."""
        return self.type.rpartition(":")[2]

    @property
    def label(self) -> str:
        """What an exemption names it by, such as `azure-native:keyvault:Vault::my-vault`."""
        return f"{self.type}::{self.name}"


class Graph:
    """The resources of a stack by URN, in the order they were registered."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self.resources = {resource.urn: resource for resource in resources}

    @functools.cached_property
    def _by_type(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for resource in self.resources.values():
            found.setdefault(resource.type, []).append(resource)
        return found

    @functools.cached_property
    def _users(self) -> dict[str, list[tuple[Resource, str]]]:
        found: dict[str, list[tuple[Resource, str]]] = {}
        for resource in self.resources.values():
            for name, urns in resource.property_dependencies.items():
                for urn in urns:
                    found.setdefault(urn, []).append((resource, name))
        return found

    @property
    def types(self) -> Iterable[str]:
        """The types of its resources."""
        return self._by_type.keys()

    def of_type(self, *types: str) -> list[Resource]:
        """Return the resources of some types, those of the first type first."""
        return [resource for kind in types for resource in self._by_type.get(kind, ())]

    def behind(self, resource: Resource, name: str, *types: str) -> list[Resource]:
        """Return the resources that a top-level input's value comes from, of some types or any."""
        urns = resource.property_dependencies.get(name, ())
        found = [self.resources[urn] for urn in urns if urn in self.resources]
        return [other for other in found if not types or other.type in types]

    def users(self, resource: Resource, *types: str) -> list[tuple[Resource, str]]:
        """Return who takes a value from a resource, and for which top-level input."""
        return [
            (user, name)
            for user, name in self._users.get(resource.urn, ())
            if not types or user.type in types
        ]
