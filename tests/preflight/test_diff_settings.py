"""One setting of each component is changed, and the answer compared with a reviewed table."""

import json
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from preflight.diff.changes import Comparison
from preflight.diff.compare import compare
from preflight.document import to_json
from preflight.planning import plan_stack
from preflight.stack_file import StackFile, find
from simulated_azure.catalog import type_facts

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
TABLES = Path(__file__).parent
KEYS = {
    "azure-mlops": "azure-mlops:platform",
    "azure-mlops-bootstrap": "azure-mlops-bootstrap:bootstrap",
}
CHANGES = tomllib.loads((TABLES / "setting_changes.toml").read_text())["change"]
REVIEWED = tomllib.loads((TABLES / "not_known_types.toml").read_text())["types"]
NAMES = [
    "dev",
    "prod",
    "bootstrap:subscription",
    *map(str, sorted((ROOT / "tests" / "stacks").glob("Pulumi.*.yaml"))),
]


def stack(name: str) -> StackFile:
    (found,) = find(ROOT, [name])
    return found


def planned(file: StackFile, values: dict[str, str]) -> dict[str, Any]:
    plan = plan_stack(replace(file, values=values), ROOT)
    assert plan.error == ""
    return json.loads(to_json([plan], b"one key"))["plans"][0]


@cache
def as_it_is(name: str) -> dict[str, Any]:
    return planned(stack(name), dict(stack(name).values))


def with_setting(file: StackFile, row: dict[str, Any]) -> dict[str, str]:
    key = KEYS[file.project.name]
    settings = json.loads(file.values[key])
    assert replaced(settings, row["setting"], row["to"]) == row.get("from"), "mend `from`"
    for setting, value in row.get("also", {}).items():
        replaced(settings, setting, value)
    return {**file.values, key: json.dumps(settings)}


def replaced(settings: dict[str, Any], path: str, value: Any) -> Any:
    """Give a setting another value and return the one it had."""
    *above, last = path.split(".")
    for part in above:
        settings = settings.setdefault(part, {})
    before = settings.get(last)
    settings[last] = value
    return before


def has_data(token: str) -> bool:
    facts = type_facts(token)
    return facts is not None and facts.create_only_source != ""


def answers(found: Comparison) -> dict[str, str]:
    return {
        f"{change.row['name']}: {item.difference.property}": item.verdict.answer.value
        for change in found.changes
        for item in change.properties
    } | {
        change.row["name"]: change.action.word for change in found.changes if not change.properties
    }


def test_a_setting_of_each_component_is_tried() -> None:
    rooms = {
        path.stem
        for path in (ROOT / "components").iterdir()
        if not path.name.startswith("_") and path.name != "shared"
    }
    assert rooms == {row["component"] for row in CHANGES}


@pytest.mark.parametrize("row", CHANGES, ids=lambda row: f"{row['stack']}: {row['setting']}")
def test_a_change_of_a_setting_is_answered_as_reviewed(row: dict[str, Any]) -> None:
    file = stack(row["stack"])
    after = planned(file, with_setting(file, row))
    assert answers(compare(as_it_is(row["stack"]), after, ("old", "new"))) == row["expected"]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: Path(name).stem)
def test_a_type_without_create_only_data_is_one_that_was_reviewed(name: str) -> None:
    types = {row["type"] for row in as_it_is(name)["resources"] if row["custom"]}
    assert {token for token in types if not has_data(token)} <= set(REVIEWED)


def test_a_type_that_was_reviewed_has_no_data_still() -> None:
    assert [token for token in REVIEWED if has_data(token)] == []
