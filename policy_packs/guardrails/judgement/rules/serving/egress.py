"""How traffic leaves a cluster, enters it, and moves inside."""

from typing import Any

from ...checks import must_be, must_be_set, same
from ...controls import NO_CONTROL, Controls
from ...graph import Graph, Resource
from ...rule import ALWAYS, PRODUCTION, Verdicts, graph_rule, resource_rule
from ...values import MISSING, UNKNOWN
from ...verdict import undetermined, violation
from .clusters import CLUSTER, CONFIGURATION, EXTENSION

# learn.microsoft.com/azure/aks/concepts-network-isolated#limitations
_NEED_A_WAY_OUT = (
    "microsoft.flux",
    "microsoft.azureml.kubernetes",
    "microsoft.dataprotection.kubernetes",
)


def is_isolated(cluster: Resource) -> bool:
    """Tell whether a cluster has no way out at all."""
    return same(cluster.at("networkProfile.outboundType").value, "none")


@resource_rule(
    "aks-network-policy",
    topic="serving",
    title="Network policies are enforced between pods",
    severity="high",
    levels=ALWAYS,
    controls=Controls(azure_policy=("46238e2f-3f6f-4589-9f3f-77bed4116e67",)),
    applies_to=(CLUSTER,),
    why="Without an engine Kubernetes takes network policies and enforces none; it can only be"
    " chosen when the cluster is made.",
    fix="Set networkProfile.networkPlugin to azure, networkPolicy and networkDataplane to cilium.",
    link="https://learn.microsoft.com/azure/aks/use-network-policies",
)
def network_policy(resource: Resource) -> Verdicts:
    """Demand Azure's plugin and an engine; Cilium's needs its dataplane."""
    yield from must_be(resource, "networkProfile.networkPlugin", "azure")
    yield from must_be(resource, "networkProfile.networkPolicy", "cilium", "calico", "azure")
    if same(resource.at("networkProfile.networkPolicy").value, "cilium"):
        yield from must_be(resource, "networkProfile.networkDataplane", "cilium")


@resource_rule(
    "aks-egress",
    topic="serving",
    title="A cluster leaves through a gateway or firewall of ours, or not at all",
    severity="high",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=(CLUSTER,),
    why="By default AKS makes public addresses on a load balancer of its own, which nobody filters"
    " or lists, and which run out of ports.",
    fix="Set networkProfile.outboundType to userAssignedNATGateway, userDefinedRouting or none.",
    link="https://learn.microsoft.com/azure/aks/egress-outboundtype",
)
def egress(resource: Resource) -> Verdicts:
    """Demand one of the three; Azure's default is a load balancer."""
    types = ("userAssignedNATGateway", "userDefinedRouting", "none")
    yield from must_be(resource, "networkProfile.outboundType", *types)


def _needs_a_way_out(kind: Any) -> bool:
    """Tell whether a type of extension does, or is none."""
    return not isinstance(kind, str) or kind.casefold() in _NEED_A_WAY_OUT


@graph_rule(
    "aks-isolated",
    topic="serving",
    title="A cluster without a way out runs only what needs none",
    severity="high",
    levels=ALWAYS,
    controls=NO_CONTROL,
    applies_to=(CLUSTER, EXTENSION, CONFIGURATION),
    why="It starts from images in our registry alone. Whatever fetches from the internet, Flux"
    " among it, hangs for ever; nodes get packages with a new image only.",
    fix="Set bootstrapProfile to Cache with a registry, nodeOSUpgradeChannel to NodeImage; leave"
    " out the policy add-on and the extensions for Flux, machine learning and backup.",
    link="https://learn.microsoft.com/azure/aks/concepts-network-isolated",
)
def isolated(graph: Graph) -> Verdicts:
    """Judge the clusters whose outbound type is none, and what is installed in them."""
    for cluster in filter(is_isolated, graph.of_type(CLUSTER)):
        yield from must_be(cluster, "bootstrapProfile.artifactSource", "Cache")
        yield from must_be_set(cluster, "bootstrapProfile.containerRegistryId", str)
        yield from must_be(cluster, "autoUpgradeProfile.nodeOSUpgradeChannel", "NodeImage")
        yield from must_be(cluster, "addonProfiles.azurepolicy.enabled", False, unset=True)
        # With the first of them AKS installs Flux by itself.
        for configuration, _ in graph.users(cluster, CONFIGURATION):
            yield violation(configuration, "", "needs a way out, which the cluster lacks")
        for extension, _ in graph.users(cluster, EXTENSION):
            kind = extension.at("extensionType")
            if kind.value is UNKNOWN:
                problem = "is not known; it may need a way out, which the cluster lacks"
                yield undetermined(extension, kind.path, problem)
            elif _needs_a_way_out(kind.value):
                yield violation(extension, kind.path, "needs a way out, which the cluster lacks")


@resource_rule(
    "aks-gateway-internal",
    topic="serving",
    title="What AKS makes to let traffic in has a private address",
    severity="critical",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=(CLUSTER,),
    why="A gateway of another kind gets a public address in the nodes' group, where no other rule"
    " and no firewall sees it.",
    fix="Set the mode of istio's ingressGateways to Internal, and the default controller of web"
    " application routing to Internal or None.",
    link="https://learn.microsoft.com/azure/aks/istio-deploy-ingress",
)
def gateway_internal(resource: Resource) -> Verdicts:
    """Refuse gateways that are not internal, and the retired add-on with a public one."""
    for gateway in resource.find("serviceMeshProfile.istio.components.ingressGateways[*]"):
        if gateway.at("enabled").value is not False:
            yield from must_be(resource, "mode", "Internal", below=gateway)
    routing = resource.at("ingressProfile.webAppRouting.enabled").value
    if routing is not MISSING and routing is not False:
        kind = "ingressProfile.webAppRouting.nginx.defaultIngressControllerType"
        yield from must_be(resource, kind, "Internal", "None")
    yield from must_be(resource, "addonProfiles.httpApplicationRouting.enabled", False, unset=True)
