"""What a resource must be to those that exist: each relation once broken and once kept."""

from typing import Any

import pytest

from simulated_azure.cloud import Request
from simulated_azure.values import UNKNOWN
from tests.simulated_azure.bases import READER, WORKSPACE
from tests.simulated_azure.broken_relations import BROKEN, OTHER_GUID, Step
from tests.simulated_azure.clouds import cloud, codes, request, urn


def step(index: int, kind: str, edits: dict[str, Any]) -> Request:
    return request(kind, edits, name=f"step-{index}")


@pytest.mark.parametrize(
    ("existing", "made", "refusal", "kept"),
    BROKEN,
    ids=[f"{made[0]}-{code}-{where}" for _, made, (code, where), _ in BROKEN],
)
@pytest.mark.parametrize("preview", [True, False])
def test_a_broken_relation_is_refused_and_a_kept_one_is_not(
    existing: list[Step],
    made: Step,
    refusal: tuple[str, str],
    kept: dict[str, Any],
    preview: bool,
) -> None:
    kind, edits = made
    for expected, changes in (([refusal], edits), ([], {**edits, **kept})):
        azure = cloud(preview=preview)
        for index, (other, other_edits) in enumerate(existing):
            assert codes(azure.create(step(index, other, other_edits))) == []

        assert codes(azure.create(step(99, kind, changes))) == expected


def test_an_identity_takes_twenty_federated_credentials() -> None:
    azure = cloud()
    kind = "managedidentity:FederatedIdentityCredential"
    answers = [
        azure.create(
            step(
                index,
                kind,
                {"federatedIdentityCredentialResourceName": f"c-{index}", "subject": f"s-{index}"},
            )
        )
        for index in range(21)
    ]

    assert [codes(answer) for answer in answers[:20]] == [[]] * 20
    assert codes(answers[20]) == [("too-many", "resourceName")]


def test_a_resource_takes_five_diagnostic_settings() -> None:
    azure = cloud()
    answers = [
        azure.create(
            step(
                index,
                "monitor:DiagnosticSetting",
                {"name": f"d-{index}", "workspaceId": f"{WORKSPACE}{index}"},
            )
        )
        for index in range(6)
    ]

    assert [codes(answer) for answer in answers[:5]] == [[]] * 5
    assert codes(answers[5]) == [("too-many", "resourceUri")]


def test_a_parent_that_was_brought_from_outside_is_not_missed() -> None:
    azure = cloud()
    azure.create(request("network:VirtualNetwork"))

    brought = request(
        "network:Subnet", {"resourceGroupName": "rg-hub", "virtualNetworkName": "vnet-hub"}
    )

    assert codes(azure.create(brought)) == []


def test_a_link_to_a_zone_of_the_hub_is_not_taken_for_one_to_ours() -> None:
    azure = cloud()
    azure.create(request("privatedns:PrivateZone"))

    link = request("privatedns:VirtualNetworkLink", {"resourceGroupName": "rg-hub"})

    assert codes(azure.create(link)) == []


# In a preview the ids and names that others give are unknown, but whose they are is known.
def test_a_preview_finds_the_network_of_a_subnet_by_what_it_depends_on() -> None:
    azure = cloud(preview=True)
    azure.create(request("resources:ResourceGroup"))
    in_group = {"resourceGroupName": [urn("resources:ResourceGroup")]}
    azure.create(
        request("network:VirtualNetwork", {"resourceGroupName": UNKNOWN}, dependencies=in_group)
    )
    dependencies = {
        **in_group,
        "virtualNetworkName": [urn("network:VirtualNetwork")],
    }
    edits = {"resourceGroupName": UNKNOWN, "virtualNetworkName": UNKNOWN}
    outside = {**edits, "addressPrefix": "192.168.0.0/24"}

    inside = azure.create(request("network:Subnet", edits, dependencies=dependencies))
    answer = azure.create(
        request("network:Subnet", outside, name="other", dependencies=dependencies)
    )

    assert codes(inside) == []
    assert codes(answer) == [
        ("name-taken", "subnetName"),
        ("outside-parent", "addressPrefix"),
    ]


