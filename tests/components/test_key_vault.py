"""The vault of secrets and keys."""

import pytest

from tests.components import data_stores_lab as lab
from tests.components.data_stores_lab import stores


def vault(changes=None) -> dict:
    return stores(changes).one(lab.VAULT_TYPE).inputs["properties"]


def new(**settings) -> dict:
    return {"tier": "non_production", "data_stores": {"key_vault": settings}}


@pytest.mark.feature("I10", "keyvault.Vault properties.enableRbacAuthorization")
@pytest.mark.feature("D4", "keyvault.Vault properties.enableRbacAuthorization")
def test_rights_on_the_vault_are_roles():
    assert vault()["enableRbacAuthorization"] is True
    assert "accessPolicies" not in vault()


@pytest.mark.parametrize("reader", ["Deployment", "DiskEncryption", "TemplateDeployment"])
def test_no_part_of_azure_reads_secrets_without_a_role(reader):
    assert vault()[f"enabledFor{reader}"] is False


def test_the_public_address_answers_to_trusted_services_only():
    assert vault()["publicNetworkAccess"] == "Disabled"
    assert vault()["networkAcls"] == {
        "defaultAction": "Deny",
        "bypass": "AzureServices",
        "ipRules": [],
        "virtualNetworkRules": [],
    }


@pytest.mark.feature("Y3", "keyvault.Vault properties.enablePurgeProtection")
@pytest.mark.feature("D4", "keyvault.Vault properties.softDeleteRetentionInDays")
def test_nobody_purges_the_vault_before_the_days_are_over():
    assert vault()["enablePurgeProtection"] is True
    assert vault()["enableSoftDelete"] is True
    assert vault()["softDeleteRetentionInDays"] == 90


def test_an_environment_that_is_rebuilt_leaves_purge_protection_out():
    # False is refused by Azure, even for a vault that never had it.
    made = vault(new(purge_protection=False, soft_delete_days=7))
    assert "enablePurgeProtection" not in made
    assert made["softDeleteRetentionInDays"] == 7


@pytest.mark.parametrize("tier", ["standard", "premium"])
def test_the_tier_is_the_one_that_was_set(tier):
    assert vault(new(tier=tier))["sku"] == {"family": "A", "name": tier}
