"""The cluster that serves models."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator

from settings.base import Settings, setting
from settings.delivery import DeliverySettings, GitOpsDelivery
from settings.identity import MAX_CREDENTIALS
from settings.ids import PrivateZoneId
from settings.model_services import PinnedImage, ServiceName, ServiceSettings
from settings.schedule import TimeZone, Weekday
from settings.types import (
    AddressRange,
    ClockTime,
    Distinct,
    FrozenMap,
    HostName,
    IPv4Address,
    IstioRevision,
    KubernetesName,
    KubernetesVersion,
    VaultObjectName,
)
from settings.vm_sizes import LastingVmSize


class PoolSettings(Settings):
    """One node pool."""

    vm_size: LastingVmSize = setting(
        "Standard_D4ds_v5", "VM size, with a local disk for the operating system."
    )
    min_nodes: int = setting(1, "Fewest nodes.", ge=0, le=250)
    max_nodes: int = setting(10, "Most nodes; the node subnet is sized for it.", ge=1, le=250)
    spot: bool = setting(False, "Spot nodes: up to 90 % cheaper, taken away at 30 seconds' notice.")
    os_disk: Literal["ephemeral", "managed"] = setting(
        "ephemeral",
        "Where the operating system lives: on the VM's local disk, which costs nothing and starts "
        "faster, or on a disk of its own.",
    )
    os_disk_gb: int = setting(
        100,
        "Size of that disk; an ephemeral one must fit the VM size's local disk (150 GB on "
        "Standard_D4ds_v5).",
        ge=30,
        le=2048,
    )


class SystemPoolSettings(PoolSettings):
    """The node pool of the cluster's own services."""

    min_nodes: int = setting(3, "Fewest nodes: one in each of three zones.", ge=0, le=250)
    max_nodes: int = setting(5, "Most nodes; the node subnet is sized for it.", ge=1, le=250)


class GpuPoolSettings(PoolSettings):
    """The node pool with GPUs; only pods that tolerate its taint go there."""

    vm_size: LastingVmSize = setting("Standard_NC24ads_A100_v4", "VM size with an NVIDIA GPU.")
    min_nodes: int = setting(0, "Fewest nodes.", ge=0, le=250)
    max_nodes: int = setting(1, "Most nodes; the node subnet is sized for it.", ge=1, le=250)
    # Images with CUDA fill the 64 GB that an A100 size has as its local disk.
    os_disk: Literal["ephemeral", "managed"] = setting("managed", "As on other pools.")
    os_disk_gb: int = setting(256, "As on other pools.", ge=30, le=2048)
    device_plugin_image: PinnedImage = setting(
        "nvcr.io/nvidia/k8s-device-plugin:v0.17.4",
        "Image of what tells Kubernetes of the GPUs; nodes must be able to pull it.",
    )


class SpotPoolSettings(PoolSettings):
    """Nodes that Azure may take away, beside those that stay."""

    min_nodes: int = setting(0, "Fewest nodes.", ge=0, le=250)
    max_nodes: int = setting(5, "Most nodes; the node subnet is sized for it.", ge=1, le=250)
    spot: Literal[True] = setting(True, "Always; the `user_pool` is for nodes that stay.")


class MaintenanceSettings(Settings):
    """The weekly window in which AKS upgrades the cluster and its nodes."""

    day: Weekday = setting("Sunday", "Day on which it opens.")
    start: ClockTime = setting("02:00", "Local time at which it opens.")
    hours: int = setting(
        4,
        "Hours it stays open; what has begun by then is finished.",
        ge=4,
        le=24,
        why_bounded="AKS may skip a shorter window",
    )
    time_zone: TimeZone = setting(
        "UTC", "IANA time zone of `start`; where a `schedule` stops the cluster, its own counts."
    )


def _consecutive(revisions: tuple[str, ...]) -> tuple[str, ...]:
    minors = [int(revision.rpartition("-")[2]) for revision in revisions]
    if len(minors) == 2 and minors[1] != minors[0] + 1:
        raise ValueError("must be two in a row; write the older first, such as asm-1-29, asm-1-30")
    return revisions


class IstioSettings(Settings):
    """The service mesh, and the gateway that requests come in by."""

    revisions: Annotated[tuple[IstioRevision, ...], AfterValidator(_consecutive)] = setting(
        ("asm-1-30",),
        "Revision of the control plane; two in a row while an upgrade is tried out. Each is "
        "supported for about nine months: `az aks mesh get-revisions --location <location>`.",
        min_length=1,
        max_length=2,
    )


class IngressSettings(Settings):
    """The name that model services are called by, inside the company."""

    host_name: HostName = setting(
        description="Host name of the model services, without a wildcard.",
        example="models.ml.example.com",
    )
    address: IPv4Address = setting(
        description="Fixed address of the gateway, a free one at the end of the node subnet.",
        one_way="Clients that keep it must be told.",
        example="10.20.0.30",
    )
    certificate: VaultObjectName = setting(
        description="Name of the certificate in the platform's key vault. The company issues and "
        "renews it, by hand or by a CA that the vault is connected to.",
        example="models-tls",
    )
    private_dns: bool = setting(
        True,
        "Make a private zone for exactly this host, so that the network resolves it; false where "
        "the company's own DNS does.",
    )


