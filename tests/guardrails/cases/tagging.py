"""Cases of the rules on tags."""

from simulated_azure.values import UNKNOWN, Secret
from tests.guardrails.spec import ABSENT, Case, Made

TAGS = {
    "Environment": "test",
    "CostCenter": "ML-1001",
    "Owner": "ml-platform@example.com",
    "Project": "mlops",
    "ManagedBy": "pulumi",
    "DataClassification": "internal",
    "component": "network",
}
NETWORK = Made("network:VirtualNetwork", "net", {"tags": TAGS})
GROUP = Made("resources:ResourceGroup", "group", {"tags": TAGS})
CLUSTER = Made(
    "containerservice:ManagedCluster",
    "cluster",
    {"tags": TAGS, "agentPoolProfiles": [{"name": "system", "tags": TAGS}]},
)
_EVERY = {f"without {name}": {f"net:tags.{name}": ABSENT} for name in TAGS}

CASES = {
    "tag-required": Case(
        good=(NETWORK, Made("keyvault:Key", "key", {}), Made("network:Subnet", "subnet", {})),
        at="net:tags",
        bad={},
        also_good={
            "a value that is not known": {"net:tags.Owner": UNKNOWN},
            "secret tags": {"net:tags": Secret(TAGS)},
        },
        also_bad={
            **_EVERY,
            "another spelling": {"net:tags.CostCenter": ABSENT, "net:tags.cost_center": "ML-1001"},
            "another case": {"net:tags.Owner": ABSENT, "net:tags.owner": "a@example.com"},
            "an empty value": {"net:tags.Owner": ""},
            "null": {"net:tags.Owner": None},
        },
    ),
    "tag-resource-group": Case(
        good=(GROUP,),
        at="group:tags",
        bad={},
        also_bad={"without an owner": {"group:tags.Owner": ABSENT}},
    ),
    "tag-nested-pools": Case(
        good=(CLUSTER,),
        at="cluster:agentPoolProfiles[0].tags",
        bad={},
        also_bad={
            "without a cost center": {"cluster:agentPoolProfiles[0].tags.CostCenter": ABSENT}
        },
    ),
    "tag-value-format": Case(
        good=(NETWORK,),
        at="net:tags.DataClassification",
        bad="Secret",
        missing="pass",
        also_good={"no tags are told elsewhere": {"net:tags": ABSENT}},
        also_bad={
            "another environment": {"net:tags.Environment": "prod"},
            "another case": {"net:tags.DataClassification": "Internal"},
            "an owner without address": {"net:tags.Owner": "Bob"},
            "made by hand": {"net:tags.ManagedBy": "portal"},
            "a cost center of spaces": {"net:tags.CostCenter": "a b"},
            "a project in capitals": {"net:tags.Project": "MLOPS"},
            "a component in capitals": {"net:tags.component": "Network"},
            "a number": {"net:tags.CostCenter": 1001},
        },
        settings={"environment": "test"},
        also_undetermined={"tags that are not known": {"net:tags": UNKNOWN}},
    ),
    "tag-hygiene": Case(
        good=(NETWORK,),
        at="net:tags.Note",
        bad="AccountKey=abc",
        missing="pass",
        also_good={"no tags are told elsewhere": {"net:tags": ABSENT}},
        also_bad={
            "a token": {"net:tags.Note": "ghp_" + "a" * 30},
            "a password": {"net:tags.Note": "password=hunter2"},
            "two of one name": {"net:tags.OWNER": "a@example.com"},
            "a name that is too long": {f"net:tags.{'n' * 513}": "x"},
            "a letter that Azure refuses": {"net:tags.a/b": "x"},
            "a name of Microsoft's": {"net:tags.microsoftThing": "x"},
            "a value that is too long": {"net:tags.Note": "v" * 257},
            "51 tags": {f"net:tags.t{n}": "x" for n in range(44)},
            "tags of another type": {"net:tags": "x"},
        },
        also_undetermined={"tags that are not known": {"net:tags": UNKNOWN}},
    ),
    "tag-stack-consistent": Case(
        good=(NETWORK, GROUP, Made("network:NatGateway", "gateway", {"tags": TAGS})),
        at="gateway:tags.CostCenter",
        bad="ML-2002",
        missing="pass",
        also_bad={
            "an odd environment": {"gateway:tags.Environment": "prod"},
            "an odd case": {"gateway:tags.Project": "MLops"},
            "an odd owner": {"gateway:tags.Owner": "b@example.com"},
        },
    ),
}
