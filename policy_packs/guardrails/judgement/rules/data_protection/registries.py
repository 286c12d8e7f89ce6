"""Container registries: what tier they are, and that images neither vanish nor leave."""

from ...checks import must_be, same
from ...controls import Controls
from ...graph import Graph, Resource
from ...rule import PRODUCTION, PRODUCTION_ONLY, Verdicts, graph_rule, resource_rule
from ...values import MISSING

_REGISTRY = "azure-native:containerregistry:Registry"
_REPLICA = "azure-native:containerregistry:Replication"
_CACHE_RULE = "azure-native:containerregistry:CacheRule"
_CLUSTER = "azure-native:containerservice:ManagedCluster"
_LINK = "https://learn.microsoft.com/azure/container-registry/"


@resource_rule(
    "acr-premium",
    topic="data_protection",
    title="A registry is of the tier that has private link and zones",
    severity="medium",
    levels=PRODUCTION_ONLY,
    controls=Controls(azure_policy=("bd560fc0-3c69-498a-ae9f-aa8eb7de0e13",)),
    applies_to=(_REGISTRY,),
    why="The other tiers have a public address only.",
    fix="Set sku.name to Premium.",
    link=f"{_LINK}container-registry-skus",
)
def premium(resource: Resource) -> Verdicts:
    """Demand the tier."""
    yield from must_be(resource, "sku.name", "Premium")


@graph_rule(
    "acr-supply-chain",
    topic="data_protection",
    title="Images neither leave a registry nor vanish from it while they run",
    severity="medium",
    levels=PRODUCTION,
    controls=Controls(azure_policy=("524b0254-c285-4903-bee6-bb8126cde579",)),
    applies_to=(_REGISTRY,),
    why="An export carries every image to another tenant; a cleaned-up manifest is one that a pod"
    " cannot pull any more.",
    fix="Turn exports and quarantine off and data endpoints on; leave retention off while images"
    " are pinned by digest, and soft delete off beside replicas, cache rules or retention.",
    link=f"{_LINK}container-registry-retention-policy",
)
def supply_chain(graph: Graph) -> Verdicts:
    """Demand what Azure can hold together.

    Quarantine holds back every image until a scanner releases it
    (container-registry-check-health), retention of untagged manifests deletes what is pinned by
    digest (container-registry-retention-policy), soft delete excludes retention, replicas and cache
    rules (container-registry-soft-delete-policy). An open registry cannot turn exports off
    (data-loss-prevention), and is told by net-public-access-disabled.
    """
    for registry in graph.of_type(_REGISTRY):
        yield from must_be(registry, "dataEndpointEnabled", True)
        if same(registry.at("publicNetworkAccess").value, "Disabled"):
            yield from must_be(registry, "policies.exportPolicy.status", "disabled")
        yield from _is_off(registry, "quarantinePolicy")
        if _pins_images(graph):
            yield from _is_off(registry, "retentionPolicy")
        if graph.users(registry, _REPLICA, _CACHE_RULE) or any(
            _is_off(registry, "retentionPolicy")
        ):
            yield from _is_off(registry, "softDeletePolicy")
        if _has_isolated_cluster(graph):
            status = "policies.azureADAuthenticationAsArmPolicy.status"
            yield from must_be(registry, status, "enabled", unset=True)


def _is_off(registry: Resource, policy: str) -> Verdicts:
    return must_be(registry, f"policies.{policy}.status", "disabled", unset=True)


def _pins_images(graph: Graph) -> bool:
    """Tell whether images are pinned by digest; on a cluster k8s-image demands it of all."""
    pods = ("spec.containers[*].image", "spec.template.spec.containers[*].image")
    return bool(graph.of_type(_CLUSTER)) or any(
        isinstance(found.value, str) and "@sha256:" in found.value
        for resource in graph.resources.values()
        if resource.type.startswith("kubernetes:")
        for path in pods
        for found in resource.find(path)
    )


def _has_isolated_cluster(graph: Graph) -> bool:
    """Tell whether a cluster pulls through its registry alone.

    Its nodes sign in with tokens for Azure's management
    (learn.microsoft.com/azure/aks/concepts-network-isolated#limitations).
    """
    return any(
        cluster.at("bootstrapProfile.artifactSource").value not in (MISSING, "Direct")
        for cluster in graph.of_type(_CLUSTER)
    )
