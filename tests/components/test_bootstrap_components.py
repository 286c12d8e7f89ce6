"""What holds of every component of bootstrap, made by itself."""

from collections.abc import Callable

import pulumi
import pytest

from components.custom_roles import CustomRoles, CustomRolesArgs
from components.deployers import Deployer, DeployerArgs
from components.resource_groups import ResourceGroups, ResourceGroupsArgs
from components.shared.conventions import Conventions
from components.shared.diagnostics import LogDestinations
from components.state_store import StateStore, StateStoreArgs
from components.subscription import Subscription, SubscriptionArgs
from tests.bootstrap_lab import GROUP_OF_OWNERS, bootstrap_settings
from tests.support import SUBSCRIPTION, deploy

SETTINGS = bootstrap_settings()
SHARED = Conventions(SETTINGS)
DEV = Conventions(SETTINGS.stack_of("dev"))
GROUP = DEV.resource_group_id()
STORE = f"{SHARED.resource_group_id()}/providers"
LOGS = LogDestinations(
    workspace_ids={
        "audit": f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-logs/providers"
        "/Microsoft.OperationalInsights/workspaces/log"
    }
)
STATE_ARGS = StateStoreArgs(
    settings=SETTINGS.state,
    conventions=SHARED,
    environments=["dev"],
    group_name=SHARED.resource_group_name,
    owners_group=GROUP_OF_OWNERS,
    log_destinations=LOGS,
)
DEPLOYER_ARGS = DeployerArgs(
    settings=SETTINGS.environments["dev"],
    token_audience=SETTINGS.token_audience,
    conventions=DEV,
    identity_group=SHARED.resource_group_name,
    group_id=GROUP,
    container_id=f"{STORE}/Microsoft.Storage/storageAccounts/st/blobServices/default/containers/c",
    key_id=f"{STORE}/Microsoft.KeyVault/vaults/kv/keys/pulumi",
    role_guids=[],
)
MAKERS: dict[str, Callable[[pulumi.ResourceOptions], object]] = {
    "CustomRoles": lambda opts: CustomRoles(
        "roles",
        CustomRolesArgs(tier="non_production", conventions=DEV, group_id=GROUP),
        opts,
    ),
    "Deployer": lambda opts: Deployer("deployer", DEPLOYER_ARGS, opts),
    "ResourceGroups": lambda opts: ResourceGroups(
        "groups", ResourceGroupsArgs(environments={"dev": DEV}, shared=SHARED), opts
    ),
    "StateStore": lambda opts: StateStore("state", STATE_ARGS, opts),
    "Subscription": lambda opts: Subscription(
        "subscription",
        SubscriptionArgs(settings=SETTINGS, conventions=SHARED, group_name="rg-mlops-shared-eus2"),
        opts,
    ),
}


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("preview", [True, False])
def test_what_is_made_belongs_to_the_component_and_takes_no_alias_of_its(
    kind: str, preview: bool
) -> None:
    opts = pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")])
    plan = deploy(lambda: MAKERS[kind](opts), preview=preview)
    assert [str(finding.refusal) for finding in plan.findings] == []
    children = [resource for resource in plan.resources.values() if resource.custom]
    assert len(children) > 1
    for child in children:
        assert f"azure-mlops:index:{kind}$" in child.urn
        assert [alias for alias in child.aliases if "old" not in str(alias)] == []


def test_a_grant_still_depends_on_whom_it_is_for_in_a_preview() -> None:
    plan = deploy(lambda: MAKERS["Deployer"](pulumi.ResourceOptions()), preview=True)
    for grant in plan.all("azure-native:authorization:RoleAssignment"):
        (holder,) = grant.property_dependencies["principalId"]
        assert holder.endswith("::deployer")


def test_a_grant_keeps_its_name_and_frees_it_before_it_is_made_again() -> None:
    plan = deploy(lambda: MAKERS["Deployer"](pulumi.ResourceOptions()))
    for grant in plan.all("azure-native:authorization:RoleAssignment"):
        assert grant.options["delete_before_replace"] is True
        assert grant.options["replace_on_changes"] == ["roleDefinitionId"]
