"""Azure Bastion and the host behind it: what it lets people do, and nothing else."""

from base64 import b64decode
from hashlib import sha256
from typing import Any

import pytest

from components.access.jump_host import nobodys_key
from tests.components.access_lab import (
    ADDRESS,
    BASTION,
    BASTION_HOST,
    EXTENSION,
    GRANT,
    INTERFACE,
    MACHINE,
    PEOPLE,
    PIM,
    PRINCIPALS,
    SHUTDOWN,
    VNET,
    built,
)

ROLES = {
    "acdd72a7-3385-48ef-bd42-f606fba81ae7": "Reader",
    "489581de-a3bd-480d-9518-53dea7416b33": "Power On",
    "fb879df8-f326-4884-b1cf-06f3ad86be52": "User Login",
    "1c0163c0-47e6-4577-8991-ea5c82e286e4": "Administrator Login",
}
# RFC 8032: the field and the constant of the curve Ed25519.
PRIME = 2**255 - 19
D = -121665 * pow(121666, -1, PRIME) % PRIME


def bastion(**settings: Any) -> dict[str, Any]:
    changed = {**BASTION["access"]["bastion_vm"], **settings}
    return built(access={"bastion_vm": changed}).one(BASTION_HOST).inputs


def host() -> dict[str, Any]:
    return built(**BASTION).one(MACHINE).inputs


def test_bastion_opens_tunnels_and_nothing_that_was_not_asked_for() -> None:
    inputs = bastion()
    assert inputs["sku"] == {"name": "Standard"}
    assert inputs["enableTunneling"] is True
    assert inputs["disableCopyPaste"] is True
    for off in ("enableFileCopy", "enableShareableLink", "enableIpConnect", "enableKerberos"):
        assert inputs[off] is False


def test_text_and_files_are_carried_where_it_is_asked_for() -> None:
    inputs = bastion(copy_paste=True, file_copy=True)
    assert inputs["disableCopyPaste"] is False
    assert inputs["enableFileCopy"] is True
    assert inputs["enableShareableLink"] is False


def test_bastion_stands_in_its_subnet_with_the_only_public_address() -> None:
    plan = built(**BASTION)
    (configuration,) = plan.one(BASTION_HOST).inputs["ipConfigurations"]
    assert configuration["subnet"] == {"id": f"{VNET}/subnets/AzureBastionSubnet"}
    assert configuration["publicIPAddress"] == {"id": plan.one(ADDRESS).id}
    assert plan.one(ADDRESS).inputs["publicIPAllocationMethod"] == "Static"


def test_the_host_has_no_public_address_and_forwards_no_packets() -> None:
    plan = built(**BASTION)
    interface = plan.one(INTERFACE)
    (configuration,) = interface.inputs["ipConfigurations"]
    assert configuration["subnet"] == {"id": f"{VNET}/subnets/jump"}
    assert "publicIPAddress" not in configuration
    assert interface.inputs["enableIPForwarding"] is False
    (used,) = plan.one(MACHINE).inputs["networkProfile"]["networkInterfaces"]
    assert used["id"] == interface.id


def test_people_sign_in_to_the_host_with_entra() -> None:
    plan = built(**BASTION)
    inputs = plan.one(EXTENSION).inputs
    assert inputs["publisher"] == "Microsoft.Azure.ActiveDirectory"
    assert inputs["type"] == "AADSSHLoginForLinux"
    assert plan.one(MACHINE).inputs["identity"] == {"type": "SystemAssigned"}


def test_the_host_knows_no_password_and_the_one_key_is_nobodys() -> None:
    profile = host()["osProfile"]
    assert "adminPassword" not in profile
    assert profile["linuxConfiguration"]["disablePasswordAuthentication"] is True
    (key,) = profile["linuxConfiguration"]["ssh"]["publicKeys"]
    assert key["keyData"] == nobodys_key()


