"""The pack's own data against its sources, and what may be imported."""

import ast
import json
from pathlib import Path

import pytest

from policy_packs.guardrails.judgement import all_rules
from policy_packs.guardrails.judgement.data import table
from policy_packs.guardrails.judgement.registry import TOPICS
from simulated_azure import sdk
from tests.support import ROOT
from tools.pack_data import documents

JUDGEMENT = ROOT / "policy_packs/guardrails/judgement"
SERVICES = table("private_link")["services"]
RULES = all_rules()


@pytest.mark.slow
def test_the_shipped_json_is_what_the_tables_and_the_installed_sdk_say() -> None:
    stale = [path.name for path, text in documents().items() if path.read_text() != text]
    assert stale == [], "run python -m tools.pack_data"


@pytest.mark.slow
@pytest.mark.parametrize("token", sorted(SERVICES))
def test_a_service_of_the_catalogue_is_a_type_of_the_sdk_with_that_input(token: str) -> None:
    shape = sdk.resource_shape(token)
    assert shape is not None
    assert SERVICES[token]["name_at"] in shape.inputs.properties
    if "open_at" in SERVICES[token]:
        assert table("sdk")["public_network_access"][token] == SERVICES[token]["open_at"]


@pytest.mark.parametrize("token", sorted(SERVICES))
def test_a_service_asks_for_group_ids_that_have_zones(token: str) -> None:
    service = SERVICES[token]
    assert set(service["required"]) <= set(service["groups"])
    assert set(service["groups"]) <= set(table("private_link")["groups"])


def test_a_demand_names_types_and_inputs_of_the_sdk() -> None:
    for demand in table("private_link")["demands"]:
        shape = sdk.resource_shape(demand.get("by", demand.get("of")))
        assert shape is not None
        assert demand.get("input", demand.get("at")) in shape.inputs.properties
        assert set(demand["groups"]) <= set(table("private_link")["groups"])


def test_what_is_excused_from_the_catalogue_would_else_be_in_it() -> None:
    known = table("sdk")
    for token, reason in table("private_link")["elsewhere"].items():
        assert token in known["public_network_access"] or token in known["private_link"]
        assert reason
        assert token not in SERVICES


def test_what_needs_no_tags_could_take_them() -> None:
    assert set(table("tags")["ignored"]) <= set(table("sdk")["taggable"])


@pytest.mark.slow
def test_the_taggable_types_are_those_whose_arguments_take_a_map_of_tags() -> None:
    sample = ["azure-native:network:VirtualNetwork", "azure-native:network:Subnet",
              "azure-native:apimanagement:NamedValue", "azure-native:keyvault:Vault"]  # fmt: skip
    for token in sample:
        shape = sdk.resource_shape(token)
        assert shape is not None
        takes = isinstance(shape.inputs.properties.get("tags"), sdk.MapOf)
        assert (token in table("sdk")["taggable"]) == takes


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_why_how_and_by_which_control(rule) -> None:
    for text in (rule.title, rule.why, rule.fix):
        assert text.strip()
        assert text[0].isupper()
    assert not rule.title.endswith(".")
    assert rule.why.endswith((".", ")"))
    assert rule.link.startswith("https://")
    assert rule.topic in TOPICS
    assert set(rule.controls.all()) == {
        "azure_policy", "mcsb", "cis", "iso27001", "soc2", "hipaa", "gdpr",
    }  # fmt: skip
    for schema in rule.settings.values():
        assert schema.keys() >= {"type", "default"}


def test_every_setting_survives_json() -> None:
    for rule in RULES:
        assert json.loads(json.dumps(rule.settings)) == rule.settings


def _imports(path: Path) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [(0, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.level, node.module or ""))
    return found


OURS = {"components", "judgement", "policy_packs", "preflight", "settings", "simulated_azure"}


@pytest.mark.parametrize("path", sorted(JUDGEMENT.rglob("*.py")), ids=lambda path: path.name)
def test_the_judge_imports_nothing_of_what_it_judges(path: Path) -> None:
    absolute = {name.split(".")[0] for level, name in _imports(path) if level == 0}
    assert absolute & OURS == set()
    if path != JUDGEMENT / "crossguard.py":
        assert not any(name.startswith("pulumi") for name in absolute)


@pytest.mark.parametrize("path", sorted(JUDGEMENT.rglob("*.py")), ids=lambda path: path.name)
def test_the_judge_prints_nothing_and_reads_no_clock(path: Path) -> None:
    calls = {ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text()))
             if isinstance(node, ast.Call)}  # fmt: skip
    assert not calls & {"print", "dt.date.today", "dt.datetime.now", "time.time", "uuid.uuid4"}
