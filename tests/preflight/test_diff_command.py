import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from preflight.cli import app
from tests.preflight.lab import SAMPLE, faulty

pytestmark = pytest.mark.slow

SCHEMA = json.loads((Path(__file__).parents[2] / "preflight" / "diff.schema.json").read_text())
CHEAPER = {"Pulumi.prod.yaml": ("Standard_ZRS", "Standard_LRS")}
BUG = {"__main__.py": ("config = pulumi.Config()", "config = missing")}


@pytest.fixture(autouse=True)
def _nobody_wonders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("preflight.progress._SECONDS_UNTIL_WONDERING", 3600)


def diff(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["diff", "--root", str(root), *arguments])


def plan_file(root: Path, path: Path, *stacks: str, key: str = "one key") -> str:
    result = CliRunner().invoke(
        app,
        ["plan", "--root", str(root), "--format", "json", "--digest-key", key, *stacks],
    )
    path.write_text(result.stdout)
    return str(path)


def test_a_stack_does_not_differ_from_itself() -> None:
    result = diff(SAMPLE, "dev", "dev")
    assert (result.exit_code, result.stdout) == (0, "dev -> dev\nno difference\n")


def test_two_stacks_are_compared_without_their_names_unless_asked(tmp_path: Path) -> None:
    named = {"components/stores.py": ('"stsample"', 'f"st{pulumi.get_stack()}"')}
    root = faulty(tmp_path / "named", named)
    hidden, shown = diff(root, "dev", "prod"), diff(root, "dev", "prod", "--no-ignore-names")
    assert "two stacks" in hidden.stdout
    assert "accountName" not in hidden.stdout
    assert "accountName: stdev -> stprod [replaces]" in shown.stdout


def test_an_update_ends_with_0_and_a_removal_with_1(tmp_path: Path) -> None:
    before = plan_file(SAMPLE, tmp_path / "before.json", "prod")
    after = plan_file(faulty(tmp_path / "changed", CHEAPER), tmp_path / "after.json", "prod")
    result = diff(SAMPLE, before, after)
    assert result.exit_code == 0
    assert "sku.name: Standard_ZRS -> Standard_LRS [updates]" in result.stdout
    document = json.loads(Path(before).read_text())
    rows = document["plans"][0]["resources"]
    rows[:] = [row for row in rows if row["name"] != "stores-account"]
    (tmp_path / "less.json").write_text(json.dumps(document))
    gone = diff(SAMPLE, before, str(tmp_path / "less.json"))
    assert gone.exit_code == 1
    assert "1 blocked by protect, 1 removed" in gone.stdout


def test_a_plan_file_is_compared_with_a_stack_under_the_same_key(tmp_path: Path) -> None:
    before = plan_file(SAMPLE, tmp_path / "before.json", "prod")
    assert diff(SAMPLE, before, "prod", "--digest-key", "one key").exit_code == 0


def test_plans_of_several_stacks_are_paired_by_stack(tmp_path: Path) -> None:
    before = plan_file(SAMPLE, tmp_path / "before.json", "dev", "prod")
    after = plan_file(SAMPLE, tmp_path / "after.json", "prod")
    result = diff(SAMPLE, before, after, "--format", "json")
    told = json.loads(result.stdout)["comparisons"]
    assert [one["counts"]["removed"] for one in told] == [0, 13]
    assert result.exit_code == 1


def test_a_document_follows_the_schema(tmp_path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    broken = faulty(tmp_path / "broken", BUG)
    before = plan_file(SAMPLE, tmp_path / "before.json", "dev")
    after = plan_file(broken, tmp_path / "after.json", "dev")
    for arguments in (("dev", "prod"), (before, after), (after, before)):
        told = json.loads(diff(SAMPLE, *arguments, "--format", "json").stdout)
        jsonschema.Draft202012Validator(SCHEMA).validate(told)


def test_the_schema_leaves_nothing_open() -> None:
    for name in ("comparison", "change", "property", "follower"):
        assert SCHEMA["$defs"][name]["additionalProperties"] is False
        properties = SCHEMA["$defs"][name]["properties"]
        assert sorted(SCHEMA["$defs"][name]["required"]) == sorted(properties)


def test_what_could_not_be_planned_is_not_comparable_and_ends_with_2(tmp_path: Path) -> None:
    before = plan_file(faulty(tmp_path / "broken", BUG), tmp_path / "before.json", "dev")
    result = diff(SAMPLE, before, "dev")
    assert result.exit_code == 2
    assert "Not comparable\n  13 resources of dev" in result.stdout
    assert "name 'missing' is not defined" in result.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("not json", "not JSON; write it with"),
        ("{}", "no plans in it"),
        ('{"schema": 7, "plans": []}', "a plan of schema 7, not 1"),
    ],
)
def test_a_file_that_is_no_plan_ends_with_2(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "plan.json").write_text(text)
    result = diff(SAMPLE, str(tmp_path / "plan.json"), "dev")
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.parametrize("arguments", [[], ["dev"], ["dev", "prod", "dev"], ["--head", "HEAD"]])
def test_one_thing_cannot_be_compared(arguments: list[str]) -> None:
    result = diff(SAMPLE, *arguments)
    assert result.exit_code == 2
    assert "name two stacks or plan files" in result.stderr


def test_a_misspelt_stack_and_a_missing_file_end_with_2() -> None:
    assert "did you mean 'dev'" in diff(SAMPLE, "dve", "prod").stderr
    assert "cannot be read" in diff(SAMPLE, "none.json", "prod").stderr


def test_out_writes_every_form_and_text_fits_eighty_columns(tmp_path: Path) -> None:
    result = diff(SAMPLE, "dev", "prod", "--out", str(tmp_path))
    assert result.stdout == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["diff.json", "diff.md", "diff.txt"]
    assert max(map(len, (tmp_path / "diff.txt").read_text().splitlines())) <= 80
    assert (tmp_path / "diff.md").read_text().startswith("## dev -\\> prod\n")


def test_a_secret_is_told_to_differ_and_never_shown(tmp_path: Path) -> None:
    before = plan_file(SAMPLE, tmp_path / "before.json", "dev")
    document = json.loads(Path(before).read_text())
    account = next(r for r in document["plans"][0]["resources"] if r["name"] == "stores-account")
    for name, digest in (("a", "1" * 64), ("b", "2" * 64)):
        account["inputs"]["tags"] = {"key": {"$secret": digest}}
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    one, other = (str(tmp_path / f"{name}.json") for name in "ab")
    assert diff(SAMPLE, one, one).stdout.endswith("no difference\n")
    result = diff(SAMPLE, one, other)
    assert "tags.key: (secret) -> (another secret)" in result.stdout
    assert "1111" not in result.stdout
