"""How people and pipelines get in: what is made for each way, and what belongs to none."""

import pulumi
import pytest

from tests.components.access_lab import (
    AGENTS,
    BASTION,
    BASTION_HOST,
    CALLERS,
    COMPONENT,
    GATEWAY,
    GRANT,
    HUB,
    HUB_ONLY,
    LOGS,
    MACHINE,
    MICROSOFTS_AGENTS,
    PEERING,
    POOL,
    STACKS,
    VNET,
    VPN,
    access_of,
    built,
    deploy_access,
    every_stack,
)
from tests.support import deploy


@pytest.mark.parametrize(
    ("stack", "made"),
    [
        ("none", set()),
        ("hub", {PEERING}),
        ("bastion", {BASTION_HOST, MACHINE}),
        ("vpn", {GATEWAY}),
        ("agents", {POOL}),
        ("github", set()),
    ],
)
def test_the_way_that_is_asked_for_is_made_and_no_other(stack: str, made: set[str]) -> None:
    ways = {PEERING, BASTION_HOST, MACHINE, GATEWAY, POOL}
    assert {r.type for r in built(**STACKS[stack]).custom} & ways == made


def test_by_default_there_is_no_way_in() -> None:
    assert built().custom == []


def test_our_half_leads_to_the_hub_and_nothing_is_made_in_it() -> None:
    inputs = built(**HUB_ONLY).one(PEERING).inputs
    assert inputs["remoteVirtualNetwork"] == {"id": HUB}
    assert inputs["virtualNetworkName"] == "vnet-test"
    assert inputs["allowVirtualNetworkAccess"] is True
    assert inputs["allowForwardedTraffic"] is True
    assert inputs["allowGatewayTransit"] is False
    assert inputs["useRemoteGateways"] is False


def test_the_hubs_gateway_is_used_only_after_its_half_lends_it() -> None:
    both = {"id": HUB, "peer_back": True, "use_remote_gateways": True}
    plan = built(**CALLERS, access={"hub": both})
    ours, theirs = plan.one(PEERING, "access-to-hub"), plan.one(PEERING, "access-from-hub")
    assert ours.inputs["useRemoteGateways"] is True
    assert theirs.inputs["allowGatewayTransit"] is True
    assert theirs.inputs["useRemoteGateways"] is False
    assert theirs.urn in ours.dependencies


def test_the_hubs_half_lies_in_the_hubs_group_and_leads_back() -> None:
    inputs = built(**STACKS["hub-both-halves"]).one(PEERING, "access-from-hub").inputs
    assert inputs["resourceGroupName"] == "rg-hub"
    assert inputs["virtualNetworkName"] == "vnet-hub"
    assert inputs["remoteVirtualNetwork"] == {"id": VNET}
    assert inputs["allowGatewayTransit"] is False


def test_in_a_network_that_exists_no_peering_is_made() -> None:
    assert deploy_access(HUB_ONLY, existing=True).all(PEERING) == []


def test_agents_serve_the_listed_projects_each_job_on_a_fresh_one() -> None:
    inputs = built(**AGENTS).one(POOL).inputs
    (organization,) = inputs["organizationProfile"]["organizations"]
    assert organization["url"] == "https://dev.azure.com/contoso"
    assert organization["projects"] == ["mlops"]
    assert organization["openAccess"] is False
    assert inputs["organizationProfile"]["permissionProfile"] == {"kind": "CreatorOnly"}
    assert inputs["agentProfile"]["kind"] == "Stateless"
    assert inputs["maximumConcurrency"] == organization["parallelism"] == 6


def test_agents_run_in_their_subnet_and_hold_no_rights() -> None:
    plan = built(**AGENTS)
    inputs = plan.one(POOL).inputs
    assert inputs["fabricProfile"]["networkProfile"] == {"subnetId": f"{VNET}/subnets/runners"}
    assert "identity" not in inputs
    assert {g.inputs["principalId"] for g in plan.all(GRANT)} == {MICROSOFTS_AGENTS}


def test_microsofts_service_joins_the_one_subnet_before_it_makes_agents() -> None:
    plan = built(**AGENTS)
    scopes = {g.inputs["scope"] for g in plan.all(GRANT)}
    assert scopes == {VNET, f"{VNET}/subnets/runners"}
    assert {g.urn for g in plan.all(GRANT)} <= set(plan.one(POOL).dependencies)


@pytest.mark.parametrize(
    ("stack", "categories"),
    [
        ("bastion", {"BastionAuditLogs"}),
        ("vpn", {"GatewayDiagnosticLog", "P2SDiagnosticLog"}),
    ],
)
def test_it_is_logged_who_comes_in(stack: str, categories: set[str]) -> None:
    (setting,) = built(**STACKS[stack]).all(LOGS)
    assert setting.inputs["name"] == "audit"
    assert {log["category"] for log in setting.inputs["logs"] if log["enabled"]} == categories


def test_the_component_hands_on_what_people_need_to_get_in() -> None:
    bastion = built(**BASTION).one(COMPONENT).outputs
    assert bastion["bastion_name"] == "bas-mlops-test-eus2"
    assert bastion["jump_host_id"].endswith("/virtualMachines/vm-mlops-jump-test-eus2")
    vpn = built(**VPN).one(COMPONENT).outputs
    assert vpn["vpn_gateway_name"] == "vgw-mlops-test-eus2"
    assert vpn["dns_server"]
    github = built(**STACKS["github"]).one(COMPONENT).outputs
    assert github["runners_subnet_id"] == f"{VNET}/subnets/runners"


@every_stack
def test_a_preview_registers_what_an_update_registers(stack: str) -> None:
    changes = STACKS[stack]
    assert list(deploy_access(changes, preview=True).resources) == list(built(**changes).resources)


@every_stack
def test_every_resource_is_the_components_own(stack: str) -> None:
    strays = [r.urn for r in built(**STACKS[stack]).custom if "index:Access$" not in r.urn]
    assert strays == []


def test_what_a_caller_asks_of_the_component_does_not_leak_to_its_parts() -> None:
    opts = pulumi.ResourceOptions(aliases=[pulumi.Alias(name="door")], protect=True)
    plan = deploy(lambda: access_of(BASTION, opts))
    aliased = [r.name for r in plan.custom if any(a.get("name") == "door" for a in r.aliases)]
    assert aliased == []


@every_stack
def test_every_resource_that_takes_tags_says_who_made_it(stack: str) -> None:
    untagged = [
        r.name
        for r in built(**STACKS[stack]).custom
        if "tags" in r.outputs and (r.inputs.get("tags") or {}).get("component") != "access"
    ]
    assert untagged == []
