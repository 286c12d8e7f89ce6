"""The customer's key that encrypts storage and registry at rest.

Guarantees:
    strong-key: the key is RSA of 3072 bits, cannot leave the vault and does nothing but wrap.
    yearly-rotation: it gets a new version every year, and a superseded one expires a year later.
    follows-rotation: storage and registry name the key without a version, so they take the newest.
    right-before-use: what the key encrypts is made after the right to use it, and waits for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import pulumi
from pulumi_azure_native import keyvault

from components.data_stores.key_vault import VaultOutputs
from components.data_stores.owner import Owner
from components.shared.grants import Principal, grant_on, wait_for_grants
from settings.data_stores import ExistingVault, NewVault

KEY_NAME = "data-at-rest"


class EncryptionIdentity(Protocol):
    """The user-assigned identity that storage and registry use the key with."""

    @property
    def id(self) -> pulumi.Input[str]:
        """Azure's id of the identity."""
        ...

    @property
    def client_id(self) -> pulumi.Input[str]:
        """Its application id."""
        ...


@dataclass(frozen=True, kw_only=True)
class EncryptionKey:
    """A key, and who may use it.

    Attributes:
        name: name in the vault.
        vault_uri: address of the vault, with a slash at the end.
        identity: uses the key.
        grants: the rights of the identity on the key.
        versioned_identifier: address of the key with its first version, for what takes no other;
            without one where the key was brought.
    """

    name: str
    vault_uri: pulumi.Input[str]
    identity: EncryptionIdentity
    grants: list[pulumi.Resource]
    versioned_identifier: pulumi.Output[str]

    @property
    def identifier(self) -> pulumi.Output[str]:
        """Address of the key, without a version."""
        return pulumi.Output.concat(self.vault_uri, "keys/", self.name)

    def options(self, name: str, opts: pulumi.ResourceOptions) -> pulumi.ResourceOptions:
        """Return the options of a resource that the key encrypts, `name` being its logical one."""
        ready = pulumi.ResourceOptions(
            # The service signs in as the identity; no property of its own leads to the grant.
            depends_on=self.grants,
            hooks=wait_for_grants(f"{name}-waits-for-key"),
        )
        return pulumi.ResourceOptions.merge(opts, ready)


def encryption_key(
    owner: Owner,
    settings: NewVault | ExistingVault,
    vault: VaultOutputs,
    identity: EncryptionIdentity | None,
    principals: Mapping[str, Principal],
) -> EncryptionKey:
    """Make the key in a vault of ours, or take the one that is named in a vault that exists.

    Args:
        owner: the component.
        settings: the vault's.
        vault: the vault.
        identity: will use the key.
        principals: who exists in this stack; `encryption` is granted the use of the key.

    Raises:
        ValueError: there is no identity, or a vault that exists and no key named in it.
    """
    if identity is None or "encryption" not in principals:
        raise ValueError(
            f"{owner.name}: encryption customer needs the identity `encryption`; make it with "
            "the other identities and pass it on"
        )
    if isinstance(settings, ExistingVault):
        if settings.encryption_key is None:
            raise ValueError(
                "data_stores.key_vault.encryption_key: is required with encryption customer and "
                "a vault that exists; name the key of the vault to encrypt with"
            )
        key_name = settings.encryption_key
        key_id = pulumi.Output.concat(vault.id, "/keys/", key_name)
        versioned_identifier = pulumi.Output.concat(vault.uri, "keys/", key_name)
    else:
        key_name = KEY_NAME
        key = _make_key(owner, settings, vault)
        key_id, versioned_identifier = key.id, key.key_uri_with_version
    grants = grant_on(
        "encryption-key", key_id, principals, owner.conventions, owner.name, owner.child
    )
    return EncryptionKey(
        name=key_name,
        vault_uri=vault.uri,
        identity=identity,
        grants=grants,
        versioned_identifier=versioned_identifier,
    )


def _make_key(owner: Owner, settings: NewVault, vault: VaultOutputs) -> keyvault.Key:
    # Azure only ever makes the first version of a key this way and ignores later changes: the
    # policy below is for ever, or is changed with `az keyvault key rotation-policy update`.
    return keyvault.Key(
        f"{owner.name}-encryption-key",
        key_name=KEY_NAME,
        vault_name=vault.name,
        resource_group_name=owner.conventions.resource_group_name,
        properties=keyvault.KeyPropertiesArgs(
            kty="RSA-HSM" if settings.tier == "premium" else "RSA",
            key_size=3072,
            key_ops=["wrapKey", "unwrapKey"],
            attributes=keyvault.KeyAttributesArgs(enabled=True, exportable=False),
            rotation_policy=keyvault.RotationPolicyArgs(
                # Counted from each rotation. An older version still unwraps what it wrapped.
                attributes=keyvault.KeyRotationPolicyAttributesArgs(expiry_time="P2Y"),
                lifetime_actions=[
                    keyvault.LifetimeActionArgs(
                        action=keyvault.ActionArgs(
                            type=keyvault.KeyRotationPolicyActionType.ROTATE
                        ),
                        trigger=keyvault.TriggerArgs(time_after_create="P1Y"),
                    ),
                    keyvault.LifetimeActionArgs(
                        action=keyvault.ActionArgs(
                            type=keyvault.KeyRotationPolicyActionType.NOTIFY
                        ),
                        trigger=keyvault.TriggerArgs(time_before_expiry="P30D"),
                    ),
                ],
            ),
        ),
        tags=owner.tags,
        opts=owner.kept,
    )
