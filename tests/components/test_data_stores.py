"""The three stores together: closed, found by name, protected, granted, watched."""

import pulumi
import pytest

from components.shared.private_endpoint import EndpointNetwork
from components.shared.roles import ROLE_IDS
from settings.footprint import footprint
from tests.components import data_stores_lab as lab
from tests.components.data_stores_lab import make_stores, run, stores
from tests.support import deploy, make_settings

EVERYTHING = {
    "monitoring": {"archive_audit_days": 365},
    "data_stores": {
        "encryption": "customer",
        "registry": {
            "replicas": ["westus2"],
            "cache_rules": {"mcr-cache": {"source": "mcr.microsoft.com/*", "target": "mcr/*"}},
        },
    },
}
BROUGHT = {
    "monitoring": {"audit": {"id": lab.AUDIT_LOG}, "application": {"id": lab.AUDIT_LOG}},
    "data_stores": {"key_vault": {"id": lab.VAULT}, "registry": {"id": lab.REGISTRY}},
}


@pytest.mark.feature("N4", "network.PrivateEndpoint privateLinkServiceConnections.groupIds")
def test_every_store_has_one_endpoint_for_each_link_that_was_announced():
    plan = stores()
    made = [
        (connection["name"], tuple(connection["groupIds"]))
        for endpoint in plan.all(lab.ENDPOINT)
        for connection in endpoint.inputs["privateLinkServiceConnections"]
    ]
    assert sorted(made) == [
        ("key-vault", ("vault",)),
        ("registry", ("registry",)),
        ("storage-blob", ("blob",)),
        ("storage-file", ("file",)),
        ("storage-queue", ("queue",)),
        ("storage-table", ("table",)),
    ]
    assert {name for name, _ in made} == set(footprint(make_settings()).links_of("data_stores"))


def test_each_endpoint_leads_to_its_own_store():
    plan = stores()
    targets = {
        connection["name"]: connection["privateLinkServiceId"]
        for endpoint in plan.all(lab.ENDPOINT)
        for connection in endpoint.inputs["privateLinkServiceConnections"]
    }
    assert targets["key-vault"] == plan.one(lab.VAULT_TYPE).id
    assert targets["registry"] == plan.one(lab.REGISTRY_TYPE).id
    account = plan.one(lab.ACCOUNT).id
    assert {targets[f"storage-{part}"] for part in ("blob", "file", "queue", "table")} == {account}


def test_a_data_lake_account_gets_an_endpoint_for_directories():
    lake = {"hierarchical_namespace": True, "versioning": False}
    plan = stores({"data_stores": {"storage": lake}})
    endpoint = plan.one(lab.ENDPOINT, "data-stores-storage-dfs-endpoint")
    assert endpoint.inputs["privateLinkServiceConnections"][0]["groupIds"] == ["dfs"]


@pytest.mark.parametrize(
    ("links", "said"),
    [
        (("key-vault", "registry"), "needed and not announced: storage-blob, storage-file"),
        (("key-vault", "registry", "search", "storage-blob", "storage-file"), "needed: search;"),
        (("key-vault", "key-vault", "registry", "storage-blob", "storage-file"), "needed: none;"),
    ],
)
def test_an_endpoint_that_the_network_was_not_told_of_is_an_error(links, said):
    changes = {"data_stores": {"storage": {"services": ["blob", "file"]}}}
    with pytest.raises(ValueError, match=said):
        deploy(lambda: make_stores(changes, links=links))


def test_announced_endpoints_without_a_place_for_them_are_an_error():
    with pytest.raises(ValueError, match="announced and not needed: key-vault, registry"):
        deploy(lambda: make_stores({}, endpoints=None))


@pytest.mark.feature("N3", "storage.StorageAccount publicNetworkAccess")
def test_without_private_endpoints_every_store_answers_to_whoever_signs_in():
    plan = stores(lab.OPEN)
    assert plan.all(lab.ENDPOINT) == []
    assert plan.all(lab.ZONE_GROUP) == []
    account = plan.one(lab.ACCOUNT).inputs
    vault = plan.one(lab.VAULT_TYPE).inputs["properties"]
    registry = plan.one(lab.REGISTRY_TYPE).inputs
    assert account["publicNetworkAccess"] == vault["publicNetworkAccess"] == "Enabled"
    assert registry["publicNetworkAccess"] == "Enabled"
    assert account["networkRuleSet"]["defaultAction"] == "Allow"
    assert vault["networkAcls"]["defaultAction"] == "Allow"
    assert registry["networkRuleSet"]["defaultAction"] == "Allow"
    assert account["allowSharedKeyAccess"] is False
    assert registry["anonymousPullEnabled"] is False


