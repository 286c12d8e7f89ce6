"""Makes the files a new environment needs: `make new-stack NAME=staging`."""

import re
import sys
from ipaddress import IPv4Network
from pathlib import Path
from typing import Annotated

import typer

from preflight.host import run
from preflight.stack_file import find

ROOT = Path(__file__).parents[1]
TEMPLATE = """\
# yaml-language-server: $schema=settings/stack.schema.json
config:
  azure-mlops:platform:
    environment: {environment}
    subscription_id: 00000000-0000-0000-0000-000000000000 # replace with yours
    tenant_id: 00000000-0000-0000-0000-000000000000 # replace with yours
    tags: {{ cost_center: ML-1001, owner: ml-platform@example.com }}
    dates: {{ first_deploy: "2030-01-01" }} # the day of the first `pulumi up`
    network:
      virtual_network: {{ address_space: {space} }}
"""


def free_range(taken: list[IPv4Network]) -> IPv4Network:
    """Return the first /21 of 10.0.0.0/8, from 10.20 on, that no stack uses."""
    for candidate in IPv4Network("10.0.0.0/8").subnets(new_prefix=21):
        if candidate >= IPv4Network("10.20.0.0/21") and not any(
            candidate.overlaps(other) for other in taken
        ):
            return candidate
    raise LookupError("every /21 of 10.0.0.0/8 is taken; write the range by hand")


def ranges_in(text: str) -> list[IPv4Network]:
    """Return every range that a stack file names."""
    found = re.findall(r"\b\d{1,3}(?:\.\d{1,3}){3}/\d{1,2}\b", text)
    return [IPv4Network(item, strict=False) for item in found]


def main(name: Annotated[str, typer.Argument(help="Name of the environment.")] = "") -> None:
    """Write the stack file and the list of URNs of a new environment."""
    if not re.fullmatch(r"[a-z][a-z0-9]{1,5}", name):
        sys.exit("give the environment a name: make new-stack NAME=stage (2 to 6 letters, digits)")
    stack_file = ROOT / f"Pulumi.{name}.yaml"
    if stack_file.exists():
        sys.exit(f"{stack_file.name} exists already; nothing was changed")
    taken = [r for path in ROOT.glob("Pulumi.*.yaml") for r in ranges_in(path.read_text())]
    stack_file.write_text(TEMPLATE.format(environment=name, space=free_range(taken)))
    (stack,) = find(ROOT, [name])
    result = run(ROOT, stack.project.name, stack.stack, config=stack.values)
    if result.error:
        sys.exit(result.error)
    identity = ROOT / "tests" / "identity" / f"{name}.txt"
    identity.write_text("".join(f"{urn}\n" for urn in sorted(result.resources)))
    typer.echo(f"wrote {stack_file.name} and {identity.relative_to(ROOT)}")
    typer.echo(f"next: put your ids into {stack_file.name}, then `make plan STACKS={name}`")


if __name__ == "__main__":
    typer.run(main)
