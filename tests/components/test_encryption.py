"""The customer's key: how strong it is, how it rotates, and that it can be used in time."""

import pytest

from components.shared.roles import ROLE_IDS
from tests.components import data_stores_lab as lab
from tests.components.data_stores_lab import make_stores, run, stores
from tests.support import deploy

KEY = "azure-native:keyvault:Key"
BROUGHT = {
    "data_stores": {
        "encryption": "customer",
        "key_vault": {"id": lab.VAULT, "encryption_key": "company-key"},
    }
}


def key(changes=lab.CUSTOMER) -> dict:
    return stores(changes).one(KEY).inputs["properties"]


def test_no_key_is_made_where_microsofts_encrypts():
    assert stores().all(KEY) == []


def test_the_key_is_strong_and_only_wraps():
    assert key()["kty"] == "RSA"
    assert key()["keySize"] == 3072
    assert key()["keyOps"] == ["wrapKey", "unwrapKey"]
    assert key()["attributes"] == {"enabled": True, "exportable": False}


def test_a_premium_vault_keeps_the_key_in_hardware():
    hardware = {"data_stores": {"encryption": "customer", "key_vault": {"tier": "premium"}}}
    assert key(hardware)["kty"] == "RSA-HSM"


def test_the_key_rotates_every_year_and_its_versions_expire():
    assert key()["rotationPolicy"] == {
        "attributes": {"expiryTime": "P2Y"},
        "lifetimeActions": [
            {"action": {"type": "rotate"}, "trigger": {"timeAfterCreate": "P1Y"}},
            {"action": {"type": "notify"}, "trigger": {"timeBeforeExpiry": "P30D"}},
        ],
    }


def test_storage_and_registry_name_the_key_without_a_version():
    plan = stores(lab.CUSTOMER)
    account = plan.one(lab.ACCOUNT).inputs["encryption"]["keyVaultProperties"]
    registry = plan.one(lab.REGISTRY_TYPE).inputs["encryption"]["keyVaultProperties"]
    assert "keyVersion" not in account
    assert registry["keyIdentifier"].endswith("/keys/data-at-rest")


def test_the_identity_may_use_the_key_and_nothing_else_of_the_vault():
    plan = stores(lab.CUSTOMER)
    identity = lab.principals()["encryption"].principal_id
    role = ROLE_IDS["Key Vault Crypto Service Encryption User"]
    assert lab.holders(plan, plan.one(KEY).id) == {(identity, role)}
    assert identity not in {who for who, _ in lab.holders(plan, plan.one(lab.VAULT_TYPE).id)}


@pytest.mark.parametrize("encrypted", [lab.ACCOUNT, lab.REGISTRY_TYPE])
def test_what_the_key_encrypts_is_made_after_the_right_to_use_it(encrypted):
    plan = stores(lab.CUSTOMER)
    grant = next(g for g in plan.all(lab.GRANT) if g.inputs["scope"] == plan.one(KEY).id)
    assert grant.urn in plan.one(encrypted).dependencies


@pytest.mark.parametrize("encrypted", [lab.ACCOUNT, lab.REGISTRY_TYPE])
def test_what_the_key_encrypts_waits_for_the_right_to_arrive(encrypted):
    plan = stores(lab.CUSTOMER)
    hooks = plan.one(encrypted).options["hooks"]["on_error"]
    assert hooks == [f"{plan.one(encrypted).name}-waits-for-key"]


def test_a_key_of_a_vault_that_exists_is_used_and_not_made():
    plan = stores(BROUGHT)
    assert plan.all(KEY) == []
    account = plan.one(lab.ACCOUNT).inputs["encryption"]["keyVaultProperties"]
    assert account == {
        "keyVaultUri": "https://kv-shared.vault.azure.net/",
        "keyName": "company-key",
    }
    assert lab.holders(plan, f"{lab.VAULT}/keys/company-key")


def test_a_vault_that_exists_without_a_named_key_is_an_error():
    unnamed = {"data_stores": {"encryption": "customer", "key_vault": {"id": lab.VAULT}}}
    with pytest.raises(ValueError, match=r"data_stores\.key_vault\.encryption_key: is required"):
        deploy(lambda: make_stores(unnamed))


def test_the_key_is_kept_when_the_settings_say_so():
    assert run(lambda: make_stores(lab.CUSTOMER)).one(KEY).protect
