"""A program of data stores and a workspace, and where its other neighbours would be."""

import functools
import json
from typing import Any

import pulumi

from components.data_stores import DataStores, DataStoresArgs
from components.ml_workspace import (
    MLWorkspace,
    MLWorkspaceArgs,
    WorkspaceDependencies,
)
from components.shared.conventions import Conventions
from components.shared.diagnostics import LogDestinations
from components.shared.grants import Principal
from components.shared.private_endpoint import EndpointNetwork
from preflight.plan import Plan
from settings.footprint import footprint
from tests.components.data_stores_lab import ENCRYPTION, GROUP, SHARED, SUBNET, run, zones
from tests.support import make_settings

WORKSPACE = "azure-native:machinelearningservices:Workspace"
COMPUTE = "azure-native:machinelearningservices:Compute"
DATASTORE = "azure-native:machinelearningservices:Datastore"
RULE = "azure-native:machinelearningservices:ManagedNetworkSettingsRule"
ENDPOINT = "azure-native:network:PrivateEndpoint"
ZONE_GROUP = "azure-native:network:PrivateDnsZoneGroup"
GRANT = "azure-native:authorization:RoleAssignment"
LOGS = "azure-native:monitor:DiagnosticSetting"

IDENTITIES = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
IDENTITY_IDS = {role: f"{IDENTITIES}/id-{role}" for role in ("workspace", "training")}
INSIGHTS = f"{SHARED}/Microsoft.Insights/components/appi-ml"
TRAINING_SUBNET = SUBNET.replace("/endpoints", "/training")
LOG_SPACE = f"{SHARED}/Microsoft.OperationalInsights/workspaces"
DESTINATIONS = LogDestinations(
    {"audit": f"{LOG_SPACE}/log-audit", "application": f"{LOG_SPACE}/log-app"}
)
PERSON = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"

INTERNET = {"workspace": {"isolation": "internet_outbound"}}
OWN_NETWORK = {"workspace": {"isolation": "own_network", "max_training_nodes": 20}}
OPEN = {"tier": "non_production", "network": {"private_endpoints": False}}
INSTANCE = {
    "schedule": {"time_zone": "Europe/Berlin", "stop": "18:30"},
    "workspace": {"compute_instances": {PERSON: "Standard_E4ds_v5"}},
}
GPU = {
    "workspace": {
        "clusters": {
            "cpu-cluster": {},
            "gpu-cluster": {
                "vm_size": "Standard_NC24ads_A100_v4",
                "priority": "low_priority",
                "idle_seconds": 120,
            },
        }
    }
}

PEOPLE = {
    who: Principal(f"{number:08d}-bbbb-0000-0000-000000000000", "Group")
    for number, who in enumerate(
        ("platform-engineers", "data-scientists", "ml-engineers", "viewers")
    )
}
PARTS = {
    who: Principal(f"{number:08d}-aaaa-0000-0000-000000000000", "ServicePrincipal")
    for number, who in enumerate(("workspace", "training", "release", "encryption"))
}
PRINCIPALS = PARTS | PEOPLE


def workspace(changes: dict[str, Any] | None = None, *, preview: bool = False) -> Plan:
    """Deploy data stores and workspace with a few settings changed."""
    return _workspace(json.dumps(changes or {}), preview)


@functools.cache
def _workspace(changes: str, preview: bool) -> Plan:
    return run(lambda: make_workspace(json.loads(changes)), preview=preview)


def make_workspace(
    changes: dict[str, Any],
    opts: pulumi.ResourceOptions | None = None,
    *,
    without_key: bool = False,
    **replaced: Any,
) -> MLWorkspace:
    """Make both components; `replaced` are arguments of `MLWorkspace` to give instead."""
    settings = make_settings(changes)
    conventions = Conventions(settings)
    needs = footprint(settings)
    private = settings.network.private_endpoints
    # A principal notes what it holds, so each program needs its own.
    principals = {who: Principal(one.principal_id, one.kind) for who, one in PRINCIPALS.items()}
    common: dict[str, Any] = {
        "conventions": conventions,
        "log_destinations": DESTINATIONS,
        "principals": principals,
        "endpoints": EndpointNetwork(SUBNET, zones(needs.zones)) if private else None,
    }
    stores = DataStores(
        "data-stores",
        DataStoresArgs(
            settings=settings.data_stores,
            links=needs.links_of("data_stores"),
            encryption_identity=ENCRYPTION,
            **common,
        ),
    )
    given = common | {
        "settings": settings.workspace,
        "schedule": settings.schedule,
        "dependencies": WorkspaceDependencies(
            storage_id=stores.storage.id,
            storage_name=stores.storage.name,
            storage_services=settings.data_stores.storage.services,
            containers=settings.data_stores.storage.containers,
            key_vault_id=stores.key_vault.id,
            registry_id=stores.registry.id,
            application_insights_id=INSIGHTS,
            made_by=[stores],
            customer_key=None if without_key else stores.encryption_key,
        ),
        "identity_ids": IDENTITY_IDS,
        "links": needs.links_of("ml_workspace"),
        "training_subnet_id": TRAINING_SUBNET,
    }
    return MLWorkspace("ml", MLWorkspaceArgs(**given | replaced), opts)


def rules_of(settings: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the outbound rules of a workspace by name, as Azure is told."""
    made = workspace({"workspace": settings}).all(RULE)
    return {rule.inputs["ruleName"]: rule.inputs["properties"] for rule in made}
