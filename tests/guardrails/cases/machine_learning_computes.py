"""Cases of the rules on computes and on what they may reach."""

from simulated_azure.values import UNKNOWN
from tests.guardrails.cases.machine_learning_workspace import (
    MANAGED,
    OWN,
    ROUTES,
    SUBNET,
    workspace,
)
from tests.guardrails.spec import ABSENT, Case, Made, Ref

STOP = {
    "action": "Stop",
    "status": "Enabled",
    "triggerType": "Cron",
    "cron": {"expression": "0 19 * * *", "timeZone": "UTC"},
}


def compute(name: str, kind: str, **properties: object) -> Made:
    return Made(
        "machinelearningservices:Compute",
        name,
        {
            "computeName": name,
            "workspaceName": Ref("workspace", "name"),
            "properties": {
                "computeType": kind,
                "properties": {"enableNodePublicIp": False, **properties},
            },
        },
    )


WORKSPACE = workspace(**MANAGED)
CLUSTER = compute(
    "cluster",
    "AmlCompute",
    remoteLoginPortPublicAccess="Disabled",
    scaleSettings={
        "minNodeCount": 0,
        "maxNodeCount": 4,
        "nodeIdleTimeBeforeScaleDown": "PT300S",
    },
)
INSTANCE = compute(
    "instance",
    "ComputeInstance",
    sshSettings={"sshPublicAccess": "Disabled"},
    applicationSharingPolicy="Personal",
    personalComputeInstanceSettings={"assignedUser": {"objectId": "o", "tenantId": "t"}},
    idleTimeBeforeShutdown="PT1H30M",
    schedules={"computeStartStop": [STOP]},
)
COMPUTES = (WORKSPACE, CLUSTER, INSTANCE)
INSIDE = "instance:properties.properties"
NODES = "cluster:properties.properties"


def rule(name: str, kind: str, destination: object, after: str = "") -> Made:
    return Made(
        "machinelearningservices:ManagedNetworkSettingsRule",
        name,
        {
            # An option says so in a program; here an input has to.
            "ruleName": Ref(after, "name") if after else name,
            "workspaceName": Ref("workspace", "name"),
            "properties": {"type": kind, "category": "UserDefined", "destination": destination},
        },
    )


STORAGE = Made("storage:StorageAccount", "storage", {})
TARGET = {"serviceResourceId": Ref("storage"), "subresourceTarget": "queue", "sparkEnabled": False}
TAG = {"serviceTag": "AzureDevOps", "protocol": "TCP", "portRanges": "443", "action": "Allow"}
RULES = (
    WORKSPACE,
    STORAGE,
    rule("host", "FQDN", "pypi.org"),
    rule("queue", "PrivateEndpoint", TARGET, after="host"),
    rule("feed", "ServiceTag", TAG, after="queue"),
)
TO = "properties.destination"

CASES = {
    "aml-compute-hardening": Case(
        good=COMPUTES,
        at=f"{NODES}.enableNodePublicIp",
        bad=True,
        also_bad={
            "remote login": {f"{NODES}.remoteLoginPortPublicAccess": "Enabled"},
            "a shell": {f"{INSIDE}.sshSettings.sshPublicAccess": "Enabled"},
            "shared applications": {f"{INSIDE}.applicationSharingPolicy": "Shared"},
            "nobody's": {f"{INSIDE}.personalComputeInstanceSettings": ABSENT},
            "an attached cluster": {"cluster:properties.computeType": "Kubernetes"},
            "no kind": {"cluster:properties.computeType": ABSENT},
        },
    ),
    "aml-compute-idle": Case(
        good=COMPUTES,
        at=f"{NODES}.scaleSettings.nodeIdleTimeBeforeScaleDown",
        bad="PT24H",
        also_good={"an hour": {f"{INSIDE}.idleTimeBeforeShutdown": "PT1H"}},
        also_bad={
            "an instance that waits for days": {f"{INSIDE}.idleTimeBeforeShutdown": "P3D"},
            "an instance that never shuts down": {f"{INSIDE}.idleTimeBeforeShutdown": ABSENT},
            "no time at all": {f"{INSIDE}.idleTimeBeforeShutdown": "PT0M"},
            "no schedule": {f"{INSIDE}.schedules": ABSENT},
            "a schedule that starts": {f"{INSIDE}.schedules.computeStartStop[0].action": "Start"},
            "a schedule that is off": {
                f"{INSIDE}.schedules.computeStartStop[0].status": "Disabled"
            },
        },
        also_undetermined={
            "a time that is not known": {f"{INSIDE}.idleTimeBeforeShutdown": UNKNOWN}
        },
        set_otherwise={
            "an hour where half of it is allowed": (
                {"idle_minutes": 30},
                {f"{INSIDE}.idleTimeBeforeShutdown": "PT1H"},
                "violation",
            )
        },
    ),
    "aml-compute-network": Case(
        good=(
            ROUTES,
            SUBNET,
            workspace(**OWN),
            compute("cluster", "AmlCompute", subnet={"id": Ref("subnet")}),
        ),
        at=f"{NODES}.subnet.id",
        bad="",
        unknown="pass",
        also_good={"Azure's network": {f"{NODES}.subnet": ABSENT, "workspace": WORKSPACE}},
        also_bad={"a subnet in Azure's network": {"workspace": WORKSPACE}},
        also_undetermined={"a workspace elsewhere": {"cluster:workspaceName": "other"}},
    ),
    "aml-outbound-rules": Case(
        good=RULES,
        at=f"host:{TO}",
        bad="*.blob.core.windows.net",
        also_good={
            "inside the workspace": {
                "workspace:managedNetwork.outboundRules": {
                    "pypi": {"type": "FQDN", "destination": "pypi.org"}
                }
            },
        },
        also_bad={
            "every host": {f"host:{TO}": "*"},
            "no kind": {"host:properties.type": ABSENT},
            "a service of a stranger": {f"queue:{TO}.serviceResourceId": "/subscriptions/x/y"},
            "anybody's storage": {f"feed:{TO}.serviceTag": "Storage.EastUS2"},
            "everything": {f"feed:{TO}.serviceTag": "*"},
            "no tag": {f"feed:{TO}.serviceTag": ABSENT},
            "addresses": {f"feed:{TO}.addressPrefixes": ["0.0.0.0/0"]},
            "inside the workspace a stranger": {
                "workspace:managedNetwork.outboundRules": {
                    "one": {"type": "FQDN", "destination": "example.com"}
                }
            },
            "inside the workspace something else": {
                "workspace:managedNetwork.outboundRules": "all"
            },
        },
        also_undetermined={"a tag that is not known": {f"feed:{TO}.serviceTag": UNKNOWN}},
        set_otherwise={
            "a listed host": ({"hosts": ["example.com"]}, {f"host:{TO}": "example.com"}, "pass"),
            "a listed service": (
                {"targets": ["/subscriptions/x/y"]},
                {f"queue:{TO}.serviceResourceId": "/subscriptions/X/y"},
                "pass",
            ),
        },
    ),
    "aml-outbound-sequence": Case(
        good=RULES,
        at="feed:ruleName",
        bad="feed",
        unknown="violation",
        also_good={"another workspace": {"feed:workspaceName": "other", "feed:ruleName": "feed"}},
        also_bad={"two after one": {"feed:ruleName": Ref("host", "name")}},
    ),
}
