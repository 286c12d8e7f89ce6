"""The machine-learning workspace: how it is closed off, and the computes that train in it."""

import re
from typing import Annotated, Literal

from settings.base import Settings, setting
from settings.forms import Form
from settings.ids import Guid
from settings.outbound_rules import OutboundRules
from settings.types import FrozenMap
from settings.vm_sizes import LastingVmSize


def _cluster_name(value: str) -> str:
    # learn.microsoft.com/azure/machine-learning/how-to-create-compute-instance.
    if not re.fullmatch(r"(?=.{3,24}$)[a-z](?!.*-[0-9]+$)[a-z0-9-]*[a-z0-9]", value):
        raise ValueError(
            "is not a name that Azure takes; use 3 to 24 lower-case letters, digits and hyphens, "
            "no hyphen before digits at the end"
        )
    return value


class ClusterSettings(Settings):
    """One training cluster; without jobs it has no nodes."""

    vm_size: LastingVmSize = setting("Standard_D4ds_v5", "VM size of its nodes.")
    max_nodes: int = setting(
        4, "Most nodes at once; the limit of what its jobs can cost in an hour.", ge=1, le=1000
    )
    priority: Literal["dedicated", "low_priority"] = setting(
        "dedicated",
        "Low-priority nodes cost up to 80 % less and may be taken away at any time; Microsoft "
        "listed them as ending on 2026-03-31, so see whether the region still has them.",
    )
    idle_seconds: int = setting(
        300,
        "Seconds without a job after which a node goes; a new one takes minutes to come.",
        ge=60,
        le=3600,
        why_bounded="under a minute nodes go between the steps of a pipeline, past an hour they "
        "are paid for nothing",
    )


ClusterName = Annotated[str, Form(_cluster_name, pattern="^[a-z][a-z0-9-]{1,22}[a-z0-9]$")]
Clusters = FrozenMap[ClusterName, ClusterSettings]
Instances = FrozenMap[Guid, LastingVmSize]


class WorkspaceSettings(Settings):
    """The workspace, its network and its computes."""

    isolation: Literal["approved_outbound", "internet_outbound", "own_network"] = setting(
        "approved_outbound",
        "Network of the workspace's computes: Microsoft's with a list of approved destinations, "
        "Microsoft's with free outbound, or a subnet of ours.",
        one_way="Azure allows no step back: approved never becomes internet, managed never becomes "
        "own.",
    )
    managed_network_kind: Literal["V1", "V2"] = setting(
        "V1",
        "Generation of Microsoft's network; V2 has finer rights.",
        one_way="Azure does not go back to V1.",
    )
    provision_network_now: bool = setting(
        True,
        "Make Microsoft's network with the workspace, in about half an hour; otherwise the first "
        "compute waits for it, and an online deployment fails.",
    )
    serverless_spark: bool = setting(
        False,
        "Prepare Microsoft's network for serverless Spark, which model monitors run on.",
        one_way="Asked for when the network is made; later, "
        "`az ml workspace provision-network --include-spark`.",
    )
    packages: Literal["prebuilt", "feed", "internet"] = setting(
        "prebuilt",
        "Where jobs get packages with isolation `approved_outbound`: nowhere, images bring them "
        "(`prebuilt`); an Azure Artifacts `feed`; or public indexes on the `internet`, which "
        "brings a firewall.",
    )
    outbound_rules: OutboundRules = setting(
        {},
        "What computes may reach besides, by a name of your choice: `private_endpoint`, "
        "`service_tag` or `fqdn`, each with `owner` and `reason`.",
    )
    outbound_firewall: Literal["Basic", "Standard"] = setting(
        "Basic",
        "Tier of the firewall that the first `fqdn` rule brings: Basic passes 250 Mbit/s for about "
        "$288 a month, Standard 30 Gbit/s and blocks known malicious hosts for about $912.",
    )
    clusters: Clusters = setting(
        {"cpu-cluster": ClusterSettings()},
        "Training clusters by name; jobs ask for them by it, so keep it the same in every "
        "environment.",
    )
    image_build_cluster: ClusterName = setting(
        "cpu-cluster",
        "Cluster that builds images, because a private registry cannot; it needs no GPU.",
    )
    compute_instances: Instances = setting(
        {},
        "Personal workstations: object id of the person in Entra, and a VM size. A change makes "
        "them anew; files in the workspace stay, the local disk does not.",
    )
    instance_idle_minutes: int = setting(
        30,
        "Minutes without use after which a personal instance stops.",
        ge=15,
        le=240,
        why_bounded="Azure takes no less than 15; past four hours a forgotten one runs all evening",
    )
    max_training_nodes: int = setting(
        4,
        "Most nodes that training clusters and personal instances run at once; sizes the training "
        "subnet of isolation `own_network`.",
        ge=0,
        le=200,
    )
    encryption: Literal["platform", "customer"] = setting(
        "platform",
        "Whose key encrypts what the workspace keeps with Microsoft: runs, metadata, search "
        "indexes. `customer` uses the key of data_stores.encryption.",
        one_way="A workspace takes a customer's key only when it is made.",
    )
    high_business_impact: bool = setting(
        False,
        "For highly sensitive data: scratch disks are encrypted and wiped between jobs, Microsoft "
        "sees less when it helps, jobs start slower.",
        one_way="Set only when the workspace is made.",
    )
    data_isolation: bool = setting(
        False,
        "Keep containers, secrets and images apart from those of other workspaces that use the "
        "same storage account, vault or registry.",
        one_way="Set only when the workspace is made.",
    )
    protect: bool = setting(
        True, "Refuse to delete the workspace, whoever asks, until this is turned off."
    )
