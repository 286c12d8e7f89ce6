"""A program of the cluster alone, and where its neighbours would be."""

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pulumi

from components.serving_cluster import (
    ClusterNetwork,
    ClusterStores,
    ServingCluster,
    ServingClusterArgs,
)
from components.shared.conventions import Conventions
from components.shared.diagnostics import LogDestinations
from components.shared.grants import Eligibility, Principal
from preflight.plan import Plan
from settings.windows import maintenance_window
from simulated_azure.monitor import Registration
from tests.support import SUBSCRIPTION, deploy, make_settings

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-mlops-test-eus2"
ROLES = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
HUB = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-hub/providers/Microsoft.Network"
VNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet"
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/kv"
REGISTRY = f"{GROUP}/providers/Microsoft.ContainerRegistry/registries/cr"
AUDIT_LOG = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/log-audit"
APPLICATION_LOG = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/log"
RULE = f"{GROUP}/providers/Microsoft.Insights/dataCollectionRules/dcr"
ENDPOINT = f"{GROUP}/providers/Microsoft.Insights/dataCollectionEndpoints/dce"

CLUSTER = "azure-native:containerservice:ManagedCluster"
POOL = "azure-native:containerservice:AgentPool"
WINDOW = "azure-native:containerservice:MaintenanceConfiguration"
CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential"
GRANT = "azure-native:authorization:RoleAssignment"
ELIGIBLE = "azure-native:authorization:PimRoleEligibilitySchedule"
LOGS = "azure-native:monitor:DiagnosticSetting"
ASSOCIATION = "azure-native:monitor:DataCollectionRuleAssociation"
ZONE = "azure-native:privatedns:PrivateZone"
LINK = "azure-native:privatedns:VirtualNetworkLink"
RECORD = "azure-native:privatedns:PrivateRecordSet"

ALL_POOLS: dict[str, Any] = {
    "gpu_pool": {"spot": True, "max_nodes": 2},
    "spot_pool": {"vm_size": "Standard_D8ds_v5", "max_nodes": 4},
}
INGRESS: dict[str, Any] = {
    "host_name": "models.ml.example.com",
    "address": "10.20.0.30",
    "certificate": "models-tls",
}
ISOLATED: dict[str, Any] = {
    "network": {"egress": "isolated"},
    "data_stores": {
        "registry": {
            "cache_rules": {
                "aks-managed-mcr": {
                    "source": "mcr.microsoft.com/*",
                    "target": "aks-managed-repository/*",
                }
            }
        }
    },
}


LOG_DESTINATIONS = LogDestinations({"audit": AUDIT_LOG, "application": APPLICATION_LOG})


@dataclass(frozen=True)
class Prometheus:
    """Stands for where the component `Monitoring` collects metrics."""

    rule_id: str = RULE
    endpoint_id: str = ENDPOINT


@dataclass(frozen=True)
class Identity:
    """Stands for what the component `Identity` hands over."""

    id: str
    name: str
    principal_id: str
    client_id: str


def identity(role: str, number: int) -> Identity:
    """Return an identity of a role."""
    return Identity(
        f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-{role}",
        f"id-{role}",
        f"{number:08d}-aaaa-0000-0000-000000000000",
        f"{number:08d}-cccc-0000-0000-000000000000",
    )


IDENTITIES = {
    role: identity(role, number)
    for number, role in enumerate(("control-plane", "kubelet", "keda", "ingress"))
}
PEOPLE = {
    "platform-engineers": Principal("00000011-aaaa-0000-0000-000000000000", "Group"),
    "ml-engineers": Principal("00000012-aaaa-0000-0000-000000000000", "Group"),
    "data-scientists": Principal("00000013-aaaa-0000-0000-000000000000", "Group"),
    "viewers": Principal("00000014-aaaa-0000-0000-000000000000", "Group"),
    "break-glass": Principal(
        "00000019-aaaa-0000-0000-000000000000", "Group", Eligibility("2026-12-01", 365)
    ),
}


def principals() -> dict[str, Principal]:
    """Return who exists, without what an earlier program granted them."""
    known = {
        who: Principal(one.principal_id, "ServicePrincipal") for who, one in IDENTITIES.items()
    }
    known |= {who: Principal(p.principal_id, p.kind, p.eligibility) for who, p in PEOPLE.items()}
    return known


def make_cluster(
    changes: dict[str, Any], opts: pulumi.ResourceOptions | None = None, **replaced: Any
) -> ServingCluster:
    """Register the cluster of some settings; `replaced` are arguments to give instead."""
    settings = make_settings(changes)
    subnets = {"nodes": f"{VNET}/subnets/nodes"}
    if settings.serving.api_server == "vnet_integration":
        subnets["api-server"] = f"{VNET}/subnets/api-server"
    given: dict[str, Any] = {
        "settings": settings.serving,
        "conventions": Conventions(settings),
        "network": ClusterNetwork(id=VNET, subnet_ids=subnets, egress=settings.network.egress),
        "stores": ClusterStores(registry_id=REGISTRY, key_vault_id=VAULT),
        "identities": IDENTITIES,
        "principals": principals(),
        "log_destinations": LOG_DESTINATIONS,
        "window": maintenance_window(settings),
    }
    return ServingCluster("serving", ServingClusterArgs(**given | replaced), opts)


def run(program: Callable[[], object], *, preview: bool = False) -> Plan:
    """Deploy a program in which Azure finds nothing to refuse."""
    plan = deploy(program, preview=preview)
    refused = [str(finding.refusal) for finding in plan.findings]
    assert refused == [], refused
    return plan


def deployed(*, preview: bool = False, prometheus: bool = False, **changes: Any) -> Plan:
    """Return the plan of a cluster, deployed once for each set of settings."""
    return _deployed(json.dumps(changes), preview, prometheus)


@functools.cache
def _deployed(changes: str, preview: bool, prometheus: bool) -> Plan:
    target = Prometheus() if prometheus else None
    return run(lambda: make_cluster(json.loads(changes), prometheus=target), preview=preview)


def cluster(**changes: Any) -> dict[str, Any]:
    """Return what a cluster is registered with."""
    return deployed(**changes).one(CLUSTER).inputs


def serving(**changes: Any) -> dict[str, Any]:
    """Return what a cluster of some `serving` settings is registered with."""
    return cluster(serving=changes)


def pools(plan: Plan) -> dict[str, dict[str, Any]]:
    """Return every pool by the role that names it, in and outside the cluster."""
    found = {pool.name.rpartition("-")[2]: pool.inputs for pool in plan.all(POOL)}
    (system,) = plan.one(CLUSTER).inputs["agentPoolProfiles"]
    return {"system": system} | found


def held(plan: Plan, scope: str) -> set[tuple[str, str]]:
    """Return (who, role definition) of every grant on a scope, standing or to be activated."""
    names = {one.principal_id: who for who, one in IDENTITIES.items()}
    names |= {str(group.principal_id): who for who, group in PEOPLE.items()}
    return {
        (names[grant.inputs["principalId"]], grant.inputs["roleDefinitionId"].rpartition("/")[2])
        for kind in (GRANT, ELIGIBLE)
        for grant in plan.all(kind)
        if grant.inputs["scope"] == scope
    }


def urns(resources: list[Registration]) -> list[str]:
    """Return their URNs."""
    return [resource.urn for resource in resources]
