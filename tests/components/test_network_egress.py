"""The one way out of subnets that originate traffic."""

import pytest

from settings.footprint import footprint
from tests.components.network_lab import (
    ADDRESS,
    FIREWALL,
    HUB_FIREWALL,
    NAT,
    ROUTE,
    ROUTES,
    STACKS,
    built,
    every_stack,
    subnets,
)
from tests.support import make_settings


def originates(stack: str) -> set[str]:
    needs = footprint(make_settings(STACKS[stack])).subnets
    return {need.role for need in needs if need.egress}


@pytest.mark.feature("N17", "network.Subnet natGateway, routeTable")
@every_stack
def test_only_subnets_that_originate_traffic_have_a_way_out_and_exactly_one(stack: str) -> None:
    plan = built(**STACKS[stack])
    ways = {
        role: [key for key in ("natGateway", "routeTable") if key in inputs]
        for role, inputs in subnets(plan).items()
    }
    expected = {"isolated": [], "nat": ["natGateway"], "firewall": ["routeTable"]}
    way = expected[STACKS[stack].get("network", {}).get("egress", "nat")]
    assert ways == {role: way if role in originates(stack) else [] for role in ways}


@every_stack
def test_no_subnet_has_the_way_out_that_azure_gives_by_default(stack: str) -> None:
    given = {s.get("defaultOutboundAccess") for s in subnets(built(**STACKS[stack])).values()}
    assert given == {False}


@pytest.mark.parametrize("stack", ["isolated", "no-serving"])
def test_without_traffic_to_let_out_nothing_is_made_for_it(stack: str) -> None:
    plan = built(**STACKS[stack])
    assert [r.name for kind in (ADDRESS, NAT, ROUTES, FIREWALL) for r in plan.all(kind)] == []


@pytest.mark.feature("N17", "network.NatGateway publicIpAddresses")
def test_a_nat_gateway_has_static_addresses_and_shares_their_zone() -> None:
    nat = {"zone": "2", "public_addresses": 2, "idle_timeout_minutes": 10}
    plan = built(network={"nat": nat})
    addresses, gateway = plan.all(ADDRESS), plan.one(NAT).inputs
    assert [a.inputs["publicIPAllocationMethod"] for a in addresses] == ["Static", "Static"]
    assert [a.inputs["sku"]["name"] for a in addresses] == ["Standard", "Standard"]
    assert [a.inputs["zones"] for a in addresses] == [["2"], ["2"]]
    assert gateway["zones"] == ["2"]
    assert gateway["sku"] == {"name": "Standard"}
    assert gateway["idleTimeoutInMinutes"] == 10
    assert [a["id"] for a in gateway["publicIpAddresses"]] == [a.id for a in addresses]


def test_a_nat_gateway_without_a_zone_leaves_it_to_azure() -> None:
    plan = built()
    assert "zones" not in plan.one(NAT).inputs
    assert "zones" not in plan.one(ADDRESS).inputs


def test_everything_that_leaves_goes_to_the_hubs_firewall_and_past_it_goes_nothing() -> None:
    plan = built(**HUB_FIREWALL)
    route = plan.one(ROUTE).inputs
    assert route["addressPrefix"] == "0.0.0.0/0"
    assert route["nextHopType"] == "VirtualAppliance"
    assert route["nextHopIpAddress"] == "10.0.1.4"
    assert plan.one(ROUTES).inputs["disableBgpRoutePropagation"] is True
    assert plan.all(FIREWALL) == []
    assert plan.all(ADDRESS) == []
