"""The pods of one version of a service."""

import pulumi
import pulumi_kubernetes as kubernetes

from components.model_service.args import FilledIn, ModelServiceArgs
from components.model_service.scaling import CONTAINER
from components.shared.kubernetes_names import MODEL_SERVICES, PART_OF, SURGE_PERCENT
from components.shared.node_pools import taints
from settings.model_services import VersionSettings

HTTP = "http"
# Gateways and neighbours learn a moment later than the pod that it goes; until then it answers.
_GOODBYE_SECONDS = 10
_LIVE_SECONDS = 10
_READY_SECONDS = 5


def labels(args: ModelServiceArgs, version: str = "") -> dict[str, str]:
    """Return what the pods of a service, or of one version of it, are found by."""
    found = {"app": args.service_name}
    return {**found, "version": version} if version else found


def make_deployment(
    name: str,
    deployment: str,
    version: str,
    args: ModelServiceArgs,
    filled: FilledIn,
    opts: pulumi.ResourceOptions,
) -> None:
    """Make the deployment of one version, whose replicas are the scaler's to count.

    Args:
        name: its logical name.
        deployment: its name in the cluster.
        version: the version's name in the settings.
    """
    found_by = labels(args, version)
    kubernetes.apps.v1.Deployment(
        name,
        metadata=kubernetes.meta.v1.ObjectMetaArgs(
            name=deployment, namespace=args.serving.model_namespace, labels=found_by
        ),
        spec=kubernetes.apps.v1.DeploymentSpecArgs(
            selector=kubernetes.meta.v1.LabelSelectorArgs(match_labels=found_by),
            strategy=kubernetes.apps.v1.DeploymentStrategyArgs(
                type="RollingUpdate",
                rolling_update=kubernetes.apps.v1.RollingUpdateDeploymentArgs(
                    max_unavailable=0, max_surge=f"{SURGE_PERCENT}%"
                ),
            ),
            # A new version that never becomes ready is reported, while the old one goes on.
            progress_deadline_seconds=args.settings.probes.start_seconds + 300,
            revision_history_limit=5,
            template=kubernetes.core.v1.PodTemplateSpecArgs(
                metadata=kubernetes.meta.v1.ObjectMetaArgs(
                    labels={
                        **args.conventions.labels(),
                        **found_by,
                        PART_OF: MODEL_SERVICES,
                        "azure.workload.identity/use": "true",
                    }
                ),
                spec=_pod(version, args.settings.versions[version], args, filled),
            ),
        ),
        opts=opts,
    )


def _pod(
    version: str, chosen: VersionSettings, args: ModelServiceArgs, filled: FilledIn
) -> kubernetes.core.v1.PodSpecArgs:
    core, settings = kubernetes.core.v1, args.settings
    pool = args.serving.pools[settings.pool]
    return core.PodSpecArgs(
        service_account_name=args.service_name,
        # Not the cluster's token, which opens the API server; Entra's comes by a volume of its own.
        automount_service_account_token=False,
        enable_service_links=False,
        node_selector={"pool": settings.pool},
        tolerations=[
            core.TolerationArgs(key=t.key, operator="Equal", value=t.value, effect=t.effect)
            for t in taints(settings.pool, spot=pool.spot)
        ],
        topology_spread_constraints=[_spread(key, version, args) for key in _SPREAD_OVER],
        termination_grace_period_seconds=settings.timeout_seconds + _GOODBYE_SECONDS,
        security_context=core.PodSecurityContextArgs(
            run_as_non_root=True,
            run_as_user=settings.user_id,
            run_as_group=settings.user_id,
            fs_group=settings.user_id,
            seccomp_profile=core.SeccompProfileArgs(type="RuntimeDefault"),
        ),
        containers=[_container(version, chosen, args, filled)],
        volumes=[
            core.VolumeArgs(
                name="scratch",
                empty_dir=core.EmptyDirVolumeSourceArgs(
                    size_limit=f"{settings.resources.scratch_mb}Mi"
                ),
            )
        ],
    )


