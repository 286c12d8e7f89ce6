"""The cluster that serves models: everything of it that is Azure's."""

from collections.abc import Sequence

import pulumi
from pulumi_azure_native import containerservice, managedidentity, monitor

from components.serving_cluster.args import (
    ClusterIdentity,
    ClusterNetwork,
    ClusterStores,
    PrometheusTarget,
    ServingClusterArgs,
)
from components.serving_cluster.cluster import managed_cluster
from components.serving_cluster.ingress import IngressOutputs, ingress
from components.serving_cluster.pools import other_pools
from components.serving_cluster.windows import maintenance
from components.shared.diagnostics import send_logs
from components.shared.grants import grant_on

__all__ = [
    "ClusterIdentity",
    "ClusterNetwork",
    "ClusterStores",
    "IngressOutputs",
    "PrometheusTarget",
    "ServingCluster",
    "ServingClusterArgs",
]

# Scalers sign in as the operator, not as the services that they scale
# (learn.microsoft.com/azure/aks/keda-workload-identity).
KEDA_OPERATOR = "system:serviceaccount:kube-system:keda-operator"


class ServingCluster(pulumi.ComponentResource):
    """A private Kubernetes cluster with its node pools, add-ons and maintenance windows.

    Guarantees:
        private-api: the API server has no public address and no public name, and commands reach
            it from outside only while the glass is broken.
        entra-only: there is no local account; people and programs sign in with Entra, and what
            they may do is a role in Azure.
        people-look: people read what runs; only the break-glass group may change it by hand.
        nothing-static: cluster, nodes and workloads sign in as identities; no key, password or
            SSH key is given to any.
        signed-in-pulls: nodes pull images as the kubelet's identity.
        zones: every pool spreads over all zones of its region.
        own-network: nodes live in the node subnet and have no public address.
        announced-way-out: traffic leaves as the network says, and without a way out nodes get the
            cluster's images from our registry.
        policies-enforced: policies between pods are enforced, by Cilium.
        counts-move: how many nodes there are is the autoscaler's, within the limits set.
        kept-apart: nothing but the cluster's own services runs on the system pool, and nothing
            that does not tolerate it on GPU and spot nodes.
        new-before-old: a pool that must be replaced comes under a new name before the old goes.
        one-at-a-time: pools are made one after the other.
        patched: cluster, nodes and AKS itself are upgraded in the weekly window.
        rights-first: the cluster is made after its rights, and waits until Azure believes them.
        locked-nodes: nobody changes what AKS keeps in its own resource group.
        issuer-trusted: the scaler signs in with tokens of this cluster and no other.
        private-gateway: requests come in by a private address only.
        audited: who changed what in the cluster, and why nodes came and went, is logged.
        costs-split: costs are split by namespace where the price tier can.
        protected: the cluster is not deleted or replaced by accident.

    Attributes:
        cluster_id: id of the cluster.
        cluster_name: its name.
        oidc_issuer_url: who signs the tokens of its accounts.
        private_fqdn: name of its API server.
        node_resource_group: group that AKS keeps the nodes in.
        kubelet: identity that nodes pull images as.
        keda_credential: after it come further credentials of the scaler's identity.
        ingress: host name, address and certificate of the gateway; None without a host name.
        maintenance: when AKS may upgrade, for people.
    """

    cluster_id: pulumi.Output[str]
    cluster_name: pulumi.Output[str]
    oidc_issuer_url: pulumi.Output[str]
    private_fqdn: pulumi.Output[str]
    node_resource_group: pulumi.Output[str]
    kubelet: ClusterIdentity
    keda_credential: managedidentity.FederatedIdentityCredential
    ingress: IngressOutputs | None
    maintenance: str

    def __init__(
        self, name: str, args: ServingClusterArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("azure-mlops:index:ServingCluster", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)

        cluster = managed_cluster(name, args, self._rights_on_names(name, args), self)
        other_pools(name, args, cluster, self)
        maintenance(name, args, cluster, child)
        cluster_type = "azure-native:containerservice:ManagedCluster"
        send_logs(f"{name}-cluster", cluster_type, cluster.id, args.log_destinations, child)
        _send_metrics(name, args, cluster, child)
        _grant(name, args, cluster, child)

        self.cluster_id, self.cluster_name = cluster.id, cluster.name
        self.oidc_issuer_url = cluster.oidc_issuer_profile.issuer_url
        self.private_fqdn = cluster.private_fqdn
        self.node_resource_group = pulumi.Output.from_input(
            args.conventions.name("rg", "aks-nodes")
        )
        self.kubelet = args.identities["kubelet"]
        self.keda_credential = managedidentity.FederatedIdentityCredential(
            f"{name}-keda-credential",
            federated_identity_credential_resource_name=args.conventions.name("fic", "keda"),
            resource_group_name=args.conventions.resource_group_name,
            resource_name_=args.identities["keda"].name,
            issuer=self.oidc_issuer_url,
            subject=KEDA_OPERATOR,
            audiences=["api://AzureADTokenExchange"],
            opts=child,
        )
        self.ingress = None
        if args.settings.ingress is not None:
            self.ingress = ingress(name, args, args.settings.ingress, self.oidc_issuer_url, child)
        self.maintenance = str(args.window)
        self.register_outputs(
            {
                "cluster_id": self.cluster_id,
                "cluster_name": self.cluster_name,
                "oidc_issuer_url": self.oidc_issuer_url,
                "private_fqdn": self.private_fqdn,
                "maintenance": self.maintenance,
            }
        )

    def _rights_on_names(self, name: str, args: ServingClusterArgs) -> Sequence[pulumi.Resource]:
        """Let the control plane write the API server's name where the network finds it."""
        child = pulumi.ResourceOptions(parent=self)
        rights = grant_on(
            "virtual-network", args.network.id, args.principals, args.conventions, name, child
        )
        if zone_id := args.settings.api_server_zone_id:
            rights += grant_on(
                "api-server-zone", zone_id, args.principals, args.conventions, name, child
            )
        return rights


def _grant(
    name: str,
    args: ServingClusterArgs,
    cluster: containerservice.ManagedCluster,
    opts: pulumi.ResourceOptions,
) -> None:
    """Let people look at the cluster, and break the glass."""
    grant_on("cluster", cluster.id, args.principals, args.conventions, name, opts)
    namespace = pulumi.Output.concat(cluster.id, "/namespaces/", args.settings.model_namespace)
    grant_on("model-namespace", namespace, args.principals, args.conventions, name, opts)


def _send_metrics(
    name: str,
    args: ServingClusterArgs,
    cluster: containerservice.ManagedCluster,
    opts: pulumi.ResourceOptions,
) -> None:
    """Tell the agents which metrics to send where. The names are Azure's."""
    if args.prometheus is None:
        return
    monitor.DataCollectionRuleAssociation(
        f"{name}-metrics-rule",
        association_name="ContainerInsightsMetricsExtension",
        resource_uri=cluster.id,
        data_collection_rule_id=args.prometheus.rule_id,
        opts=opts,
    )
    monitor.DataCollectionRuleAssociation(
        f"{name}-metrics-endpoint",
        association_name="configurationAccessEndpoint",
        resource_uri=cluster.id,
        data_collection_endpoint_id=args.prometheus.endpoint_id,
        opts=opts,
    )
