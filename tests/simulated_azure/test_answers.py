"""What the cloud answers: a preview knows what was given, an update knows everything."""

import json
import os
import subprocess
import sys
import uuid
from typing import Any

import pytest

from simulated_azure import sdk
from simulated_azure.cloud import Request
from simulated_azure.values import UNKNOWN, Secret
from tests.simulated_azure.bases import BASES, GROUP, IDENTITY, SUBSCRIPTION, TENANT
from tests.simulated_azure.clouds import DELETE, cloud, request

pytestmark = pytest.mark.slow

CLUSTER = "containerservice:ManagedCluster"


def outputs(kind: str, edits: dict[str, Any] | None = None, *, preview: bool) -> dict[str, Any]:
    return cloud(preview=preview).create(request(kind, edits)).outputs


def unknown_paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if value is UNKNOWN:
        return [path]
    if not isinstance(value, (dict, list)):
        return []
    items = value.items() if isinstance(value, dict) else enumerate(value)
    return [found for key, item in items for found in unknown_paths(item, (*path, key))]


def conforms(shape: sdk.Shape, value: Any) -> bool:
    if value is UNKNOWN:
        return True
    match shape:
        case sdk.Scalar(kind=kind):
            return isinstance(value, (int, float) if kind is float else kind)
        case sdk.ListOf(item=item):
            return isinstance(value, list) and all(conforms(item, v) for v in value)
        case sdk.MapOf(item=item):
            return isinstance(value, dict) and all(conforms(item, v) for v in value.values())
        case sdk.ObjectShape():
            return isinstance(value, dict) and all(
                key in shape.properties and conforms(shape.properties[key], item)
                for key, item in value.items()
            )
    return True


@pytest.mark.parametrize("kind", sorted(BASES))
@pytest.mark.parametrize("preview", [True, False])
def test_an_answer_has_the_shape_of_the_output_class(kind: str, preview: bool) -> None:
    shape = sdk.resource_shape(f"azure-native:{kind}")
    answer = outputs(kind, preview=preview)

    assert shape
    assert answer.keys() == shape.outputs.properties.keys()
    assert conforms(shape.outputs, answer)


@pytest.mark.parametrize("kind", sorted(BASES))
def test_what_a_preview_does_not_know_an_update_does(kind: str) -> None:
    known = outputs(kind, preview=False)
    for path in unknown_paths(outputs(kind, preview=True)):
        value: Any = known
        for key in path:
            value = value[key]
        assert value is not None, path
        assert value is not UNKNOWN, path


@pytest.mark.parametrize("kind", sorted(BASES))
def test_a_preview_knows_no_id_name_or_type(kind: str) -> None:
    answer = cloud(preview=True).create(request(kind))
    given = BASES[kind]

    assert answer.id is UNKNOWN
    assert answer.outputs["name"] == given.get("name", UNKNOWN)
    assert answer.outputs.get("type", UNKNOWN) == given.get("type", UNKNOWN)
    assert answer.outputs["azureApiVersion"] is UNKNOWN


def test_a_preview_answers_what_was_given_and_knows_nothing_else() -> None:
    answer = outputs("keyvault:Vault", preview=True)

    assert answer["location"] == "westeurope"
    assert answer["properties"]["softDeleteRetentionInDays"] == 90
    assert answer["properties"]["networkAcls"] == {
        "bypass": "AzureServices",
        "defaultAction": "Deny",
        "ipRules": UNKNOWN,
        "virtualNetworkRules": UNKNOWN,
    }
    assert answer["properties"]["vaultUri"] is UNKNOWN
    assert answer["tags"] is UNKNOWN


def test_a_nested_object_that_was_not_given_is_unknown_as_a_whole() -> None:
    without = outputs(CLUSTER, {"oidcIssuerProfile": DELETE}, preview=True)

    assert without["oidcIssuerProfile"] is UNKNOWN


def test_a_nested_object_that_was_given_in_part_is_unknown_in_the_rest() -> None:
    answer = outputs(CLUSTER, preview=True)

    assert answer["oidcIssuerProfile"] == {"enabled": True, "issuerURL": UNKNOWN}
    assert answer["agentPoolProfiles"][0]["count"] == 3
    assert answer["agentPoolProfiles"][0]["nodeImageVersion"] is UNKNOWN


def test_identities_go_in_as_a_list_and_come_out_as_a_map() -> None:
    answer = outputs(CLUSTER, preview=True)

    assert answer["identity"]["userAssignedIdentities"] == {
        IDENTITY: {"clientId": UNKNOWN, "principalId": UNKNOWN}
    }


def test_identities_whose_ids_are_unknown_come_out_as_one_unknown() -> None:
    edits = {"identity.userAssignedIdentities": [UNKNOWN, IDENTITY]}

    assert outputs(CLUSTER, edits, preview=True)["identity"]["userAssignedIdentities"] is UNKNOWN


def test_an_output_of_one_of_several_classes_is_answered_by_the_class_that_was_asked() -> None:
    answer = outputs("machinelearningservices:Compute", preview=True)["properties"]

    assert answer["computeType"] == "AmlCompute"
    assert answer["properties"]["vmSize"] == "Standard_D4ds_v5"
    assert answer["properties"]["currentNodeCount"] is UNKNOWN
    assert answer["provisioningState"] is UNKNOWN


def test_a_secret_stays_one() -> None:
    edits = {"subject": Secret("hunter2")}

    answer = outputs("managedidentity:FederatedIdentityCredential", edits, preview=True)

    assert answer["subject"] == Secret("hunter2")


def test_a_name_that_is_secret_still_makes_an_id() -> None:
    answer = cloud().create(request("keyvault:Vault", {"vaultName": Secret("kv-test")}))

    assert answer.id == f"{GROUP}/providers/Microsoft.KeyVault/vaults/kv-test"


