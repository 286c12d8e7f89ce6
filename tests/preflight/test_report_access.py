"""What a report tells of identities, grants, subnets and private endpoints."""

import pulumi
from pulumi_azure_native import authorization, managedidentity, network, privatedns

from tests.bootstrap_lab import bootstrap
from tests.preflight.lab import blocks_of, made_by, rows_of, sample_plan

ROLES = "/subscriptions/0/providers/Microsoft.Authorization/roleDefinitions"
READER = f"{ROLES}/acdd72a7-3385-48ef-bd42-f606fba81ae7"


def test_a_grant_says_who_where_which_role_and_why() -> None:
    assert rows_of(sample_plan(), "Identities and their grants") == [
        (
            "data_engineers (group)",
            "stores-account",
            "Storage Blob Data Reader: look at the data",
        ),
        (
            "trainer",
            "stores-account",
            "Storage Blob Data Contributor: write what a training run made",
        ),
    ]


def test_rights_that_must_be_activated_are_told_apart_from_standing_ones() -> None:
    def program() -> None:
        authorization.PimRoleEligibilitySchedule(
            "emergency",
            principal_id="33333333-3333-3333-3333-333333333333",
            role_definition_id=READER,
            scope="/subscriptions/0/resourceGroups/rg-small",
            justification="when nothing else helps",
        )

    assert rows_of(made_by(program), "Identities and their grants") == [
        (
            "33333333-3333-3333-3333-333333333333 (principal)",
            "resource group rg-small",
            "Reader (eligible): when nothing else helps",
        )
    ]


def test_a_role_that_is_not_of_azure_is_told_by_its_id() -> None:
    own = "44444444-4444-4444-4444-444444444444"

    def program() -> None:
        authorization.RoleAssignment(
            "grant",
            role_assignment_name="55555555-5555-5555-5555-555555555555",
            principal_id="33333333-3333-3333-3333-333333333333",
            principal_type="Group",
            role_definition_id=f"{ROLES}/{own}",
            scope="/subscriptions/0",
        )

    ((_, scope, told),) = rows_of(made_by(program), "Identities and their grants")
    assert scope == "subscription 0"
    assert told == f"role {own}: (not said)"


def test_an_identity_without_grants_and_whoever_signs_in_as_it_are_told() -> None:
    def program() -> None:
        identity = managedidentity.UserAssignedIdentity(
            "release", resource_name_="id-release", resource_group_name="rg"
        )
        managedidentity.FederatedIdentityCredential(
            "models",
            federated_identity_credential_resource_name="fic-models",
            resource_group_name="rg",
            resource_name_=identity.name,
            issuer="https://token.actions.githubusercontent.com",
            subject="repo:contoso/models:environment:prod",
            audiences=["api://AzureADTokenExchange"],
        )

    plan = made_by(program)
    assert "Without any grant: release." in blocks_of(plan, "Identities and their grants")
    assert rows_of(plan, "Identities and their grants") == [
        (
            "release",
            "repo:contoso/models:environment:prod",
            "https://token.actions.githubusercontent.com",
        )
    ]


def test_the_address_plan_stands_beside_what_the_subnets_are_joined_to() -> None:
    assert rows_of(sample_plan(), "Network") == [
        ("nodes", "10.1.0.0/25", "21", "107", "nat", "rules"),
        ("endpoints", "10.1.0.128/26", "6", "58", "none", "none"),
        ("nodes", "16 nodes + 5 reserved by Azure = 21 -> /27"),
        ("endpoints", "1 blob + 5 reserved by Azure = 6 -> /29"),
    ]


def test_a_subnet_that_no_address_plan_tells_of_is_told_all_the_same() -> None:
    def program() -> None:
        network.Subnet(
            "extra",
            resource_group_name="rg",
            virtual_network_name="vnet",
            address_prefix="10.9.0.0/24",
        )

    assert rows_of(made_by(program), "Network") == [
        ("extra", "10.9.0.0/24", "", "", "none", "none")
    ]


def test_a_private_endpoint_says_what_it_reaches_and_the_zone_it_is_found_by() -> None:
    assert rows_of(sample_plan(), "Private endpoints") == [
        ("stores-account", "blob", "privatelink.blob.core.windows.net")
    ]


def test_what_else_an_endpoint_waits_for_is_no_zone() -> None:
    def program() -> None:
        zone = privatedns.PrivateZone("zone", private_zone_name="z.net", resource_group_name="rg")
        link = privatedns.VirtualNetworkLink(
            "link", private_zone_name=zone.name, resource_group_name="rg"
        )
        endpoint = network.PrivateEndpoint("endpoint", resource_group_name="rg")
        linked = pulumi.Output.all(zone.id, link.id).apply(lambda ids: ids[0])
        network.PrivateDnsZoneGroup(
            "zones",
            private_endpoint_name=endpoint.name,
            resource_group_name="rg",
            private_dns_zone_configs=[
                network.PrivateDnsZoneConfigArgs(name="z", private_dns_zone_id=linked)
            ],
        )

    ((_, _, zones),) = rows_of(made_by(program), "Private endpoints")
    assert zones == "z.net"


def test_an_endpoint_in_zones_of_others_names_them() -> None:
    zone = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/z.net"

    def program() -> None:
        endpoint = network.PrivateEndpoint(
            "endpoint",
            resource_group_name="rg",
            private_link_service_connections=[
                network.PrivateLinkServiceConnectionArgs(
                    name="blob",
                    group_ids=["blob"],
                    private_link_service_id="/subscriptions/0/resourceGroups/rg/providers"
                    "/Microsoft.Storage/storageAccounts/stothers",
                )
            ],
        )
        network.PrivateDnsZoneGroup(
            "zones",
            private_endpoint_name=endpoint.name,
            resource_group_name="rg",
            private_dns_zone_configs=[
                network.PrivateDnsZoneConfigArgs(name="z", private_dns_zone_id=zone)
            ],
        )

    assert rows_of(made_by(program), "Private endpoints") == [("stothers", "blob", "z.net")]


def test_a_role_that_the_plan_defines_is_told_by_its_name() -> None:
    told = {role for _, _, role in rows_of(bootstrap(), "Identities and their grants")}
    assert "mlops dev eus2 Deployer: set locks and policies" in told
    assert "Key Vault Crypto User: encrypt secrets of its state" in told
