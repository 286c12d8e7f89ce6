"""A base that is planned by its own code, in a repository made for the test."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from preflight.cli import app
from preflight.diff import git_base
from preflight.diff.sources import DiffError

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PROGRAM = """\
import pulumi
from pulumi_azure_native import storage

config = pulumi.Config()
storage.StorageAccount(
    "account",
    account_name="stsmall",
    resource_group_name="rg",
    location="westeurope",
    kind="StorageV2",
    sku=storage.SkuArgs(name=config.require("sku")),
    is_hns_enabled=False,
    minimum_tls_version="TLS1_2",
    tags={"key": config.require_secret("key")},
)
"""


@pytest.fixture(autouse=True)
def _nobody_wonders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("preflight.progress._SECONDS_UNTIL_WONDERING", 3600)


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Path]:
    """A project with the tool in it, committed as `main`; temporary folders are seen."""
    root = tmp_path / "project"
    root.mkdir()
    for room in ("preflight", "policy_packs", "simulated_azure"):
        (root / room).symlink_to(ROOT / room)
    (root / "Pulumi.yaml").write_text("name: small\nruntime: python\n")
    write_stack(root, "Standard_LRS")
    (root / "__main__.py").write_text(PROGRAM)
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root)
    yield root
    worktrees = git(root, "worktree", "list").splitlines()
    assert len(worktrees) == 1, "a worktree is left behind"


def git(root: Path, *arguments: str) -> str:
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    person = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    return subprocess.run(  # noqa: S603
        ["git", "-C", str(root), *person, *arguments],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | own,
    ).stdout


def commit(root: Path) -> str:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=change")
    return git(root, "rev-parse", "HEAD").strip()


def write_stack(root: Path, sku: str, stack: str = "dev") -> None:
    settings = f"config:\n  small:sku: {sku}\n  small:key: canary-4711\n"
    (root / f"Pulumi.{stack}.yaml").write_text(settings)


def replace(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text()
    assert old in text
    (root / name).write_text(text.replace(old, new))


def diff(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["diff", "--root", str(root), *arguments])


def test_the_files_as_they_are_are_compared_with_the_base(repository: Path) -> None:
    replace(repository, "__main__.py", "is_hns_enabled=False", "is_hns_enabled=True")
    write_stack(repository, "Standard_GRS")
    result = diff(repository, "--base", "main")
    assert result.exit_code == 1
    assert "1 replaced" in result.stdout
    assert "isHnsEnabled: false -> true [replaces]" in result.stdout
    assert "sku.name: Standard_LRS -> Standard_GRS [updates]" in result.stdout
    assert "canary" not in result.stdout
    assert "tags.key" not in result.stdout, "the two sides digest secrets with different keys"


def test_two_revisions_are_compared_whatever_lies_in_the_folder(repository: Path) -> None:
    git(repository, "switch", "--quiet", "--create", "branch")
    write_stack(repository, "Standard_GRS")
    commit(repository)
    write_stack(repository, "Standard_ZRS")
    result = diff(repository, "--base", "main", "--head", "branch", "dev")
    assert result.exit_code == 0
    assert "Standard_LRS -> Standard_GRS" in result.stdout
    assert "ZRS" not in result.stdout


def test_what_the_base_got_since_is_no_change_of_the_branch(repository: Path) -> None:
    git(repository, "switch", "--quiet", "--create", "branch")
    git(repository, "switch", "--quiet", "main")
    write_stack(repository, "Standard_GRS")
    commit(repository)
    result = diff(repository, "--base", "main", "--head", "branch")
    assert result.exit_code == 0
    assert "no difference" in result.stdout


def test_a_new_stack_is_all_added(repository: Path) -> None:
    write_stack(repository, "Standard_LRS", "prod")
    result = diff(repository, "--base", "main", "prod")
    assert result.exit_code == 0
    assert "prod (main, " in result.stdout
    assert "1 added" in result.stdout


def test_a_base_without_the_tool_makes_everything_not_comparable(repository: Path) -> None:
    (repository / "preflight").unlink()
    base = commit(repository)
    (repository / "preflight").symlink_to(ROOT / "preflight")
    result = diff(repository, "--base", base)
    assert result.exit_code == 2
    assert "Not comparable\n  1 resource of dev (as it is here) (1 StorageAccount)" in result.stdout
    assert "cannot be planned by its own code" in result.stderr
    assert "No module named preflight" in result.stderr


def test_a_base_with_a_bug_makes_everything_not_comparable(repository: Path) -> None:
    replace(repository, "__main__.py", "pulumi.Config()", "missing")
    base = commit(repository)
    replace(repository, "__main__.py", "missing", "pulumi.Config()")
    result = diff(repository, "--base", base)
    assert result.exit_code == 2
    assert "name 'missing' is not defined" in result.stderr


def test_an_unknown_revision_ends_with_2(repository: Path) -> None:
    result = diff(repository, "--base", "origin/mian")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no revision 'origin/mian'" in result.stderr


def test_the_checkout_is_gone_after_an_interruption(repository: Path) -> None:
    trees = []

    def interrupted() -> None:
        with git_base.checked_out(repository, "main") as tree:
            trees.append((tree, (tree / "Pulumi.yaml").is_file()))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [(tree.exists(), was_there) for tree, was_there in trees] == [(False, True)]


def test_a_folder_below_the_repository_is_planned_in_the_checkout_too(repository: Path) -> None:
    below = repository / "below"
    below.mkdir()
    (below / "file").write_text("x")
    head = commit(repository)
    with git_base.checked_out(below, head) as tree:
        assert (tree / "file").is_file()


def test_the_same_lock_needs_no_other_python(repository: Path, tmp_path: Path) -> None:
    for root in (repository, tmp_path):
        (root / "requirements.txt").write_text("pulumi==1\n")
    assert git_base.interpreter(repository, tmp_path) == Path(sys.executable)


def test_another_lock_is_installed_once_by_its_own_makefile(
    repository: Path, tmp_path: Path
) -> None:
    (repository / "requirements.txt").write_text("pulumi==1\n")
    (tmp_path / "requirements.txt").write_text("pulumi==2\n")
    recipe = "setup:\n\tmkdir -p $(VENV)\n\techo once >> $(VENV)/log\n\ttouch $(VENV)/.runtime\n"
    (tmp_path / "Makefile").write_text(recipe)
    first = git_base.interpreter(repository, tmp_path)
    assert git_base.interpreter(repository, tmp_path) == first
    venv = first.parents[1]
    assert venv.is_relative_to(repository / ".cache")
    assert (venv / "log").read_text() == "once\n"


def test_a_lock_that_cannot_be_installed_says_so(repository: Path, tmp_path: Path) -> None:
    (repository / "requirements.txt").write_text("pulumi==1\n")
    (tmp_path / "requirements.txt").write_text("pulumi==2\n")
    with pytest.raises(DiffError, match="cannot be installed"):
        git_base.interpreter(repository, tmp_path)
