"""Alerts that hold for every platform, each number with its source.

Source, where none else is named: Azure Monitor Baseline Alerts, github.com/Azure/
azure-monitor-baseline-alerts, services/<service>/alerts.yaml. Where the documents that describe the
platform ask for a number of their own, it is theirs.
"""

from typing import Any

from components.alerting.rules import Alert, MetricAlert, Target

_AMBA = "Azure Monitor Baseline Alerts"
_DOCUMENTS = "the platform's documents"

_NAMESPACES: dict[Target, str] = {
    "workspace": "Microsoft.MachineLearningServices/workspaces",
    "cluster": "Microsoft.ContainerService/managedClusters",
    "key-vault": "Microsoft.KeyVault/vaults",
    "storage": "Microsoft.Storage/storageAccounts",
    "registry": "Microsoft.ContainerRegistry/registries",
    "chat-relay": "Microsoft.Logic/workflows",
}
_JOB = "open the run in the studio; its last log line says why."
_NODES = (
    "see in the workbook whether pods wait; raise max_nodes of the pool, or the pods' requests."
)
_VAULT = "see the vault's resource health, then who calls it that often."


def _row(
    target: Target,
    name: str,
    severity: Any,
    metric: str,
    aggregation: Any,
    operator: Any,
    threshold: float,
    window: str,
    what: str,
    first_step: str,
    origin: str = _AMBA,
    frequency: str = "PT5M",
    **dimensions: tuple[str, ...],
) -> MetricAlert:
    return MetricAlert(
        name=f"{target}-{name}",
        target=target,
        severity=severity,
        what=what,
        origin=origin,
        first_step=first_step,
        namespace=_NAMESPACES[target],
        metric=metric,
        aggregation=aggregation,
        operator=operator,
        threshold=threshold,
        window=window,
        frequency=frequency,
        dimensions=dimensions,
    )


_WORKSPACE = (
    _row("workspace", "failed-runs", 3, "Failed Runs", "Total", "GreaterThan", 0, "PT5M",
         "A training run failed.", _JOB),
    _row("workspace", "stuck-runs", 3, "Not Responding Runs", "Total", "GreaterThan", 0, "PT5M",
         "A training run no longer responds.", _JOB),
    _row("workspace", "failed-deployments", 3, "Model Deploy Failed", "Total", "GreaterThan", 0,
         "PT5M", "A model could not be deployed.", "open the deployment's log in the studio."),
    _row("workspace", "quota", 3, "Quota Utilization Percentage", "Average", "GreaterThan", 90,
         "PT15M", "Nine tenths of the compute quota are in use; jobs will wait.",
         "ask for quota, or lower max_nodes of a cluster that idles."),
    _row("workspace", "unusable-nodes", 3, "Unusable Nodes", "Total", "GreaterThan", 0, "PT15M",
         "A training node cannot be used and is paid for.", "delete the node in the studio."),
)  # fmt: skip

_CLUSTER = (
    _row("cluster", "cpu", 2, "node_cpu_usage_percentage", "Average", "GreaterThan", 80, "PT15M",
         "Nodes are short of CPU.", _NODES, _DOCUMENTS),
    _row("cluster", "memory", 2, "node_memory_working_set_percentage", "Average", "GreaterThan",
         85, "PT15M", "Nodes are short of memory; pods will be killed.", _NODES, _DOCUMENTS),
    _row("cluster", "disk", 2, "node_disk_usage_percentage", "Average", "GreaterThan", 80, "PT15M",
         "Nodes are short of disk; images and pods will be evicted.", _NODES),
    _row("cluster", "waiting-pods", 2, "cluster_autoscaler_unschedulable_pods_count", "Average",
         "GreaterThan", 0, "PT15M", "Pods wait for a node that does not come.", _NODES),
    _row("cluster", "failed-pods", 2, "kube_pod_status_phase", "Average", "GreaterThan", 0, "PT15M",
         "Pods have failed.", "kubectl describe the pod; its last event says why.",
         phase=("Failed",)),
    _row("cluster", "lost-nodes", 1, "kube_node_status_condition", "Average", "GreaterThan", 0,
         "PT15M", "A node is not ready.", "see its events; AKS replaces it in ten minutes or so.",
         status2=("NotReady",)),
    _row("cluster", "idle", 4, "node_cpu_usage_percentage", "Average", "LessThan", 20, "P1D",
         "Nodes idled for a day; the cluster is larger than what it serves.",
         "lower min_nodes of the pool.", _DOCUMENTS, frequency="PT1H"),
)  # fmt: skip

_STORES = (
    _row("key-vault", "availability", 1, "Availability", "Average", "LessThan", 90, "PT5M",
         "The key vault fails requests; jobs and services cannot start.", _VAULT),
    _row("key-vault", "saturation", 1, "SaturationShoebox", "Average", "GreaterThan", 75, "PT5M",
         "The key vault nears the number of calls it takes.", _VAULT),
    _row("key-vault", "latency", 3, "ServiceApiLatency", "Average", "GreaterThan", 1000, "PT5M",
         "The key vault is slow.", _VAULT),
    _row("storage", "availability", 1, "Availability", "Average", "LessThan", 99, "PT5M",
         "Storage fails requests; training and loading of models stop.",
         "see the account's resource health.", _DOCUMENTS),
    _row("storage", "latency", 2, "SuccessE2ELatency", "Average", "GreaterThan", 1000, "PT15M",
         "Storage is slow.", "see which client reads that much."),
    _row("storage", "throttled", 2, "Transactions", "Total", "GreaterThanOrEqual", 1, "PT15M",
         "Storage turns requests away because there are too many.",
         "see which client it is; spread its data over more prefixes, or its calls over time.",
         ResponseType=("ClientThrottlingError", "ServerBusyError",
                       "ClientAccountBandwidthThrottlingError",
                       "ClientAccountRequestThrottlingError")),
    _row("registry", "storage", 3, "StorageUsed", "Average", "GreaterThan", 429 * 1024**3, "PT1H",
         "Images have used 429 of the registry's 500 GB; what is more is billed by the GB.",
         "delete tags that nothing runs, `az acr run` with acr purge.", frequency="PT1H"),
    _row("chat-relay", "failed", 2, "RunsFailed", "Total", "GreaterThan", 0, "PT5M",
         "An alert did not reach the chat.", "open the failed run; set alerting.chat_url anew if "
         "the channel is gone.", "one lost alert is one too many"),
)  # fmt: skip

BASELINES: tuple[Alert, ...] = (*_WORKSPACE, *_CLUSTER, *_STORES)
