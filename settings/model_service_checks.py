"""Mistakes in model services, and in how they get into the cluster."""

from collections.abc import Iterator

from settings.model_services import KedaScaler, ServiceSettings
from settings.network import NewNetwork
from settings.platform import PlatformSettings
from settings.problems import Problem, shown
from settings.serving import ServingSettings
from settings.withheld import unless_withheld

# Accounts that are in every namespace, and in one that Flux applies to.
_ACCOUNTS = {"default": "pods that name none", "flux-applier": "what applies objects"}


def check_model_services(settings: PlatformSettings) -> Iterator[Problem]:
    """Yield what is wrong with each service, and with the way objects take."""
    if not settings.serving.enabled:
        return
    yield from unless_withheld(_delivery, settings)
    yield from unless_withheld(_reach, settings)
    yield from unless_withheld(_names, settings.serving)
    for name, service in settings.serving.services.items():
        path = f"serving.services.{name}"
        yield from unless_withheld(_versions, path, service, settings.serving)
        yield from unless_withheld(_replicas, path, service, settings)
        yield from unless_withheld(_resources, path, service)
        yield from unless_withheld(_pool, path, service, settings.serving)
        yield from unless_withheld(_scaler, path, service, settings)


def _delivery(settings: PlatformSettings) -> Iterator[Problem]:
    if settings.network.egress == "isolated" and settings.serving.delivery.repository:
        # learn.microsoft.com/azure/azure-arc/kubernetes/conceptual-gitops-flux2: the extension
        # fetches its parts and the repository from the internet.
        yield Problem(
            "serving.delivery.gitops.repository",
            "cannot be pulled without a way out (network.egress isolated)",
            "remove it, or choose `apply: {}`",
        )


def _reach(settings: PlatformSettings) -> Iterator[Problem]:
    network, serving = settings.network, settings.serving
    runs = any(service.versions for service in serving.services.values())
    known = isinstance(network.virtual_network, NewNetwork) or serving.reachable_ranges
    if runs and network.private_endpoints and not known:
        yield Problem(
            "serving.reachable_ranges",
            "is needed in a network brought by id, or services could not load models",
            "name the range of the subnet of its private endpoints",
        )


def _names(serving: ServingSettings) -> Iterator[Problem]:
    taken: dict[str, str] = {}
    for name, service in serving.services.items():
        path = f"serving.services.{name}"
        if name in _ACCOUNTS:
            yield Problem(path, f"is the account of {_ACCOUNTS[name]}", "choose another name")
        for version in service.versions:
            deployment, own = f"{name}-{version}", f"{path}.versions.{version}"
            if (other := taken.setdefault(deployment, own)) != own:
                wrong = f"would be called {deployment}, as {other} is"
                yield Problem(own, wrong, "rename one of the two")


def _versions(path: str, service: ServiceSettings, serving: ServingSettings) -> Iterator[Problem]:
    versions = service.versions
    if not versions:
        return
    for version in service.traffic:
        if version not in versions:
            wrong = f"names {version}, which is not among the versions"
            fix = f"share it among {', '.join(versions)}"
            yield Problem(f"{path}.traffic", wrong, fix)
    if len(versions) > 1 and serving.istio is None:
        wrong = "need a mesh to share requests among them, and serving.istio is null"
        yield Problem(f"{path}.versions", wrong, "keep one, or remove serving.istio")


def _replicas(path: str, service: ServiceSettings, settings: PlatformSettings) -> Iterator[Problem]:
    replicas = service.replicas
    if replicas.max < replicas.min:
        wrong = f"must be >= min ({replicas.min})"
        yield Problem(f"{path}.replicas.max", wrong, "raise it", shown(replicas.max))
    if settings.tier == "production" and replicas.min < 2:
        wrong = "must be >= 2 in a production stack, or a drained node ends the service"
        yield Problem(f"{path}.replicas.min", wrong, "raise it", shown(replicas.min))


def _resources(path: str, service: ServiceSettings) -> Iterator[Problem]:
    given = service.resources
    pairs = (
        ("cpu_limit_millicores", given.cpu_limit_millicores, given.cpu_request_millicores),
        ("memory_limit_mb", given.memory_limit_mb, given.memory_request_mb),
    )
    for name, limit, request in pairs:
        if limit < request:
            wrong = f"is under the request ({request}), which Kubernetes refuses"
            yield Problem(f"{path}.resources.{name}", wrong, "raise it", shown(limit))


def _pool(path: str, service: ServiceSettings, serving: ServingSettings) -> Iterator[Problem]:
    if service.pool not in serving.pools:
        fix = f"choose one of {', '.join(sorted(set(serving.pools) - {'system'}))}, or set "
        fix += f"serving.{service.pool}_pool"
        yield Problem(f"{path}.pool", "is a pool that is not made", fix, shown(service.pool))
    if service.resources.gpus and service.pool != "gpu":
        wrong = "are only on pool gpu"
        got = shown(service.resources.gpus)
        yield Problem(f"{path}.resources.gpus", wrong, "set pool to gpu, or remove it", got)


def _scaler(path: str, service: ServiceSettings, settings: PlatformSettings) -> Iterator[Problem]:
    if not isinstance(service.scaler, KedaScaler):
        return
    if settings.network.egress == "isolated":
        wrong = "cannot sign in to Prometheus without a way out (network.egress isolated)"
        yield Problem(f"{path}.scaler.keda", wrong, "write `hpa: {}`")
    elif service.scaler.keda.query is None and settings.serving.istio is None:
        wrong = "is required where no mesh counts requests (serving.istio null)"
        yield Problem(f"{path}.scaler.keda.query", wrong, "write a query, or `hpa: {}`")
