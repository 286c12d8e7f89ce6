"""Cases of the rules on where resources are and which types there may be."""

from simulated_azure.values import UNKNOWN
from tests.guardrails.spec import ABSENT, Case, Made, Ref

NETWORK = Made("network:VirtualNetwork", "net", {"location": "eastus2"})
REGISTRY = Made(
    "containerregistry:Registry",
    "registry",
    {"registryName": "crmlops", "location": "East US 2", "zoneRedundancy": "Enabled"},
)
REPLICA = Made(
    "containerregistry:Replication",
    "replica",
    {"registryName": Ref("registry", "name"), "location": "westus2", "zoneRedundancy": "Enabled"},
)
CLUSTER = Made(
    "containerservice:ManagedCluster",
    "cluster",
    {
        "resourceName": "aks-mlops",
        "location": "eastus2",
        "agentPoolProfiles": [{"name": "system", "availabilityZones": ["1", "2"]}],
    },
)
POOL = Made(
    "containerservice:AgentPool",
    "pool",
    {"resourceName": Ref("cluster", "name"), "availabilityZones": ["1", "2", "3"]},
)
ZONE = Made("privatedns:PrivateZone", "zone", {"location": "Global"})
FLOWS = Made("network:FlowLog", "flows", {"enabled": True})
_ZONES = "cluster:agentPoolProfiles[0].availabilityZones"

CASES = {
    "res-location": Case(
        good=(NETWORK, REGISTRY, REPLICA, ZONE, Made("network:Subnet", "subnet", {})),
        at="net:location",
        bad="westeurope",
        missing="pass",
        also_good={
            "a stack of nothing placed": {"net": ABSENT, "registry": ABSENT, "replica": ABSENT}
        },
        also_bad={
            "a copy elsewhere": {"replica:location": "northeurope"},
            "a region nobody knows": {"net:location": "eastus9"},
        },
        set_otherwise={
            "one of the regions": ({"regions": ["eastus2", "westus2"]}, {}, "pass"),
            "none of the regions": ({"regions": ["eastus2"]}, {}, "violation"),
        },
    ),
    "res-zone-redundant": Case(
        good=(REGISTRY, REPLICA, CLUSTER, POOL),
        at="registry:zoneRedundancy",
        bad="Disabled",
        also_good={
            "a region without zones": {
                "replica:location": "westus",
                "replica:zoneRedundancy": ABSENT,
            },
            "a cluster without zones": {
                "cluster:location": "West US",
                _ZONES: ABSENT,
                "pool:availabilityZones": ABSENT,
            },
        },
        also_bad={
            "a replica": {"replica:zoneRedundancy": ABSENT},
            "a pool of one zone": {"pool:availabilityZones": ["1"]},
            "the same zone twice": {"pool:availabilityZones": ["1", "1"]},
            "a pool of no zone": {_ZONES: ABSENT},
        },
        also_undetermined={"a zone that is not known": {"pool:availabilityZones": ["1", UNKNOWN]}},
    ),
    "res-types": Case(
        good=(NETWORK, Made("kubernetes:core/v1:Namespace", "models", {})),
        at="blob",
        bad=Made("storage:Blob", "blob", {"accountName": "st", "containerName": "models"}),
        unknown="violation",
        also_good={
            "a patch that is judged": {
                "patch": Made("kubernetes:core/v1:ServicePatch", "patch", {})
            }
        },
        also_bad={
            "a patch": {"patch": Made("kubernetes:apps/v1:DeploymentPatch", "patch", {})},
            "another service": {"queue": Made("servicebus:Queue", "queue", {})},
            "a version of its own": {
                "old": Made("azure-native:storage/v20240101:StorageAccount", "old", {})
            },
            "another definition": {"job": Made("kubernetes:kueue.x-k8s.io/v1beta1:Job", "job", {})},
        },
    ),
    "res-once": Case(
        good=(NETWORK,),
        at="flows",
        bad=FLOWS,
        unknown="violation",
        set_otherwise={
            "the subscription's own stack": ({"here": True}, {"flows": FLOWS}, "pass"),
        },
    ),
}
