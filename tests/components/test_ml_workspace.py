"""The workspace itself: closed, without keys, made after its rights, kept, watched."""

import pulumi
import pytest

from components.identity import Identity, IdentityArgs
from components.ml_workspace import MLWorkspace
from components.shared.conventions import Conventions
from components.shared.diagnostics import DIAGNOSTICS, SENDS_NOTHING
from components.shared.grants import Principal
from components.shared.roles import ROLE_IDS
from tests.components import ml_workspace_lab as lab
from tests.components.data_stores_lab import ENCRYPTION, holders, run
from tests.components.ml_workspace_lab import make_workspace, workspace
from tests.support import SUBSCRIPTION, deploy, make_settings

pytestmark = pytest.mark.slow

ROLE = (
    f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
    "/c0570000-0000-0000-0000-000000000001"
)
CUSTOMER = {"data_stores": {"encryption": "customer"}, "workspace": {"encryption": "customer"}}
EVERYTHING = {
    **lab.INSTANCE,
    "workspace": {
        **lab.INSTANCE["workspace"],
        **lab.GPU["workspace"],
        "packages": "internet",
        "outbound_rules": {
            "forge": {
                "fqdn": "github.com",
                "owner": "ada@example.com",
                "reason": "clone examples into notebooks",
            }
        },
    },
}


def made(changes=None) -> dict:
    return workspace(changes).one(lab.WORKSPACE).inputs


@pytest.mark.feature("M1", "machinelearningservices.Workspace sku.name")
def test_the_workspace_is_of_the_kind_and_the_tier_that_keep_runs_and_models():
    assert made()["kind"] == "Default"
    assert made()["sku"] == {"name": "Basic", "tier": "Basic"}


def test_the_workspace_stands_on_the_stores_of_its_stack():
    plan = workspace()
    inputs = plan.one(lab.WORKSPACE).inputs
    assert inputs["storageAccount"] == plan.one("azure-native:storage:StorageAccount").id
    assert inputs["keyVault"] == plan.one("azure-native:keyvault:Vault").id
    assert inputs["containerRegistry"] == plan.one("azure-native:containerregistry:Registry").id
    assert inputs["applicationInsights"] == lab.INSIGHTS


def test_a_preview_knows_which_store_is_behind_each_reference():
    plan = workspace(preview=True)
    edges = plan.one(lab.WORKSPACE).property_dependencies
    types = {
        "storageAccount": "azure-native:storage:StorageAccount",
        "keyVault": "azure-native:keyvault:Vault",
        "containerRegistry": "azure-native:containerregistry:Registry",
    }
    for reference, type_token in types.items():
        assert edges[reference] == [plan.one(type_token).urn]


@pytest.mark.feature("M2", "machinelearningservices.Workspace publicNetworkAccess")
def test_the_public_address_is_closed_where_there_are_private_endpoints():
    assert made()["publicNetworkAccess"] == "Disabled"
    assert made()["v1LegacyMode"] is False
    assert made(lab.OPEN)["publicNetworkAccess"] == "Enabled"


def test_the_endpoint_is_found_in_both_zones_of_a_workspace():
    plan = workspace()
    endpoint = plan.one(lab.ENDPOINT, "ml-workspace-endpoint")
    (connection,) = endpoint.inputs["privateLinkServiceConnections"]
    assert connection["groupIds"] == ["amlworkspace"]
    assert connection["privateLinkServiceId"] == plan.one(lab.WORKSPACE).id
    group = plan.one(lab.ZONE_GROUP, "ml-workspace-endpoint-zones").inputs
    zones = {one["privateDnsZoneId"].rpartition("/")[2] for one in group["privateDnsZoneConfigs"]}
    assert zones == {"privatelink.api.azureml.ms", "privatelink.notebooks.azure.net"}


def test_without_private_endpoints_there_is_none():
    plan = workspace(lab.OPEN)
    assert plan.all(lab.ENDPOINT) == []


@pytest.mark.parametrize(
    ("changes", "links"),
    [({}, ()), ({}, ("workspace", "workspace")), (lab.OPEN, ("workspace",))],
)
def test_an_endpoint_that_the_network_was_not_told_of_is_an_error(changes, links):
    with pytest.raises(ValueError, match="are not those of the workspace"):
        deploy(lambda: make_workspace(changes, links=links))


def test_the_workspace_acts_as_the_identity_that_was_made_for_it():
    identity = lab.IDENTITY_IDS["workspace"]
    assert made()["identity"] == {"type": "UserAssigned", "userAssignedIdentities": [identity]}
    assert made()["primaryUserAssignedIdentity"] == identity


