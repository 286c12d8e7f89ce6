"""Grants that only an owner of the subscription can make, once, before the first deployment.

They are not rows of the table: a deployer's rights lie on a whole group, and the program that the
table belongs to must not be able to give them.
"""

from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_azure_native import authorization

from components.shared.conventions import Conventions
from components.shared.grants.assignment import name_of_key
from components.shared.role_definitions import DefinedRole
from components.shared.roles import ROLE_IDS

# learn.microsoft.com/azure/role-based-access-control/built-in-roles.
OWNER_ROLE_IDS: dict[str, str] = {
    "Contributor": ROLE_IDS["Contributor"],
    "Key Vault Crypto User": "12338af0-0e69-4776-bea7-57ae8d297424",
    "Role Based Access Control Administrator": "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    "Storage Blob Data Contributor": ROLE_IDS["Storage Blob Data Contributor"],
}


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who holds a right.

    Attributes:
        key: what the grant is named after, with the role; never change it.
        principal_id: object id.
        kind: what Entra calls it.
    """

    key: str
    principal_id: pulumi.Input[str]
    kind: Literal["ServicePrincipal", "Group"]


def grant_as_owner(
    name: str,
    role: str,
    scope: pulumi.Input[str],
    holder: Holder,
    conventions: Conventions,
    *,
    reason: str,
    opts: pulumi.ResourceOptions,
    own_role: DefinedRole | None = None,
    condition: str | None = None,
) -> authorization.RoleAssignment:
    """Grant one role on one scope.

    Args:
        name: logical name.
        role: a key of `OWNER_ROLE_IDS`, or the title of `own_role`.
        scope: id of the resource, group or subscription.
        holder: who gets it.
        conventions: subscription and what the grant's own name follows from.
        reason: what it is for, shown in the portal.
        opts: options of the grant.
        own_role: a role of the company's own.
        condition: narrows what the role allows.
    """
    provider = f"/subscriptions/{conventions.subscription_id}/providers/Microsoft.Authorization"
    built_in = None if own_role else f"{provider}/roleDefinitions/{OWNER_ROLE_IDS[role]}"
    return authorization.RoleAssignment(
        name,
        role_assignment_name=name_of_key(f"{holder.key}/{role}", conventions),
        scope=scope,
        role_definition_id=own_role.id if own_role else built_in,
        principal_id=holder.principal_id,
        principal_type=holder.kind,
        description=reason,
        condition=condition,
        condition_version="2.0" if condition else None,
        # The name stays, so the successor must wait until it is free.
        opts=pulumi.ResourceOptions.merge(
            opts,
            pulumi.ResourceOptions(
                delete_before_replace=True,
                replace_on_changes=["role_definition_id"],
                depends_on=[own_role.definition] if own_role else [],
            ),
        ),
    )