_SPREAD_OVER = ("topology.kubernetes.io/zone", "kubernetes.io/hostname")


def _spread(
    key: str, version: str, args: ModelServiceArgs
) -> kubernetes.core.v1.TopologySpreadConstraintArgs:
    return kubernetes.core.v1.TopologySpreadConstraintArgs(
        topology_key=key,
        max_skew=1,
        # A pool is one scale set over all zones: the autoscaler cannot add the node in the zone
        # that a stricter rule would wait for (learn.microsoft.com/azure/aks/cluster-autoscaler).
        when_unsatisfiable="ScheduleAnyway",
        label_selector=kubernetes.meta.v1.LabelSelectorArgs(match_labels=labels(args, version)),
        match_label_keys=["pod-template-hash"],
    )


def _container(
    version: str, chosen: VersionSettings, args: ModelServiceArgs, filled: FilledIn
) -> kubernetes.core.v1.ContainerArgs:
    core, settings = kubernetes.core.v1, args.settings
    given, probes = settings.resources, settings.probes
    gpus = {"nvidia.com/gpu": str(given.gpus)} if given.gpus else {}
    return core.ContainerArgs(
        name=CONTAINER,
        image=chosen.image,
        ports=[core.ContainerPortArgs(name=HTTP, container_port=settings.port)],
        env=_environment(version, args, filled),
        resources=core.ResourceRequirementsArgs(
            requests={
                "cpu": f"{given.cpu_request_millicores}m",
                "memory": f"{given.memory_request_mb}Mi",
                **gpus,
            },
            limits={
                "cpu": f"{given.cpu_limit_millicores}m",
                "memory": f"{given.memory_limit_mb}Mi",
                **gpus,
            },
        ),
        # Until the model is loaded nothing else is asked, so the other two need not wait for it.
        startup_probe=_probe(probes.live, _LIVE_SECONDS, probes.start_seconds // _LIVE_SECONDS),
        liveness_probe=_probe(probes.live, _LIVE_SECONDS, 3),
        readiness_probe=_probe(probes.ready, _READY_SECONDS, 2),
        lifecycle=core.LifecycleArgs(
            pre_stop=core.LifecycleHandlerArgs(sleep=core.SleepActionArgs(seconds=_GOODBYE_SECONDS))
        ),
        security_context=core.SecurityContextArgs(
            allow_privilege_escalation=False,
            privileged=False,
            read_only_root_filesystem=True,
            capabilities=core.CapabilitiesArgs(drop=["ALL"]),
        ),
        volume_mounts=[core.VolumeMountArgs(name="scratch", mount_path="/tmp")],  # noqa: S108
    )


def _probe(path: str, period_seconds: int, failures: int) -> kubernetes.core.v1.ProbeArgs:
    return kubernetes.core.v1.ProbeArgs(
        http_get=kubernetes.core.v1.HTTPGetActionArgs(path=path, port=HTTP),
        period_seconds=period_seconds,
        timeout_seconds=5,
        failure_threshold=failures,
    )


def _environment(
    version: str, args: ModelServiceArgs, filled: FilledIn
) -> list[kubernetes.core.v1.EnvVarArgs]:
    """Return the variables of the settings, and where to load models and send telemetry."""
    namespace = args.serving.model_namespace
    values: dict[str, pulumi.Input[str]] = {
        **args.settings.env,
        "MODEL_STORE_URL": filled.model_store_url,
        "APPLICATIONINSIGHTS_CONNECTION_STRING": filled.insights_connection,
        # Sign in: without a word from the sender the agents send with a key, which is refused
        # (learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication).
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING": "Authorization=AAD",
        "OTEL_SERVICE_NAME": args.service_name,
        "OTEL_RESOURCE_ATTRIBUTES": f"service.namespace={namespace},service.version={version}",
    }
    return [kubernetes.core.v1.EnvVarArgs(name=name, value=values[name]) for name in sorted(values)]
