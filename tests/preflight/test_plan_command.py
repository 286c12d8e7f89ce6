import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from preflight.cli import app
from tests.preflight.lab import SAMPLE, faulty, project

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
TYPO = {"Pulumi.dev.yaml": ("Standard_LRS", "Standard_LSR")}
BUG = {"components/stores.py": ("allow_shared_key_access=False", "allow_shared_key_access=nope")}


@pytest.fixture(autouse=True)
def _nobody_wonders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep progress out of what is compared, however slow the machine."""
    monkeypatch.setattr("preflight.progress._SECONDS_UNTIL_WONDERING", 3600)


def plan(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["plan", "--root", str(root), *arguments])


def titles(text: str) -> list[str]:
    lines = text.splitlines()
    return [line for line in lines if line.startswith(("dev (", "prod ("))]


def test_without_names_every_stack_is_planned() -> None:
    result = plan(SAMPLE)
    assert (result.exit_code, titles(result.stdout)) == (
        0,
        [
            "dev (sample): 13 resources in 1 component",
            "prod (sample): 12 resources in 1 component",
        ],
    )


def test_a_name_and_a_path_choose_a_stack() -> None:
    for name in ("prod", ".:prod", str(SAMPLE / "Pulumi.prod.yaml")):
        result = plan(SAMPLE, name)
        assert titles(result.stdout) == ["prod (sample): 12 resources in 1 component"]


def test_what_azure_would_refuse_ends_with_1(tmp_path: Path) -> None:
    result = plan(faulty(tmp_path / "faulty", TYPO))
    assert result.exit_code == 1
    assert "Pulumi.dev.yaml:5" in result.stdout
    assert len(titles(result.stdout)) == 2


def test_a_program_error_ends_with_2_and_one_traceback(tmp_path: Path) -> None:
    result = plan(faulty(tmp_path / "faulty", BUG))
    assert result.exit_code == 2
    *frames, error = result.stderr.splitlines()
    assert error.startswith("NameError: name 'nope' is not defined")
    assert frames == [
        "Traceback (most recent call last):",
        '  File "__main__.py", line 54, in <module>',
        "    stores = Stores(",
        '  File "components/stores.py", line 36, in __init__',
        "    allow_shared_key_access=nope,",
    ]
    assert "Traceback" not in result.stdout
    assert titles(result.stdout) == ["dev (sample)", "prod (sample)"]


def test_a_stack_that_fails_does_not_hide_the_others(tmp_path: Path) -> None:
    root = faulty(tmp_path / "faulty", {"Pulumi.dev.yaml": ("redundancy:", "redundnacy:")})
    result = plan(root)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == "KeyError: 'redundancy'"
    assert titles(result.stdout) == ["dev (sample)", "prod (sample): 12 resources in 1 component"]


def test_settings_errors_are_told_in_their_own_words_and_end_with_2(tmp_path: Path) -> None:
    program = "class Wrong(ValueError):\n    problems = ()\n\n\nraise Wrong('1 setting to mend')\n"
    result = plan(project(tmp_path, program))
    assert (result.exit_code, result.stderr) == (2, "1 setting to mend\n")


def test_a_misspelt_stack_name_ends_with_2_and_says_which_there_are() -> None:
    result = plan(SAMPLE, "dve")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "unknown stack 'dve', did you mean 'dev'?" in result.stderr
    assert "stacks: dev, prod" in result.stderr


def test_a_misspelt_name_among_others_plans_nothing() -> None:
    assert (plan(SAMPLE, "prod", "dve").exit_code, plan(SAMPLE, "prod", "dve").stdout) == (2, "")


def test_a_broken_stack_file_does_not_hide_the_others(tmp_path: Path) -> None:
    root = faulty(tmp_path / "faulty", {"Pulumi.dev.yaml": ("sample:stores:", "sample:stores: [")})
    result = plan(root)
    assert result.exit_code == 2
    assert result.stderr.startswith("Pulumi.dev.yaml:")
    assert titles(result.stdout) == ["dev (sample)", "prod (sample): 12 resources in 1 component"]


def test_a_folder_without_stacks_ends_with_2(tmp_path: Path) -> None:
    assert plan(tmp_path).exit_code == 2


def test_what_the_program_says_is_passed_on(tmp_path: Path) -> None:
    said = {
        "__main__.py": ("config = pulumi.Config()", "config = pulumi.Config()\npulumi.warn('x')")
    }
    root = faulty(tmp_path / "faulty", said)
    result = plan(root, "prod")
    assert (result.exit_code, result.stderr) == (0, "prod: warning: x\n")


def test_json_goes_to_stdout_alone() -> None:
    result = plan(SAMPLE, "dev", "--format", "json")
    assert json.loads(result.stdout)["plans"][0]["stack"] == "dev"


def test_out_writes_every_form_and_prints_nothing(tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    result = plan(SAMPLE, "dev", "--out", str(out))
    assert result.stdout == ""
    assert sorted(path.name for path in out.iterdir()) == [
        "plan.json",
        "plan.junit.xml",
        "plan.md",
        "plan.sarif",
        "plan.txt",
    ]
    assert (out / "plan.txt").read_text() == plan(SAMPLE, "dev").stdout
    assert (out / "plan.md").read_text() == plan(SAMPLE, "dev", "--format", "markdown").stdout


def test_out_with_a_format_writes_that_one(tmp_path: Path) -> None:
    plan(SAMPLE, "dev", "--out", str(tmp_path), "--format", "json")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]


def test_a_file_says_why_a_stack_could_not_be_planned(tmp_path: Path) -> None:
    root = faulty(tmp_path / "faulty", BUG)
    assert plan(root, "--out", str(tmp_path)).exit_code == 2
    for name in ("plan.txt", "plan.md", "plan.json", "plan.sarif", "plan.junit.xml"):
        assert "name 'nope' is not defined" in (tmp_path / name).read_text()


def test_secrets_are_comparable_with_a_key_only() -> None:
    def told(*arguments: str) -> str:
        return plan(SAMPLE, "dev", "--format", "json", *arguments).stdout

    assert told() != told()
    assert told("--digest-key", "k") == told("--digest-key", "k") != told("--digest-key", "l")


@pytest.mark.parametrize("arguments", [["--today", "tomorrow"], ["--format", "yaml"]])
def test_a_wrong_option_ends_with_2(arguments: list[str]) -> None:
    result = plan(SAMPLE, *arguments)
    assert result.exit_code == 2
    assert "Invalid value" in result.stderr


def test_facts_nobody_could_check_are_counted(tmp_path: Path) -> None:
    root = faulty(tmp_path / "sample", {})
    facts = root / "docs" / "data" / "unverified.d"
    facts.mkdir(parents=True)
    (facts / "a.toml").write_text("[[fact]]\n[[fact]]\n")
    (facts / "b.toml").write_text("[[fact]]\n")
    assert "3 defaults rest on facts nobody could check" in plan(root, "dev").stdout


def test_one_process_plans_dev_prod_and_dev_again_alike() -> None:
    def told(stack: str) -> str:
        return plan(SAMPLE, stack, "--format", "json", "--digest-key", "k").stdout

    first, other, last = told("dev"), told("prod"), told("dev")
    assert first == last != other


def _process(*arguments: str) -> subprocess.CompletedProcess[str]:
    # Unbuffered, a process would write everything even if it forgot to flush.
    buffered = {name: text for name, text in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(  # noqa: S603 (this interpreter)
        [sys.executable, "-m", "preflight", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**buffered, "COLUMNS": "200"},
    )


def test_a_process_ends_with_the_code_and_everything_written() -> None:
    result = _process("plan", "dve", "--root", str(SAMPLE))
    assert result.returncode == 2
    assert "unknown stack 'dve'" in result.stderr


def test_a_process_without_a_terminal_writes_eighty_columns_to_its_end() -> None:
    result = _process("plan", "prod", "--root", str(SAMPLE))
    assert result.returncode == 0
    assert result.stdout == plan(SAMPLE, "prod").stdout


def test_help_does_not_load_the_pulumi_sdk() -> None:
    code = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from preflight.cli import app\n"
        "assert CliRunner().invoke(app, ['plan', '--help']).exit_code == 0\n"
        "print([name for name in sys.modules if name.startswith('pulumi')])\n"
    )
    result = subprocess.run(  # noqa: S603 (this interpreter)
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout == "[]\n"
