"""Definitions of roles of the company's own. Only an owner can make them.

Guarantees:
    named-after-the-environment: a role's name says what it is of, so that no two meet in the
        tenant; its GUID follows from that and is known before it is made.
    one-scope: a role can be given in one place.
"""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization

from components.shared.conventions import Conventions
from components.shared.grants.assignment import name_of_key
from settings.regions import REGIONS


@dataclass(frozen=True)
class Role:
    """What one role allows: `actions` without `not_actions`."""

    title: str
    description: str
    actions: tuple[str, ...]
    not_actions: tuple[str, ...] = ()


def role_guid(key: str, conventions: Conventions) -> str:
    """Return the GUID of a role of one environment, by a key that never changes."""
    return name_of_key(f"role/{key}", conventions)


@dataclass(frozen=True, kw_only=True)
class DefinedRole:
    """A role that can be given.

    Attributes:
        id: its id below the subscription, as stack files and assignments take it wherever the role
            can be given; known before it is made.
        definition: what must be there before the role is given.
    """

    id: str
    definition: authorization.RoleDefinition


def define_role(
    name: str,
    key: str,
    role: Role,
    scope: pulumi.Input[str],
    conventions: Conventions,
    opts: pulumi.ResourceOptions,
) -> DefinedRole:
    """Define a role that can be given in `scope` and nowhere else."""
    place = f"{conventions.workload} {conventions.environment} {REGIONS[conventions.location].code}"
    definition = authorization.RoleDefinition(
        name,
        role_definition_id=role_guid(key, conventions),
        role_name=f"{place} {role.title}",
        role_type="CustomRole",
        description=role.description,
        scope=scope,
        assignable_scopes=[scope],
        permissions=[
            authorization.PermissionArgs(
                actions=list(role.actions),
                not_actions=list(role.not_actions),
                data_actions=[],
                not_data_actions=[],
            )
        ],
        opts=opts,
    )
    provider = f"/subscriptions/{conventions.subscription_id}/providers/Microsoft.Authorization"
    role_id = f"{provider}/roleDefinitions/{role_guid(key, conventions)}"
    return DefinedRole(id=role_id, definition=definition)
