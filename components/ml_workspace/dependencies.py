"""What a workspace stands on, made by others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pulumi


class KeyIdentity(Protocol):
    """The user-assigned identity that may use a key."""

    @property
    def id(self) -> pulumi.Input[str]:
        """Azure's id of the identity."""
        ...


class CustomerKey(Protocol):
    """A key of the vault that the workspace stands on."""

    @property
    def identity(self) -> KeyIdentity:
        """Who may use it."""
        ...

    @property
    def versioned_identifier(self) -> pulumi.Input[str]:
        """Address of the key with its version: a workspace takes no other."""
        ...


@dataclass(frozen=True, kw_only=True)
class WorkspaceDependencies:
    """Storage, vault, registry and Application Insights of a workspace.

    Attributes:
        storage_id: id of the storage account.
        storage_name: name of the storage account.
        storage_services: its parts that have private endpoints: blob, file, queue, table.
        containers: its blob containers that become datastores.
        key_vault_id: id of the vault.
        registry_id: id of the container registry.
        application_insights_id: id of the Application Insights component.
        made_by: the components that made them, with the rights of the workspace's identity on
            them: all of it must be there first.
        customer_key: a key of the vault; read with encryption customer.
    """

    storage_id: pulumi.Input[str]
    storage_name: pulumi.Input[str]
    storage_services: tuple[str, ...]
    containers: tuple[str, ...]
    key_vault_id: pulumi.Input[str]
    registry_id: pulumi.Input[str]
    application_insights_id: pulumi.Input[str]
    made_by: Sequence[pulumi.Resource] = ()
    customer_key: CustomerKey | None = None
