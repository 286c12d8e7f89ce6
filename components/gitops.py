"""What makes the cluster pull its Kubernetes objects from a Git repository."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import kubernetesconfiguration as configuration

from components.shared.conventions import Conventions
from components.shared.delivery import Delivery
from settings.delivery import RepositorySettings
from settings.serving import ServingSettings

# The name under which AKS installs it by itself with the first configuration; another would be a
# second Flux (learn.microsoft.com/azure/azure-arc/kubernetes/tutorial-use-gitops-flux2).
_EXTENSION = "flux"
_PROVIDER, _CLUSTERS = "Microsoft.ContainerService", "managedClusters"
_CONTROLLERS_NAMESPACE = "flux-system"
_PLATFORM_NAMESPACE = "cluster-config"
_TIMEOUT_S = 600
_RETRY_S = 60


@dataclass(frozen=True, kw_only=True)
class GitOpsArgs:
    """The settings, and what the other parts supply.

    Attributes:
        settings: what a person decided about the cluster and what runs on it.
        conventions: the place.
        delivery: the way of the objects, once every component has said what it wants filled in.
        cluster_name: physical name of the cluster.
        platform_folder: folder of what all services share: the logical name of the component
            whose objects it holds.
        service_folders: likewise, one for each model service.
        after: the cluster; Flux needs nodes to run on.
    """

    settings: ServingSettings
    conventions: Conventions
    delivery: Delivery
    cluster_name: pulumi.Input[str]
    platform_folder: str
    service_folders: Sequence[str]
    after: Sequence[pulumi.Resource] = ()


class GitOps(pulumi.ComponentResource):
    """Flux, as an extension of AKS, and what it pulls: without a line of sight to the cluster.

    There are two configurations, because the rights of one are those of all that it pulls. Flux
    applies as an account of the configuration's namespace (`flux-applier`), never as itself.
    `platform` has rights on the whole cluster: it makes namespaces, and the gateway's certificate
    in the namespace of the mesh. `models` has rights in the namespace of the model services only,
    so that whoever may change a service, and nothing else of the repository, can change nothing
    outside. The two know no order: what comes before its namespace is tried again. Within
    `models` each service is a unit of its own, so that a broken one holds up no other.

    Without a repository nothing is made: whatever else pulls the files fills in `substitutes`.

    Deleting a configuration deletes what it pulled, the services among it; hence `protect`.

    Attributes:
        deploy_keys: public halves of the keys that a repository with an ssh address is read with,
            by configuration; empty texts where the address is https.
        substitutes: what Flux puts in place of each `${NAME}`.

    Guarantees:
        no-repository-nothing-made: without a repository there is neither extension nor
            configuration.
        impersonated: nothing is applied with the rights of Flux itself.
        services-confined: what is pulled for model services has no right outside their namespace.
        strict-substitution: an object with a name that nobody fills in is not applied.
        least-controllers: no controller runs that could write to the repository, nor one for
            charts, which are not used.
        pruned: what leaves the repository leaves the cluster.
        services-apart: a service that cannot be applied holds up no other.
        not-waited-for: no deployment waits for the cluster to pull.
        not-emptied-by-accident: configurations are protected as the cluster is.
        no-secret: no password, token or key is handed to Azure.
    """

    deploy_keys: Mapping[str, pulumi.Output[str]]
    substitutes: Mapping[str, pulumi.Input[str]]

    def __init__(
        self, name: str, args: GitOpsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("azure-mlops:index:GitOps", name, None, opts)
        self.substitutes = dict(args.delivery.substitutes)
        repository = args.settings.delivery.repository
        self.deploy_keys = {} if repository is None else self._pull(name, args, repository)
        self.register_outputs({"deploy_keys": self.deploy_keys, "substitutes": self.substitutes})

    def _pull(
        self, name: str, args: GitOpsArgs, repository: RepositorySettings
    ) -> Mapping[str, pulumi.Output[str]]:
        flux = configuration.Extension(
            f"{name}-flux",
            extension_name=_EXTENSION,
            extension_type="microsoft.flux",
            resource_group_name=args.conventions.resource_group_name,
            cluster_rp=_PROVIDER,
            cluster_resource_name=_CLUSTERS,
            cluster_name=args.cluster_name,
            # Patches and minor versions of Flux come by themselves; `version` would forbid it.
            auto_upgrade_minor_version=True,
            release_train="Stable",
            scope=configuration.ScopeArgs(
                cluster=configuration.ScopeClusterArgs(release_namespace=_CONTROLLERS_NAMESPACE)
            ),
            configuration_settings={
                "multiTenancy.enforce": "true",
                "kustomize-controller.strict-substitution-mode": "true",
                "helm-controller.enabled": "false",
                "image-automation-controller.enabled": "false",
                "image-reflector-controller.enabled": "false",
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(args.after)),
        )
        child = pulumi.ResourceOptions(
            parent=self, depends_on=[flux], protect=args.settings.protect
        )
        made = {
            "platform": self._configuration(
                f"{name}-platform",
                args,
                repository,
                namespace=_PLATFORM_NAMESPACE,
                scope=configuration.ScopeType.CLUSTER,
                folders=[args.platform_folder],
                opts=child,
            )
        }
        if args.service_folders:
            made["models"] = self._configuration(
                f"{name}-models",
                args,
                repository,
                namespace=args.settings.model_namespace,
                scope=configuration.ScopeType.NAMESPACE,
                folders=args.service_folders,
                opts=child,
            )
        return {role: one.repository_public_key for role, one in made.items()}

    def _configuration(
        self,
        name: str,
        args: GitOpsArgs,
        repository: RepositorySettings,
        *,
        namespace: str,
        scope: configuration.ScopeType,
        folders: Sequence[str],
        opts: pulumi.ResourceOptions,
    ) -> configuration.FluxConfiguration:
        return configuration.FluxConfiguration(
            name,
            flux_configuration_name=name.rpartition("-")[2],
            resource_group_name=args.conventions.resource_group_name,
            cluster_rp=_PROVIDER,
            cluster_resource_name=_CLUSTERS,
            cluster_name=args.cluster_name,
            namespace=namespace,
            scope=scope,
            source_kind=configuration.SourceKindType.GIT_REPOSITORY,
            git_repository=configuration.GitRepositoryDefinitionArgs(
                url=repository.url,
                repository_ref=configuration.RepositoryRefDefinitionArgs(branch=repository.branch),
                sync_interval_in_seconds=repository.interval_minutes * 60,
                timeout_in_seconds=_TIMEOUT_S,
            ),
            kustomizations={folder: self._kustomization(folder, repository) for folder in folders},
            suspend=False,
            # A deployment that waits fails while the cluster is stopped, or the files not pushed.
            wait_for_reconciliation=False,
            opts=opts,
        )

    def _kustomization(
        self, folder: str, repository: RepositorySettings
    ) -> configuration.KustomizationDefinitionArgs:
        return configuration.KustomizationDefinitionArgs(
            path=f"./{repository.path}/{folder}",
            prune=True,
            # Says that a rollout hangs, instead of that its objects were accepted.
            wait=True,
            # True would delete and make anew what cannot be changed, in the middle of serving.
            force=False,
            sync_interval_in_seconds=repository.interval_minutes * 60,
            retry_interval_in_seconds=_RETRY_S,
            timeout_in_seconds=_TIMEOUT_S,
            post_build=configuration.PostBuildDefinitionArgs(substitute=self.substitutes)
            if self.substitutes
            else None,
        )
