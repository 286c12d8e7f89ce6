"""Cases of the rules on how traffic leaves a cluster, enters it, and moves inside."""

from simulated_azure.values import UNKNOWN
from tests.guardrails.cases.serving_access import cluster
from tests.guardrails.spec import ABSENT, Case, Made, Ref

ROUTING = "cluster:ingressProfile.webAppRouting"
GATEWAYS = "cluster:serviceMeshProfile.istio.components.ingressGateways"

CASES = {
    "aks-network-policy": Case(
        good=(
            cluster(
                networkProfile={
                    "networkPlugin": "azure",
                    "networkPolicy": "cilium",
                    "networkDataplane": "cilium",
                }
            ),
        ),
        at="cluster:networkProfile.networkPolicy",
        bad="none",
        also_good={
            "Calico": {
                "cluster:networkProfile.networkPolicy": "calico",
                "cluster:networkProfile.networkDataplane": ABSENT,
            }
        },
        also_bad={
            "no profile": {"cluster:networkProfile": ABSENT},
            "the retiring plugin": {"cluster:networkProfile.networkPlugin": "kubenet"},
            "Cilium without its dataplane": {"cluster:networkProfile.networkDataplane": "azure"},
        },
    ),
    "aks-egress": Case(
        good=(cluster(networkProfile={"outboundType": "userAssignedNATGateway"}),),
        at="cluster:networkProfile.outboundType",
        bad="loadBalancer",
        also_good={
            "a firewall": {"cluster:networkProfile.outboundType": "userDefinedRouting"},
            "no way out": {"cluster:networkProfile.outboundType": "none"},
        },
        also_bad={
            "a gateway of AKS's": {"cluster:networkProfile.outboundType": "managedNATGateway"}
        },
    ),
    "aks-isolated": Case(
        good=(
            cluster(
                networkProfile={"outboundType": "none"},
                bootstrapProfile={"artifactSource": "Cache", "containerRegistryId": "/r"},
                autoUpgradeProfile={"nodeOSUpgradeChannel": "NodeImage"},
                addonProfiles={"azurepolicy": {"enabled": False}},
            ),
            Made(
                "kubernetesconfiguration:Extension",
                "extension",
                {"extensionType": "contoso.scanner", "clusterName": Ref("cluster", "name")},
            ),
        ),
        at="extension:extensionType",
        bad="microsoft.flux",
        also_good={
            "Flux with a way out": {
                "cluster:networkProfile.outboundType": "userDefinedRouting",
                "extension:extensionType": "microsoft.flux",
            },
            "Flux in another cluster": {
                "extension:clusterName": "other",
                "extension:extensionType": "microsoft.flux",
            },
        },
        also_bad={
            "machine learning": {"extension:extensionType": "Microsoft.AzureML.Kubernetes"},
            "what Flux would pull": {
                "pulled": Made(
                    "kubernetesconfiguration:FluxConfiguration",
                    "pulled",
                    {"clusterName": Ref("cluster", "name")},
                )
            },
            "images from the internet": {"cluster:bootstrapProfile.artifactSource": "Direct"},
            "images from nowhere": {"cluster:bootstrapProfile.containerRegistryId": ABSENT},
            "packages from the internet": {
                "cluster:autoUpgradeProfile.nodeOSUpgradeChannel": "SecurityPatch"
            },
            "rules from the internet": {"cluster:addonProfiles.azurepolicy.enabled": True},
        },
    ),
    "aks-gateway-internal": Case(
        good=(
            cluster(
                serviceMeshProfile={
                    "mode": "Istio",
                    "istio": {
                        "components": {"ingressGateways": [{"enabled": True, "mode": "Internal"}]}
                    },
                }
            ),
        ),
        at=f"{GATEWAYS}[0].mode",
        bad="External",
        also_good={
            "no mesh": {"cluster:serviceMeshProfile": ABSENT},
            "switched off": {f"{GATEWAYS}[0]": {"enabled": False, "mode": "External"}},
            "routing inside": {
                ROUTING: {"enabled": True, "nginx": {"defaultIngressControllerType": "Internal"}}
            },
            "no routing": {ROUTING: {"enabled": False}},
        },
        also_bad={
            "gateways of another type": {GATEWAYS: "all"},
            "public routing": {ROUTING: {"enabled": True}},
            "the old add-on": {
                "cluster:addonProfiles": {"httpApplicationRouting": {"enabled": True}}
            },
        },
        also_undetermined={
            "a gateway that may be on": {f"{GATEWAYS}[0]": {"enabled": UNKNOWN, "mode": UNKNOWN}}
        },
    ),
}
