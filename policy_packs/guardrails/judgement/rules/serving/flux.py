"""What a cluster pulls from a repository, and with which rights."""

from ...checks import must_be, must_be_empty, must_be_set, must_not_be, same
from ...controls import NO_CONTROL
from ...graph import Graph, Resource
from ...rule import ALWAYS, PRODUCTION, Verdicts, graph_rule, resource_rule
from ...values import MISSING, UNKNOWN, Found
from ...verdict import told, undetermined, violation
from .clusters import CLUSTER, CONFIGURATION, EXTENSION

_RESERVED = ("default", "flux-system", "kube-system", "kube-public", "kube-node-lease")


@resource_rule(
    "aks-flux-extension",
    topic="serving",
    title="Flux applies with the rights of each configuration, and writes to no repository",
    severity="high",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=(EXTENSION,),
    why="Without tenancy everything that is pulled is applied as Flux itself, which may do"
    " anything. Image automation writes to the repository that people review. A name that nobody"
    " fills in becomes an empty text.",
    fix="Set multiTenancy.enforce and kustomize-controller.strict-substitution-mode to true, leave"
    " image-automation-controller.enabled out, autoUpgradeMinorVersion on, releaseTrain Stable.",
    link="https://learn.microsoft.com/azure/azure-arc/kubernetes/conceptual-gitops-flux2",
)
def flux_extension(resource: Resource) -> Verdicts:
    """Judge extensions of the type microsoft.flux."""
    kind = resource.at("extensionType")
    if kind.value is UNKNOWN:
        yield undetermined(resource, kind.path, "is not known; it may be Flux")
    yield from must_be_set(resource, kind.path, str)
    if not same(kind.value, "microsoft.flux"):
        return
    yield from must_be(resource, "autoUpgradeMinorVersion", True)
    yield from must_be(resource, "releaseTrain", "Stable")
    yield from must_be_empty(resource, "configurationProtectedSettings")
    # Names with dots in them, which a path would take apart.
    settings = resource.at("configurationSettings")
    for name, wanted, unset in (
        ("multiTenancy.enforce", "true", False),
        ("kustomize-controller.strict-substitution-mode", "true", False),
        ("image-automation-controller.enabled", "false", True),
    ):
        yield from must_be(resource, "", wanted, unset=unset, below=_below(settings, name))


def _below(settings: Found, name: str) -> Found:
    if settings.value is MISSING or settings.value is UNKNOWN:
        return Found(f"{settings.path}.{name}", settings.value)
    if not isinstance(settings.value, dict):
        return settings
    return Found(f"{settings.path}.{name}", settings.value.get(name, MISSING))


@resource_rule(
    "aks-flux-source",
    topic="serving",
    title="What is pulled comes over an encrypted way, at a stated version, without a key",
    severity="high",
    levels=ALWAYS,
    controls=NO_CONTROL,
    applies_to=(CONFIGURATION,),
    why="Who can change what is pulled can change what serves. Keys of a store or a repository"
    " would be handed to Azure and copied into the cluster.",
    fix="Use a Git repository over https or ssh with a branch, tag or commit, a key pair of Flux's"
    " own or a managed identity; leave account keys, tokens and passwords out.",
    link="https://learn.microsoft.com/azure/azure-arc/kubernetes/gitops-flux2-parameters",
)
def flux_source(resource: Resource) -> Verdicts:
    """Judge the source that `sourceKind` names, and refuse keys in any."""
    yield from must_be(resource, "sourceKind", "GitRepository", "Bucket", "AzureBlob")
    yield from must_be_empty(resource, "configurationProtectedSettings")
    for secret in ("accountKey", "sasToken", "servicePrincipal.clientSecret"):
        yield from _no_secret(resource, f"azureBlob.{secret}")
    yield from _no_secret(resource, "bucket.accessKey")
    yield from must_not_be(resource, "bucket.insecure", True)
    if same(resource.at("sourceKind").value, "GitRepository"):
        yield from _git(resource)


def _no_secret(resource: Resource, path: str) -> Verdicts:
    found = resource.at(path)
    # Known or not, a key is a key; a source that is malformed as a whole is Azure's to refuse.
    if found.value is not MISSING and found.path == path:
        yield violation(resource, path, "must be left out")


def _git(resource: Resource) -> Verdicts:
    url = resource.at("gitRepository.url")
    safe = isinstance(url.value, str) and url.value.startswith(("https://", "ssh://", "git@"))
    if not safe:
        yield told(resource, url, "an https or ssh address")
    versions = [
        resource.at(f"gitRepository.repositoryRef.{kind}").value
        for kind in ("branch", "tag", "commit", "semver")
    ]
    if not any(one is UNKNOWN or (isinstance(one, str) and one) for one in versions):
        problem = "must name a branch, tag, commit or range of versions"
        yield violation(resource, "gitRepository.repositoryRef", problem)


@graph_rule(
    "aks-flux-least-privilege",
    topic="serving",
    title="One configuration has rights on the whole cluster, every other in its namespace",
    severity="high",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=(CONFIGURATION,),
    why="Whoever may change one service in the repository could else change every other, and the"
    " rules that keep them apart. Objects that leave the repository must leave the cluster, or"
    " nobody knows what runs; forcing deletes and makes anew in the middle of serving.",
    fix="Set scope to namespace on all but one configuration, each with a namespace of its own;"
    " prune to true and force to false on every kustomization.",
    link="https://learn.microsoft.com/azure/azure-arc/kubernetes/conceptual-gitops-flux2"
    "#multi-tenancy",
)
def flux_least_privilege(graph: Graph) -> Verdicts:
    """Judge scopes and namespaces of a cluster's configurations, and what each may delete."""
    for cluster in graph.of_type(CLUSTER):
        wide = None
        for one, _ in graph.users(cluster, CONFIGURATION):
            yield from must_be(one, "scope", "cluster", "namespace")
            if same(one.at("scope").value, "cluster"):
                if wide is not None:
                    yield violation(one, "scope", f"is cluster, as that of {wide.name} is")
                wide = wide or one
    for one in graph.of_type(CONFIGURATION):
        yield from must_be_set(one, "namespace", str)
        yield from must_not_be(one, "namespace", *_RESERVED)
        for found in _kustomizations(one):
            yield from must_be(one, "prune", True, below=found)
            yield from must_be(one, "force", False, unset=True, below=found)


def _kustomizations(resource: Resource) -> list[Found]:
    found = resource.at("kustomizations")
    if not isinstance(found.value, dict):
        return [found]
    return [Found(f"{found.path}.{name}", one) for name, one in found.value.items()]