@pytest.mark.feature("Y8", "protect of every resource that holds data")
def test_whatever_holds_data_is_protected():
    protected = {r.name for r in stores(EVERYTHING).resources.values() if r.protect}
    assert protected == {
        "data-stores-encryption-key",
        "data-stores-key-vault",
        "data-stores-registry",
        "data-stores-storage",
        "data-stores-storage-container-datasets",
        "data-stores-storage-container-models",
        "monitoring-application",
        "monitoring-audit",
        "monitoring-audit-archive",
    }


def test_a_stack_may_say_that_nothing_is_worth_protecting():
    off = {
        "tier": "non_production",
        "data_stores": {"protect": False},
        "monitoring": {"protect": False},
    }
    assert [r.name for r in stores(off).resources.values() if r.protect] == []


@pytest.mark.feature("I11", "authorization.RoleAssignment scope")
def test_rights_lie_on_each_store_and_on_nothing_wider():
    plan = stores()
    known = {
        plan.one(lab.ACCOUNT).id,
        plan.one(lab.VAULT_TYPE).id,
        plan.one(lab.REGISTRY_TYPE).id,
        *(workspace.id for workspace in plan.all(lab.WORKSPACE)),
        plan.one(lab.ENDPOINT, "data-stores-storage-blob-endpoint").id,
        plan.one(lab.ENDPOINT, "data-stores-storage-file-endpoint").id,
    }
    assert {grant.inputs["scope"] for grant in plan.all(lab.GRANT)} == known


def test_the_workspace_sees_the_endpoints_that_its_studio_previews_through():
    plan = stores()
    workspace = lab.principals()["workspace"].principal_id
    for part in ("blob", "file"):
        endpoint = plan.one(lab.ENDPOINT, f"data-stores-storage-{part}-endpoint")
        assert lab.holders(plan, endpoint.id) == {(workspace, ROLE_IDS["Reader"])}
    queue = plan.one(lab.ENDPOINT, "data-stores-storage-queue-endpoint")
    assert lab.holders(plan, queue.id) == set()


def test_a_vault_and_a_registry_that_exist_are_granted_on_and_not_touched():
    plan = stores(BROUGHT)
    for unmade in (lab.VAULT_TYPE, lab.REGISTRY_TYPE, lab.WORKSPACE):
        assert plan.all(unmade) == []
    assert lab.holders(plan, lab.VAULT)
    assert lab.holders(plan, lab.REGISTRY)
    assert lab.holders(plan, lab.AUDIT_LOG) == set()
    logging = {setting.inputs["resourceUri"] for setting in plan.all(lab.LOGS)}
    assert logging == {
        f"{plan.one(lab.ACCOUNT).id}/{service}Services/default"
        for service in ("blob", "file", "queue", "table")
    }
    assert {setting.inputs["workspaceId"] for setting in plan.all(lab.LOGS)} == {lab.AUDIT_LOG}


def test_outputs_of_stores_that_exist_follow_from_their_ids():
    def program() -> None:
        made = make_stores(BROUGHT)
        pulumi.export("name", made.key_vault.name)
        pulumi.export("uri", made.key_vault.uri)
        pulumi.export("server", made.registry.login_server)

    assert run(program).outputs == {
        "name": "kv-shared",
        "uri": "https://kv-shared.vault.azure.net/",
        "server": "crshared.azurecr.io",
    }


def test_outputs_of_made_stores_are_those_of_azure():
    def program() -> None:
        made = make_stores({})
        pulumi.export("storage", made.storage.name)
        pulumi.export("vault", made.key_vault.name)
        pulumi.export("registry", made.registry.name)
        pulumi.export("endpoints", made.endpoint_ids)

    plan = run(program)
    assert plan.outputs["storage"] == plan.one(lab.ACCOUNT).inputs["accountName"]
    assert plan.outputs["vault"] == plan.one(lab.VAULT_TYPE).inputs["vaultName"]
    assert plan.outputs["registry"] == plan.one(lab.REGISTRY_TYPE).inputs["registryName"]
    assert set(plan.outputs["endpoints"].values()) == {e.id for e in plan.all(lab.ENDPOINT)}


