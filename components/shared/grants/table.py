"""Every right the platform hands out, in one table.

A target is the resource that a right lies on, never a group of resources or a subscription; the
component that owns the target makes its rows.
"""

from dataclasses import dataclass
from typing import Literal

Part = Literal[
    "workspace",
    "training",
    "serving",
    "kubelet",
    "keda",
    "control-plane",
    "release",
    "encryption",
    "ingress",
    "chat-caller",
    "off-hours-start",
    "off-hours-stop",
    "stop-caller",
    "devops-pools",
]
Group = Literal["platform-engineers", "data-scientists", "ml-engineers", "viewers", "break-glass"]
Who = Part | Group
Target = Literal[
    "storage",
    "storage-blob-endpoint",
    "storage-file-endpoint",
    "key-vault",
    "encryption-key",
    "registry",
    "node-subnet",
    "api-server-subnet",
    "route-table",
    "kubelet-identity",
    "virtual-network",
    "api-server-zone",
    "cluster",
    "model-namespace",
    "ingress-certificate",
    "audit-log",
    "application-log",
    "metrics",
    "services-insights",
    "chat-relay",
    "stop-workflow",
    "workspace",
    "workspace-insights",
    "bastion",
    "jump-host",
    "jump-interface",
    "runners-subnet",
]


CUSTOM_ROLE = "custom role"
"""Role of a row for which Azure has none: the principal brings the id of the company's own."""


@dataclass(frozen=True)
class Grant:
    """One row: `who` holds `role` on `target`, because of `reason`."""

    who: Who
    role: str
    target: Target
    reason: str

    @property
    def key(self) -> str:
        """What the grant is named after, for ever."""
        return f"{self.target}/{self.who}/{self.role}"


# The blob containers that a workspace keeps its data, runs and models in are named by Azure when
# the workspace is made, so rights on data lie on the account, not on containers.

# learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication#workspace
# asks for Contributor, wide as it is, and Key Vault Administrator for the identity of a workspace
# on all that the workspace depends on. Since April 2025 the approver is not given by itself either:
# learn.microsoft.com/azure/machine-learning/how-to-managed-network.
_WORKSPACE = (
    Grant("workspace", "Contributor", "storage", "set up the workspace's containers and shares"),
    Grant("workspace", "Storage Blob Data Contributor", "storage", "keep runs, data and models"),
    Grant(
        "workspace",
        "Storage File Data Privileged Contributor",
        "storage",
        "keep notebooks without an account key",
    ),
    Grant(
        "workspace",
        "Azure AI Enterprise Network Connection Approver",
        "storage",
        "approve the managed network's endpoints",
    ),
    # learn.microsoft.com/azure/machine-learning/how-to-enable-studio-virtual-network: the studio
    # previews data behind an endpoint of ours only with this.
    Grant("workspace", "Reader", "storage-blob-endpoint", "preview data in the studio"),
    Grant("workspace", "Reader", "storage-file-endpoint", "preview notebooks in the studio"),
    Grant("workspace", "Contributor", "key-vault", "connect the workspace to its vault"),
    Grant("workspace", "Key Vault Administrator", "key-vault", "keep secrets of connections"),
    Grant(
        "workspace",
        "Azure AI Enterprise Network Connection Approver",
        "key-vault",
        "approve the managed network's endpoint",
    ),
    # Contributor pulls and pushes too, in a registry whose rights are not by repository:
    # learn.microsoft.com/azure/container-registry/container-registry-rbac-built-in-roles-overview.
    Grant("workspace", "Contributor", "registry", "keep the images of environments"),
    Grant(
        "workspace",
        "Azure AI Enterprise Network Connection Approver",
        "registry",
        "approve the managed network's endpoint",
    ),
    Grant("workspace", "Contributor", "workspace-insights", "send telemetry of jobs, endpoints"),
    # On the workspace itself, once it is there. Nobody else changes it or lists its keys.
    Grant("workspace", "Contributor", "workspace", "run the workspace and its computes"),
    Grant(
        "workspace",
        "Azure AI Enterprise Network Connection Approver",
        "workspace",
        "approve the managed network's endpoint",
    ),
)

# learn.microsoft.com/azure/machine-learning/how-to-disable-local-auth-storage: what a compute needs
# on an account without keys; queue and table are for parallel batch jobs.
_TRAINING = (
    Grant("training", "Storage Blob Data Contributor", "storage", "read data, write runs, models"),
    Grant(
        "training",
        "Storage File Data Privileged Contributor",
        "storage",
        "mount notebooks on compute instances",
    ),
    Grant("training", "Storage Queue Data Contributor", "storage", "hand out parallel batches"),
    Grant("training", "Storage Table Data Contributor", "storage", "keep count of batches"),
    Grant("training", "Key Vault Secrets User", "key-vault", "read secrets that jobs name"),
    Grant("training", "AcrPull", "registry", "pull the images of environments"),
    # AzureML Data Scientist is everything in a workspace but the workspace itself, its keys, and
    # making or deleting computes (learn.microsoft.com/azure/machine-learning/how-to-assign-roles).
    # AzureML Compute Operator would let its holder delete the clusters of the program.
    Grant(
        "training",
        "AzureML Data Scientist",
        "workspace",
        "submit jobs from jobs, register models, stop the idle instance it is on",
    ),
)

