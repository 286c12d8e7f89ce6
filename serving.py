"""What serves models: the cluster, what services share, each service, and what delivers them."""

from dataclasses import dataclass

import pulumi

import wiring
from components.data_stores import DataStores
from components.gitops import GitOps, GitOpsArgs
from components.identity import Identity
from components.model_service import ModelService, ModelServiceArgs, ServiceTargets
from components.monitoring import Monitoring
from components.network import Network
from components.serving_cluster import ServingCluster, ServingClusterArgs
from components.shared.conventions import Conventions
from components.shared.delivery import Delivery
from components.workloads import Workloads, WorkloadsArgs
from settings.load import load_delivery_request
from settings.platform import PlatformSettings
from settings.windows import maintenance_window


@dataclass(frozen=True)
class Parts:
    """The components that serving stands on, and how all its own are made."""

    settings: PlatformSettings
    identity: Identity
    network: Network
    monitoring: Monitoring
    stores: DataStores
    on_azure: pulumi.ResourceOptions

    @property
    def conventions(self) -> Conventions:
        """The names and tags of the stack."""
        return Conventions(self.settings)


@dataclass(frozen=True)
class Serving:
    """The cluster, and what makes it pull its objects, if it pulls them."""

    cluster: ServingCluster
    gitops: GitOps | None


def make(parts: Parts) -> Serving | None:
    """Make all of it; None where the settings leave serving out."""
    if not parts.settings.serving.enabled:
        return None
    cluster = _cluster(parts)
    delivery = Delivery(parts.settings.serving.delivery.mode, asked=load_delivery_request())
    shared = _workloads(parts, cluster, delivery)
    _services(parts, cluster, delivery, shared)
    return Serving(cluster, _gitops(parts, cluster, delivery))


def _cluster(parts: Parts) -> ServingCluster:
    args = ServingClusterArgs(
        settings=parts.settings.serving,
        conventions=parts.conventions,
        network=wiring.cluster_network(parts.settings, parts.network),
        stores=wiring.cluster_stores(parts.stores),
        identities=parts.identity.identities,
        principals=parts.identity.principals,
        log_destinations=parts.monitoring.log_destinations,
        window=maintenance_window(parts.settings),
        after=[parts.identity, parts.stores],
        prometheus=parts.monitoring.prometheus,
    )
    return ServingCluster("serving", args, parts.on_azure)


def _workloads(parts: Parts, cluster: ServingCluster, delivery: Delivery) -> Workloads:
    args = WorkloadsArgs(
        settings=parts.settings.serving,
        conventions=parts.conventions,
        delivery=delivery,
        cluster_name=cluster.cluster_name,
        client_ids={role: one.client_id for role, one in parts.identity.identities.items()},
        key_vault_name=parts.stores.key_vault.name,
        prometheus_url=wiring.prometheus_url(parts.monitoring),
        egress=parts.settings.network.egress,
        endpoint_range=parts.network.address_plan.get("endpoints"),
    )
    return Workloads("workloads", args, parts.on_azure)


def _services(parts: Parts, cluster: ServingCluster, delivery: Delivery, shared: Workloads) -> None:
    targets = ServiceTargets(
        model_store_url=parts.stores.storage.blob_endpoint,
        insights_connection=parts.monitoring.services_connection_string,
        prometheus_url=wiring.prometheus_url(parts.monitoring),
    )
    # Azure takes one federated credential of an identity at a time.
    credentials: list[pulumi.Resource] = []
    for name, service in parts.settings.serving.services.items():
        args = ModelServiceArgs(
            service_name=name,
            settings=service,
            serving=parts.settings.serving,
            conventions=parts.conventions,
            delivery=delivery,
            identity=parts.identity.identities["serving"],
            issuer=cluster.oidc_issuer_url,
            targets=targets,
            after=[shared],
            after_credentials=credentials[-1:],
        )
        credentials.append(ModelService(f"service-{name}", args, parts.on_azure).credential)


def _gitops(parts: Parts, cluster: ServingCluster, delivery: Delivery) -> GitOps | None:
    if delivery.mode == "apply":
        return None
    args = GitOpsArgs(
        settings=parts.settings.serving,
        conventions=parts.conventions,
        delivery=delivery,
        cluster_name=cluster.cluster_name,
        platform_folder="workloads",
        service_folders=[f"service-{name}" for name in parts.settings.serving.services],
        after=[cluster],
    )
    return GitOps("gitops", args, parts.on_azure)
