"""Ways into a network: settings of several kinds, deployed."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pulumi
import pytest

from components.access import Access, AccessArgs, AccessNetwork
from components.shared.conventions import Conventions
from components.shared.diagnostics import LogDestinations
from components.shared.grants import Eligibility, Principal
from preflight.plan import Plan
from settings.footprint import footprint
from tests.support import SUBSCRIPTION, TENANT, deploy, make_settings

ADDRESS = "azure-native:network:PublicIPAddress"
BASTION_HOST = "azure-native:network:BastionHost"
COMPONENT = "azure-mlops:index:Access"
ENDPOINT = "azure-native:dnsresolver:InboundEndpoint"
EXTENSION = "azure-native:compute:VirtualMachineExtension"
GATEWAY = "azure-native:network:VirtualNetworkGateway"
GRANT = "azure-native:authorization:RoleAssignment"
INTERFACE = "azure-native:network:NetworkInterface"
LOGS = "azure-native:monitor:DiagnosticSetting"
MACHINE = "azure-native:compute:VirtualMachine"
PEERING = "azure-native:network:VirtualNetworkPeering"
PIM = "azure-native:authorization:PimRoleEligibilitySchedule"
POOL = "azure-native:devopsinfrastructure:Pool"
RESOLVER = "azure-native:dnsresolver:DnsResolver"
SHUTDOWN = "azure-native:devtestlab:GlobalSchedule"

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-net/providers/Microsoft.Network"
VNET = f"{GROUP}/virtualNetworks/vnet-test"
HUB = f"{GROUP.replace('rg-net', 'rg-hub')}/virtualNetworks/vnet-hub"
AUDIT = f"{GROUP}/audit".replace("Microsoft.Network", "Microsoft.OperationalInsights/workspaces")
PROJECT = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-dev/providers/Microsoft.DevCenter"
MICROSOFTS_AGENTS = "00000000-0000-0000-0000-0000000000f2"
TENANTS_ISSUER = f"https://sts.windows.net/{TENANT}/"

CALLERS: dict[str, Any] = {"network": {"allowed_callers": ["10.0.0.0/16"]}}
HUB_ONLY: dict[str, Any] = {**CALLERS, "access": {"hub": {"id": HUB}}}
BASTION: dict[str, Any] = {"access": {"bastion_vm": {"client_ranges": ["203.0.113.0/24"]}}}
VPN: dict[str, Any] = {
    "access": {
        "vpn": {
            "client_range": "172.27.0.0/24",
            "audience": "00000000-0000-0000-0000-0000000000f1",
        }
    }
}
AGENTS: dict[str, Any] = {
    "access": {
        "runners": {
            "max_runners": 6,
            "devops_pool": {
                "organization_url": "https://dev.azure.com/contoso",
                "projects": ["mlops"],
                "dev_center_project_id": f"{PROJECT}/projects/platform",
                "service_principal_id": MICROSOFTS_AGENTS,
            },
        }
    }
}
STACKS: dict[str, dict[str, Any]] = {
    "none": {},
    "hub": HUB_ONLY,
    "hub-both-halves": {**CALLERS, "access": {"hub": {"id": HUB, "peer_back": True}}},
    "bastion": BASTION,
    "vpn": VPN,
    "agents": AGENTS,
    "github": {"access": {"runners": {"github_business_id": "12345"}}},
}
every_stack = pytest.mark.parametrize("stack", STACKS)

PEOPLE = ("platform-engineers", "data-scientists", "ml-engineers", "viewers")
PRINCIPALS = {
    **{
        who: Principal(f"00000000-0000-0000-0000-0000000000a{n}", "Group")
        for n, who in enumerate(PEOPLE)
    },
    "break-glass": Principal(
        "00000000-0000-0000-0000-0000000000a9", "Group", Eligibility("2026-12-01", 365)
    ),
}


def access_of(
    changes: dict[str, Any],
    opts: pulumi.ResourceOptions | None = None,
    *,
    existing: bool = False,
) -> Access:
    """Register the ways in of some settings; part of a program."""
    settings = make_settings(changes)
    subnets = footprint(settings).subnets
    args = AccessArgs(
        settings=settings.access,
        conventions=Conventions(settings),
        network=AccessNetwork(
            id=VNET,
            name=None if existing else "vnet-test",
            subnet_ids={
                need.role: f"{VNET}/subnets/{need.azure_name or need.role}" for need in subnets
            },
        ),
        log_destinations=LogDestinations({"audit": AUDIT, "application": AUDIT}),
        schedule=settings.schedule,
        principals=PRINCIPALS,
    )
    return Access("access", args, opts)


def deploy_access(
    changes: dict[str, Any],
    *,
    preview: bool = False,
    existing: bool = False,
    then: Callable[[Access], object] = lambda access: None,
) -> Plan:
    """Deploy ways in and what a program does with them; Azure must refuse nothing."""
    plan = deploy(lambda: then(access_of(changes, existing=existing)), preview=preview)
    refused = [str(finding.refusal) for finding in plan.findings]
    assert refused == [], refused
    return plan


def built(**changes: Any) -> Plan:
    """Return the plan of the ways in, deployed once for each set of settings."""
    return _built(json.dumps(changes))


@cache
def _built(changes: str) -> Plan:
    return deploy_access(json.loads(changes))