_SERVING = (
    Grant("serving", "Storage Blob Data Reader", "storage", "load models"),
    # learn.microsoft.com/azure/machine-learning/how-to-access-resources-from-endpoints-managed-
    # identities: a managed online endpoint pulls as its own identity.
    Grant("serving", "AcrPull", "registry", "pull the images of endpoints"),
    Grant("release", "Storage Blob Data Contributor", "storage", "upload models it registers"),
    Grant("release", "AcrPush", "registry", "push the images it releases"),
    Grant("release", "AzureML Data Scientist", "workspace", "register, compare and release models"),
    Grant("kubelet", "AcrPull", "registry", "pull the images of pods"),
)

# learn.microsoft.com/azure/aks/configure-azure-cni, api-server-vnet-integration, egress-udr and
# use-managed-identity: a cluster joins a network that is not its own as its own identity. Joining
# would be enough, but no built-in role is narrower, and roles of ours need an owner of the
# subscription.
_CLUSTER = (
    Grant("control-plane", "Network Contributor", "node-subnet", "join nodes and load balancers"),
    Grant("control-plane", "Network Contributor", "api-server-subnet", "join the API server"),
    Grant("control-plane", "Network Contributor", "route-table", "keep routes with the subnet"),
    Grant(
        "control-plane",
        "Managed Identity Operator",
        "kubelet-identity",
        "give nodes the kubelet's identity",
    ),
    # Rights on subnets do not let it link a zone to their network
    # (github.com/MicrosoftDocs/azure-aks-docs/issues/110). Microsoft's pages give it Network
    # Contributor for that; this role can link zones too, and change nothing else of a network.
    Grant(
        "control-plane",
        "Private DNS Zone Contributor",
        "virtual-network",
        "link the API server's zone to the network",
    ),
    # learn.microsoft.com/azure/aks/private-clusters#configuration-options-for-private-dns.
    Grant(
        "control-plane",
        "Private DNS Zone Contributor",
        "api-server-zone",
        "keep the API server's address in a zone that exists",
    ),
    # A certificate and its private key are read as a secret, whose right may lie on it alone
    # (learn.microsoft.com/azure/key-vault/general/rbac-guide).
    Grant(
        "ingress",
        "Key Vault Secrets User",
        "ingress-certificate",
        "serve the models' host name",
    ),
)

# learn.microsoft.com/azure/aks/entra-id-authorization. RBAC Writer reads secrets and runs pods as
# any account of a namespace, so people look; what they change goes through the repository.
_CLUSTER_PEOPLE = (
    Grant("platform-engineers", "Reader", "cluster", "see settings, metrics and health"),
    Grant(
        "platform-engineers",
        "Azure Kubernetes Service Cluster User Role",
        "cluster",
        "fetch the file that kubectl signs in with",
    ),
    Grant(
        "platform-engineers",
        "Azure Kubernetes Service RBAC Reader",
        "cluster",
        "look at what runs, in every namespace",
    ),
    Grant(
        "ml-engineers",
        "Azure Kubernetes Service Cluster User Role",
        "cluster",
        "fetch the file that kubectl signs in with",
    ),
    Grant(
        "ml-engineers",
        "Azure Kubernetes Service RBAC Reader",
        "model-namespace",
        "look at the model services and their logs",
    ),
    Grant(
        "break-glass",
        "Azure Kubernetes Service Cluster User Role",
        "cluster",
        "fetch the file that kubectl signs in with",
    ),
    Grant(
        "break-glass",
        "Azure Kubernetes Service RBAC Cluster Admin",
        "cluster",
        "mend the cluster in an emergency",
    ),
)

# learn.microsoft.com/azure/storage/common/customer-managed-keys-overview. On the key alone, where
# the pages show the vault: rights on a vault's objects may lie on one object
# (learn.microsoft.com/azure/key-vault/general/rbac-guide).
_ENCRYPTION = (
    Grant(
        "encryption",
        "Key Vault Crypto Service Encryption User",
        "encryption-key",
        "wrap and unwrap the keys of storage and registry",
    ),
)

# learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication, and "Use Managed Identity"
# in learn.microsoft.com/azure/azure-monitor/alerts/action-groups, which asks for this role.
_TELEMETRY = (
    Grant(
        "serving",
        "Monitoring Metrics Publisher",
        "services-insights",
        "send telemetry without a key",
    ),
    # For queries: learn.microsoft.com/azure/azure-monitor/metrics/prometheus-api-promql.
    Grant("keda", "Monitoring Data Reader", "metrics", "scale services on what is measured"),
    Grant("chat-caller", "Logic App Contributor", "chat-relay", "hand alerts to the chat"),
)

_PEOPLE = (
    Grant("data-scientists", "Storage Blob Data Contributor", "storage", "read and write data"),
    Grant(
        "data-scientists",
        "Storage File Data Privileged Contributor",
        "storage",
        "use notebooks without an account key",
    ),
    Grant("data-scientists", "AcrPull", "registry", "run an environment's image at the desk"),
    Grant("ml-engineers", "Storage Blob Data Reader", "storage", "inspect data and models"),
    Grant("ml-engineers", "AcrPush", "registry", "push the images of services"),
    Grant("platform-engineers", "Reader", "storage", "see settings, metrics and health"),
    Grant("platform-engineers", "Reader", "key-vault", "see settings, metrics and health"),
    Grant("platform-engineers", "Reader", "registry", "see settings, metrics and health"),
    Grant("platform-engineers", "Log Analytics Reader", "audit-log", "see who did what"),
    Grant("platform-engineers", "Log Analytics Reader", "application-log", "see how things run"),
    Grant("ml-engineers", "Log Analytics Reader", "application-log", "see how models run"),
    Grant("data-scientists", "Log Analytics Reader", "application-log", "see why jobs fail"),
    Grant("viewers", "Storage Blob Data Reader", "storage", "look at data and models"),
    Grant("data-scientists", "AzureML Data Scientist", "workspace", "train and compare models"),
    Grant("ml-engineers", "AzureML Data Scientist", "workspace", "deploy and watch models"),
    Grant("platform-engineers", "Reader", "workspace", "see settings, metrics and health"),
    Grant("viewers", "Reader", "workspace", "look at runs, models and endpoints"),
    Grant("break-glass", "Key Vault Administrator", "key-vault", "mend the vault in an emergency"),
)

# Azure's own roles that may start and stop a cluster may change it too.
_OFF_HOURS = (
    Grant("off-hours-start", CUSTOM_ROLE, "cluster", "start the cluster when a running day begins"),
    Grant("off-hours-stop", CUSTOM_ROLE, "cluster", "stop the cluster when the day ends"),
    Grant("off-hours-stop", CUSTOM_ROLE, "workspace", "stop instances when the day ends"),
    # No narrower role runs a workflow; see the relay of alerts above.
    Grant("stop-caller", "Logic App Contributor", "stop-workflow", "stop when the budget is spent"),
)

_PEOPLE_WHO_COME_IN: tuple[Who, ...] = (
    "platform-engineers",
    "data-scientists",
    "ml-engineers",
    "viewers",
    "break-glass",
)

# learn.microsoft.com/azure/bastion/bastion-overview#roles asks for Reader on Bastion, host and
# interface; the host asks Entra who may sign in
# (learn.microsoft.com/entra/identity/devices/howto-vm-sign-in-azure-ad-linux).
_ACCESS = (
    *(
        row
        for who in _PEOPLE_WHO_COME_IN
        for row in (
            Grant(who, "Reader", "bastion", "open a session through Bastion"),
            Grant(who, "Reader", "jump-host", "find the host to go through"),
            Grant(who, "Reader", "jump-interface", "find the host's address"),
            # No narrower role starts a machine; this one changes none of its settings.
            Grant(
                who,
                "Desktop Virtualization Power On Contributor",
                "jump-host",
                "start the host that stopped last evening",
            ),
        )
    ),
    *(
        Grant(who, "Virtual Machine User Login", "jump-host", "go through the host")
        for who in _PEOPLE_WHO_COME_IN
        if who != "break-glass"
    ),
    Grant(
        "break-glass",
        "Virtual Machine Administrator Login",
        "jump-host",
        "mend the host in an emergency",
    ),
    # learn.microsoft.com/azure/devops/managed-devops-pools/configure-networking: both on the whole
    # network, where the second is only used on the subnet.
    Grant("devops-pools", "Reader", "virtual-network", "find the network of its agents"),
    Grant("devops-pools", "Network Contributor", "runners-subnet", "put agents into the subnet"),
)

GRANTS: tuple[Grant, ...] = (
    *_WORKSPACE,
    *_TRAINING,
    *_SERVING,
    *_CLUSTER,
    *_CLUSTER_PEOPLE,
    *_ENCRYPTION,
    *_OFF_HOURS,
    *_TELEMETRY,
    *_PEOPLE,
    *_ACCESS,
)
