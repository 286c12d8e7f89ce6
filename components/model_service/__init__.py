"""One model service: versions, what scales them, how requests find them."""

import pulumi
import pulumi_kubernetes as kubernetes
from pulumi_azure_native import managedidentity

from components.model_service.args import (
    FilledIn,
    ModelServiceArgs,
    ServiceIdentity,
    ServiceTargets,
    fill_in,
)
from components.model_service.pods import labels, make_deployment
from components.model_service.routes import make_entry, make_routes
from components.model_service.scaling import scale

__all__ = ["ModelService", "ModelServiceArgs", "ServiceIdentity", "ServiceTargets"]


class ModelService(pulumi.ComponentResource):
    """A service that answers with a model's predictions, in one or more versions.

    All services sign in as one identity, because they hold the same rights: models lie in
    containers that the workspace names, so a right on some of them cannot be told from a right on
    all. Each service has an account of its own, which the identity trusts by name.

    With `gitops` the engine makes the credential only; the cluster pulls the rest.

    Guarantees:
        signs-in: pods sign in with the token of their own account, hold no key, and cannot speak
            to the API server.
        restricted: containers run as a user that is not root, with no rights, and write to their
            scratch folder only.
        pinned: an image is what its digest says, for as long as the settings name it.
        one-scaler: each version has exactly one scaler, and nothing else says how many replicas
            there are.
        measured-growth: replicas double at once and halve slowly, whatever scales them.
        bounded: every container says what it needs and what it never exceeds.
        no-gap: an update adds before it takes away, a pod that goes answers what it has begun, and
            of two nodes drained at once one waits.
        spread: replicas spread over zones and nodes.
        right-nodes: pods go to the pool of the settings, and tolerate what keeps others off it.
        health-asked: a pod gets requests once it says that it is ready, and is killed when it
            stops answering.
        weights: the versions' shares of the requests sum to 100.
        by-gateway-only: requests come from the gateway, signed by the mesh, and from nowhere else.
        no-public-address: the service has an address inside the cluster only.
        credentials-in-turn: credentials of the identity are written one after another.

    Attributes:
        credential: after it come further credentials of the same identity.
    """

    credential: managedidentity.FederatedIdentityCredential

    def __init__(
        self, name: str, args: ModelServiceArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("azure-mlops:index:ModelService", name, None, opts)
        account = f"system:serviceaccount:{args.serving.model_namespace}:{args.service_name}"
        self.credential = managedidentity.FederatedIdentityCredential(
            f"{name}-credential",
            federated_identity_credential_resource_name=args.conventions.name(
                "fic", args.service_name
            ),
            resource_group_name=args.conventions.resource_group_name,
            resource_name_=args.identity.name,
            issuer=args.issuer,
            subject=account,
            audiences=["api://AzureADTokenExchange"],
            # Azure refuses two writes at once to the credentials of one identity:
            # learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations.
            opts=pulumi.ResourceOptions(parent=self, depends_on=args.after_credentials),
        )
        filled = fill_in(args)
        objects = args.delivery.objects(f"{name}-objects", self)
        if objects is not None:
            after = pulumi.ResourceOptions(depends_on=args.after)
            _make_objects(name, args, filled, pulumi.ResourceOptions.merge(objects, after))
        self.register_outputs({"credential_id": self.credential.id})


def _make_objects(
    name: str, args: ModelServiceArgs, filled: FilledIn, opts: pulumi.ResourceOptions
) -> None:
    kubernetes.core.v1.ServiceAccount(
        f"{name}-account",
        metadata=kubernetes.meta.v1.ObjectMetaArgs(
            name=args.service_name,
            namespace=args.serving.model_namespace,
            annotations={"azure.workload.identity/client-id": filled.client_id},
        ),
        automount_service_account_token=False,
        opts=opts,
    )
    if not args.settings.versions:
        return
    make_entry(name, args, opts)
    make_routes(name, args, opts)
    for version in sorted(args.settings.versions):
        deployment = f"{args.service_name}-{version}"
        make_deployment(f"{name}-{version}", deployment, version, args, filled, opts)
        scale(f"{name}-{version}-scaler", deployment, args, filled, opts)
        _keep_available(f"{name}-{version}-budget", deployment, version, args, opts)


def _keep_available(
    name: str,
    deployment: str,
    version: str,
    args: ModelServiceArgs,
    opts: pulumi.ResourceOptions,
) -> None:
    policy = kubernetes.policy.v1
    policy.PodDisruptionBudget(
        name,
        metadata=kubernetes.meta.v1.ObjectMetaArgs(
            name=deployment, namespace=args.serving.model_namespace
        ),
        spec=policy.PodDisruptionBudgetSpecArgs(
            # Not "min available": with one replica that would block every drain for ever.
            max_unavailable=1,
            unhealthy_pod_eviction_policy="AlwaysAllow",
            selector=kubernetes.meta.v1.LabelSelectorArgs(match_labels=labels(args, version)),
        ),
        opts=opts,
    )
