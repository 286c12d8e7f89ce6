"""What waits for what."""

from itertools import pairwise

import pytest

from preflight.plan import Plan
from tests.components.network_lab import (
    FIREWALL_RULES,
    GRANT,
    HUB_FIREWALL,
    ROUTE,
    ROUTES,
    STACKS,
    SUBNET,
    USER,
    built,
    every_stack,
    firewall,
    previewed,
    subnets,
)


def waits_for(plan: Plan, urn: str) -> set[str]:
    """Return every resource that must exist before one, near and far."""
    found: set[str] = set()
    left = [urn]
    while left:
        for dependency in plan.resources[left.pop()].dependencies:
            if dependency not in found:
                found.add(dependency)
                left.append(dependency)
    return found


@every_stack
def test_subnets_are_written_one_after_the_other(stack: str) -> None:
    plan = built(**STACKS[stack])
    chain = [subnet.urn for subnet in plan.all(SUBNET)]
    for earlier, later in pairwise(chain):
        assert earlier in plan.resources[later].dependencies


@pytest.mark.parametrize("stack", ["nat", "firewall", "isolated", "training"])
def test_a_subnet_is_used_when_all_of_them_stand(stack: str) -> None:
    plan = previewed(STACKS[stack])
    every_subnet = {subnet.urn for subnet in plan.all(SUBNET)}
    for role in subnets(plan):
        user = plan.one(USER, f"user-of-{role}")
        assert every_subnet <= waits_for(plan, user.urn)


@pytest.mark.parametrize("stack", ["firewall", "basic-firewall", "hub-firewall"])
def test_nodes_wait_for_the_route_and_endpoints_do_not(stack: str) -> None:
    plan = previewed(STACKS[stack])
    nodes, endpoints = (plan.one(USER, f"user-of-{role}").urn for role in ("nodes", "endpoints"))
    route = plan.one(ROUTE).urn
    assert route in waits_for(plan, nodes)
    assert route not in waits_for(plan, endpoints)


def test_nodes_wait_for_the_firewalls_rules() -> None:
    plan = previewed(firewall(sku="Standard"))
    nodes = plan.one(USER, "user-of-nodes")
    assert plan.one(FIREWALL_RULES).urn in waits_for(plan, nodes.urn)


@pytest.mark.parametrize("stack", ["nat", "hub-firewall"])
def test_a_cluster_waits_for_its_rights(stack: str) -> None:
    plan = previewed(STACKS[stack])
    granted = {grant.name: grant.urn for grant in plan.all(GRANT)}
    for role, target in (("nodes", "node-subnet"), ("api-server", "api-server-subnet")):
        user = plan.one(USER, f"user-of-{role}")
        grant = granted[f"network-{target}-control-plane-network-contributor"]
        assert grant in waits_for(plan, user.urn)


def test_the_control_plane_has_rights_on_its_subnets_and_routes_and_nothing_wider() -> None:
    plan = built(**HUB_FIREWALL)
    places = {plan.one(SUBNET, f"network-subnet-{role}").id for role in ("nodes", "api-server")}
    places.add(plan.one(ROUTES).id)
    assert {grant.inputs["scope"] for grant in plan.all(GRANT)} == places
