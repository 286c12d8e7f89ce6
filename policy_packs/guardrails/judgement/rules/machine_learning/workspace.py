"""The workspace: the network of its computes, and the services it stands on."""

from ...checks import must_be, must_be_set, same
from ...controls import NO_CONTROL, Controls
from ...graph import Graph, Resource
from ...rule import ALWAYS, PRODUCTION, PRODUCTION_ONLY, Verdicts, graph_rule, resource_rule
from ...values import MISSING
from ...verdict import told, undetermined, violation
from ..network.services import SUBNET, is_open
from ..waiting import has_identity, rights_not_waited_for

WORKSPACE = "azure-native:machinelearningservices:Workspace"
COMPUTE = "azure-native:machinelearningservices:Compute"
DATASTORE = "azure-native:machinelearningservices:Datastore"
MODE = "managedNetwork.isolationMode"
_SUBNET = "serverlessComputeSettings.serverlessComputeCustomSubnet"
_SERVICES = {
    "storageAccount": "azure-native:storage:StorageAccount",
    "keyVault": "azure-native:keyvault:Vault",
    "containerRegistry": "azure-native:containerregistry:Registry",
}
_INSIGHTS = "azure-native:applicationinsights:Component"


def has_own_network(workspace: Resource) -> bool:
    """Tell whether computes are in a network of ours and not in one that Azure manages."""
    return same(workspace.at(MODE).value, "Disabled")


@resource_rule(
    "aml-managed-network",
    topic="machine_learning",
    title="Computes are in a closed network: Azure's with approved ways out, or one of ours",
    severity="critical",
    levels=PRODUCTION,
    controls=Controls(azure_policy=("6ddb1705-c8cf-450e-aa4b-19ad6703c440",)),
    applies_to=(WORKSPACE,),
    why="Code from notebooks and packages runs there with access to all data. A managed network"
    " takes no attached clusters, no own subnets and no service endpoints"
    " (learn.microsoft.com/azure/machine-learning/how-to-managed-network#limitations): for those a"
    " network of ours is the other allowed shape. Neither can be changed to anything wider later.",
    fix=f"Set {MODE} to AllowOnlyApprovedOutbound and provisionNetworkNow to true; or {MODE} to"
    " Disabled, and serverless computes into a subnet of ours without public addresses.",
    link="https://learn.microsoft.com/azure/machine-learning/how-to-managed-network",
)
def managed_network(resource: Resource) -> Verdicts:
    """Demand one of the two shapes."""
    yield from must_be(resource, MODE, "AllowOnlyApprovedOutbound", "Disabled")
    if has_own_network(resource):
        yield from must_be_set(resource, _SUBNET, str)
        yield from must_be(resource, "serverlessComputeSettings.serverlessComputeNoPublicIP", True)
    else:
        yield from must_be(resource, "provisionNetworkNow", True)


@graph_rule(
    "aml-own-network",
    topic="machine_learning",
    title="Computes in a network of ours leave through a firewall",
    severity="high",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=(WORKSPACE,),
    why="A NAT gateway lets data out to anywhere. What a managed network refuses by itself, here a"
    " route to a firewall must.",
    fix="Give the subnet of the computes a route table, or choose AllowOnlyApprovedOutbound.",
    link="https://learn.microsoft.com/azure/machine-learning/how-to-prevent-data-loss-exfiltration",
)
def own_network(graph: Graph) -> Verdicts:
    """Demand a route table on a subnet that the workspace's setting comes from."""
    for workspace in filter(has_own_network, graph.of_type(WORKSPACE)):
        # A value may come from all subnets of a network, made one after another: one of them fits.
        subnets = graph.behind(workspace, "serverlessComputeSettings", SUBNET)
        if not subnets:
            yield undetermined(workspace, _SUBNET, "is a subnet outside this stack")
        elif all(subnet.at("routeTable.id").value is MISSING for subnet in subnets):
            yield violation(workspace, _SUBNET, "is a subnet without a route table")


