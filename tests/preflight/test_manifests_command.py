"""`preflight manifests`: what it writes, what it leaves alone, how it ends."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from preflight.cli import app
from tests.preflight.lab import project
from tests.preflight.objects_lab import PROGRAM, small

FILES = {
    ".preflight-manifests",
    "workloads/kustomization.yaml",
    "workloads/namespace.models.yaml",
    "workloads/serviceaccount.churn.models.yaml",
}


def manifests(root: Path, out: Path, *more: str) -> Result:
    arguments = ["manifests", "dev", "--root", str(root), "--out", str(out), *more]
    return CliRunner().invoke(app, arguments)


def written(out: Path) -> set[str]:
    return {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small(tmp_path / "small")


def test_it_writes_the_files_and_says_what_is_left_open(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = manifests(root, out)
    assert (done.exit_code, done.stderr) == (0, "")
    assert written(out) == FILES
    account = (out / "workloads/serviceaccount.churn.models.yaml").read_text()
    assert 'azure.workload.identity/client-id: "${CLIENT_ID}"' in account
    assert done.stdout.splitlines()[-2:] == [
        "3 files, 0 of them as they were",
        "${CLIENT_ID}: in 1 file, filled in by nobody yet: serving.delivery names no repository",
    ]


def test_a_second_time_it_changes_nothing(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    manifests(root, out)
    before = {path: (out / path).stat().st_mtime_ns for path in FILES - {".preflight-manifests"}}
    assert manifests(root, out).stdout.startswith("3 files, 3 of them as they were\n")
    assert {path: (out / path).stat().st_mtime_ns for path in before} == before


def test_it_deletes_what_it_wrote_and_nothing_else(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    manifests(root, out)
    (out / "workloads" / "theirs.yaml").write_text("kind: Job\n")
    small(root, PROGRAM.replace('"churn"', '"fraud"'))
    done = manifests(root, out)
    assert f"{out}/workloads/serviceaccount.churn.models.yaml: deleted" in done.stdout
    assert written(out) == {
        *(FILES - {"workloads/serviceaccount.churn.models.yaml"}),
        "workloads/serviceaccount.fraud.models.yaml",
        "workloads/theirs.yaml",
    }


def test_it_never_overwrites_the_file_of_somebody_else(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "workloads").mkdir(parents=True)
    theirs = out / "workloads" / "namespace.models.yaml"
    theirs.write_text("mine\n")
    done = manifests(root, out)
    assert done.exit_code == 2
    assert done.stderr == f"{theirs}: is there and was not written by this command; move it\n"
    assert written(out) == {"workloads/namespace.models.yaml"}


def test_an_inventory_that_names_other_files_is_refused(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    manifests(root, out)
    with (out / ".preflight-manifests").open("a") as inventory:
        inventory.write("../precious.yaml\n")
    (tmp_path / "precious.yaml").write_text("x\n")
    done = manifests(root, out)
    assert done.exit_code == 2
    assert "'../precious.yaml' is no file of this command" in done.stderr
    assert (tmp_path / "precious.yaml").exists()


def test_a_check_compares_and_writes_nothing(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    missing = manifests(root, out, "--check")
    assert (missing.exit_code, out.exists()) == (1, False)
    assert f"{out}/workloads/namespace.models.yaml: is missing\n" in missing.stdout

    manifests(root, out)
    assert manifests(root, out, "--check").exit_code == 0
    (out / "workloads" / "namespace.models.yaml").write_text("kind: Job\n")
    differs = manifests(root, out, "--check")
    assert differs.exit_code == 1
    assert differs.stdout.startswith(f"{out}/workloads/namespace.models.yaml: differs\n")
    assert (out / "workloads" / "namespace.models.yaml").read_text() == "kind: Job\n"


def test_objects_that_cannot_be_files_are_all_told_and_none_is_written(tmp_path: Path) -> None:
    program = PROGRAM.replace('"${CLIENT_ID}"', "one.client_id").replace('"name": "churn",', "")
    done = manifests(small(tmp_path / "small", program), tmp_path / "out")
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "ServiceAccount account: metadata.name: is required, or Pulumi makes one up; name it",
        "ServiceAccount account: metadata.annotations.azure.workload.identity/client-id: is known "
        "to Azure only; let Delivery.fill give it a name",
    ]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("import pulumi\nraise pulumi.RunError('settings: wrong')\n", "settings: wrong\n"),
        (PROGRAM.replace('== "register"', '== "no"'), "dev: the cluster pulls no object; is "),
    ],
    ids=["bad settings", "nothing is pulled"],
)
def test_a_stack_without_objects_to_pull_ends_with_2(
    tmp_path: Path, program: str, told: str
) -> None:
    done = manifests(project(tmp_path / "small", program), tmp_path / "out")
    assert (done.exit_code, done.stderr[: len(told)]) == (2, told)


def test_an_unknown_stack_ends_with_2(root: Path, tmp_path: Path) -> None:
    arguments = ["manifests", "nowhere", "--root", str(root), "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 2
    assert "unknown stack 'nowhere'" in done.stderr