def test_an_update_answers_the_id_name_and_type_of_the_resource_manager() -> None:
    answer = cloud().create(request("network:Subnet"))
    network = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet-test"

    assert answer.id == f"{network}/subnets/snet-test"
    assert answer.outputs["name"] == "snet-test"
    assert answer.outputs["type"] == "Microsoft.Network/virtualNetworks/subnets"
    assert answer.outputs["azureApiVersion"] == "2024-05-01"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("resources:ResourceGroup", GROUP),
        ("keyvault:Vault", f"{GROUP}/providers/Microsoft.KeyVault/vaults/kv-test"),
        (
            "monitor:DiagnosticSetting",
            f"{BASES['monitor:DiagnosticSetting']['resourceUri']}"
            "/providers/Microsoft.Insights/diagnosticSettings/audit",
        ),
        (
            "authorization:RoleAssignment",
            f"{GROUP}/providers/Microsoft.Authorization/roleAssignments"
            "/44444444-4444-4444-4444-444444444444",
        ),
    ],
)
def test_an_id_follows_from_the_names(kind: str, expected: str) -> None:
    assert cloud().create(request(kind)).id == expected


@pytest.mark.parametrize(
    ("kind", "path", "expected"),
    [
        ("keyvault:Vault", ("properties", "vaultUri"), "https://kv-test.vault.azure.net/"),
        ("keyvault:Key", ("keyUri",), "https://kv-test.vault.azure.net/keys/storage"),
        ("containerregistry:Registry", ("loginServer",), "crtest.azurecr.io"),
        (
            "storage:StorageAccount",
            ("primaryEndpoints", "blob"),
            "https://sttest.blob.core.windows.net/",
        ),
        ("storage:StorageAccount", ("provisioningState",), "Succeeded"),
        ("managedidentity:UserAssignedIdentity", ("tenantId",), TENANT),
        ("network:AzureFirewall", ("ipConfigurations", 0, "privateIPAddress"), "10.0.0.4"),
    ],
)
def test_an_update_computes_what_others_build_on(
    kind: str, path: tuple[Any, ...], expected: str
) -> None:
    value: Any = outputs(kind, preview=False)
    for key in path:
        value = value[key]

    assert value == expected


@pytest.mark.parametrize("key", ["principalId", "clientId"])
def test_an_identity_has_one_principal_wherever_it_is_used(key: str) -> None:
    identity = outputs("managedidentity:UserAssignedIdentity", preview=False)
    used = outputs(CLUSTER, preview=False)["identity"]["userAssignedIdentities"][IDENTITY]

    assert used[key] == identity[key]
    assert str(uuid.UUID(identity[key])) == identity[key]


def test_an_association_that_was_not_given_is_not_invented() -> None:
    answer = outputs("network:Subnet", {"networkSecurityGroup": DELETE}, preview=False)

    assert answer["networkSecurityGroup"] == {}
    assert answer["natGateway"] == {}


def test_an_unset_name_is_unknown_in_a_preview_and_the_provider_s_in_an_update() -> None:
    edits = {"resourceName": DELETE}
    kind = "managedidentity:UserAssignedIdentity"

    name = outputs(kind, edits, preview=False)["name"]

    assert outputs(kind, edits, preview=True)["name"] is UNKNOWN
    assert name.startswith("UserAssignedIdentity")
    assert len(name) == len("UserAssignedIdentity") + 8


@pytest.mark.parametrize("preview", [True, False])
def test_other_packages_are_answered_without_being_judged(preview: bool) -> None:
    asked = Request("urn:pw", "random:index/randomPassword:RandomPassword", "pw", {"length": 12})

    answer = cloud(preview=preview).create(asked)

    assert answer.refusals == ()
    assert answer.outputs["length"] == 12
    if preview:
        assert answer.outputs["result"] is UNKNOWN
    else:
        assert isinstance(answer.outputs["result"], Secret)
        assert len(answer.outputs["result"].value) == 12


def test_a_kubernetes_object_comes_back_as_given_with_its_status_unknown() -> None:
    inputs = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "models"}}

    answer = cloud(preview=True).create(
        Request("urn:ns", "kubernetes:core/v1:Namespace", "models", inputs)
    )

    assert answer.outputs == {**inputs, "status": UNKNOWN}


def test_the_client_configuration_is_that_of_the_cloud() -> None:
    answer = cloud().invoke("azure-native:authorization:getClientConfig", {})

    assert answer["subscriptionId"] == SUBSCRIPTION
    assert answer["tenantId"] == TENANT


def test_a_function_that_is_not_simulated_is_named() -> None:
    with pytest.raises(LookupError, match="azure-native:keyvault:getVault is not simulated"):
        cloud().invoke("azure-native:keyvault:getVault", {"vaultName": "kv"})


ASK_AGAIN = """
import json
from tests.simulated_azure.clouds import cloud, request
from tests.simulated_azure.mistakes import MISTAKES
kinds = ("keyvault:Vault", "managedidentity:UserAssignedIdentity", "storage:StorageAccount")
answers = [cloud().create(request(kind)) for kind in kinds]
refused = [
    repr(cloud().create(request(mistake.kind, mistake.edits)).refusals)
    for mistake in MISTAKES
    if mistake.kind in kinds
]
print(json.dumps([[answer.id, answer.outputs] for answer in answers] + refused))
"""


def test_answers_are_the_same_in_processes_with_another_hash_seed() -> None:
    answers = [
        subprocess.run(  # noqa: S603
            [sys.executable, "-c", ASK_AGAIN],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert json.loads(answers[0])
    assert answers[0] == answers[1]