@graph_rule(
    "aml-deps-private",
    topic="machine_learning",
    title="A private workspace stands on private services that it takes by reference",
    severity="high",
    levels=PRODUCTION_ONLY,
    controls=NO_CONTROL,
    applies_to=(WORKSPACE,),
    why="Its data, secrets and images are in them: an open one opens the workspace. A registry that"
    " is left out Azure makes itself, open, with an administrator's password.",
    fix="Set storageAccount, keyVault, containerRegistry and applicationInsights from resources of"
    " this stack, each with public network access off.",
    link="https://learn.microsoft.com/azure/machine-learning/how-to-secure-workspace-vnet",
)
def deps_private(graph: Graph) -> Verdicts:
    """Judge what a closed workspace stands on; that one is open is told by network rules."""
    for workspace in graph.of_type(WORKSPACE):
        yield from must_be_set(workspace, "applicationInsights", str)
        for name, kind in () if is_open(workspace) else _SERVICES.items():
            yield from must_be_set(workspace, name, str)
            found = graph.behind(workspace, name, kind)
            for service in filter(is_open, found):
                yield violation(workspace, name, f"is {service.name}, which is open to the public")
            if not found:
                yield undetermined(workspace, name, "is outside this stack")


@graph_rule(
    "aml-image-builds",
    topic="machine_learning",
    title="A workspace with a closed registry builds its images on a cluster of its own",
    severity="medium",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=(WORKSPACE,),
    why="Azure's build service does not reach a closed registry: the first environment that is not"
    " prebuilt fails. Clusters with graphics cards build no images.",
    fix="Set imageBuildCompute to the name of a training cluster of this stack without graphics"
    " cards.",
    link="https://learn.microsoft.com/azure/machine-learning/how-to-managed-network",
)
def image_builds(graph: Graph) -> Verdicts:
    """Demand the name of such a cluster; registries outside the stack count as closed."""
    for workspace in graph.of_type(WORKSPACE):
        registries = graph.behind(workspace, "containerRegistry", _SERVICES["containerRegistry"])
        if any(is_open(registry) for registry in registries):
            continue
        wanted = workspace.at("imageBuildCompute")
        names = [
            compute.at("computeName").value
            for compute, _ in graph.users(workspace, COMPUTE)
            if same(compute.at("properties.computeType").value, "AmlCompute")
            and not _has_gpu(compute)
        ]
        if wanted.value not in names or not isinstance(wanted.value, str):
            yield told(workspace, wanted, "the name of a training cluster without graphics cards")


def _has_gpu(compute: Resource) -> bool:
    size = compute.at("properties.properties.vmSize").value
    return isinstance(size, str) and size.casefold().startswith("standard_n")


@graph_rule(
    "aml-rights-first",
    topic="machine_learning",
    title="A workspace waits for the rights of its own identity",
    severity="high",
    levels=ALWAYS,
    controls=NO_CONTROL,
    applies_to=(WORKSPACE,),
    why="Azure checks them while it makes the workspace. Without the one to approve endpoints,"
    " which it no longer gives by itself, the managed network fails after half an hour.",
    fix="Make the workspace depend on the role assignments of its identity.",
    link="https://learn.microsoft.com/azure/machine-learning/how-to-managed-network",
)
def rights_first(graph: Graph) -> Verdicts:
    """Demand that it waits; which rights there must be is told by id-workspace-grants."""
    for workspace in graph.of_type(WORKSPACE):
        if not has_identity(graph, workspace):
            yield undetermined(workspace, "identity", "is not of this stack, nor its rights")
        for grant in rights_not_waited_for(graph, workspace):
            yield violation(workspace, "identity", f"does not wait for {grant.name}")


@resource_rule(
    "aml-datastore-identity",
    topic="machine_learning",
    title="Data is read and written as somebody, not with a key",
    severity="medium",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=(WORKSPACE, DATASTORE),
    why="With a key in a datastore everybody in the workspace has the rights of the account's"
    " owner, and no log says who used it.",
    fix="Set systemDatastoresAuthMode to Identity, and credentialsType of datastores to None.",
    link="https://learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication",
)
def datastore_identity(resource: Resource) -> Verdicts:
    """Demand identities of the workspace's own datastores and of the others."""
    if resource.type == WORKSPACE:
        yield from must_be(resource, "systemDatastoresAuthMode", "Identity")
    else:
        yield from must_be(resource, "properties.credentials.credentialsType", "None")