@pytest.mark.feature(
    "I5", "machinelearningservices.Workspace depends on authorization.RoleAssignment"
)
@pytest.mark.parametrize("preview", [True, False])
def test_every_right_of_its_identity_on_the_stores_is_there_before_the_workspace(preview):
    plan = workspace(preview=preview)
    identity = lab.PARTS["workspace"].principal_id
    before = set(plan.one(lab.WORKSPACE).dependencies)
    rights = [
        grant
        for grant in plan.all(lab.GRANT)
        if grant.inputs["principalId"] == identity and "ml-workspace-workspace-" not in grant.name
    ]
    assert len(rights) == 12
    assert {grant.urn for grant in rights} <= before
    (telemetry,) = [grant for grant in rights if grant.inputs["scope"] == lab.INSIGHTS]
    assert telemetry.inputs["roleDefinitionId"].endswith(ROLE_IDS["Contributor"])


def test_the_workspace_waits_for_rights_that_have_not_arrived():
    hooks = workspace().one(lab.WORKSPACE).options["hooks"]
    assert hooks == {"on_error": ["ml-workspace-waits-for-grants"]}


def test_a_network_that_takes_an_hour_is_not_given_up():
    assert workspace().one(lab.WORKSPACE).options["custom_timeouts"]["create"] == "90m"


@pytest.mark.feature("M12", "machinelearningservices.Workspace systemDatastoresAuthMode")
def test_default_datastores_ask_who_is_signed_in_and_for_no_key():
    assert made()["systemDatastoresAuthMode"] == "Identity"


def test_each_container_is_a_datastore_without_a_key():
    stores = {store.inputs["name"]: store.inputs for store in workspace().all(lab.DATASTORE)}
    assert sorted(stores) == ["datasets", "models"]
    for name, store in stores.items():
        properties = store["properties"]
        assert properties["containerName"] == name
        assert properties["credentials"] == {"credentialsType": "None"}
        assert properties["serviceDataAccessAuthIdentity"] == "WorkspaceUserAssignedIdentity"


def test_a_hyphen_in_a_container_becomes_an_underscore_in_the_datastore():
    changes = {"data_stores": {"storage": {"containers": ["raw-data"]}}}
    (store,) = workspace(changes).all(lab.DATASTORE)
    assert store.inputs["name"] == "raw_data"
    assert store.inputs["properties"]["containerName"] == "raw-data"


def test_only_its_own_identity_may_change_the_workspace_or_list_its_keys():
    plan = workspace()
    held = holders(plan, plan.one(lab.WORKSPACE).id)
    scientist, reader = ROLE_IDS["AzureML Data Scientist"], ROLE_IDS["Reader"]
    approver = ROLE_IDS["Azure AI Enterprise Network Connection Approver"]
    ids = {who: one.principal_id for who, one in lab.PRINCIPALS.items()}
    assert held == {
        (ids["workspace"], ROLE_IDS["Contributor"]),
        (ids["workspace"], approver),
        (ids["training"], scientist),
        (ids["release"], scientist),
        (ids["data-scientists"], scientist),
        (ids["ml-engineers"], scientist),
        (ids["platform-engineers"], reader),
        (ids["viewers"], reader),
    }


@pytest.mark.feature("I2", "authorization.RoleAssignment roleDefinitionId")
def test_a_role_of_the_companys_own_stands_in_for_azures():
    scientists = Principal("00000077-bbbb-0000-0000-000000000000", "Group")
    own = Principal(scientists.principal_id, "Group", custom_roles={"workspace": ROLE})
    both = {}
    for kind, holder in (("azure", scientists), ("own", own)):
        plan = run(lambda holder=holder: make_workspace({}, principals={"data-scientists": holder}))
        both[kind] = next(g for g in plan.all(lab.GRANT) if g.name.startswith("ml-workspace-"))
    assert both["own"].inputs["roleDefinitionId"] == ROLE
    # Azure refuses another role under the name of a grant that exists.
    names = {grant.inputs["roleAssignmentName"] for grant in both.values()}
    assert len(names) == len({grant.name for grant in both.values()}) == 2
    assert both["own"].options["replace_on_changes"] == ["roleDefinitionId"]


def test_roles_of_the_companys_own_reach_the_groups_they_are_given_to():
    group = "00000000-0000-0000-0000-0000000000a4"
    groups = {"viewers": group, "data_scientists": group.replace("a4", "a1")}
    settings = make_settings(
        {"identity": {"groups": groups, "custom_roles": {"data_scientists": ROLE}}}
    )
    kept = []

    def program() -> None:
        args = IdentityArgs(
            settings=settings.identity,
            conventions=Conventions(settings),
            first_deploy=settings.dates.first_deploy,
            cluster=False,
            customer_keys=False,
        )
        kept.append(Identity("identity", args))

    run(program)
    principals = kept[0].principals
    assert principals["data-scientists"].custom_roles == {"workspace": ROLE}
    assert principals["viewers"].custom_roles == {}


def test_the_workspace_is_protected_unless_its_stack_can_do_without():
    assert workspace().one(lab.WORKSPACE).protect
    off = {"tier": "non_production", "workspace": {"protect": False}}
    assert not workspace(off).one(lab.WORKSPACE).protect


def test_an_update_that_azure_refuses_does_not_delete_the_workspace():
    """Its name would stay taken for 14 days, so a successor could not be made."""
    assert "replace_on_changes" not in workspace().one(lab.WORKSPACE).options


