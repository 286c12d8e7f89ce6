"""The cluster among the components that it stands on."""

import functools
import json
from typing import Any

import pulumi
import pytest

from components.data_stores import DataStores, DataStoresArgs
from components.identity import Identity, IdentityArgs
from components.network import Network, NetworkArgs
from components.serving_cluster import (
    ClusterNetwork,
    ClusterStores,
    ServingCluster,
    ServingClusterArgs,
)
from components.shared.conventions import Conventions
from preflight.plan import Plan
from settings.footprint import footprint
from settings.windows import maintenance_window
from tests.components import serving_cluster_lab as lab
from tests.support import make_settings

pytestmark = pytest.mark.slow

FIREWALLED: dict[str, Any] = {"network": {"egress": "firewall", "firewall": {"sku": "Basic"}}}
HOST: dict[str, Any] = {"serving": {**lab.ALL_POOLS, "ingress": lab.INGRESS}}
STACKS = {"nat": HOST, "firewall": FIREWALLED, "isolated": lab.ISOLATED}
every_stack = pytest.mark.parametrize("stack", STACKS)


def platform(changes: dict[str, Any]) -> None:
    settings = make_settings(changes)
    conventions, needs = Conventions(settings), footprint(settings)
    identity = Identity(
        "identity",
        IdentityArgs(
            settings=settings.identity,
            conventions=conventions,
            first_deploy=settings.dates.first_deploy,
            cluster=True,
            customer_keys=False,
            ingress=settings.serving.ingress is not None,
        ),
    )
    network = Network(
        "network",
        NetworkArgs(
            settings=settings.network,
            footprint=needs,
            conventions=conventions,
            pod_range=settings.serving.pod_range,
            principals=identity.principals,
        ),
    )
    stores = DataStores(
        "data-stores",
        DataStoresArgs(
            settings=settings.data_stores,
            conventions=conventions,
            log_destinations=lab.LOG_DESTINATIONS,
            principals=identity.principals,
            endpoints=network.endpoints,
            links=needs.links_of("data_stores"),
        ),
    )
    cluster = ServingCluster(
        "serving",
        ServingClusterArgs(
            settings=settings.serving,
            conventions=conventions,
            network=ClusterNetwork(
                id=network.vnet_id, subnet_ids=network.subnet_ids, egress=settings.network.egress
            ),
            stores=ClusterStores(registry_id=stores.registry.id, key_vault_id=stores.key_vault.id),
            identities=identity.identities,
            principals=identity.principals,
            log_destinations=lab.LOG_DESTINATIONS,
            window=maintenance_window(settings),
            after=[identity, stores] if settings.network.egress == "isolated" else [identity],
        ),
    )
    pulumi.export("cluster", cluster.cluster_id)


@functools.cache
def plan(stack: str, preview: bool) -> Plan:
    changes = json.dumps(STACKS[stack])
    return lab.run(lambda: platform(json.loads(changes)), preview=preview)


def needed_first(made: Plan, urn: str) -> set[str]:
    """Return the logical names of all that must stand before a resource."""
    found: set[str] = set()
    waiting = [urn]
    while waiting:
        resource = made.resources[waiting.pop()]
        edges = {edge for edges in resource.property_dependencies.values() for edge in edges}
        for edge in {*resource.dependencies, *edges}:
            if made.resources[edge].name not in found:
                found.add(made.resources[edge].name)
                waiting.append(edge)
    return found


@every_stack
@pytest.mark.parametrize("preview", [True, False])
def test_azure_refuses_nothing(stack: str, preview: bool) -> None:
    assert plan(stack, preview).one(lab.CLUSTER)


@every_stack
def test_a_preview_registers_what_an_update_registers(stack: str) -> None:
    assert list(plan(stack, preview=True).resources) == list(plan(stack, preview=False).resources)


@every_stack
@pytest.mark.parametrize("preview", [True, False])
def test_the_cluster_waits_for_its_subnets_its_way_out_and_its_rights(
    stack: str, preview: bool
) -> None:
    made = plan(stack, preview)
    first = needed_first(made, made.one(lab.CLUSTER).urn)
    assert {
        "network-subnet-nodes",
        "network-subnet-api-server",
        "network-node-subnet-control-plane-network-contributor",
        "network-api-server-subnet-control-plane-network-contributor",
        "serving-virtual-network-control-plane-private-dns-zone-contributor",
        "identity-kubelet-identity-control-plane-managed-identity-operator",
    } <= first
    if stack == "firewall":
        assert "network-route-default" in first


@pytest.mark.parametrize("preview", [True, False])
def test_without_a_way_out_it_waits_for_the_images_it_starts_from(preview: bool) -> None:
    made = plan("isolated", preview)
    first = needed_first(made, made.one(lab.CLUSTER).urn)
    assert {
        "data-stores-registry-cache-aks-managed-mcr",
        "data-stores-registry-endpoint-zones",
        "data-stores-registry-kubelet-acrpull",
    } <= first


def test_with_a_way_out_it_waits_for_no_store() -> None:
    made = plan("firewall", preview=False)
    first = needed_first(made, made.one(lab.CLUSTER).urn)
    assert [name for name in first if name.startswith("data-stores")] == []
