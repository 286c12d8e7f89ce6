"""The container registry: signed-in pulls, no exports, copies, cache."""

import pytest

from tests.components import data_stores_lab as lab
from tests.components.data_stores_lab import stores

REPLICA = "azure-native:containerregistry:Replication"
CACHE_RULE = "azure-native:containerregistry:CacheRule"


def registry(**settings) -> dict:
    return {"data_stores": {"registry": settings}}


def made(changes=None) -> dict:
    return stores(changes).one(lab.REGISTRY_TYPE).inputs


def test_images_are_pulled_by_those_who_sign_in_and_by_nobody_else():
    assert made()["adminUserEnabled"] is False
    assert made()["anonymousPullEnabled"] is False


@pytest.mark.feature("R1", "containerregistry.Registry sku.name")
def test_the_registry_is_of_the_tier_that_has_private_endpoints():
    assert made()["sku"] == {"name": "Premium"}


def test_the_public_address_is_closed_and_layers_come_from_the_registrys_own_host():
    assert made()["publicNetworkAccess"] == "Disabled"
    assert made()["networkRuleSet"] == {"defaultAction": "Deny", "ipRules": []}
    assert made()["networkRuleBypassOptions"] == "AzureServices"
    assert made()["dataEndpointEnabled"] is True


def test_images_leave_the_registry_only_by_pulls():
    assert made()["policies"]["exportPolicy"] == {"status": "disabled"}
    # Azure refuses to forbid exports of a registry whose public address is open.
    assert made(lab.OPEN)["policies"]["exportPolicy"] == {"status": "enabled"}


@pytest.mark.parametrize("policy", ["quarantinePolicy", "retentionPolicy", "softDeletePolicy"])
def test_no_policy_withholds_or_deletes_what_is_pulled_by_digest(policy):
    assert made()["policies"][policy]["status"] == "disabled"


def test_an_isolated_cluster_may_pull_through_the_registry():
    policy = made()["policies"]["azureADAuthenticationAsArmPolicy"]
    assert policy == {"status": "enabled"}


def test_the_retired_content_trust_is_not_asked_for():
    assert "trustPolicy" not in made()["policies"]


def test_the_registry_spreads_over_zones_where_there_are_zones():
    assert made()["zoneRedundancy"] == "Enabled"
    elsewhere = {"location": "westus", "allowed_locations": ["westus", "eastus2"]}
    assert made(elsewhere)["zoneRedundancy"] == "Disabled"


@pytest.mark.feature("R2", "containerregistry.Replication location")
def test_each_further_region_holds_every_image_over_its_zones():
    changes = registry(replicas=["westus2", "westus"])
    changes["allowed_locations"] = ["eastus2", "westus2", "westus"]
    replicas = {replica.name: replica.inputs for replica in stores(changes).all(REPLICA)}
    assert {name: made["location"] for name, made in replicas.items()} == {
        "data-stores-registry-replica-westus2": "westus2",
        "data-stores-registry-replica-westus": "westus",
    }
    assert [made["zoneRedundancy"] for made in replicas.values()] == ["Enabled", "Disabled"]
    assert all(made["regionEndpointEnabled"] for made in replicas.values())


def test_replicas_are_made_one_after_another_and_before_the_endpoint():
    changes = registry(replicas=["westus2", "westus"])
    changes["allowed_locations"] = ["eastus2", "westus2", "westus"]
    plan = stores(changes)
    first, second = plan.all(REPLICA)
    assert first.urn in second.dependencies
    endpoint = plan.one(lab.ENDPOINT, "data-stores-registry-endpoint")
    assert {first.urn, second.urn} <= set(endpoint.dependencies)


def test_upstream_images_are_pulled_through_the_registry():
    rule = {"source": "mcr.microsoft.com/*", "target": "mcr/*"}
    cached = stores(registry(cache_rules={"mcr-cache": rule})).one(CACHE_RULE).inputs
    assert cached["cacheRuleName"] == "mcr-cache"
    assert cached["sourceRepository"] == "mcr.microsoft.com/*"
    assert cached["targetRepository"] == "mcr/*"
    assert "credentialSetResourceId" not in cached


def test_microsofts_key_encrypts_unless_a_customers_is_wanted():
    assert "encryption" not in made()
    assert "identity" not in made()


@pytest.mark.feature("Y1", "containerregistry.Registry encryption")
def test_the_customers_key_encrypts_the_registry_in_its_newest_version():
    plan = stores(lab.CUSTOMER)
    inputs = plan.one(lab.REGISTRY_TYPE).inputs
    vault = plan.one(lab.VAULT_TYPE).inputs["vaultName"]
    assert inputs["encryption"] == {
        "status": "enabled",
        "keyVaultProperties": {
            "identity": lab.ENCRYPTION.client_id,
            "keyIdentifier": f"https://{vault}.vault.azure.net/keys/data-at-rest",
        },
    }
    assert inputs["identity"] == {
        "type": "UserAssigned",
        "userAssignedIdentities": {lab.ENCRYPTION.id: {}},
    }
