"""A program of monitoring and data stores alone, and where its neighbours would be."""

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pulumi

from components.data_stores import DataStores, DataStoresArgs
from components.monitoring import Monitoring, MonitoringArgs
from components.shared.conventions import Conventions
from components.shared.grants import Principal
from components.shared.private_endpoint import EndpointNetwork
from preflight.plan import Plan
from settings.footprint import footprint
from tests.support import SUBSCRIPTION, TENANT, deploy, make_settings

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-mlops-test-eus2"
SHARED = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-shared/providers"
VAULT = f"{SHARED}/Microsoft.KeyVault/vaults/kv-shared"
REGISTRY = f"{SHARED}/Microsoft.ContainerRegistry/registries/crshared"
AUDIT_LOG = f"{SHARED}/Microsoft.OperationalInsights/workspaces/log-central"
SUBNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/endpoints"

ACCOUNT = "azure-native:storage:StorageAccount"
BLOB_SERVICE = "azure-native:storage:BlobServiceProperties"
POLICY = "azure-native:storage:ManagementPolicy"
VAULT_TYPE = "azure-native:keyvault:Vault"
REGISTRY_TYPE = "azure-native:containerregistry:Registry"
ENDPOINT = "azure-native:network:PrivateEndpoint"
ZONE_GROUP = "azure-native:network:PrivateDnsZoneGroup"
GRANT = "azure-native:authorization:RoleAssignment"
LOGS = "azure-native:monitor:DiagnosticSetting"
WORKSPACE = "azure-native:operationalinsights:Workspace"
AUDIT = "monitoring-audit"

OPEN = {"tier": "non_production", "network": {"private_endpoints": False}}
CUSTOMER = {"data_stores": {"encryption": "customer"}}
ARCHIVED = {"monitoring": {"archive_audit_days": 365}}


@dataclass(frozen=True)
class Identity:
    """Stands for what the component `Identity` hands over."""

    id: str
    client_id: str


ENCRYPTION = Identity(
    f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-encryption",
    "cccccccc-0000-0000-0000-000000000000",
)


def stores(changes: dict[str, Any] | None = None, *, preview: bool = False) -> Plan:
    """Deploy monitoring and data stores with a few settings changed."""
    return _stores(json.dumps(changes or {}), preview)


@functools.cache
def _stores(changes: str, preview: bool) -> Plan:
    return run(lambda: make_stores(json.loads(changes)), preview=preview)


def run(program: Callable[[], object], *, preview: bool = False) -> Plan:
    """Deploy a program in which Azure finds nothing to refuse."""
    plan = deploy(program, preview=preview)
    assert plan.findings == []
    return plan


def make_stores(
    changes: dict[str, Any],
    opts: pulumi.ResourceOptions | None = None,
    **replaced: Any,
) -> DataStores:
    """Make both components; `replaced` are arguments of `DataStores` to give instead."""
    settings = make_settings(changes)
    conventions = Conventions(settings)
    needs = footprint(settings)
    monitoring = Monitoring(
        "monitoring",
        MonitoringArgs(
            settings=settings.monitoring, conventions=conventions, principals=principals()
        ),
    )
    private = settings.network.private_endpoints
    given: dict[str, Any] = {
        "settings": settings.data_stores,
        "conventions": conventions,
        "log_destinations": monitoring.log_destinations,
        "principals": principals(),
        "endpoints": EndpointNetwork(SUBNET, zones(needs.zones)) if private else None,
        "links": needs.links_of("data_stores"),
        "encryption_identity": ENCRYPTION,
    }
    return DataStores("data-stores", DataStoresArgs(**given | replaced), opts)


def principals() -> dict[str, Principal]:
    """Return who exists, each with an object id of its own."""
    identities = ("workspace", "training", "encryption")
    known = {
        who: Principal(f"{number:08d}-aaaa-0000-0000-000000000000", "ServicePrincipal")
        for number, who in enumerate(identities)
    }
    engineers = Principal("00000009-aaaa-0000-0000-000000000000", "Group")
    return known | {"platform-engineers": engineers}


def zones(names: tuple[str, ...]) -> dict[str, str]:
    """Return the ids of zones by name."""
    prefix = f"{GROUP}/providers/Microsoft.Network/privateDnsZones"
    return {name: f"{prefix}/{name}" for name in names}


def holders(plan: Plan, scope: str) -> set[tuple[str, str]]:
    """Return (object id, role definition) of every grant on a scope."""
    return {
        (grant.inputs["principalId"], grant.inputs["roleDefinitionId"].rpartition("/")[2])
        for grant in plan.all(GRANT)
        if grant.inputs["scope"] == scope
    }


def workspaces_of_group() -> dict[str, str]:
    """Return the firewall's exception for machine-learning workspaces of the stack's group."""
    workspaces = "providers/Microsoft.MachineLearningServices/workspaces/*"
    return {"tenantId": TENANT, "resourceId": f"{GROUP}/{workspaces}"}
