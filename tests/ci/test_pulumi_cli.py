"""The installation of the Pulumi CLI, from a release that lies on this machine."""

import hashlib
import io
import os
import platform
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest

from tests.support import ROOT

pytestmark = pytest.mark.slow

PINNED = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
(VERSION,) = [one.partition("==")[2] for one in PINNED if one.startswith("pulumi==")]
MACHINE = {"x86_64": "x64"}.get(platform.machine(), "arm64")
ARCHIVE = f"pulumi-v{VERSION}-{platform.system().lower()}-{MACHINE}.tar.gz"


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """Lay out a release of the pinned version."""
    folder = tmp_path / "releases" / f"v{VERSION}"
    folder.mkdir(parents=True)
    with tarfile.open(folder / ARCHIVE, "w:gz") as archive:
        member = tarfile.TarInfo("pulumi/pulumi")
        member.size = 5
        archive.addfile(member, io.BytesIO(b"cli v"))
    _sums(folder, hashlib.sha256((folder / ARCHIVE).read_bytes()).hexdigest())
    return folder


def _sums(folder: Path, digest: str, name: str = ARCHIVE) -> None:
    (folder / f"pulumi-{VERSION}-checksums.txt").write_text(f"{digest}  {name}\n")


def _install(tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("GITHUB_PATH", "TF_BUILD")}
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "tools.ci.pulumi_cli", str(tmp_path / "bin")],
        cwd=ROOT,
        env=environment | {"PULUMI_RELEASES": f"file://{tmp_path}/releases"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_version_of_the_sdk_is_installed(tmp_path: Path, release: Path) -> None:
    result = _install(tmp_path)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "bin" / "pulumi").read_text() == "cli v"
    assert f"{tmp_path}/bin" in result.stdout


@pytest.mark.parametrize(
    ("digest", "name"), [("0" * 64, ARCHIVE), ("0" * 64, "another.tar.gz"), ("none", ARCHIVE)]
)
def test_what_its_release_does_not_vouch_for_is_not_installed(
    tmp_path: Path, release: Path, digest: str, name: str
) -> None:
    _sums(release, digest, name)
    result = _install(tmp_path)
    assert result.returncode == 1
    assert "is not what its release says" in result.stderr
    assert not (tmp_path / "bin").exists()


def test_a_missing_release_is_an_error(tmp_path: Path, release: Path) -> None:
    (release / ARCHIVE).unlink()
    assert _install(tmp_path).returncode != 0


def test_later_steps_find_it(tmp_path: Path, release: Path) -> None:
    path = tmp_path / "path"
    assert _install(tmp_path, GITHUB_PATH=str(path)).returncode == 0
    assert path.read_text() == f"{tmp_path}/bin\n"
    told = _install(tmp_path, TF_BUILD="True").stdout
    assert f"##vso[task.prependpath]{tmp_path}/bin" in told
