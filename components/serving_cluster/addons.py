"""What AKS runs inside the cluster for us."""

from pulumi_azure_native import containerservice

from components.serving_cluster.args import ServingClusterArgs

IMAGE_CLEANER_HOURS = 48


def addons(
    args: ServingClusterArgs,
) -> dict[str, containerservice.ManagedClusterAddonProfileArgs]:
    """Return the add-ons that are no properties of the cluster itself."""
    return {
        # Without a way out it could neither fetch rules nor report
        # (learn.microsoft.com/azure/aks/outbound-rules-control-egress#azure-policy).
        "azurepolicy": containerservice.ManagedClusterAddonProfileArgs(
            enabled=args.network.egress != "isolated"
        ),
        "azureKeyvaultSecretsProvider": containerservice.ManagedClusterAddonProfileArgs(
            enabled=True,
            config={"enableSecretRotation": "true", "rotationPollInterval": "2m"},
        ),
    }


def security(args: ServingClusterArgs) -> containerservice.ManagedClusterSecurityProfileArgs:
    """Return how workloads sign in, and what looks after images and threats."""
    defender = None
    if args.settings.defender:
        defender = containerservice.ManagedClusterSecurityProfileDefenderArgs(
            log_analytics_workspace_resource_id=args.log_destinations.workspace_ids["audit"],
            security_monitoring=containerservice.ManagedClusterSecurityProfileDefenderSecurityMonitoringArgs(
                enabled=True
            ),
        )
    return containerservice.ManagedClusterSecurityProfileArgs(
        workload_identity=containerservice.ManagedClusterSecurityProfileWorkloadIdentityArgs(
            enabled=True
        ),
        image_cleaner=containerservice.ManagedClusterSecurityProfileImageCleanerArgs(
            enabled=True, interval_hours=IMAGE_CLEANER_HOURS
        ),
        defender=defender,
    )


def scaling() -> containerservice.ManagedClusterWorkloadAutoScalerProfileArgs:
    """Return what scales pods."""
    return containerservice.ManagedClusterWorkloadAutoScalerProfileArgs(
        keda=containerservice.ManagedClusterWorkloadAutoScalerProfileKedaArgs(enabled=True),
        # Would fight over CPU and memory with the scalers of the services.
        vertical_pod_autoscaler=containerservice.ManagedClusterWorkloadAutoScalerProfileVerticalPodAutoscalerArgs(
            enabled=False
        ),
    )


def node_scaling() -> containerservice.ManagedClusterPropertiesAutoScalerProfileArgs:
    """Return how the autoscaler decides; Azure takes every value as text."""
    return containerservice.ManagedClusterPropertiesAutoScalerProfileArgs(
        expander="least-waste",
        scan_interval="20s",
        scale_down_delay_after_add="10m",
        scale_down_unneeded_time="10m",
        scale_down_utilization_threshold="0.5",
        max_graceful_termination_sec="600",
    )


def storage() -> containerservice.ManagedClusterStorageProfileArgs:
    """Return the volume drivers: disks only, the others mount with account keys."""
    return containerservice.ManagedClusterStorageProfileArgs(
        disk_csi_driver=containerservice.ManagedClusterStorageProfileDiskCSIDriverArgs(
            enabled=True
        ),
        file_csi_driver=containerservice.ManagedClusterStorageProfileFileCSIDriverArgs(
            enabled=False
        ),
        blob_csi_driver=containerservice.ManagedClusterStorageProfileBlobCSIDriverArgs(
            enabled=False
        ),
        snapshot_controller=containerservice.ManagedClusterStorageProfileSnapshotControllerArgs(
            enabled=True
        ),
    )


def mesh(args: ServingClusterArgs) -> containerservice.ServiceMeshProfileArgs:
    """Return the mesh, whose gateway has a private address, or that there is none."""
    istio = args.settings.istio
    if istio is None:
        return containerservice.ServiceMeshProfileArgs(mode="Disabled")
    gateway = containerservice.IstioIngressGatewayArgs(enabled=True, mode="Internal")
    return containerservice.ServiceMeshProfileArgs(
        mode="Istio",
        istio=containerservice.IstioServiceMeshArgs(
            revisions=list(istio.revisions),
            components=containerservice.IstioComponentsArgs(ingress_gateways=[gateway]),
        ),
    )


def metrics(args: ServingClusterArgs) -> containerservice.ManagedClusterAzureMonitorProfileArgs:
    """Return whether agents collect metrics; without a rule they would collect for nobody."""
    return containerservice.ManagedClusterAzureMonitorProfileArgs(
        metrics=containerservice.ManagedClusterAzureMonitorProfileMetricsArgs(
            enabled=args.prometheus is not None
        )
    )


def costs(args: ServingClusterArgs) -> containerservice.ManagedClusterMetricsProfileArgs:
    """Return whether costs are split by namespace, which the free tier cannot."""
    return containerservice.ManagedClusterMetricsProfileArgs(
        cost_analysis=containerservice.ManagedClusterCostAnalysisArgs(
            enabled=args.settings.tier != "Free"
        )
    )
