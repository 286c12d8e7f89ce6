"""A revision, planned by its own code and its own lock, beside the files as they are."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from preflight.diff.matching import Row
from preflight.diff.sources import DiffError, plans_in
from preflight.progress import progress
from preflight.stacks import StackFileError, projects

_LOCK = "requirements.txt"
_CACHE = Path(".cache", "diff")
# They would put other code in front of the commit's own, or hand on the arguments of `make diff`.
_HIDDEN = {"PYTHONPATH", "PYTHONHOME", "PYTHONSAFEPATH", "MAKEFLAGS", "MAKEOVERRIDES"}


def commit_of(root: Path, revision: str) -> str:
    """Return the commit that a revision names.

    Raises:
        DiffError: there is no such revision, or no repository.
    """
    found = _git(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
    )
    if found.returncode:
        told = found.stderr.strip()
        raise DiffError(told or f"no revision '{revision}'; fetch it, or name a branch or commit")
    return found.stdout.strip()


def fork_point(root: Path, base: str, head: str) -> str:
    """Return where head left base: what base got since is no change of head's.

    In a shallow clone that may be missing; then it is base itself.
    """
    found = _git(root, "merge-base", base, head)
    return base if found.returncode else found.stdout.strip()


def plan_at(root: Path, commit: str, names: Sequence[str], digest_key: bytes) -> tuple[Row, ...]:
    """Return the plans of a commit.

    Args:
        root: the repository, or the folder in it that holds the projects.
        commit: what to plan.
        names: stacks, those that the commit has; without any all of them.
        digest_key: key of the digests that stand for secrets.

    Raises:
        DiffError: it cannot be planned.
    """
    with checked_out(root, commit) as tree:
        known = [name for name in names if _has(tree, name)]
        if names and not known:
            return ()
        python = interpreter(root, tree)
        with progress(f"planning {' '.join(known) or 'every stack'} of {commit[:7]}"):
            # The key not as an argument, which everybody on the machine may read.
            result = _run(
                [str(python), "-m", "preflight", "plan", "--format", "json", *known],
                tree,
                {"PREFLIGHT_DIGEST_KEY": digest_key.decode()},
            )
        if not result.stdout.startswith("{"):
            raise DiffError(f"{commit[:7]} cannot be planned by its own code: {_last(result)}")
        return plans_in(result.stdout, f"the plan of {commit[:7]}")


@contextmanager
def checked_out(root: Path, commit: str) -> Generator[Path, None, None]:
    """Check a commit out beside the repository while the body runs.

    Yields the folder that corresponds to `root`.
    """
    prefix = _git(root, "rev-parse", "--show-prefix").stdout.strip()
    parent = Path(tempfile.mkdtemp(prefix="preflight-diff-")).resolve()
    tree = parent / "tree"
    try:
        # A hook of this machine must not run for a folder that is gone in a moment.
        added = _git(
            root, "-c", "core.hooksPath=/dev/null", "worktree", "add", "--detach", str(tree), commit
        )
        if added.returncode:
            raise DiffError(f"{commit[:7]} cannot be checked out: {added.stderr.strip()}")
        yield tree / prefix
    finally:
        # Also tidies up a checkout that was interrupted half-way, which `worktree remove` refuses.
        shutil.rmtree(parent, ignore_errors=True)
        _git(root, "worktree", "prune")


def interpreter(root: Path, tree: Path) -> Path:
    """Return a Python with what the lock of `tree` asks for; installs it if no one has yet."""
    lock = tree / _LOCK
    if not lock.is_file() or _same(lock, root / _LOCK):
        return Path(sys.executable)
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    venv = root.resolve() / _CACHE / f"{version}-{digest}"
    python = venv / "bin" / "python"
    # The marker that `make setup` leaves when it is through.
    if not (venv / ".runtime").is_file():
        with progress(f"installing the {_LOCK} of the base, once"):
            result = _run(["make", "setup", f"VENV={venv}", f"PYTHON={sys.executable}"], tree)
        if result.returncode:
            raise DiffError(f"the {_LOCK} of the base cannot be installed: {_last(result)}")
    return python


def _has(tree: Path, name: str) -> bool:
    """Tell whether a commit has a stack."""
    if name.endswith(".yaml") or "/" in name:
        return (tree / name).is_file()
    try:
        labels = {
            project.label(stack) for project in projects(tree) for stack in project.stack_paths()
        }
    except StackFileError as error:
        raise DiffError(f"the base cannot be read: {error}") from error
    return name.removeprefix(".:") in labels


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return _run(["git", *arguments], root)


def _run(
    command: list[str], folder: Path, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {name: text for name, text in os.environ.items() if name not in _HIDDEN}
    try:
        return subprocess.run(
            command,
            cwd=folder,
            env=environment | dict(variables or {}),
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise DiffError(f"comparing revisions needs {command[0]}, which is not found") from error


def _last(result: subprocess.CompletedProcess[str]) -> str:
    return (result.stderr.strip().splitlines() or ["it said nothing"])[-1]
