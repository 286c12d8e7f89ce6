"""What may reach each subnet, and what may leave it.

Rules name places (subnets by role, `pods`, `callers`, service tags), never the tag
VirtualNetwork: "this tag might also contain default routes"
(learn.microsoft.com/azure/virtual-network/service-tags-overview), and with our default route to a
firewall in it, Azure's own AllowVnetInBound would let in every address there is.
"""

from components.network.access_rules import ACCESS_RULES
from components.network.security_rules import DENY_INBOUND, NSG_RULES, Rule

AKS_RULES = "learn.microsoft.com/azure/aks/concepts-network#custom-virtual-network-requirements"
ENDPOINT_RULES = "learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy"
TRAINING_RULES = "learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet"
PRIVATE_SUBNETS = (
    "learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access"
    "#private-subnet-limitations"
)

# People and pipelines, however they come in.
CALLERS = ("callers", "jump", "runners", "vpn-clients")

SUBNET_RULES: dict[str, tuple[Rule, ...]] = {
    **ACCESS_RULES,
    "nodes": (
        Rule(
            name="allow-cluster",
            priority=100,
            sources=("nodes", "pods"),
            destinations=("nodes", "pods"),
            reason="nodes and pods use every port among themselves; AKS supports nothing less",
            source=AKS_RULES,
        ),
        Rule(
            name="allow-cluster-out",
            priority=100,
            sources=("nodes", "pods"),
            destinations=("nodes", "pods"),
            direction="Outbound",
            reason="the pod range is not the network's, so Azure's AllowVnetOutBound may miss it",
            source="learn.microsoft.com/azure/aks/azure-cni-overlay#network-security-groups",
        ),
        Rule(
            name="allow-api-server",
            priority=110,
            sources=("api-server",),
            destinations=("nodes", "pods"),
            reason="an integrated API server calls kubelets, webhooks and aggregated APIs directly",
            source="learn.microsoft.com/azure/aks/api-server-vnet-integration",
        ),
        Rule(
            name="allow-load-balancer",
            priority=120,
            sources=("load-balancer",),
            destinations=("anywhere",),
            reason="health probes; a service without them gets no traffic",
            source=NSG_RULES,
        ),
        Rule(
            name="allow-callers-https",
            priority=130,
            sources=CALLERS,
            destinations=("nodes",),
            port="443",
            protocol="Tcp",
            reason="internal load balancers of the model services have their addresses here",
            source="learn.microsoft.com/azure/aks/internal-lb",
        ),
        DENY_INBOUND,
    ),
    "endpoints": (
        Rule(
            name="allow-https",
            priority=100,
            sources=("nodes", "training", *CALLERS),
            destinations=("endpoints",),
            port="443",
            protocol="Tcp",
            reason="every service behind an endpoint speaks HTTPS",
            source=ENDPOINT_RULES,
        ),
        Rule(
            name="allow-smb",
            priority=110,
            sources=("nodes", "training"),
            destinations=("endpoints",),
            port="445",
            protocol="Tcp",
            link="storage-file",
            reason="file shares are mounted over SMB by pods and training jobs; people use HTTPS",
            source=f"{TRAINING_RULES}#limitations",
        ),
        DENY_INBOUND,
        Rule(
            name="deny-outbound",
            priority=4096,
            sources=("anywhere",),
            destinations=("anywhere",),
            access="Deny",
            direction="Outbound",
            reason="endpoints only answer; whatever else is put here must not call out",
            source=ENDPOINT_RULES,
        ),
    ),
    "api-server": (
        Rule(
            name="allow-https",
            priority=100,
            sources=("nodes", *CALLERS),
            destinations=("api-server",),
            port="443",
            protocol="Tcp",
            reason="kubelets, and kubectl from outside the network",
            source=AKS_RULES,
        ),
        Rule(
            name="allow-tunnel",
            priority=110,
            sources=("nodes",),
            destinations=("api-server",),
            port="4443",
            protocol="Tcp",
            reason="nodes to API server",
            source=AKS_RULES,
        ),
        Rule(
            name="allow-load-balancer",
            priority=120,
            sources=("load-balancer",),
            destinations=("anywhere",),
            reason="probes of the API server, on 9988 by TCP or UDP depending on the page",
            source=AKS_RULES,
        ),
        Rule(
            name="allow-within",
            priority=130,
            sources=("api-server",),
            destinations=("api-server",),
            reason="the API server's own load balancer and instances share the subnet",
            source="learn.microsoft.com/azure/aks/api-server-vnet-integration",
        ),
        Rule(
            name="allow-cluster-out",
            priority=100,
            sources=("api-server",),
            destinations=("nodes", "pods"),
            direction="Outbound",
            reason="the other end of the node subnet's allow-api-server",
            source="learn.microsoft.com/azure/aks/api-server-vnet-integration",
        ),
        DENY_INBOUND,
    ),
    "training": (
        Rule(
            name="allow-within",
            priority=100,
            sources=("training",),
            destinations=("training",),
            reason="the nodes of one distributed job talk on ports of its framework's choice",
            source=TRAINING_RULES,
        ),
        # Nothing from the service: computes without a public address need no way in.
        DENY_INBOUND,
    ),
}

# For subnets that originate traffic, with egress `isolated`.
DENY_INTERNET = Rule(
    name="deny-internet",
    priority=4096,
    sources=("anywhere",),
    destinations=("internet",),
    access="Deny",
    direction="Outbound",
    reason="even without a way out, storage accounts of the same region can be reached",
    source=PRIVATE_SUBNETS,
)
