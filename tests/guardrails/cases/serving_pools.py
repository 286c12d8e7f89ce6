"""Cases of the rules on node pools."""

from simulated_azure.values import UNKNOWN
from tests.guardrails.cases.serving_access import cluster
from tests.guardrails.spec import ABSENT, Case, Made, Ref

SYSTEM = "cluster:agentPoolProfiles"
TAINT = "CriticalAddonsOnly=true:NoSchedule"
PROFILE = {
    "name": "system",
    "mode": "System",
    "type": "VirtualMachineScaleSets",
    "vmSize": "Standard_D4ds_v5",
    "osDiskType": "Ephemeral",
    "maxPods": 110,
    "minCount": 3,
    "enableAutoScaling": True,
    "enableEncryptionAtHost": True,
    "availabilityZones": ["1", "2", "3"],
    "nodeTaints": [TAINT],
    "securityProfile": {"sshAccess": "Disabled"},
}
CLUSTER = cluster(location="eastus2", agentPoolProfiles=[PROFILE])
_POOL = {key: value for key, value in PROFILE.items() if key not in ("name", "nodeTaints")}
POOL = Made(
    "containerservice:AgentPool",
    "pool",
    {**_POOL, "mode": "User", "minCount": 1, "resourceName": Ref("cluster", "name")},
)
GPU = Made(
    "containerservice:AgentPool",
    "gpu",
    {
        **POOL.inputs,
        "vmSize": "Standard_NC24ads_A100_v4",
        "minCount": 0,
        "osDiskType": "Managed",
        "nodeTaints": ["sku=gpu:NoSchedule"],
        # An option says that it waits in a program; here an input has to.
        "agentPoolName": Ref("pool", "name"),
    },
)
POOLS = (CLUSTER, POOL, GPU)

CASES = {
    "aks-pools": Case(
        good=POOLS,
        at="pool:maxPods",
        bad=30,
        also_bad={
            "few in the cluster's own": {f"{SYSTEM}[0].maxPods": 30},
            "availability sets": {"pool:type": "AvailabilitySet"},
            "a way to sign in": {"pool:securityProfile.sshAccess": "LocalUser"},
            "no word on signing in": {f"{SYSTEM}[0].securityProfile": ABSENT},
            "pools of another type": {SYSTEM: "system"},
        },
    ),
    "aks-encryption-at-host": Case(
        good=POOLS,
        at="pool:enableEncryptionAtHost",
        bad=False,
        settings={"registered": True},
        also_bad={
            "not in the cluster's own": {f"{SYSTEM}[0].enableEncryptionAtHost": False},
        },
        set_otherwise={
            "off where nobody knows": (
                {"registered": False},
                {"pool:enableEncryptionAtHost": False},
                "undetermined",
            ),
            "not even said": (
                {"registered": False},
                {"pool:enableEncryptionAtHost": ABSENT},
                "violation",
            ),
        },
    ),
    "aks-os-disk": Case(
        good=POOLS,
        at="pool:osDiskType",
        bad="Managed",
        also_good={
            "no local disk": {"pool:vmSize": "Standard_D4s_v5", "pool:osDiskType": "Managed"},
            "half the cores": {"pool:vmSize": "Standard_E4-2ds_v5"},
        },
        also_bad={
            "no size": {"pool:vmSize": ABSENT},
            "half the cores, and a managed disk": {
                "pool:vmSize": "Standard_E4-2ds_v5",
                "pool:osDiskType": "Managed",
            },
            "in the cluster's own": {f"{SYSTEM}[0].osDiskType": ABSENT},
            "pools of another type": {SYSTEM: ["system"]},
        },
        also_undetermined={"a size that is not known": {"pool:vmSize": UNKNOWN}},
    ),
    "aks-pools-sequence": Case(
        good=POOLS,
        at="gpu:agentPoolName",
        bad="gpu",
        unknown="violation",
        also_good={"another cluster": {"gpu:resourceName": "other", "gpu:agentPoolName": "gpu"}},
    ),
    "aks-system-pool": Case(
        good=POOLS,
        at=f"{SYSTEM}[0].nodeTaints",
        bad=["sku=gpu:NoSchedule"],
        also_bad={
            "a pool of its own": {"pool:mode": "System"},
            "evicted": {f"{SYSTEM}[0].scaleSetPriority": "Spot"},
            "no mode": {"pool:mode": ABSENT},
            "the taint on models' nodes": {"pool:nodeTaints": [TAINT]},
            "pools of another type": {SYSTEM: ["system"]},
        },
    ),
    "aks-system-nodes": Case(
        good=POOLS,
        at=f"{SYSTEM}[0].minCount",
        bad=2,
        malformed=("3", "violation"),
        also_good={
            "a fixed number": {
                f"{SYSTEM}[0].enableAutoScaling": False,
                f"{SYSTEM}[0].count": 3,
                f"{SYSTEM}[0].minCount": ABSENT,
            }
        },
        also_bad={
            "a fixed number that is small": {
                f"{SYSTEM}[0].enableAutoScaling": False,
                f"{SYSTEM}[0].count": 2,
            },
            "true nodes": {f"{SYSTEM}[0].minCount": True},
            "pools of another type": {SYSTEM: ["system"]},
        },
    ),
    "aks-gpu-pools": Case(
        good=POOLS,
        at="gpu:minCount",
        bad=1,
        also_bad={
            "a fixed number": {"gpu:enableAutoScaling": False},
            "open to any pod": {"gpu:nodeTaints": ABSENT},
            "a size of another type": {"gpu:vmSize": 7},
            "pools of another type": {SYSTEM: ["system"]},
        },
        also_undetermined={"a size that is not known": {"pool:vmSize": UNKNOWN}},
    ),
}