@pytest.mark.feature("A18", "monitor.DiagnosticSetting logs")
def test_every_store_sends_its_audit_logs():
    plan = stores()
    account = plan.one(lab.ACCOUNT).id
    sent = {
        setting.inputs["resourceUri"]: [log["category"] for log in setting.inputs["logs"]]
        for setting in plan.all(lab.LOGS)
    }
    changes = ["StorageWrite", "StorageDelete"]
    assert sent == {
        plan.one(lab.VAULT_TYPE).id: ["AuditEvent"],
        plan.one(lab.REGISTRY_TYPE).id: [
            "ContainerRegistryLoginEvents",
            "ContainerRegistryRepositoryEvents",
        ],
        **{workspace.id: ["Audit"] for workspace in plan.all(lab.WORKSPACE)},
        f"{account}/blobServices/default": changes,
        f"{account}/fileServices/default": changes,
        f"{account}/queueServices/default": changes,
        f"{account}/tableServices/default": changes,
    }


@pytest.mark.parametrize("changes", [{}, EVERYTHING, BROUGHT, lab.OPEN])
def test_a_preview_registers_what_the_update_registers(changes):
    assert list(stores(changes, preview=True).resources) == list(stores(changes).resources)


def test_a_preview_knows_what_depends_on_what():
    plan = stores(EVERYTHING, preview=True)
    account = plan.one(lab.ACCOUNT, "data-stores-storage").urn
    registry = plan.one(lab.REGISTRY_TYPE)
    key = plan.one("azure-native:keyvault:Key").urn
    endpoint = plan.one(lab.ENDPOINT, "data-stores-storage-blob-endpoint")
    assert endpoint.property_dependencies["privateLinkServiceConnections"] == [account]
    service = plan.one(lab.BLOB_SERVICE, "data-stores-storage-blob")
    assert service.property_dependencies["accountName"] == [account]
    logs = plan.one(lab.LOGS, "data-stores-storage-blob-audit-logs")
    assert logs.property_dependencies["resourceUri"] == [account]
    vault = plan.one(lab.VAULT_TYPE).urn
    assert registry.property_dependencies["encryption"] == [vault]
    grant = plan.one(lab.GRANT, _KEY_GRANT)
    assert grant.property_dependencies["scope"] == [key]


_KEY_GRANT = "data-stores-encryption-key-encryption-key-vault-crypto-service-encryption-user"


def test_every_resource_belongs_to_its_component():
    plan = stores(EVERYTHING)
    owners = {plan.one(f"azure-mlops:index:{name}").urn for name in ("DataStores", "Monitoring")}
    parents = {resource.parent for resource in plan.resources.values() if resource.custom}
    assert parents == owners


def test_every_resource_that_takes_tags_has_them():
    tagged = (
        "StorageAccount",
        "Vault",
        "Key",
        "Registry",
        "Replication",
        "PrivateEndpoint",
        "Workspace",
    )
    for resource in stores(EVERYTHING).resources.values():
        if resource.type.rpartition(":")[2] in tagged:
            component = "monitoring" if resource.name.startswith("monitoring") else "data_stores"
            assert resource.inputs["tags"]["component"] == component


def test_aliases_and_protection_of_the_caller_stay_with_the_component():
    opts = pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old-stores")])
    off = {"tier": "non_production", "data_stores": {"protect": False}}
    plan = run(lambda: make_stores(off, opts))
    renamed = {r.name for r in plan.resources.values() if "old-stores" in str(r.aliases)}
    assert renamed == {"data-stores"}


def test_a_caller_may_protect_what_the_settings_do_not():
    off = {"tier": "non_production", "data_stores": {"protect": False}}
    plan = run(lambda: make_stores(off, pulumi.ResourceOptions(protect=True)))
    assert plan.one(lab.ACCOUNT).protect


def test_where_policy_adds_the_records_there_are_endpoints_without_zones():
    place = EndpointNetwork(lab.SUBNET, {})
    plan = run(lambda: make_stores({}, endpoints=place))
    assert len(plan.all(lab.ENDPOINT)) == 6
    assert plan.all(lab.ZONE_GROUP) == []


def test_customer_encryption_without_its_identity_is_an_error():
    with pytest.raises(ValueError, match="needs the identity `encryption`"):
        deploy(lambda: make_stores(lab.CUSTOMER, encryption_identity=None))


def test_customer_encryption_without_the_right_to_the_key_is_an_error():
    known = {who: one for who, one in lab.principals().items() if who != "encryption"}
    with pytest.raises(ValueError, match="needs the identity `encryption`"):
        deploy(lambda: make_stores(lab.CUSTOMER, principals=known))