class ServingSettings(Settings):
    """Cluster, pools and services."""

    enabled: bool = setting(True, "Make the cluster, and room for it in the network.")
    tier: Literal["Free", "Standard"] = setting(
        "Standard",
        "Price tier of the control plane: Standard has an uptime SLA and splits costs by namespace "
        "(about $73 a month); Free has neither.",
    )
    kubernetes_version: KubernetesVersion = setting(
        "1.36",
        "Minor version of Kubernetes; patches come by themselves. Raise it one at a time.",
        one_way="AKS never goes back to an earlier version.",
    )
    api_server: Literal["vnet_integration", "private_link"] = setting(
        "vnet_integration",
        "How the private API server is reached: in a delegated subnet, or through an endpoint that "
        "AKS makes in the node subnet.",
        one_way="Changing between the two replaces the cluster.",
    )
    api_server_zone_id: PrivateZoneId | None = setting(
        None,
        "Private DNS zone that the API server is found by, usually the hub's; left out, AKS makes "
        "one that only this network resolves.",
        one_way="AKS does not move a cluster to another zone.",
    )
    run_command: bool = setting(
        False,
        "Let `az aks command invoke` reach the private API server from anywhere. Only while the "
        "glass is broken.",
    )
    pod_range: AddressRange = setting(
        "10.244.0.0/16",
        "Range of pods (overlay); each node takes a /24.",
        one_way="Part of the network profile; changing it replaces the cluster.",
    )
    service_range: AddressRange = setting(
        "172.16.0.0/16",
        "Range of Kubernetes services.",
        one_way="Part of the network profile; changing it replaces the cluster.",
    )
    node_os: Literal["AzureLinux", "Ubuntu"] = setting(
        "AzureLinux", "Operating system of the nodes; those with a GPU always run Ubuntu."
    )
    encryption_at_host: bool = setting(
        False,
        "Encrypt local disks and caches of the nodes too. The subscription must have the feature "
        "Microsoft.Compute/EncryptionAtHost registered.",
        one_way="AKS sets it only when a pool is made; the system pool cannot change it at all.",
    )
    system_pool: SystemPoolSettings = setting(
        SystemPoolSettings(),
        "Nodes of the cluster's own services.",
        one_way="VM size and disk of the first pool cannot change; other pools are replaced.",
    )
    user_pool: PoolSettings = setting(PoolSettings(), "Nodes of the model services.")
    gpu_pool: GpuPoolSettings | None = setting(None, "Nodes with a GPU; left out, none.")
    spot_pool: SpotPoolSettings | None = setting(
        None,
        "Nodes beside the user pool that Azure may take away; only pods that tolerate it go there. "
        "Left out, none.",
    )
    max_surge_percent: int = setting(
        33, "Nodes added at once during an upgrade, in percent of a pool.", ge=1, le=100
    )
    upgrade_channel: Literal["patch", "none"] = setting(
        "patch", "Whether AKS installs patches of the minor version by itself."
    )
    node_os_channel: Literal["NodeImage", "SecurityPatch"] = setting(
        "NodeImage",
        "What AKS installs on nodes: a new image every week, or security patches as they come.",
    )
    maintenance: MaintenanceSettings | None = setting(
        None,
        "When AKS upgrades; left out, Sundays from 02:00 to 06:00 UTC, and where a `schedule` "
        "stops the cluster, its first day, an hour after the start.",
    )
    istio: IstioSettings | None = setting(
        IstioSettings(), "Service mesh and internal gateway; null for neither."
    )
    ingress: IngressSettings | None = setting(
        None, "Host name, address and certificate of the gateway; left out, it has none."
    )
    defender: bool = setting(
        False,
        "Report threats inside the cluster to Microsoft Defender; worth nothing without the "
        "subscription's plan for containers (about $7 a vCore and month).",
    )
    model_namespace: KubernetesName = setting(
        "models",
        "Kubernetes namespace of the model services.",
        one_way="Objects do not move between namespaces.",
    )
    delivery: DeliverySettings = setting(
        GitOpsDelivery(),
        "How objects get into the cluster: `gitops`, pulled by the cluster from a repository, or "
        "`apply: {}`, by the deployment, whose runner must then be in the network.",
    )
    protect: bool = setting(
        True, "Refuse to delete or replace the cluster, whoever asks, until this is turned off."
    )
    reachable_ranges: Distinct[AddressRange] = setting(
        (),
        "Private ranges that model services may call over HTTPS besides the platform's own "
        "endpoints, such as the hub's.",
    )
    services: FrozenMap[ServiceName, ServiceSettings] = setting(
        {},
        "Model services by name.",
        max_length=MAX_CREDENTIALS,
        why_bounded="they sign in as one identity, which trusts 20 accounts",
    )

    @property
    def pools(self) -> Mapping[str, PoolSettings]:
        """Every pool that is made, by the role that names it."""
        pools = {"system": self.system_pool, "user": self.user_pool}
        optional = {"gpu": self.gpu_pool, "spot": self.spot_pool}
        return pools | {role: pool for role, pool in optional.items() if pool is not None}