def test_nobodys_key_is_the_digest_of_a_sentence_that_says_so() -> None:
    sentence = b"azure-mlops: nobody holds the other half of this key"
    kind, text, _ = nobodys_key().split()
    assert kind == "ssh-ed25519"
    assert b64decode(text)[-32:] == sha256(sentence).digest()
    assert b64decode(text)[:-32] == b"\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20"


def test_nobodys_key_is_a_point_of_the_curve_so_that_every_reader_takes_it() -> None:
    digest = b64decode(nobodys_key().split()[1])[-32:]
    y = int.from_bytes(digest, "little") & ((1 << 255) - 1)
    x_squared = (y * y - 1) * pow(D * y * y + 1, -1, PRIME) % PRIME
    assert y < PRIME
    assert pow(x_squared, (PRIME - 1) // 2, PRIME) == 1


def test_the_host_starts_signed_software_only() -> None:
    profile = host()["securityProfile"]
    assert profile["securityType"] == "TrustedLaunch"
    assert profile["uefiSettings"] == {"secureBootEnabled": True, "vTpmEnabled": True}
    assert profile["encryptionAtHost"] is False
    assert host()["storageProfile"]["osDisk"]["deleteOption"] == "Delete"


def test_caches_are_encrypted_where_the_subscription_can() -> None:
    asked = {**BASTION["access"]["bastion_vm"], "encryption_at_host": True}
    inputs = built(access={"bastion_vm": asked}).one(MACHINE).inputs
    assert inputs["securityProfile"]["encryptionAtHost"] is True


def test_the_host_updates_itself_while_it_runs() -> None:
    settings = host()["osProfile"]["linuxConfiguration"]["patchSettings"]
    assert settings == {"patchMode": "ImageDefault", "assessmentMode": "AutomaticByPlatform"}


def test_the_host_stops_every_evening_in_the_schedules_time_zone() -> None:
    plan = built(**BASTION, schedule={"time_zone": "Europe/Berlin"})
    inputs = plan.one(SHUTDOWN).inputs
    assert inputs["status"] == "Enabled"
    assert inputs["taskType"] == "ComputeVmShutdownTask"
    assert inputs["dailyRecurrence"] == {"time": "2000"}
    assert inputs["timeZoneId"] == "W. Europe Standard Time"
    assert inputs["targetResourceId"] == plan.one(MACHINE).id


def test_without_a_schedule_the_evening_is_utc() -> None:
    assert built(**BASTION).one(SHUTDOWN).inputs["timeZoneId"] == "UTC"


def test_the_evening_begins_when_it_is_told_to() -> None:
    late = {**BASTION["access"]["bastion_vm"], "shutdown_at": "23:30"}
    plan = built(access={"bastion_vm": late})
    assert plan.one(SHUTDOWN).inputs["dailyRecurrence"] == {"time": "2330"}


@pytest.mark.parametrize("who", PEOPLE)
def test_a_group_may_find_start_and_go_through_the_host(who: str) -> None:
    plan = built(**BASTION)
    group = PRINCIPALS[who].principal_id
    held = {
        (ROLES[g.inputs["roleDefinitionId"].rpartition("/")[2]], g.inputs["scope"])
        for g in plan.all(GRANT)
        if g.inputs["principalId"] == group
    }
    host_id = plan.one(MACHINE).id
    assert held == {
        ("Reader", plan.one(BASTION_HOST).id),
        ("Reader", plan.one(INTERFACE).id),
        ("Reader", host_id),
        ("Power On", host_id),
        ("User Login", host_id),
    }


def test_only_the_emergency_group_administers_the_host_and_activates_it_first() -> None:
    plan = built(**BASTION)
    administer = "1c0163c0-47e6-4577-8991-ea5c82e286e4"
    standing = [g for g in plan.all(GRANT) if g.inputs["roleDefinitionId"].endswith(administer)]
    eligible = [g for g in plan.all(PIM) if g.inputs["roleDefinitionId"].endswith(administer)]
    assert standing == []
    assert [g.inputs["scope"] for g in eligible] == [plan.one(MACHINE).id]
