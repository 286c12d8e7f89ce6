"""Which right the stack hands out, to whom and on what, by `data/needs.toml`."""

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .checks import same
from .data import table
from .graph import Graph, Resource
from .relations import IDENTITY, Caller, callers, target_kinds
from .values import MISSING, UNKNOWN

ASSIGNMENT = "azure-native:authorization:RoleAssignment"
ELIGIBILITY = "azure-native:authorization:PimRoleEligibilitySchedule"
ROLE = "azure-native:authorization:RoleDefinition"
OWN_ROLE = "own"
_ROLE_PATH = "roleDefinitionId"


@dataclass(frozen=True)
class Target:
    """What a right lies on.

    Attributes:
        kind: what `needs.toml` calls it; None for a type that it does not know.
        resource: None if it is elsewhere.
    """

    kind: str | None
    resource: Resource | None


@dataclass(frozen=True)
class Grant:
    """A right that the stack hands out.

    Attributes:
        resource: the assignment, standing or to be activated.
        identity: whose it is, if that is part of the stack.
        holders: kinds of callers that the principal may be; empty if nobody can tell.
        role: its name, `own` for a role of the company's own, None if nobody can tell.
        targets: what its scope comes from; several if it was made to wait for others.
    """

    resource: Resource
    identity: Resource | None
    holders: tuple[str, ...]
    role: str | None
    targets: tuple[Target, ...]

    @property
    def is_known(self) -> bool:
        """Whether holder, role and scope can all be told."""
        return bool(self.holders and self.role and self.targets)

    @property
    def is_wide(self) -> bool:
        """Whether it lies on a whole group of resources, or more."""
        return any(t.kind is not None and target_kinds()[t.kind].get("wide") for t in self.targets)

    def lies_on(self, target: Resource) -> bool:
        """Tell whether its scope comes from a resource."""
        return any(one.resource is target for one in self.targets)


@functools.lru_cache(maxsize=1)
def grants(graph: Graph) -> tuple[Grant, ...]:
    """Return every right that the stack hands out."""
    known = callers(graph)
    return tuple(_grant(graph, one, known) for one in graph.of_type(ASSIGNMENT, ELIGIBILITY))


def _grant(graph: Graph, resource: Resource, known: Iterable[Caller]) -> Grant:
    own = {kind for row in table("needs")["callers"].values() for kind in row.get("own", ())}
    identities = graph.behind(resource, "principalId", IDENTITY, *sorted(own))
    identity = identities[0] if len(identities) == 1 else None
    return Grant(
        resource,
        identity,
        tuple(_holders(resource, identity, known)),
        _role(graph, resource),
        tuple(_targets(graph, resource)),
    )


def _holders(resource: Resource, identity: Resource | None, known: Iterable[Caller]) -> list[str]:
    if identity is not None:
        names = sorted({caller.name for caller in known if caller.identity is identity})
        return names or outsiders()
    if not isinstance(resource.at("principalId").value, str):
        return []
    if resource.type == ELIGIBILITY:
        return ["group", "activated-group"]
    kind = resource.at("principalType").value
    kinds = {"Group": "group", "ServicePrincipal": "application"}
    return [kinds.get(kind, "person") if isinstance(kind, str) else "person"]


def outsiders() -> list[str]:
    """Return the callers that may run where no stack shows them."""
    return [name for name, row in table("needs")["callers"].items() if row.get("outside")]


def _role(graph: Graph, resource: Resource) -> str | None:
    value = resource.at(_ROLE_PATH).value
    if graph.behind(resource, _ROLE_PATH, ROLE):
        return OWN_ROLE
    if not isinstance(value, str):
        return None
    row = table("needs")["roles"].get(value.rpartition("/")[2].casefold())
    return row["name"] if row else OWN_ROLE


def included(role: str) -> list[str]:
    """Return the roles whose rights a holder of a role has already."""
    rows = table("needs")["roles"].values()
    return next((row.get("includes", []) for row in rows if row["name"] == role), [])


def _targets(graph: Graph, resource: Resource) -> Iterator[Target]:
    behind = [(kind_of(one.type), one) for one in graph.behind(resource, "scope")]
    known = [Target(kind, one) for kind, one in behind if kind]
    if behind:
        yield from known or [Target(None, one) for _, one in behind]
        return
    scope = resource.at("scope").value
    if scope is not UNKNOWN:
        kind = _kind_of_id(scope)
        found = [one for one in graph.of_type(_type_of(kind)) if _is_named(one, scope)]
        yield from [Target(kind, one) for one in found] or [Target(kind, None)]


def _type_of(kind: str | None) -> str:
    return target_kinds()[kind]["type"] if kind else ""


def kind_of(type_token: str) -> str | None:
    """Return what `needs.toml` calls a type, if it knows it."""
    return next((kind for kind, row in target_kinds().items() if row["type"] == type_token), None)


def may_lie_on_a_part(target: Target) -> bool:
    """Tell whether a right on it may really lie on a part of it, whose id is made of its own."""
    return bool(target.kind and target_kinds()[target.kind].get("parts"))


def _kind_of_id(scope: Any) -> str | None:
    """Return the kind of the resource, group or subscription that an Azure id names."""
    if not isinstance(scope, str):
        return None
    parts = scope.strip("/").split("/")
    name = parts[-2] if len(parts) > 1 else ""
    if "providers" in parts:
        own = parts[len(parts) - parts[::-1].index("providers") :]
        name = "/".join((*own[:1], *own[1::2]))
    return next((kind for kind, row in target_kinds().items() if same(row["arm"], name)), None)


def _is_named(resource: Resource, azure_id: str) -> bool:
    """Tell whether an id ends with one of a resource's names."""
    last = azure_id.rstrip("/").rpartition("/")[2]
    names = [value for key, value in resource.inputs.items() if key.lower().endswith("name")]
    return any(same(name, last) for name in names)


def explains(row: Mapping[str, Any], grant: Grant, graph: Graph) -> bool:
    """Tell whether a need is what a grant is for."""
    return (
        row["caller"] in grant.holders
        and grant.role in row.get("roles", ())
        and any(target.kind == row["target"] for target in grant.targets)
        and (not row.get("made") or bool(graph.of_type(_type_of("group"))))
        and (not row.get("condition") or grant.resource.at("condition").value is not MISSING)
    )
