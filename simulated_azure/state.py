"""What exists in one simulated cloud."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simulated_azure import paths
from simulated_azure.values import UNKNOWN

HAVE_INNER_SCOPES = frozenset(
    f"azure-native:{kind}"
    for kind in (
        "containerservice:ManagedCluster",
        "keyvault:Vault",
        "machinelearningservices:Registry",
        "machinelearningservices:Workspace",
        "network:VirtualNetwork",
        "resources:ResourceGroup",
        "storage:StorageAccount",
    )
)
"""Types whose ids programs extend, such as an account's by `/blobServices/default`.

An unknown scope that depends on one of them need not be the id of the whole.
"""


@dataclass(frozen=True)
class Request:
    """One resource as the program registers it, with wire names.

    `dependencies` maps an input to the URNs that its value depends on. It is how a preview, which
    does not know an id, still knows whose id it will be.
    """

    urn: str
    type: str
    name: str
    inputs: dict[str, Any]
    dependencies: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Created:
    """A resource that exists. `id` and `name` are UNKNOWN only if not even the names are known."""

    request: Request
    id: Any
    name: Any
    parent: "Created | None" = None

    @property
    def urn(self) -> str:
        """The resource's URN."""
        return self.request.urn

    @property
    def type(self) -> str:
        """The resource's type token."""
        return self.request.type

    @property
    def inputs(self) -> dict[str, Any]:
        """The inputs as given."""
        return self.request.inputs

    def at(self, path: str) -> paths.Found:
        """Return what the inputs hold at a path without wildcards."""
        return paths.at(self.inputs, path)

    def text(self, path: str) -> str | None:
        """Return a known text of the inputs, or None."""
        value = paths.first(self.inputs, path)
        return value if isinstance(value, str) else None


class State:
    """The resources of one cloud, in the order they were made."""

    def __init__(self) -> None:
        self._by_urn: dict[str, Created] = {}
        self._by_id: dict[str, Created] = {}
        self._by_type: dict[str, dict[str, Created]] = {}
        self._by_name: dict[tuple[str, str], dict[str, Created]] = {}

    def add(self, created: Created) -> None:
        """Remember a resource."""
        self._by_urn[created.urn] = created
        self._by_type.setdefault(created.type, {})[created.urn] = created
        if isinstance(created.name, str):
            key = (created.type, created.name.lower())
            self._by_name.setdefault(key, {})[created.urn] = created
        if isinstance(created.id, str):
            # Whoever had a name first keeps it.
            holder = self.by_id(created.id)
            if holder is None or holder.urn == created.urn:
                self._by_id[created.id.lower()] = created

    def all(self) -> Iterator[Created]:
        """Yield every resource."""
        return iter(self._by_urn.values())

    def of_type(self, token: str) -> Iterator[Created]:
        """Yield the resources of a type."""
        return iter(self._by_type.get(token, {}).values())

    def namesakes(self, created: Created) -> Iterator[Created]:
        """Yield the other resources of a type that bear a resource's name or id."""
        found: dict[str, Created] = {}
        if isinstance(created.name, str):
            found |= self._by_name.get((created.type, created.name.lower()), {})
        holder = self.by_id(created.id)
        if holder is not None and holder.type == created.type:
            found[holder.urn] = holder
        return (other for urn, other in found.items() if urn != created.urn)

    def by_id(self, arm_id: Any) -> Created | None:
        """Return the resource with an ARM id; Azure ignores its case."""
        return self._by_id.get(arm_id.lower()) if isinstance(arm_id, str) else None

    def by_urn(self, urn: str) -> Created | None:
        """Return the resource with a URN."""
        return self._by_urn.get(urn)

    def behind(self, request: Request, found: paths.Found, *types: str) -> Created | None:
        """Return the resource that a value names or will name.

        A known value is an ARM id. An unknown one is the only resource of the given types (any,
        if none are given) that its input depends on.
        """
        if found.value is not UNKNOWN:
            named = self.by_id(found.value)
            return named if named and (not types or named.type in types) else None
        urns = request.dependencies.get(re.split(r"[.\[]", found.path)[0], ())
        candidates = [c for c in map(self.by_urn, urns) if c and (not types or c.type in types)]
        return candidates[0] if len(candidates) == 1 else None

    def scope_behind(self, request: Request, found: paths.Found) -> Created | None:
        """Return the resource that a value is the id of, None if it may be part of one."""
        target = self.behind(request, found)
        if target and found.value is UNKNOWN and target.type in HAVE_INNER_SCOPES:
            return None
        return target
