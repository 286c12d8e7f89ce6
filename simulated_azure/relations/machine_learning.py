"""Workspaces with their networks, computes and datastores."""

from collections.abc import Iterator

from simulated_azure import paths
from simulated_azure.catalog import table
from simulated_azure.refusal import Refusal, Refuse, describe
from simulated_azure.state import Created, State
from simulated_azure.values import UNKNOWN

WORKSPACE = "azure-native:machinelearningservices:Workspace"
COMPUTE = "azure-native:machinelearningservices:Compute"
ACCOUNT = "azure-native:storage:StorageAccount"
ENDPOINT = "azure-native:network:PrivateEndpoint"

_MANAGED = ("AllowInternetOutbound", "AllowOnlyApprovedOutbound")
_ATTACHED = ("AKS", "Kubernetes", "VirtualMachine")
_TARGET = "privateLinkServiceConnections[].privateLinkServiceId"

_NETWORK_SOURCE = "https://learn.microsoft.com/azure/machine-learning/how-to-managed-network"
_LIMITS_SOURCE = f"{_NETWORK_SOURCE}#limitations"
_TRAINING_SOURCE = "https://learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet"
_STORAGE_SOURCE = "https://learn.microsoft.com/azure/machine-learning/how-to-manage-workspace"
_KEYS_SOURCE = (
    "https://learn.microsoft.com/azure/machine-learning/how-to-disable-local-auth-storage"
)
_INSTANCE_SOURCE = (
    "https://learn.microsoft.com/azure/machine-learning/how-to-create-compute-instance"
)
_SCALE_SOURCE = (
    "https://learn.microsoft.com/azure/machine-learning/how-to-create-attach-compute-cluster"
)


