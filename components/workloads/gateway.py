"""How requests from the network come in: one host name, one certificate, one address."""

import json

import pulumi
import pulumi_kubernetes as kubernetes

from components.shared.kubernetes_names import (
    GATEWAY,
    INGRESS_GATEWAY,
    INGRESS_NAMESPACE,
    MODEL_SERVICES,
    PART_OF,
)
from components.workloads.args import CertificateSource, WorkloadsArgs
from settings.serving import IngressSettings

# The credential that `ServingCluster` makes trusts this account of the add-on's namespace.
CERTIFICATE_READER = "certificate-reader"
_TLS_OBJECT = "models-tls"
# Does nothing; the driver keeps the certificate up to date for as long as a pod mounts it
# (learn.microsoft.com/azure/aks/csi-secrets-store-configuration-options#sync-mounted-content).
_IDLE_IMAGE = "mcr.microsoft.com/oss/kubernetes/pause:3.9"
_USER_ID = 65535
_READER_LABELS = {"app": CERTIFICATE_READER}


def make_gateway(
    name: str,
    args: WorkloadsArgs,
    ingress: IngressSettings,
    source: CertificateSource,
    opts: pulumi.ResourceOptions,
) -> None:
    """Open the mesh's gateway for the host name."""
    kubernetes.core.v1.ServicePatch(
        f"{name}-gateway-address",
        metadata=kubernetes.meta.v1.ObjectMetaPatchArgs(
            name=INGRESS_GATEWAY,
            namespace=INGRESS_NAMESPACE,
            annotations={
                "service.beta.kubernetes.io/azure-load-balancer-ipv4": ingress.address,
                # The add-on owns the rest of it: nothing may be taken away, nor the whole when the
                # file goes (fluxcd.io/flux/components/kustomize/kustomizations/#apply-behavior).
                "kustomize.toolkit.fluxcd.io/ssa": "Merge",
                "kustomize.toolkit.fluxcd.io/prune": "disabled",
            },
        ),
        opts=opts,
    )
    _certificate(name, args, ingress, source, opts)
    kubernetes.apiextensions.CustomResource(
        f"{name}-gateway",
        api_version="networking.istio.io/v1",
        kind="Gateway",
        metadata={"name": GATEWAY, "namespace": args.settings.model_namespace},
        spec={
            "selector": {"istio": INGRESS_GATEWAY},
            "servers": [
                {
                    "port": {"number": 443, "name": "https", "protocol": "HTTPS"},
                    "hosts": [ingress.host_name],
                    "tls": {
                        "mode": "SIMPLE",
                        "minProtocolVersion": "TLSV1_2",
                        # Looked for where the gateway runs, not where this is.
                        "credentialName": _TLS_OBJECT,
                    },
                }
            ],
        },
        opts=opts,
    )


