"""Where state and its keys are kept."""

from typing import Any

import pytest

from preflight.plan import Plan
from tests.bootstrap_lab import ASSIGNMENT, GROUP_OF_OWNERS, bootstrap, role_guid

ACCOUNT = "azure-native:storage:StorageAccount"
BLOB = "azure-native:storage:BlobServiceProperties"
CONTAINER = "azure-native:storage:BlobContainer"
VAULT = "azure-native:keyvault:Vault"
KEY = "azure-native:keyvault:Key"
SETTING = "azure-native:monitor:DiagnosticSetting"
CRYPTO_USER = "12338af0-0e69-4776-bea7-57ae8d297424"
BLOB_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"


def inputs(token: str, changes: dict[str, Any] | None = None) -> dict[str, Any]:
    return bootstrap(changes).one(token).inputs


def test_nothing_but_entra_opens_the_account() -> None:
    account = inputs(ACCOUNT)
    assert account["allowSharedKeyAccess"] is False
    assert account["allowBlobPublicAccess"] is False
    assert account["isLocalUserEnabled"] is False
    assert account["defaultToOAuthAuthentication"] is True
    assert account["minimumTlsVersion"] == "TLS1_2"
    assert account["enableHttpsTrafficOnly"] is True
    assert {one.inputs["publicAccess"] for one in bootstrap().all(CONTAINER)} == {"None"}


def test_nothing_but_entra_opens_the_vault() -> None:
    properties = inputs(VAULT)["properties"]
    assert properties["enableRbacAuthorization"] is True
    assert "accessPolicies" not in properties


def test_state_can_be_brought_back_for_thirty_days() -> None:
    service = inputs(BLOB)
    assert service["isVersioningEnabled"] is True
    assert service["deleteRetentionPolicy"] == {"enabled": True, "days": 30}
    assert service["containerDeleteRetentionPolicy"] == {"enabled": True, "days": 30}


def test_state_is_copied_to_a_second_region_unless_settings_say_otherwise() -> None:
    assert inputs(ACCOUNT)["sku"] == {"name": "Standard_GRS"}
    assert inputs(ACCOUNT, {"state": {"redundancy": "ZRS"}})["sku"] == {"name": "Standard_ZRS"}


def test_keys_cannot_be_purged_and_do_not_expire() -> None:
    properties = inputs(VAULT)["properties"]
    assert properties["enablePurgeProtection"] is True
    assert properties["softDeleteRetentionInDays"] == 90
    for key in bootstrap().all(KEY):
        assert "attributes" not in key.inputs["properties"]
        assert "rotationPolicy" not in key.inputs["properties"]


def test_a_key_encrypts_and_decrypts_and_does_nothing_else() -> None:
    for key in bootstrap().all(KEY):
        assert key.inputs["properties"]["keyOps"] == ["encrypt", "decrypt"]


@pytest.mark.feature("P16c", "storage.BlobContainer containerName")
def test_each_environment_has_a_container_and_a_key_of_its_own() -> None:
    plan = bootstrap()
    containers = sorted(one.inputs["containerName"] for one in plan.all(CONTAINER))
    keys = sorted(one.inputs["keyName"] for one in plan.all(KEY))
    assert containers == ["state-dev", "state-prod", "state-shared"]
    assert keys == ["pulumi-dev", "pulumi-prod", "pulumi-shared"]


@pytest.mark.parametrize(("listed", "action"), [([], "Allow"), (["20.1.2.0/24"], "Deny")])
def test_listed_addresses_shut_all_others_out(listed: list[str], action: str) -> None:
    changes = {"state": {"allowed_addresses": listed}}
    account, vault = inputs(ACCOUNT, changes), inputs(VAULT, changes)["properties"]
    assert account["networkRuleSet"]["defaultAction"] == action
    assert vault["networkAcls"]["defaultAction"] == action
    assert account["networkRuleSet"]["bypass"] == vault["networkAcls"]["bypass"] == "None"
    given = [rule["iPAddressOrRange"] for rule in account["networkRuleSet"]["ipRules"]]
    assert given == [rule["value"] for rule in vault["networkAcls"]["ipRules"]] == listed


def test_state_and_keys_are_protected_until_settings_say_otherwise() -> None:
    def protected(plan: Plan) -> set[bool]:
        return {
            bool(one.protect)
            for token in (ACCOUNT, CONTAINER, VAULT, KEY)
            for one in plan.all(token)
        }

    assert protected(bootstrap()) == {True}
    assert protected(bootstrap({"state": {"protect": False}})) == {False}


def test_changes_of_state_and_uses_of_keys_are_logged() -> None:
    logged = {
        log["category"]
        for setting in bootstrap().all(SETTING)
        if setting.name.startswith("state-")
        for log in setting.inputs["logs"]
    }
    assert logged == {"StorageWrite", "StorageDelete", "AuditEvent"}


def test_owners_keep_bootstraps_own_state_and_no_other() -> None:
    plan = bootstrap()
    held = {
        (role_guid(one.inputs["roleDefinitionId"]), one.inputs["scope"].rpartition("/")[2])
        for one in plan.all(ASSIGNMENT)
        if one.inputs["principalId"] == GROUP_OF_OWNERS
    }
    assert held == {(BLOB_CONTRIBUTOR, "state-shared"), (CRYPTO_USER, "pulumi-shared")}


def test_the_addresses_are_those_of_account_and_vault() -> None:
    plan = bootstrap()
    account = plan.one(ACCOUNT).inputs["accountName"]
    vault = plan.one(VAULT).inputs["vaultName"]
    assert plan.outputs["state_backend"] == {
        name: f"azblob://state-{name}?storage_account={account}"
        for name in ("shared", "dev", "prod")
    }
    assert plan.outputs["secrets_provider"] == {
        name: f"azurekeyvault://{vault}.vault.azure.net/keys/pulumi-{name}"
        for name in ("shared", "dev", "prod")
    }