def check_workspace(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse storage that a workspace cannot use, and rules that its isolation does not have."""
    account = state.behind(made.request, made.at("storageAccount"), ACCOUNT)
    if account and account.inputs.get("isHnsEnabled") is True:
        problem = "a workspace cannot use an account with a hierarchical namespace"
        got, allowed = account.request.name, "an account without one"
        refuse(Refusal("pair", "storageAccount", problem, got, allowed, _STORAGE_SOURCE))
    sku = account.text("sku.name") if account else None
    if sku and sku.startswith("Premium"):
        problem, allowed = "a workspace cannot use a premium account", "an account of tier Standard"
        refuse(Refusal("pair", "storageAccount", problem, sku, allowed, _STORAGE_SOURCE))
    for rule in paths.find(made.inputs, "managedNetwork.outboundRules.*"):
        _check_kind(_isolation(made), rule, refuse)


def check_rule(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a rule that the network does not have, and endpoints to what a target is not."""
    _check_kind(_isolation(made.parent), made.at("properties"), refuse)
    data = table("private_link")
    found = made.at("properties.destination.serviceResourceId")
    target = state.behind(made.request, found, *data["types"])
    if target is None:
        return
    known = data["types"][target.type]
    part = made.at("properties.destination.subresourceTarget")
    if isinstance(part.value, str) and part.value not in known:
        kind = target.type.rpartition(":")[2]
        problem, got = f"is not a group id of a {kind}", describe(part.value)
        allowed = f"one of {', '.join(known)}" if known else f"a {kind} has no private endpoint"
        refuse(Refusal("wrong-group-id", part.path, problem, got, allowed, data["source"]))


def check_compute(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse a compute that the network of its workspace cannot hold, or whose name is taken."""
    _check_scale(made, refuse)
    if made.text("properties.computeType") == "ComputeInstance":
        _check_instance(state, made, refuse)
    workspace = made.parent
    if workspace is None:
        return
    if _isolation(workspace) in _MANAGED:
        _check_in_managed_network(made, workspace, refuse)
    elif _isolation(workspace) is not UNKNOWN:
        _check_in_own_network(state, made, workspace, refuse)


def check_datastore(state: State, made: Created, refuse: Refuse) -> None:
    """Refuse an account key where the account takes none."""
    path = "properties.credentials.credentialsType"
    account = made.text("properties.accountName")
    for other in state.of_type(ACCOUNT):
        keyless = other.inputs.get("allowSharedKeyAccess") is False
        if made.text(path) == "AccountKey" and account == other.name and keyless:
            problem, allowed = "the account takes no keys", "None: whoever reads signs in"
            refuse(Refusal("pair", path, problem, "AccountKey", allowed, _KEYS_SOURCE))


def _isolation(workspace: Created | None) -> object:
    if workspace is None:
        return UNKNOWN
    return paths.first(workspace.inputs, "managedNetwork.isolationMode") or "Disabled"


def _check_kind(isolation: object, rule: paths.Found, refuse: Refuse) -> None:
    kind = paths.first(rule.value, "type")
    if not isinstance(kind, str) or isolation in (UNKNOWN, "AllowOnlyApprovedOutbound"):
        return
    if isolation == "Disabled":
        problem, allowed = "the workspace has no managed network", "an isolation mode other than it"
    elif kind == "PrivateEndpoint":
        return
    else:
        problem = "a network with free outbound has rules for private endpoints only"
        allowed = "PrivateEndpoint, or isolation AllowOnlyApprovedOutbound"
    path = paths.join(rule.path, "type")
    refuse(Refusal("pair", path, problem, kind, allowed, _NETWORK_SOURCE))


def _check_scale(made: Created, refuse: Refuse) -> None:
    settings = "properties.properties.scaleSettings"
    fewest, most = (
        paths.first(made.inputs, f"{settings}.{name}") for name in ("minNodeCount", "maxNodeCount")
    )
    if isinstance(fewest, int) and isinstance(most, int) and fewest > most:
        problem, allowed = "is more than maxNodeCount", f"{most} or fewer"
        path = f"{settings}.minNodeCount"
        refuse(Refusal("pair", path, problem, str(fewest), allowed, _SCALE_SOURCE))


def _check_instance(state: State, made: Created, refuse: Refuse) -> None:
    for other in _instances(state):
        if other.urn != made.urn and other.name == made.name and _region(other) == _region(made):
            problem = f"is the name of {other.request.name} in the same region already"
            got, allowed = describe(made.name), "a name that is unique in its region"
            refuse(Refusal("name-taken", "computeName", problem, got, allowed, _INSTANCE_SOURCE))
    identity = made.text("identity.type") or ""
    mode = made.parent.text("systemDatastoresAuthMode") if made.parent else None
    if mode == "Identity" and "SystemAssigned" in identity:
        problem = "the workspace's data is behind identities, which this one has no rights on"
        allowed = "UserAssigned"
        refuse(Refusal("pair", "identity.type", problem, identity, allowed, _KEYS_SOURCE))


def _instances(state: State) -> Iterator[Created]:
    for other in state.of_type(COMPUTE):
        # In one workspace the name is taken for every kind of compute, which is told elsewhere.
        if other.text("properties.computeType") == "ComputeInstance":
            yield other


def _region(compute: Created) -> str | None:
    location = compute.text("location")
    return location.lower().replace(" ", "") if location else None


def _check_in_managed_network(made: Created, workspace: Created, refuse: Refuse) -> None:
    kind = made.text("properties.computeType")
    if kind in _ATTACHED:
        problem = "cannot be attached to a workspace with a managed network"
        allowed = "AmlCompute, or a workspace in a network of yours"
        refuse(Refusal("pair", "properties.computeType", problem, kind, allowed, _LIMITS_SOURCE))
    subnet = made.at("properties.properties.subnet")
    if subnet.value is not None:
        problem, got = "the workspace has a managed network, which holds every compute", "a subnet"
        refuse(Refusal("pair", subnet.path, problem, got, "remove it", _LIMITS_SOURCE))
    home, region = _region(workspace), _region(made)
    if home and region and home != region:
        problem, allowed = "a managed network is in the region of its workspace", home
        refuse(Refusal("pair", "location", problem, region, allowed, _LIMITS_SOURCE))


def _check_in_own_network(state: State, made: Created, workspace: Created, refuse: Refuse) -> None:
    path = "properties.properties.enableNodePublicIp"
    if paths.first(made.inputs, path) is not False:
        return
    for endpoint in state.of_type(ENDPOINT):
        for found in paths.find(endpoint.inputs, _TARGET):
            target = state.behind(endpoint.request, found, WORKSPACE)
            if target and target.urn == workspace.urn:
                return
    problem = "without public addresses nodes find the workspace through its private endpoint"
    allowed = "a private endpoint of the workspace, made first"
    refuse(Refusal("pair", path, problem, "false", allowed, _TRAINING_SOURCE))
