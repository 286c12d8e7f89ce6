"""The storage account: how it is closed, encrypted, kept and made cheaper."""

import pytest

from tests.components import data_stores_lab as lab
from tests.components.data_stores_lab import stores

FILE_SERVICE = "azure-native:storage:FileServiceProperties"
CONTAINER = "azure-native:storage:BlobContainer"


def account(changes=None) -> dict:
    return stores(changes).one(lab.ACCOUNT).inputs


def rules(changes=None) -> dict[str, dict]:
    plan = stores(changes)
    written = plan.one(lab.POLICY).inputs["policy"]["rules"]
    assert all(rule["enabled"] and rule["type"] == "Lifecycle" for rule in written)
    return {rule["name"]: rule["definition"] for rule in written}


def storage(**settings) -> dict:
    return {"data_stores": {"storage": settings}}


@pytest.mark.feature("X-12", "storage.StorageAccount allowSharedKeyAccess")
def test_nobody_signs_in_with_a_shared_secret():
    made = account()
    assert made["allowSharedKeyAccess"] is False
    assert made["defaultToOAuthAuthentication"] is True
    assert made["isLocalUserEnabled"] is False
    assert made["isSftpEnabled"] is False
    assert made["sasPolicy"] == {"expirationAction": "Log", "sasExpirationPeriod": "7.00:00:00"}


def test_nothing_is_read_without_signing_in():
    assert account()["allowBlobPublicAccess"] is False
    assert {c.inputs["publicAccess"] for c in stores().all(CONTAINER)} == {"None"}


def test_the_public_address_answers_to_nobody_but_trusted_services():
    made = account()
    assert made["publicNetworkAccess"] == "Disabled"
    rule_set = made["networkRuleSet"]
    assert rule_set["defaultAction"] == "Deny"
    assert rule_set["bypass"] == "AzureServices"
    assert rule_set["ipRules"] == rule_set["virtualNetworkRules"] == []


@pytest.mark.feature("M16", "storage.StorageAccount networkRuleSet.resourceAccessRules")
def test_only_workspaces_of_the_stacks_own_group_pass_the_firewall():
    assert account()["networkRuleSet"]["resourceAccessRules"] == [lab.workspaces_of_group()]


def test_only_current_encryption_in_transit_is_spoken():
    made = account()
    assert made["enableHttpsTrafficOnly"] is True
    assert made["minimumTlsVersion"] == "TLS1_2"
    assert made["enableNfsV3"] is False
    smb = stores().one(FILE_SERVICE).inputs["protocolSettings"]["smb"]
    assert smb == {
        "versions": "SMB3.1.1",
        "authenticationMethods": "Kerberos",
        "kerberosTicketEncryption": "AES-256",
        "channelEncryption": "AES-256-GCM",
    }


@pytest.mark.feature("Y9", "storage.StorageAccount allowedCopyScope, allowCrossTenantReplication")
def test_data_is_not_copied_to_another_tenant():
    assert account()["allowCrossTenantReplication"] is False
    assert account()["allowedCopyScope"] == "AAD"


@pytest.mark.feature("D1", "storage.StorageAccount sku.name")
@pytest.mark.parametrize("redundancy", ["LRS", "GRS"])
def test_the_redundancy_is_the_one_that_was_set(redundancy):
    made = account(storage(redundancy=redundancy))
    assert made["sku"] == {"name": f"Standard_{redundancy}"}
    assert made["kind"] == "StorageV2"


@pytest.mark.feature("Y1", "storage.StorageAccount encryption")
def test_data_is_encrypted_twice_at_rest():
    encryption = account()["encryption"]
    assert encryption["requireInfrastructureEncryption"] is True
    assert encryption["keySource"] == "Microsoft.Storage"
    assert {service["enabled"] for service in encryption["services"].values()} == {True}
    assert "identity" not in account()


def test_every_service_is_encrypted_with_the_customers_key():
    plan = stores(lab.CUSTOMER)
    made = plan.one(lab.ACCOUNT).inputs
    vault = plan.one(lab.VAULT_TYPE).inputs["vaultName"]
    encryption = made["encryption"]
    assert encryption["keySource"] == "Microsoft.Keyvault"
    assert encryption["requireInfrastructureEncryption"] is True
    assert encryption["keyVaultProperties"] == {
        "keyVaultUri": f"https://{vault}.vault.azure.net/",
        "keyName": "data-at-rest",
    }
    assert encryption["encryptionIdentity"] == {"encryptionUserAssignedIdentity": lab.ENCRYPTION.id}
    assert made["identity"] == {
        "type": "UserAssigned",
        "userAssignedIdentities": [lab.ENCRYPTION.id],
    }
    services = encryption["services"]
    assert set(services) == {"blob", "file", "queue", "table"}
    assert {service["keyType"] for service in services.values()} == {"Account"}


