"""Measures speed as ratios inside one run: `make bench`.

Times of one machine mean little; ratios hold. Each figure is the median of several processes or
runs, beside the limit it is held to. Nothing here fails a build: a figure over its limit is marked.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]

# What importing costs before a plan has done anything: every module a registered type lives in.
FLOOR = """
import importlib, sys
for name in {modules!r}:
    module = importlib.import_module(name)
    dir(module)
    getattr(module, {probe!r}.get(name, "__name__"))
"""

# The second plan in a process, against a cloud of {count} resources of seven types.
SCALE = """
import gc, json, resource, sys, time
sys.path.insert(0, {root!r})
from preflight.host import run_function
from tools.bench import synthetic
times = []
for _ in range(3):
    started = time.perf_counter()
    result = run_function(lambda: synthetic({count}))
    times.append(time.perf_counter() - started)
    assert not result.error, result.error
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({{"count": len(result.resources), "first": times[0], "second": min(times[1:]),
                   "mib": peak}}))
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


def _cpu_seconds(command: list[str]) -> float:
    """Return the CPU seconds of a whole process, as the system accounts for them."""
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)[:80]} failed with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def _median(measure: Callable[[], float], runs: int) -> float:
    measure()  # the first run pays for cold caches
    return statistics.median(measure() for _ in range(runs))


def _modules_of_plans() -> dict[str, str]:
    """Return each module a registered type lives in, with a class of it."""
    answer = subprocess.run(
        [sys.executable, "-m", "preflight", "plan", "--format", "json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    plans: list[dict[str, Any]] = json.loads(answer.stdout)["plans"]
    types = {r["type"] for plan in plans for r in plan["resources"] if r["custom"]}
    found = {}
    for token in sorted(types):
        package, module, name = token.split(":")
        if package == "azure-native":
            found[f"pulumi_azure_native.{module}"] = name
    return found


def main(runs: Annotated[int, typer.Option(help="Counted runs of each process.")] = 3) -> None:
    """Print each figure, its limit, and whether it is within."""
    table = Table("figure", "measured", "limit", "")

    def row(name: str, value: float, limit: float, unit: str = "") -> None:
        mark = "ok" if value <= limit else "OVER"
        table.add_row(name, f"{value:.2f}{unit}", f"{limit:g}{unit}", mark)

    modules = _modules_of_plans()
    floor = FLOOR.format(modules=list(modules), probe=modules)
    imports = _median(lambda: _cpu_seconds([sys.executable, "-c", floor]), runs)
    plan = [sys.executable, "-m", "preflight", "plan", "--format", "json"]
    whole = _median(lambda: _cpu_seconds(plan), runs)
    row("every stack's plan / import, process to process", whole / imports, 1.4, "x")
    for count in (250, 4000):
        started = time.perf_counter()
        code = SCALE.format(root=str(ROOT), count=count)
        answer = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
        figures = json.loads(answer.stdout)
        milliseconds = figures["second"] / figures["count"] * 1000
        row(f"second plan, {figures['count']} resources, a resource", milliseconds, 3, " ms")
        if count == 250:
            row("peak memory at 250 resources", figures["mib"], 300, " MiB")
        Console(stderr=True).print(f"{count} resources: {time.perf_counter() - started:.1f} s")
    Console(width=80).print(table)


if __name__ == "__main__":
    typer.run(main)
