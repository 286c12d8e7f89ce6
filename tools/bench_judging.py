"""Measures how long the rules take, for `make bench`: `python -m tools.bench_judging COUNT`."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from policy_packs.guardrails.judgement import Graph, all_rules, judge, read_context
from policy_packs.guardrails.judgement.graph import Resource
from preflight.judging import graph_of
from preflight.planning import plan_stack
from preflight.stacks import choose

ROOT = Path(__file__).parents[1]


def many(graph: Graph, count: int) -> Graph:
    """Return a graph of at least `count` resources: copies of one that know only each other."""
    copies = -(-count // len(graph.resources))
    return Graph(resource for number in range(copies) for resource in _copy(graph, f"-{number}"))


def _copy(graph: Graph, suffix: str) -> Iterator[Resource]:
    for one in graph.resources.values():
        yield replace(
            one,
            urn=one.urn + suffix,
            name=one.name + suffix,
            parent=one.parent and one.parent + suffix,
            dependencies=tuple(urn + suffix for urn in one.dependencies),
            property_dependencies={
                name: tuple(urn + suffix for urn in urns)
                for name, urns in one.property_dependencies.items()
            },
        )


def main(count: Annotated[int, typer.Argument(help="Resources to judge, at least.")]) -> None:
    """Print how many resources of prod's kinds were judged, and the CPU seconds of the fastest."""
    (prod,) = choose(ROOT, ["prod"])
    graph, rules = many(graph_of(plan_stack(prod, ROOT)), count), all_rules()
    context = read_context("prod", rules, None)
    times = []
    for _ in range(3):
        started = time.process_time()
        judge(graph, context, rules)
        times.append(time.process_time() - started)
    print(json.dumps({"count": len(graph.resources), "second": min(times)}))  # noqa: T201


if __name__ == "__main__":
    typer.run(main)
