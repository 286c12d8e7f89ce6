"""Accounts that Azure services write to."""

import pulumi
import pytest

from components.shared.conventions import Conventions
from components.shared.platform_writes import platform_writes_account
from tests.components import data_stores_lab as lab
from tests.components.data_stores_lab import run
from tests.support import make_settings


def deployed(*, write_once=False, protect=True, **changes):
    def program() -> None:
        platform_writes_account(
            "exports",
            "exp",
            keep_days=400,
            write_once=write_once,
            protect=protect,
            conventions=Conventions(make_settings(changes)),
            component="cost",
            opts=pulumi.ResourceOptions(),
        )

    return run(program)


def test_the_address_answers_to_azures_own_services_and_to_nobody_else():
    made = deployed().one(lab.ACCOUNT).inputs
    assert made["publicNetworkAccess"] == "Enabled"
    assert made["networkRuleSet"] == {
        "defaultAction": "Deny",
        "bypass": "AzureServices",
        "ipRules": [],
        "virtualNetworkRules": [],
        "resourceAccessRules": [],
    }


def test_services_may_copy_from_any_account():
    # Cost Management writes by copying from an account of its own.
    assert "allowedCopyScope" not in deployed().one(lab.ACCOUNT).inputs


def test_nobody_signs_in_with_a_shared_secret_or_not_at_all():
    made = deployed().one(lab.ACCOUNT).inputs
    assert made["allowSharedKeyAccess"] is False
    assert made["defaultToOAuthAuthentication"] is True
    assert made["allowBlobPublicAccess"] is False
    assert made["isLocalUserEnabled"] is False
    assert made["isSftpEnabled"] is False
    assert made["allowCrossTenantReplication"] is False
    assert made["enableHttpsTrafficOnly"] is True
    assert made["minimumTlsVersion"] == "TLS1_2"
    assert made["encryption"]["requireInfrastructureEncryption"] is True


def test_what_is_written_goes_after_its_days():
    (rule,) = deployed().one(lab.POLICY).inputs["policy"]["rules"]
    assert rule["definition"]["filters"] == {"blobTypes": ["blockBlob", "appendBlob"]}
    assert rule["definition"]["actions"] == {
        "baseBlob": {"delete": {"daysAfterModificationGreaterThan": 400}},
        "version": {"delete": {"daysAfterCreationGreaterThan": 400}},
    }
    assert rule["enabled"] is True


def test_write_once_holds_for_as_long_as_it_is_kept():
    made = deployed(write_once=True)
    policy = made.one(lab.ACCOUNT).inputs["immutableStorageWithVersioning"]
    assert policy["enabled"] is True
    assert policy["immutabilityPolicy"]["immutabilityPeriodSinceCreationInDays"] == 400
    assert made.one(lab.BLOB_SERVICE).inputs["isVersioningEnabled"] is True


def test_what_is_not_write_once_has_no_versions_and_no_policy():
    made = deployed()
    assert "immutableStorageWithVersioning" not in made.one(lab.ACCOUNT).inputs
    assert made.one(lab.BLOB_SERVICE).inputs["isVersioningEnabled"] is False


def test_a_deletion_by_hand_can_be_taken_back_for_a_week():
    blob = deployed().one(lab.BLOB_SERVICE).inputs
    week = {"enabled": True, "days": 7}
    assert blob["deleteRetentionPolicy"] == blob["containerDeleteRetentionPolicy"] == week


@pytest.mark.parametrize(
    ("region", "sku"), [("eastus2", "Standard_ZRS"), ("westus", "Standard_LRS")]
)
def test_the_account_outlives_a_zone_where_there_are_zones(region, sku):
    made = deployed(location=region, allowed_locations=[region])
    assert made.one(lab.ACCOUNT).inputs["sku"] == {"name": sku}


def test_only_the_account_is_protected():
    kept = {r.name for r in deployed().resources.values() if r.protect}
    assert kept == {"exports"}
    assert [r for r in deployed(protect=False).resources.values() if r.protect] == []
