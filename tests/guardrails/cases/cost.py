"""Cases of the rules on what may be spent."""

from typing import Any

from simulated_azure.values import UNKNOWN
from tests.guardrails.spec import ABSENT, Case, Made, Ref, changed

ACCOUNT = Made("storage:StorageAccount", "account", {"sku": {"name": "Standard_ZRS"}})
CLUSTER = Made(
    "containerservice:ManagedCluster",
    "cluster",
    {"agentPoolProfiles": [{"name": "system", "vmSize": "Standard_D4ds_v5"}]},
)


def _notification(kind: str, **inputs: Any) -> dict[str, Any]:
    return {
        "enabled": True,
        "operator": "GreaterThan",
        "threshold": 80,
        "thresholdType": kind,
        "contactEmails": ["finops@example.com"],
        **inputs,
    }


BUDGET = Made(
    "consumption:Budget",
    "budget",
    {
        "notifications": {
            "actual": _notification("Actual"),
            "forecast": _notification("Forecasted"),
            "late": _notification("Actual", threshold=100),
        }
    },
)
EXPORT = Made(
    "costmanagement:Export",
    "export",
    {
        "deliveryInfo": {"destination": {"resourceId": Ref("account"), "container": "costs"}},
        "identity": {"type": "SystemAssigned"},
    },
)
INHERITANCE = Made(
    "costmanagement:TagInheritanceSetting",
    "inheritance",
    {"kind": "taginheritance", "properties": {"preferContainerTags": False}},
)
ACTIVITY = Made("monitor:SubscriptionDiagnosticSetting", "activity", {"logs": []})
COMPUTE = Made(
    "machinelearningservices:Compute",
    "compute",
    {
        "properties": {
            "computeType": "AmlCompute",
            "properties": {
                "vmSize": "Standard_NC24ads_A100_v4",
                "scaleSettings": {"minNodeCount": 0, "maxNodeCount": 4},
            },
        }
    },
)
SPOT = Made(
    "containerservice:AgentPool",
    "spot",
    {
        "vmSize": "Standard_D8ds_v5",
        "scaleSetPriority": "Spot",
        "minCount": 0,
        "mode": "User",
    },
)
WORKFLOW = Made(
    "logic:Workflow",
    "night",
    {
        "definition": {
            "actions": {"call": {"inputs": {"uri": "https://management.azure.com/x/start?v=1"}}}
        }
    },
)
_ACTUAL = "budget:notifications.actual"
_DESTINATION = "export:deliveryInfo.destination"
_SIZE = "cluster:agentPoolProfiles[0].vmSize"
_URI = "night:definition.actions.call.inputs.uri"

CASES = {
    "cost-budget": Case(
        good=(CLUSTER, BUDGET),
        at=f"{_ACTUAL}.threshold",
        bad=90,
        malformed=("80", "violation"),
        also_good={
            "a stack that costs little": {"cluster": ABSENT, "budget": ABSENT},
            "a group hears": {f"{_ACTUAL}.contactEmails": [], f"{_ACTUAL}.contactGroups": ["/x"]},
            "actual is the default": {f"{_ACTUAL}.thresholdType": ABSENT},
        },
        also_bad={
            "no budget": {"budget": ABSENT},
            "no notifications": {"budget:notifications": ABSENT},
            "nobody hears": {f"{_ACTUAL}.contactEmails": []},
            "one that is off": {f"{_ACTUAL}.enabled": False},
            "no forecast": {"budget:notifications.forecast": ABSENT},
        },
        also_undetermined={
            "a group that is not known": {
                f"{_ACTUAL}.contactEmails": ABSENT,
                f"{_ACTUAL}.contactGroups": UNKNOWN,
            }
        },
        set_otherwise={"of another stack": ({"elsewhere": True}, {"budget": ABSENT}, "pass")},
    ),
    "cost-budget-complete": Case(
        good=(
            changed(
                (CLUSTER, BUDGET),
                {
                    "cluster:resourceGroupName": "rg-mlops",
                    "cluster:nodeResourceGroup": "rg-mlops-nodes",
                    "budget:filter": {
                        "dimensions": {
                            "name": "ResourceGroupName",
                            "operator": "In",
                            "values": ["rg-mlops", "RG-MLOPS-NODES"],
                        }
                    },
                },
            )
        ),
        at="cluster:nodeResourceGroup",
        bad="rg-other",
        also_good={
            "a budget of everything": {"budget:filter": ABSENT},
            "a budget of a tag": {"budget:filter.dimensions.name": "TagKey"},
        },
        also_bad={"without the platform": {"cluster:resourceGroupName": "rg-other"}},
        also_undetermined={"groups not known": {"budget:filter.dimensions.values": UNKNOWN}},
    ),
    "cost-export": Case(
        good=(ACCOUNT, EXPORT),
        at=f"{_DESTINATION}.sasToken",
        bad="sv=2024&sig=x",
        missing="pass",
        also_bad={
            "an account of somebody's": {f"{_DESTINATION}.resourceId": "/subscriptions/s/x"},
            "no identity": {"export:identity": ABSENT},
            "an identity of no type": {"export:identity.type": "None"},
        },
    ),
    "tag-cost-inheritance": Case(
        good=(ACTIVITY, INHERITANCE),
        at="inheritance:properties.preferContainerTags",
        bad="no",
        also_good={"a stack that is not the subscription's": {"activity": ABSENT}},
        also_bad={"nowhere": {"inheritance": ABSENT}},
    ),
    "cost-sku": Case(
        good=(CLUSTER, COMPUTE, SPOT, ACCOUNT, Made("network:NatGateway", "gateway", {})),
        at=_SIZE,
        bad="Standard_M64s_v2",
        also_good={
            "a part of the processors": {_SIZE: "Standard_E32-8s_v5"},
            "an instance": {"compute:properties.properties.scaleSettings": ABSENT},
            "a computer of somebody's": {
                "compute:properties": {"computeType": "Kubernetes", "properties": {}}
            },
            "a pool that stays": {"spot:scaleSetPriority": "Regular", "spot:minCount": 1},
        },
        also_bad={
            "an old generation": {_SIZE: "Standard_D4s_v3"},
            "a pool of an old generation": {"spot:vmSize": "Standard_NC6s_v3"},
            "too many processors": {_SIZE: "Standard_D192ds_v6"},
            "not a size": {_SIZE: "large"},
            "a dear tier": {"account:sku.name": "Premium_LRS"},
            "no tier": {"account:sku": ABSENT},
            "idle nodes": {"compute:properties.properties.scaleSettings.minNodeCount": 1},
            "spot nodes that stay": {"spot:minCount": 1},
            "the system on spot nodes": {"spot:mode": "System"},
        },
        set_otherwise={"small machines": ({"most_cpus": 16}, {}, "violation")},
    ),
    "cost-nothing-stops": Case(
        good=(WORKFLOW, CLUSTER),
        at=_URI,
        bad="https://management.azure.com@{parameters('cluster')}/stop?api-version=1",
        missing="pass",
        malformed=(7, "pass"),
        also_bad={
            "in a branch": {
                "night:definition.actions.call": {
                    "actions": [{"inputs": {"uri": "https://x/vm/deallocate"}}]
                }
            },
            "a cluster that is off": {"cluster:powerState": {"code": "Stopped"}},
        },
        also_undetermined={"actions that are not known": {"night:definition": UNKNOWN}},
    ),
}
