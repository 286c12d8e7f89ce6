"""What the plan tells of the ways in."""

from typing import Any

import pytest

from settings.access_notes import access_notes
from tests.settings.samples import SUBSCRIPTION, load, merged, settings, stack
from tests.settings.test_access_settings import (
    AGENTS,
    CALLERS,
    CLIENTS,
    FIREWALL,
    HUB,
    OWN_HUB,
    VPN,
    access,
)

DEV: dict[str, Any] = {"tier": "non_production"}


def notes(changes: Any = None) -> list[str]:
    return list(access_notes(settings(changes)))


def told(changes: Any, *words: str) -> bool:
    """Return whether one note has all words."""
    return any(all(word in note for word in words) for note in notes(changes))


def test_without_a_way_in_the_plan_says_that_nobody_can_open_studio() -> None:
    (people, pipelines) = notes()
    assert "nobody can open Studio or reach the cluster's API server" in people
    assert "no pipeline reaches what is private" in pipelines


def test_where_studio_is_public_only_the_api_server_is_out_of_reach() -> None:
    public = merged(DEV, {"network": {"private_endpoints": False}})
    assert told(public, "nobody can reach the cluster's API server")
    assert not told(public, "Studio")
    nothing_private = merged(public, {"serving": {"enabled": False}})
    assert not told(nothing_private, "nobody can")


def test_a_firewall_nobody_peers_with_is_told() -> None:
    elsewhere = {"egress": "firewall", "firewall": {"id": FIREWALL, "private_ip": "10.0.1.4"}}
    assert told({"network": elsewhere}, "network.firewall", "nothing here peers")
    with_hub = merged(merged(CALLERS, {"network": elsewhere}), access(hub={"id": HUB}))
    assert not told(with_hub, "nothing here peers")


def test_the_hubs_owners_get_the_command_of_their_half() -> None:
    changes = merged(CALLERS, access(hub={"id": HUB, "use_remote_gateways": True}))
    assert told(
        changes,
        "az network vnet peering create",
        f"--subscription {SUBSCRIPTION.rpartition('/')[2]}",
        "--resource-group rg-hub",
        "--vnet-name vnet-hub",
        '--remote-vnet "$(pulumi stack output network_id)"',
        "--allow-vnet-access --allow-forwarded-traffic --allow-gateway-transit",
    )
    both = merged(CALLERS, access(hub={"id": OWN_HUB, "peer_back": True}))
    assert not told(both, "az network vnet peering create")


def test_a_hub_that_resolves_no_private_name_is_told() -> None:
    changes = merged(CALLERS, access(hub={"id": HUB}))
    assert told(changes, "people there find no private name")
    linked = merged(changes, {"network": {"private_dns": {"linked_network_ids": [HUB]}}})
    assert not told(linked, "people there find no private name")


def test_a_hub_that_finds_no_api_server_is_told() -> None:
    changes = merged(CALLERS, access(hub={"id": HUB}))
    assert told(changes, "kubectl finds no API server from there")
    without = merged(changes, {"serving": {"enabled": False}})
    assert not told(without, "kubectl")


def test_bastion_tells_its_price_and_who_is_missing() -> None:
    assert told(access(bastion_vm=CLIENTS), "about $239 a month")
    assert told(access(bastion_vm={**CLIENTS, "scale_units": 4}), "about $443 a month")
    assert told(access(bastion_vm=CLIENTS), "no group is given in identity.groups")
    group = {"identity": {"groups": {"viewers": "00000000-0000-0000-0000-0000000000a4"}}}
    assert not told(merged(access(bastion_vm=CLIENTS), group), "no group is given")


def test_a_door_that_all_the_internet_may_knock_at_is_told() -> None:
    assert told(access(bastion_vm={"client_ranges": ["0.0.0.0/0"]}), "anybody on the internet")
    assert not told(access(bastion_vm=CLIENTS), "anybody on the internet")


def test_a_vpn_tells_what_people_must_do_and_who_may_connect() -> None:
    assert told(access(vpn=VPN), "dns_server", "a month")
    assert not told(access(vpn=VPN), "everybody in the tenant")
    everybody = merged(DEV, access(vpn={"client_range": "172.27.0.0/24"}))
    assert told(everybody, "everybody in the tenant may connect")


@pytest.mark.parametrize(
    ("runners", "words"),
    [
        ({}, "the subnet is empty"),
        ({"github_business_id": "12345"}, '\\"businessId\\": \\"12345\\"'),
        ({"devops_pool": AGENTS}, "by the second"),
    ],
)
def test_runners_tell_what_is_left_to_do(runners: dict[str, Any], words: str) -> None:
    assert told(access(runners=runners), "access.runners", words)
    assert not told(access(runners=runners), "no pipeline reaches")


def test_runners_behind_our_firewall_need_their_hosts_listed() -> None:
    behind = {"network": {"egress": "firewall", "firewall": {"sku": "Standard"}}}
    assert told(merged(access(runners={}), behind), "network.firewall.allowed_fqdns")
    assert not told(access(runners={}), "network.firewall.allowed_fqdns")


def test_in_a_network_that_exists_its_owner_lets_people_in() -> None:
    brought = stack("byo")
    (note,) = access_notes(load({**brought, "access": {}}))
    assert "only who is let into the network by its owner" in note
    (note,) = access_notes(load({**brought, "access": {"hub": {"id": HUB}}}))
    assert note == "access.hub: people come in as the network's owner has peered it"
