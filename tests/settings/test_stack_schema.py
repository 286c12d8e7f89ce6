"""The JSON schema that editors check stack files with."""

import json

import jsonschema
import pytest
import typer
from ruamel.yaml import YAML

from tests.settings.samples import replaced, stack_files
from tools import schema as tool

CONFIG = ("config", "azure-mlops:platform")
VALIDATOR = jsonschema.Draft7Validator(json.loads(tool.PATH.read_text()))


def stack_file(name="everything"):
    return YAML(typ="safe").load(stack_files()[name].read_text())


def faults(document):
    """Return where the schema finds faults, at any depth."""
    found, todo = [], list(VALIDATOR.iter_errors(document))
    while todo:
        error = todo.pop()
        found.append((".".join(map(str, error.absolute_path)), error.message))
        todo += error.context
    return found


def test_the_schema_in_the_repository_is_up_to_date():
    expected = json.dumps(tool.stack_schema(), indent=2) + "\n"
    assert tool.PATH.read_text() == expected, "run `make schema`"


def test_the_schema_is_one():
    jsonschema.Draft7Validator.check_schema(VALIDATOR.schema)


@pytest.mark.parametrize("name", stack_files())
def test_every_stack_file_of_the_repository_is_right(name):
    assert faults(stack_file(name)) == []


@pytest.mark.parametrize(
    ("way", "value", "message"),
    [
        (("serving", "kubernetes_version"), 1.3, "1.3 is not of type 'string'"),
        (("serving", "user_pool"), {"max_node": 3}, "'max_node' was unexpected"),
        (("serving", "user_pool"), {"max_nodes": 999}, "999 is greater than the maximum of 250"),
        (("location",), "East US", "'East US' is not one of"),
        (("tier",), "prod", "'prod' is not one of"),
        (("environment",), "production", "'production' does not match"),
        (("data_stores", "registry", "cache_rules"), {"mcr": {}}, "'mcr' does not match"),
        (("data_stores", "key_vault"), {"id": "kv"}, "'kv' does not match"),
        (("network", "virtual_network", "pinned_subnets"), {"node": "10.0.0.0/8"}, "'node' is not"),
        (("monitoring", "audit", "retention_days"), 7, "7 is less than the minimum of 31"),
        (("data_stores", "storage", "services"), ["blob", "blob"], "has non-unique elements"),
        (("tags",), {"owner": "a@example.com"}, "'cost_center' is a required property"),
    ],
)
def test_a_mistake_is_marked_in_the_editor(way, value, message):
    told = faults(replaced(stack_file(), (*CONFIG, *way), value))
    assert [1 for _, text in told if message in text], told


def test_a_secret_may_be_encrypted_and_nothing_else_may():
    secure = {"secure": "v1:abc"}
    assert faults(replaced(stack_file(), (*CONFIG, "alerting", "chat_url"), secure)) == []
    for way in [("tags", "owner"), ("environment",), ("alerting", "emails"), ("budget",)]:
        assert faults(replaced(stack_file(), (*CONFIG, *way), secure)), way


def test_other_keys_of_a_stack_file_are_known():
    document = stack_file("minimal")
    document["encryptionsalt"] = "v1:abc"
    document["secretsprovider"] = "azurekeyvault://kv/keys/pulumi"
    document["encryptedkey"] = "abc"
    document["config"]["azure-native:location"] = "eastus2"
    document["config"]["pulumi:tags"] = {"a": "b"}
    assert faults(document) == []


@pytest.mark.parametrize("key", ["azure-mlops:platfrom", "azure-natvie:location", "platform"])
def test_an_unknown_key_of_the_configuration_is_marked(key):
    document = stack_file("minimal")
    document["config"][key] = "x"
    ((_, message),) = faults(document)
    assert f"'{key}'" in message


def test_hovering_over_a_setting_tells_that_it_cannot_change():
    described = tool.stack_schema()["$defs"]["PlatformSettings"]["properties"]["location"]
    assert described["description"] == (
        "Region of every resource. Cannot change after the first deployment: Resources do not "
        "move between regions."
    )


def test_a_file_that_is_out_of_date_is_told_and_left(tmp_path, monkeypatch, capsys):
    path = tmp_path / "stack.schema.json"
    monkeypatch.setattr(tool, "PATH", path)
    with pytest.raises(typer.Exit) as caught:
        tool.main(check=True)
    assert caught.value.exit_code == 1
    assert not path.exists()
    assert "is out of date; run `make schema`" in capsys.readouterr().err
    tool.main()
    tool.main(check=True)
    assert json.loads(path.read_text()) == tool.stack_schema()
