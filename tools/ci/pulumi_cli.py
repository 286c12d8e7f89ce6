"""Install the Pulumi CLI of the SDK's version: `python -m tools.ci.pulumi_cli DIR`.

CLI and SDK are released together. The archive is checked against the checksums of its release.
"""

import hashlib
import io
import os
import platform
import sys
import tarfile
import urllib.request
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer

from tools.ci import host

_RELEASES = "https://github.com/pulumi/pulumi/releases/download"
_MACHINES = {"x86_64": "x64", "aarch64": "arm64", "arm64": "arm64"}


def main(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the programs go.")],
) -> None:
    """Install it, and let later steps of the pipeline find it.

    Exit codes: 0 installed; 1 the archive is not what its release says.
    """
    version = metadata.version("pulumi")
    # The variable is for a mirror of the releases.
    release = f"{os.environ.get('PULUMI_RELEASES') or _RELEASES}/v{version}"
    machine = _MACHINES[platform.machine()]
    name = f"pulumi-v{version}-{platform.system().lower()}-{machine}.tar.gz"
    sums = _loaded(f"{release}/pulumi-{version}-checksums.txt").decode()
    archive = _loaded(f"{release}/{name}")
    if [hashlib.sha256(archive).hexdigest(), name] not in [
        line.split() for line in sums.split("\n")
    ]:
        sys.stderr.write(f"{name} is not what its release says\n")
        raise typer.Exit(1)
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        for member in packed.getmembers():
            member.name = member.name.partition("/")[2]
            if member.name:
                packed.extract(member, folder, filter="data")
    host.add_to_path(folder.resolve())


def _loaded(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=120) as answer:  # noqa: S310  # nosec B310
        return answer.read()


if __name__ == "__main__":
    typer.run(main)