def test_a_preview_tells_networks_of_one_name_apart_by_their_groups() -> None:
    azure = cloud(preview=True)
    for group, space in (("rg-a", "10.0.0.0/16"), ("rg-b", "10.1.0.0/16")):
        in_group = {"resourceGroupName": [urn("resources:ResourceGroup", group)]}
        azure.create(request("resources:ResourceGroup", {"resourceGroupName": group}, name=group))
        azure.create(
            request(
                "network:VirtualNetwork",
                {"resourceGroupName": UNKNOWN, "addressSpace.addressPrefixes": [space]},
                name=f"vnet-{group}",
                dependencies=in_group,
            )
        )

    in_b = {"resourceGroupName": [urn("resources:ResourceGroup", "rg-b")]}
    edits = {"resourceGroupName": UNKNOWN, "addressPrefix": "10.0.1.0/24"}
    answer = azure.create(request("network:Subnet", edits, dependencies=in_b))

    assert codes(answer) == [("outside-parent", "addressPrefix")]


@pytest.mark.parametrize(
    ("group", "expected"),
    [("vault", []), ("blob", [("wrong-group-id", "privateLinkServiceConnections[0].groupIds[0]")])],
)
def test_a_preview_finds_the_target_of_an_endpoint_by_what_it_depends_on(
    group: str, expected: list[tuple[str, str]]
) -> None:
    azure = cloud(preview=True)
    azure.create(request("keyvault:Vault"))
    endpoint = request(
        "network:PrivateEndpoint",
        {
            "privateLinkServiceConnections[0].privateLinkServiceId": UNKNOWN,
            "privateLinkServiceConnections[0].groupIds": [group],
        },
        dependencies={"privateLinkServiceConnections": [urn("keyvault:Vault")]},
    )

    assert codes(azure.create(endpoint)) == expected


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("privatelink.blob.core.windows.net", []),
        ("privatelink.vaultcore.azure.net", [("wrong-zone", "privateDnsZoneConfigs")]),
    ],
)
def test_a_preview_finds_the_zones_of_a_group_by_what_it_depends_on(
    zone: str, expected: list[tuple[str, str]]
) -> None:
    azure = cloud(preview=True)
    azure.create(request("privatedns:PrivateZone", {"privateZoneName": zone}))
    azure.create(request("network:PrivateEndpoint"))
    group = request(
        "network:PrivateDnsZoneGroup",
        {"privateEndpointName": UNKNOWN, "privateDnsZoneConfigs[0].privateDnsZoneId": UNKNOWN},
        dependencies={
            "privateEndpointName": [urn("network:PrivateEndpoint")],
            "privateDnsZoneConfigs": [urn("privatedns:PrivateZone")],
        },
    )

    assert codes(azure.create(group)) == expected


@pytest.mark.parametrize(
    ("scope_kind", "expected"),
    [
        ("containerregistry:Registry", [("assignment-exists", "")]),
        # The scope may be a container of the account.
        ("storage:StorageAccount", []),
    ],
)
def test_a_preview_finds_a_grant_made_twice_unless_the_scopes_may_differ(
    scope_kind: str, expected: list[tuple[str, str]]
) -> None:
    azure = cloud(preview=True)
    azure.create(request(scope_kind))
    azure.create(request("managedidentity:UserAssignedIdentity"))
    answers = [
        azure.create(
            request(
                "authorization:RoleAssignment",
                {"roleAssignmentName": guid, "principalId": UNKNOWN, "scope": UNKNOWN},
                name=guid,
                dependencies={
                    "principalId": [urn("managedidentity:UserAssignedIdentity")],
                    "scope": [urn(scope_kind)],
                },
            )
        )
        for guid in (OTHER_GUID, OTHER_GUID.replace("5", "6"))
    ]

    assert [codes(answer) for answer in answers] == [[], expected]


def test_a_preview_never_judges_an_unknown_that_nothing_tells_of() -> None:
    azure = cloud(preview=True)
    edits = {"resourceGroupName": UNKNOWN, "virtualNetworkName": UNKNOWN}
    azure.create(request("network:VirtualNetwork", {"resourceGroupName": UNKNOWN}))

    answers = [azure.create(request("network:Subnet", edits, name=name)) for name in ("one", "two")]

    assert [codes(answer) for answer in answers] == [[], []]


def test_a_custom_role_is_no_typing_error() -> None:
    custom = READER.replace("acdd72a7", "00000000")

    answer = cloud().create(request("authorization:RoleAssignment", {"roleDefinitionId": custom}))

    assert codes(answer) == []
