"""Mistakes in the workspace settings that only show next to other settings."""

from collections import Counter
from collections.abc import Iterator

from settings.data_stores import ExistingVault
from settings.outbound_rules import PrivateEndpointRule
from settings.platform import PlatformSettings
from settings.problems import Problem
from settings.time_zones import WINDOWS_TIME_ZONES
from settings.vm_sizes import has_gpu
from settings.withheld import unless_withheld
from settings.workspace import WorkspaceSettings


def check_workspace(settings: PlatformSettings) -> Iterator[Problem]:
    """Yield every rule, compute or key that cannot be as the settings say."""
    yield from unless_withheld(_production, settings)
    yield from unless_withheld(_outbound, settings.workspace)
    yield from unless_withheld(_computes, settings.workspace)
    yield from unless_withheld(_instances, settings)
    yield from unless_withheld(_own_network, settings)
    yield from unless_withheld(_encryption, settings)


def _production(settings: PlatformSettings) -> Iterator[Problem]:
    if settings.tier == "production" and not settings.workspace.protect:
        fix = "remove it; for a planned deletion set tier to non_production too"
        yield Problem("workspace.protect", "must be true in a production stack", fix, "false")


def _outbound(workspace: WorkspaceSettings) -> Iterator[Problem]:
    isolation = workspace.isolation
    if isolation == "approved_outbound":
        return
    for name, rule in workspace.outbound_rules.items():
        path = f"workspace.outbound_rules.{name}"
        if isolation == "own_network":
            fix = "remove it; network.egress and network.firewall decide"
            yield Problem(path, "is not read with isolation own_network", fix)
        elif not isinstance(rule, PrivateEndpointRule):
            wrong = "approves of what isolation internet_outbound lets out anyway"
            yield Problem(path, wrong, "remove it, or choose isolation approved_outbound")
    unread = {
        "packages": workspace.packages != "prebuilt",
        "outbound_firewall": "outbound_firewall" in workspace.model_fields_set,
    }
    if isolation == "own_network":
        unread["serverless_spark"] = workspace.serverless_spark
    for field in (field for field, is_given in unread.items() if is_given):
        wrong = f"is not read with isolation {isolation}"
        yield Problem(f"workspace.{field}", wrong, "remove it")


def _computes(workspace: WorkspaceSettings) -> Iterator[Problem]:
    builder = workspace.clusters.get(workspace.image_build_cluster)
    if builder is None or has_gpu(builder.vm_size):
        known = [name for name, one in workspace.clusters.items() if not has_gpu(one.vm_size)]
        wrong = "is not among workspace.clusters" if builder is None else "has GPUs for nothing"
        fix = f"write {' or '.join(known)}" if known else "add a cluster without GPUs"
        got = f"'{workspace.image_build_cluster}'"
        yield Problem("workspace.image_build_cluster", wrong, fix, got)


def _instances(settings: PlatformSettings) -> Iterator[Problem]:
    people, schedule = settings.workspace.compute_instances, settings.schedule
    # The names of their instances carry only the first eight digits.
    counts = Counter(person[:8] for person in people)
    for person in people:
        if counts[person[:8]] > 1:
            path = f"workspace.compute_instances.{person}"
            wrong = "begins with the same eight digits as another, so their instances would meet"
            yield Problem(path, wrong, "let one of the two make the instance in the studio")
    if people and schedule is None:
        wrong = "is required with workspace.compute_instances, which stop when the day ends"
        yield Problem("schedule", wrong, "add `time_zone: Europe/Berlin` or where people work")
    elif people and schedule and schedule.time_zone not in WINDOWS_TIME_ZONES:
        wrong = "has no Windows name known here, and compute instances take no other"
        fix = "write the nearest of settings/time_zones.py, such as Europe/Berlin"
        yield Problem("schedule.time_zone", wrong, fix, f"'{schedule.time_zone}'")


def _own_network(settings: PlatformSettings) -> Iterator[Problem]:
    workspace = settings.workspace
    if workspace.isolation != "own_network":
        return
    if not settings.network.private_endpoints:
        # learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet#compute-
        # instancecluster-or-serverless-compute-with-no-public-ip.
        yield Problem(
            "workspace.isolation",
            "own_network needs network.private_endpoints: computes without a public address reach "
            "the workspace through its endpoint only",
            "remove network.private_endpoints, or choose another isolation",
            "'own_network'",
        )
    nodes = sum(cluster.max_nodes for cluster in workspace.clusters.values())
    nodes += len(workspace.compute_instances)
    if nodes > workspace.max_training_nodes:
        yield Problem(
            "workspace.max_training_nodes",
            f"must be >= what clusters and personal instances grow to ({nodes})",
            "raise it, or lower their max_nodes",
            str(workspace.max_training_nodes),
        )


def _encryption(settings: PlatformSettings) -> Iterator[Problem]:
    if settings.workspace.encryption != "customer":
        return
    path, got = "workspace.encryption", "'customer'"
    if settings.data_stores.encryption != "customer":
        wrong = "uses the key of data_stores.encryption, which is platform"
        yield Problem(path, wrong, "set that to customer too, or remove this", got)
    elif isinstance(settings.data_stores.key_vault, ExistingVault):
        # A workspace is told the version of its key, and only who makes the key knows it.
        wrong = "needs a key made by the platform, and data_stores.key_vault is brought by id"
        yield Problem(path, wrong, "remove it, or let the platform make the vault", got)
