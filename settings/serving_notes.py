"""What the plan tells of the cluster that is no mistake and surprises all the same."""

from collections.abc import Iterator

from settings.network import NewFirewall
from settings.platform import PlatformSettings
from settings.serving import ServingSettings
from settings.windows import maintenance_window, stops


def serving_notes(settings: PlatformSettings) -> Iterator[str]:
    """Yield a line for each thing that an operator should know before it happens."""
    serving = settings.serving
    if not serving.enabled:
        return
    if hours := stops(settings):
        yield (
            f"schedule: the cluster stops at {hours.stop} {hours.time_zone}; until it is started a "
            "deployment that changes it fails, see docs/runbooks/cluster.md"
        )
    window = maintenance_window(settings)
    if window.summer_minutes:
        yield f"serving.maintenance: AKS knows no daylight saving, so it upgrades {window}"
    if serving.run_command:
        yield "serving.run_command: the API server takes commands from anywhere; close it again"
    if settings.network.egress == "isolated":
        yield (
            "network.egress: without a way out pods cannot sign in with Entra, so neither workload "
            "identity nor KEDA's Azure scalers nor the vault's driver work, nor is Azure Policy on"
        )
    yield from _delivery(serving)
    yield from _services(serving)
    yield from _device_plugin(settings)
    if settings.tier == "production" and not serving.encryption_at_host:
        yield (
            "serving.encryption_at_host: local disks of nodes are encrypted by Azure's storage "
            "only; the system pool can never change it, so decide before the first deployment"
        )


def _delivery(serving: ServingSettings) -> Iterator[str]:
    if serving.delivery.mode == "apply":
        yield (
            "serving.delivery: apply needs a runner in the network and a cluster that runs; until "
            "then no deployment of this stack succeeds"
        )
    elif serving.delivery.repository is None:
        yield (
            "serving.delivery: nothing pulls the cluster's objects until "
            "serving.delivery.gitops.repository is given; `python -m preflight manifests` writes "
            "them"
        )


def _services(serving: ServingSettings) -> Iterator[str]:
    if serving.services and serving.istio and int(serving.istio.revisions[-1][-2:]) < 30:
        # learn.microsoft.com/azure/aks/istio-cni: the default from asm-1-30 on.
        yield (
            f"serving.istio: with {serving.istio.revisions[-1]} pods of the mesh need rights that "
            "the namespace refuses; run `az aks mesh enable-istio-cni` first"
        )
    if serving.services and serving.ingress is None:
        yield "serving.ingress: without it nobody outside the cluster can call the model services"
    for name, service in serving.services.items():
        pool = serving.pools.get(service.pool)
        if not service.versions:
            yield f"serving.services.{name}: no version runs yet; it has a name and its rights"
        elif pool is not None and pool.spot:
            yield (
                f"serving.services.{name}: all replicas are on spot nodes, which Azure may take "
                "away at once"
            )


def _device_plugin(settings: PlatformSettings) -> Iterator[str]:
    pool, firewall = settings.serving.gpu_pool, settings.network.firewall
    if pool is None or not isinstance(firewall, NewFirewall):
        return
    host = pool.device_plugin_image.partition("/")[0]
    if host not in firewall.allowed_fqdns and not host.endswith((".azurecr.io", ".microsoft.com")):
        yield (
            f"serving.gpu_pool: nodes pull the device plugin from {host}, which "
            "network.firewall.allowed_fqdns does not list"
        )