def test_what_azure_writes_into_the_network_is_not_written_back():
    ignored = workspace().one(lab.WORKSPACE).options["ignore_changes"]
    assert set(ignored) == {"managedNetwork.status", "managedNetwork.outboundRules"}


def test_microsofts_key_encrypts_unless_a_customers_is_wanted():
    assert "encryption" not in made()
    assert "enableServiceSideCMKEncryption" not in made()


@pytest.mark.feature("Y1", "machinelearningservices.Workspace encryption")
def test_the_customers_key_encrypts_what_the_workspace_keeps_with_microsoft():
    plan = workspace(CUSTOMER)
    inputs = plan.one(lab.WORKSPACE).inputs
    key = plan.one("azure-native:keyvault:Key")
    assert inputs["encryption"] == {
        "status": "Enabled",
        "keyVaultProperties": {
            "keyIdentifier": key.outputs["keyUriWithVersion"],
            "keyVaultArmId": plan.one("azure-native:keyvault:Vault").id,
        },
        "identity": {"userAssignedIdentity": ENCRYPTION.id},
    }
    identities = inputs["identity"]["userAssignedIdentities"]
    assert identities == [lab.IDENTITY_IDS["workspace"], ENCRYPTION.id]


def test_the_key_of_the_stores_is_not_the_workspaces_unless_it_is_asked_for():
    assert "encryption" not in made({"data_stores": {"encryption": "customer"}})


def test_the_customers_key_brings_no_database_of_microsofts_into_our_subscription():
    assert made(CUSTOMER)["enableServiceSideCMKEncryption"] is True


def test_encryption_with_a_key_that_nobody_made_is_an_error():
    with pytest.raises(ValueError, match="encryption customer needs a key; pass"):
        deploy(lambda: make_workspace(CUSTOMER, without_key=True))


def test_choices_for_the_life_of_a_workspace_are_always_made():
    assert made()["hbiWorkspace"] is False
    assert made()["enableDataIsolation"] is False
    chosen = made({"workspace": {"high_business_impact": True, "data_isolation": True}})
    assert chosen["hbiWorkspace"] is True
    assert chosen["enableDataIsolation"] is True


@pytest.mark.feature("A18", "monitor.DiagnosticSetting logs")
def test_who_changed_what_goes_to_the_audit_log_and_how_jobs_run_to_the_other():
    plan = workspace()
    sent = {
        setting.inputs["workspaceId"]: {log["category"] for log in setting.inputs["logs"]}
        for setting in plan.all(lab.LOGS)
        if setting.inputs["resourceUri"] == plan.one(lab.WORKSPACE).id
    }
    audit, application = (lab.DESTINATIONS.workspace_ids[d] for d in ("audit", "application"))
    assert {"ModelsChangeEvent", "DataStoreChangeEvent", "RunEvent"} <= sent[audit]
    assert {"AmlComputeJobEvent", "AmlComputeClusterEvent"} <= sent[application]
    assert not any("Read" in category for category in sent[audit] | sent[application])


def test_every_type_that_is_made_sends_logs_or_says_why_not():
    types = {r.type for r in workspace(EVERYTHING).resources.values() if r.custom}
    assert sorted(types - set(DIAGNOSTICS) - set(SENDS_NOTHING)) == []


@pytest.mark.parametrize("changes", [EVERYTHING, lab.OWN_NETWORK])
def test_a_preview_registers_what_an_update_registers(changes):
    assert list(workspace(changes, preview=True).resources) == list(workspace(changes).resources)


def test_every_child_belongs_to_the_component_and_keeps_its_own_name():
    def program() -> None:
        alias = pulumi.Alias(name="old")
        make_workspace({}, pulumi.ResourceOptions(aliases=[alias], protect=True))

    children = [r for r in run(program).resources.values() if r.name.startswith("ml-")]
    assert children
    for child in children:
        assert "azure-mlops:index:MLWorkspace$" in child.urn
        assert child.aliases == [] or all("old" not in str(alias) for alias in child.aliases)
        assert child.protect


def test_outputs_are_what_the_next_system_needs():
    def program() -> None:
        made_here: MLWorkspace = make_workspace(EVERYTHING)
        pulumi.export("id", made_here.id)
        pulumi.export("name", made_here.name)
        pulumi.export("mlflow", made_here.mlflow_tracking_uri)
        pulumi.export("clusters", made_here.cluster_ids)
        pulumi.export("instances", made_here.instance_ids)
        pulumi.export("datastores", made_here.datastore_ids)

    plan = run(program)
    assert plan.outputs["id"] == plan.one(lab.WORKSPACE).id
    assert plan.outputs["name"] == plan.one(lab.WORKSPACE).inputs["workspaceName"]
    assert plan.outputs["mlflow"].startswith("azureml://eastus2.api.azureml.ms/mlflow/")
    assert set(plan.outputs["clusters"]) == {"cpu-cluster", "gpu-cluster"}
    assert set(plan.outputs["instances"]) == {lab.PERSON}
    assert set(plan.outputs["datastores"]) == {"models", "datasets"}