def _certificate(
    name: str,
    args: WorkloadsArgs,
    ingress: IngressSettings,
    source: CertificateSource,
    opts: pulumi.ResourceOptions,
) -> None:
    """Bring the certificate from the vault to the gateway, and its successor when it is renewed."""
    account = kubernetes.core.v1.ServiceAccount(
        f"{name}-certificate-account",
        metadata=kubernetes.meta.v1.ObjectMetaArgs(
            name=CERTIFICATE_READER,
            namespace=INGRESS_NAMESPACE,
            annotations={"azure.workload.identity/client-id": source.client_id},
        ),
        automount_service_account_token=False,
        opts=opts,
    )
    # A certificate with its key is read as a secret
    # (learn.microsoft.com/azure/key-vault/certificates/about-certificates).
    certificate = json.dumps({"objectName": ingress.certificate, "objectType": "secret"})
    provided = kubernetes.apiextensions.CustomResource(
        f"{name}-certificate-source",
        api_version="secrets-store.csi.x-k8s.io/v1",
        kind="SecretProviderClass",
        metadata={"name": _TLS_OBJECT, "namespace": INGRESS_NAMESPACE},
        spec={
            "provider": "azure",
            "parameters": {
                "usePodIdentity": "false",
                "clientID": source.client_id,
                "keyvaultName": source.key_vault_name,
                "tenantId": args.conventions.tenant_id,
                "objects": json.dumps({"array": [certificate]}),
            },
            "secretObjects": [
                {
                    "secretName": _TLS_OBJECT,
                    "type": "kubernetes.io/tls",
                    "data": [
                        {"objectName": ingress.certificate, "key": key}
                        for key in ("tls.key", "tls.crt")
                    ],
                }
            ],
        },
        opts=opts,
    )
    metadata = kubernetes.meta.v1.ObjectMetaArgs(
        name=CERTIFICATE_READER, namespace=INGRESS_NAMESPACE
    )
    selector = kubernetes.meta.v1.LabelSelectorArgs(match_labels=_READER_LABELS)
    kubernetes.apps.v1.Deployment(
        f"{name}-certificate-reader",
        metadata=metadata,
        spec=kubernetes.apps.v1.DeploymentSpecArgs(
            # The driver deletes the copy that the gateway serves with when its last reader goes
            # (secrets-store-csi-driver.sigs.k8s.io/topics/sync-as-kubernetes-secret).
            replicas=2,
            selector=selector,
            template=kubernetes.core.v1.PodTemplateSpecArgs(
                metadata=kubernetes.meta.v1.ObjectMetaArgs(
                    labels={
                        **args.conventions.labels(),
                        **_READER_LABELS,
                        PART_OF: MODEL_SERVICES,
                        "sidecar.istio.io/inject": "false",
                    }
                ),
                spec=_reader(),
            ),
        ),
        opts=pulumi.ResourceOptions.merge(
            opts, pulumi.ResourceOptions(depends_on=[account, provided])
        ),
    )
    kubernetes.policy.v1.PodDisruptionBudget(
        f"{name}-certificate-reader-budget",
        metadata=metadata,
        spec=kubernetes.policy.v1.PodDisruptionBudgetSpecArgs(max_unavailable=1, selector=selector),
        opts=opts,
    )


def _reader() -> kubernetes.core.v1.PodSpecArgs:
    core = kubernetes.core.v1
    return core.PodSpecArgs(
        service_account_name=CERTIFICATE_READER,
        automount_service_account_token=False,
        node_selector={"pool": "user"},
        topology_spread_constraints=[
            core.TopologySpreadConstraintArgs(
                topology_key=key,
                max_skew=1,
                when_unsatisfiable="ScheduleAnyway",
                label_selector=kubernetes.meta.v1.LabelSelectorArgs(match_labels=_READER_LABELS),
            )
            for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
        ],
        security_context=core.PodSecurityContextArgs(
            run_as_non_root=True,
            run_as_user=_USER_ID,
            seccomp_profile=core.SeccompProfileArgs(type="RuntimeDefault"),
        ),
        containers=[
            core.ContainerArgs(
                name="idle",
                image=_IDLE_IMAGE,
                resources=core.ResourceRequirementsArgs(
                    requests={"cpu": "10m", "memory": "16Mi"},
                    limits={"cpu": "50m", "memory": "32Mi"},
                ),
                security_context=core.SecurityContextArgs(
                    allow_privilege_escalation=False,
                    read_only_root_filesystem=True,
                    capabilities=core.CapabilitiesArgs(drop=["ALL"]),
                ),
                volume_mounts=[
                    core.VolumeMountArgs(
                        name="certificate", mount_path="/certificate", read_only=True
                    )
                ],
            )
        ],
        volumes=[
            core.VolumeArgs(
                name="certificate",
                csi=core.CSIVolumeSourceArgs(
                    driver="secrets-store.csi.k8s.io",
                    read_only=True,
                    volume_attributes={"secretProviderClass": _TLS_OBJECT},
                ),
            )
        ],
    )
