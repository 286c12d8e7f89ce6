"""What all model services share inside the cluster."""

import base64

import pulumi
import pulumi_kubernetes as kubernetes
from pulumi_azure_native import containerservice

from components.workloads.args import WorkloadsArgs, fill_in
from components.workloads.gateway import make_gateway
from components.workloads.gpu import make_device_plugin
from components.workloads.metrics import make_metrics
from components.workloads.namespace import make_namespace
from components.workloads.paths import make_paths

__all__ = ["Workloads", "WorkloadsArgs"]


class Workloads(pulumi.ComponentResource):
    """The namespace of the model services, what may reach it, and the gateway that leads to it.

    With `gitops` the engine makes none of it: the cluster pulls it.

    Guarantees:
        restricted: no pod of a model service runs as root, gains a right or sees its node, by the
            rules of the cluster's own version of Kubernetes.
        closed-by-default: no pod talks to another unless a policy names the path and the reason.
        way-out-by-range: pods call HTTPS only: the platform's endpoints, ranges of the settings,
            public addresses; without a way out no public one, and never the node's identity.
        mesh-only: pods of the mesh take no request that the mesh did not sign.
        bounded: the services together take no more than the most replicas of each, and none has
            a load balancer, a node port or a volume.
        one-host: the gateway answers to the host name, at its fixed address, with the vault's
            certificate, and to nothing in the clear.
        nothing-static: the certificate is read with a federated identity, and so are metrics; no
            Secret object is written.
        gpus-known: pods can ask for GPUs wherever there is a pool of them.
        no-keys-asked: the cluster's kubeconfig is asked for with `apply` only, and holds no key.

    Attributes:
        namespace: namespace of the model services.
    """

    namespace: str

    def __init__(
        self, name: str, args: WorkloadsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("azure-mlops:index:Workloads", name, None, opts)
        settings = args.settings
        self.namespace = settings.model_namespace

        filled = fill_in(args)
        kubeconfig = _kubeconfig(args) if args.delivery.mode == "apply" else None
        objects = args.delivery.objects(f"{name}-objects", self, kubeconfig)
        if objects is not None:
            make_namespace(name, args, objects)
            make_paths(name, args, objects)
            if settings.istio is not None:
                self._require_signatures(name, objects)
            if settings.ingress is not None and filled.certificate is not None:
                make_gateway(name, args, settings.ingress, filled.certificate, objects)
            if filled.keda_client_id is not None:
                make_metrics(name, args, filled.keda_client_id, objects)
            if settings.gpu_pool is not None:
                make_device_plugin(name, settings.gpu_pool, args.conventions, objects)
        self.register_outputs({"namespace": self.namespace})

    def _require_signatures(self, name: str, opts: pulumi.ResourceOptions) -> None:
        # In this namespace: the one that would hold for all of the mesh is the add-on's.
        kubernetes.apiextensions.CustomResource(
            f"{name}-signed-requests",
            api_version="security.istio.io/v1",
            kind="PeerAuthentication",
            metadata={"name": "default", "namespace": self.namespace},
            spec={"mtls": {"mode": "STRICT"}},
            opts=opts,
        )


def _kubeconfig(args: WorkloadsArgs) -> pulumi.Output[str]:
    """Return how to reach the cluster: an address, and a program that signs in with Entra.

    Only Azure knows the cluster's certificate. There is no key in it, because there are no local
    accounts.
    """
    answer = containerservice.list_managed_cluster_user_credentials_output(
        format="exec",
        resource_group_name=args.conventions.resource_group_name,
        resource_name=args.cluster_name,
    )
    return answer.kubeconfigs.apply(lambda files: base64.b64decode(files[0].value).decode())
