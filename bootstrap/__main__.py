"""What exists once per subscription and before the first platform: run once, by an owner of it."""

import sys
from pathlib import Path

# The engine starts a program in its own folder, and components and settings lie beside it.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pulumi
import pulumi_azure_native as azure_native

from components.custom_roles import CustomRoles, CustomRolesArgs
from components.deployers import Deployer, DeployerArgs
from components.resource_groups import ResourceGroups, ResourceGroupsArgs
from components.shared.conventions import Conventions
from components.state_store import StateStore, StateStoreArgs
from components.subscription import PROVIDERS, Subscription, SubscriptionArgs
from settings.bootstrap_notes import bootstrap_notes
from settings.load import load_bootstrap

settings = load_bootstrap()
shared = Conventions(settings)
environments = {name: Conventions(settings.stack_of(name)) for name in settings.environments}

# Explicit, so that the stack deploys there whoever is logged in.
provider = azure_native.Provider(
    "azure", subscription_id=settings.subscription_id, tenant_id=settings.tenant_id
)
on_azure = pulumi.ResourceOptions(providers=[provider])

groups = ResourceGroups(
    "groups", ResourceGroupsArgs(environments=environments, shared=shared), on_azure
)
subscription = Subscription(
    "subscription",
    SubscriptionArgs(settings=settings, conventions=shared, group_name=groups.shared_name),
    on_azure,
)
state_args = StateStoreArgs(
    settings=settings.state,
    conventions=shared,
    environments=environments,
    group_name=groups.shared_name,
    owners_group=settings.owners_group,
    log_destinations=subscription.log_destinations,
)
state = StateStore("state", state_args, on_azure)

roles: dict[str, CustomRoles] = {}
deployers: dict[str, Deployer] = {}
for name, one in settings.environments.items():
    roles_args = CustomRolesArgs(
        tier=one.tier, conventions=environments[name], group_id=groups.ids[name]
    )
    roles[name] = CustomRoles(f"roles-{name}", roles_args, on_azure)
    deployer_args = DeployerArgs(
        settings=one,
        token_audience=settings.token_audience,
        conventions=environments[name],
        identity_group=groups.shared_name,
        group_id=groups.ids[name],
        container_id=state.places[name].container_id,
        key_id=state.places[name].key_id,
        role_guids=roles[name].guids,
    )
    deployers[name] = Deployer(f"deployer-{name}", deployer_args, on_azure)

# By environment, as the stack files of the platform take them.
pulumi.export(
    "resource_groups", {name: one.resource_group_name for name, one in environments.items()}
)
pulumi.export("custom_roles", {name: made.for_people for name, made in roles.items()})
pulumi.export(
    "off_hours_role_id",
    {name: made.off_hours_id for name, made in roles.items() if made.off_hours_id is not None},
)
pulumi.export(
    "deployers",
    {
        name: {"client_id": made.client_id, "principal_id": made.principal_id}
        for name, made in deployers.items()
    },
)
pulumi.export("state_backend", {name: place.backend for name, place in state.places.items()})
pulumi.export(
    "secrets_provider", {name: place.secrets_provider for name, place in state.places.items()}
)
pulumi.export("activity_log_id", subscription.activity_log_id)
pulumi.export("resource_providers", list(PROVIDERS))
pulumi.export("notes", list(bootstrap_notes(settings)))
