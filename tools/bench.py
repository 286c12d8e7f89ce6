"""Measures speed as ratios inside one run: `make bench`.

Times of one machine mean little; ratios hold. Each figure is the median of several processes, or
the fastest of several runs in one, beside the limit it is held to. Nothing here fails a build: a
figure over its limit is marked.
"""

import importlib.util
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
PACK = ROOT / "policy_packs" / "guardrails"
CUSTOM = {"pulumi_kubernetes.apiextensions": "CustomResource"}
PLAN = [sys.executable, "-m", "preflight", "plan", "dev", "prod", "--format", "json"]

# What importing costs before a plan has done anything: every module a registered type lives in.
FLOOR = """
import importlib, sys
for name in {modules!r}:
    module = importlib.import_module(name)
    dir(module)
    getattr(module, {probe!r}.get(name, "__name__"))
"""

# The second plan in a process, against a cloud of {count} resources of seven types. As on the
# command line (preflight/__main__.py), garbage is not collected.
SCALE = """
import gc, json, sys, time
gc.disable()
sys.path.insert(0, {root!r})
from preflight.host import run_function
from tools.bench import synthetic
times = []
for _ in range(4):
    started = time.process_time()
    result = run_function(lambda: synthetic({count}))
    times.append(time.process_time() - started)
    assert not result.error, result.error
print(json.dumps({{"count": len(result.resources), "second": min(times[1:])}}))
"""


def synthetic(count: int) -> None:
    """Register `count` resources of the kinds the platform is made of."""
    import pulumi
    from pulumi_azure_native import managedidentity, network, privatedns, storage

    group, location = "rg-bench", "eastus2"
    vnet = network.VirtualNetwork(
        "vnet",
        virtual_network_name="vnet-bench",
        resource_group_name=group,
        address_space=network.AddressSpaceArgs(address_prefixes=["10.0.0.0/8"]),
        location=location,
    )
    made = 1
    while made < count:
        index = made
        identity = managedidentity.UserAssignedIdentity(
            f"id-{index}",
            resource_name_=f"id-{index}",
            resource_group_name=group,
            location=location,
        )
        account = storage.StorageAccount(
            f"st-{index}",
            account_name=f"stbench{index}",
            resource_group_name=group,
            kind="StorageV2",
            sku=storage.SkuArgs(name="Standard_LRS"),
            tags={"identity": identity.client_id},
            location=location,
        )
        storage.BlobContainer(
            f"blob-{index}",
            container_name="models",
            account_name=account.name,
            resource_group_name=group,
        )
        zone = privatedns.PrivateZone(
            f"zone-{index}",
            private_zone_name=f"zone{index}.example.com",
            resource_group_name=group,
            location="Global",
        )
        privatedns.VirtualNetworkLink(
            f"link-{index}",
            virtual_network_link_name=f"link-{index}",
            private_zone_name=zone.name,
            resource_group_name=group,
            location="Global",
            registration_enabled=False,
            virtual_network=privatedns.SubResourceArgs(id=vnet.id),
        )
        made += 5
    pulumi.export("made", made)


class Usage(NamedTuple):
    """What a whole process used, as the system accounts for it."""

    cpu_s: float
    peak_mib: float


def _usage(command: list[str], *fine: int, folder: Path = ROOT) -> Usage:
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, *fine):
        sys.exit(f"{' '.join(command)[:80]} failed with {process.returncode}")
    return Usage(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _modules_of_plans() -> dict[str, str]:
    """Return each module a registered type lives in, with a class of it."""
    answer = subprocess.run(PLAN, cwd=ROOT, capture_output=True, text=True, check=False)
    plans: list[dict[str, Any]] = json.loads(answer.stdout)["plans"]
    types = {r["type"] for plan in plans for r in plan["resources"] if r["custom"]}
    found = {}
    for token in sorted(types):
        package, module, name = token.split(":")
        if package == "azure-native":
            found[f"pulumi_azure_native.{module}"] = name
        elif package == "kubernetes":
            # apps/v1 has a module, as networking.k8s.io/v1 has; custom resources share one.
            group, _, version = module.partition("/")
            own = f"pulumi_kubernetes.{group.removesuffix('.k8s.io').replace('.', '_')}"
            known = importlib.util.find_spec(own) is not None
            found |= {f"{own}.{version}": name} if known else CUSTOM
    return found


def _measure_plans(runs: int) -> tuple[float, float]:
    """Return both stacks' plan by their import, in CPU time of whole processes, and its peak."""
    modules = _modules_of_plans()
    imports = [sys.executable, "-c", FLOOR.format(modules=list(modules), probe=modules)]
    # One beside the other, so that a machine that slows down slows both; the first pair pays for
    # cold caches.
    pairs = [(_usage(PLAN, 1), _usage(imports)) for _ in range(runs + 1)][1:]
    ratio = statistics.median(plan.cpu_s / floor.cpu_s for plan, floor in pairs)
    return ratio, max(plan.peak_mib for plan, _ in pairs)


def _milliseconds_each(command: list[str]) -> tuple[int, float]:
    """Return how many resources a command counted, and its CPU milliseconds for each."""
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    figures = json.loads(answer.stdout)
    return figures["count"], figures["second"] / figures["count"] * 1000


def _pack_start(runs: int) -> float:
    """Return the CPU seconds until the engine could ask the policy pack, the SDK's own included."""
    command = [sys.executable, "-c", "from judgement.crossguard import policies; policies()"]
    times = [_usage(command, folder=PACK).cpu_s for _ in range(runs + 1)]
    return statistics.median(times[1:])


def main(runs: Annotated[int, typer.Option(help="Counted runs of each process.")] = 3) -> None:
    """Print each figure, its limit, and whether it is within."""
    table = Table("figure", "measured", "limit", "")

    def row(name: str, value: float, limit: float, unit: str = "") -> None:
        mark = "ok" if value <= limit else "OVER"
        table.add_row(name, f"{value:.2f}{unit}", f"{limit:g}{unit}", mark)

    ratio, peak_mib = _measure_plans(runs)
    row("plan of dev and prod / import, process to process", ratio, 1.4, "x")
    row("peak memory of that plan", peak_mib, 300, " MiB")
    for wanted in (250, 4000):
        scale = [sys.executable, "-c", SCALE.format(root=str(ROOT), count=wanted)]
        count, milliseconds = _milliseconds_each(scale)
        row(f"second plan, {count} resources, a resource", milliseconds, 3, " ms")
    row("start of the policy pack", _pack_start(runs), 0.3, " s")
    for wanted in (200, 2000):
        judging = [sys.executable, "-m", "tools.bench_judging", str(wanted)]
        count, milliseconds = _milliseconds_each(judging)
        row(f"judging {count} resources, a resource", milliseconds, 0.5, " ms")
    Console(width=80).print(table)


if __name__ == "__main__":
    typer.run(main)
