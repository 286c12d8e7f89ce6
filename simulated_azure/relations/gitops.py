"""What clusters pull from repositories."""

import re

from simulated_azure import paths
from simulated_azure.refusal import Refusal, Refuse, describe
from simulated_azure.state import Created, State
from simulated_azure.values import UNKNOWN

CLUSTER = "azure-native:containerservice:ManagedCluster"
EXTENSION = "azure-native:kubernetesconfiguration:Extension"
_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?")
_VARIABLE = re.compile(r"[_A-Za-z][_A-Za-z0-9]*")
_CONCEPTS = "https://learn.microsoft.com/azure/azure-arc/kubernetes/conceptual-gitops-flux2"
_PARAMETERS = "https://learn.microsoft.com/azure/azure-arc/kubernetes/gitops-flux2-parameters"
_SUBSTITUTION = (
    "https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution"
)
_ISOLATED = "https://learn.microsoft.com/azure/aks/concepts-network-isolated"


def check_extension(state: State, made: Created, refuse: Refuse) -> None:
    """Judge an extension against its cluster, and one of a kind against the others."""
    _check_cluster(state, made, refuse)
    kind = made.text("extensionType")
    for other in state.of_type(EXTENSION):
        if kind and other.text("extensionType") == kind and _same_cluster(made, other):
            problem = f"is installed by {other.request.name} already"
            allowed = "one extension of each type"
            refuse(Refusal("pair", "extensionType", problem, kind, allowed, _CONCEPTS))


def check_configuration(state: State, made: Created, refuse: Refuse) -> None:
    """Judge what is pulled: units that wait for each other, and names that are filled in."""
    _check_cluster(state, made, refuse)
    units = paths.first(made.inputs, "kustomizations")
    if not isinstance(units, dict):
        return
    for name, unit in units.items():
        where = f"kustomizations.{name}"
        if not _NAME.fullmatch(name):
            problem = "is no name of a kustomization"
            allowed = "at most 63 lower-case letters, digits, hyphens and dots"
            refuse(Refusal("bad-name", where, problem, describe(name), allowed, _PARAMETERS))
        if isinstance(unit, dict):
            _check_order(unit, units, where, refuse)
            _check_variables(unit, where, refuse)


def _check_order(unit: dict, units: dict, where: str, refuse: Refuse) -> None:
    for found in paths.find(unit, "dependsOn[]"):
        if isinstance(found.value, str) and found.value not in units:
            problem = "is no kustomization of this configuration; this one would wait for ever"
            allowed = f"one of {', '.join(sorted(units))}"
            path = f"{where}.{found.path}"
            refuse(
                Refusal(
                    "missing-target", path, problem, describe(found.value), allowed, _PARAMETERS
                )
            )


def _check_variables(unit: dict, where: str, refuse: Refuse) -> None:
    values = paths.first(unit, "postBuild.substitute")
    for name in values if isinstance(values, dict) else ():
        if not _VARIABLE.fullmatch(name):
            path = f"{where}.postBuild.substitute.{name}"
            problem = "is no name that Flux finds in an object"
            allowed = "letters, digits and _, no digit first"
            refuse(Refusal("bad-name", path, problem, describe(name), allowed, _SUBSTITUTION))


def _check_cluster(state: State, made: Created, refuse: Refuse) -> None:
    found = made.at("clusterName")
    clusters = list(state.of_type(CLUSTER))
    if found.value is UNKNOWN or not clusters:
        cluster = state.behind(made.request, found, CLUSTER)
    else:
        cluster = next((one for one in clusters if one.name == found.value), None)
        if cluster is None:
            problem = "no cluster of that name was made before it"
            allowed = "the name of a cluster that is made first"
            got = describe(found.value)
            refuse(Refusal("missing-parent", found.path, problem, got, allowed, _CONCEPTS))
    if cluster is not None and cluster.text("networkProfile.outboundType") == "none":
        problem = "the cluster has no way out, so nothing can be fetched"
        allowed = "a cluster with a way out"
        refuse(Refusal("pair", found.path, problem, cluster.request.name, allowed, _ISOLATED))


def _same_cluster(one: Created, other: Created) -> bool:
    names = [made.at("clusterName").value for made in (one, other)]
    if UNKNOWN in names:
        suppliers = [made.request.dependencies.get("clusterName") for made in (one, other)]
        return suppliers[0] is not None and suppliers[0] == suppliers[1]
    return names[0] == names[1]