@pytest.mark.feature("Y8", "storage.BlobServiceProperties deleteRetentionPolicy")
def test_what_is_deleted_can_be_restored_for_the_days_that_were_set():
    plan = stores(storage(soft_delete_days=45))
    blob = plan.one(lab.BLOB_SERVICE).inputs
    kept = {"enabled": True, "days": 45}
    assert blob["deleteRetentionPolicy"] == kept
    assert blob["containerDeleteRetentionPolicy"] == kept
    assert plan.one(FILE_SERVICE).inputs["shareDeleteRetentionPolicy"] == kept


@pytest.mark.feature("D1", "storage.BlobServiceProperties isVersioningEnabled")
def test_what_is_overwritten_can_be_restored_to_any_minute():
    blob = stores(storage(soft_delete_days=45)).one(lab.BLOB_SERVICE).inputs
    assert blob["isVersioningEnabled"] is True
    assert blob["changeFeed"] == {"enabled": True, "retentionInDays": 45}
    assert blob["restorePolicy"] == {"enabled": True, "days": 44}


def test_without_versions_there_is_no_way_back_in_time():
    plan = stores(storage(versioning=False))
    blob = plan.one(lab.BLOB_SERVICE).inputs
    assert blob["isVersioningEnabled"] is False
    assert blob["restorePolicy"] == {"enabled": False}
    assert blob["changeFeed"] == {"enabled": False}
    assert blob["deleteRetentionPolicy"] == {"enabled": True, "days": 30}
    assert "delete-old-versions" not in rules(storage(versioning=False))


@pytest.mark.feature("D1", "storage.BlobContainer containerName")
def test_the_containers_that_were_named_are_made():
    plan = stores(storage(containers=["models", "raw-data"]))
    made = {container.inputs["containerName"] for container in plan.all(CONTAINER)}
    assert made == {"models", "raw-data"}


@pytest.mark.feature("D2", "storage.ManagementPolicy policy.rules tierToCool")
def test_what_nobody_reads_gets_cheaper_and_comes_back_when_it_is_read():
    definition = rules()["cool-unused"]
    assert definition["filters"] == {"blobTypes": ["blockBlob"]}
    assert definition["actions"] == {
        "baseBlob": {
            "tierToCool": {"daysAfterLastAccessTimeGreaterThan": 30},
            "enableAutoTierToHotFromCool": True,
        }
    }
    tracking = stores().one(lab.BLOB_SERVICE).inputs["lastAccessTimeTrackingPolicy"]
    assert tracking == {"enable": True}


@pytest.mark.feature("D2", "storage.ManagementPolicy policy.rules tierToArchive")
def test_only_the_named_containers_go_to_the_archive():
    definition = rules(storage(containers=["models", "raw-data"]))["archive-unused"]
    assert definition["filters"]["prefixMatch"] == ["models/", "raw-data/"]
    assert definition["actions"] == {
        "baseBlob": {"tierToArchive": {"daysAfterLastAccessTimeGreaterThan": 180}}
    }


def test_without_named_containers_nothing_goes_to_the_archive():
    assert "archive-unused" not in rules(storage(containers=[]))


def test_superseded_versions_go_after_the_days_that_were_set():
    changed = storage(lifecycle={"delete_old_versions_after_days": 60})
    assert rules(changed)["delete-old-versions"]["actions"] == {
        "version": {"delete": {"daysAfterCreationGreaterThan": 60}}
    }


def test_no_rule_deletes_what_is_current():
    for definition in rules().values():
        assert "delete" not in definition["actions"].get("baseBlob", {})


def test_without_any_rule_there_is_no_lifecycle_policy():
    never = {"cool_after_days": None, "archive_after_days": None}
    plan = stores(storage(versioning=False, lifecycle=never))
    assert plan.all(lab.POLICY) == []


def test_the_lifecycle_waits_until_access_is_tracked():
    plan = stores()
    service = plan.one(lab.BLOB_SERVICE).urn
    assert service in plan.one(lab.POLICY).dependencies
