"""The JSON schema that editors check stack files of bootstrap with."""

import json

import jsonschema
import pytest
from ruamel.yaml import YAML

from settings.bootstrap import BootstrapSettings
from tests.support import ROOT
from tools import schema as tool

FILES = sorted(ROOT.glob("bootstrap/Pulumi.*.yaml"))
VALIDATOR = jsonschema.Draft7Validator(json.loads(tool.BOOTSTRAP_PATH.read_text()))


def test_the_schema_in_the_repository_is_up_to_date() -> None:
    schema = tool.stack_schema(tool.BOOTSTRAP, BootstrapSettings)
    expected = json.dumps(schema, indent=2) + "\n"
    assert tool.BOOTSTRAP_PATH.read_text() == expected, "run `make schema`"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_stack_file_of_bootstrap_is_right_and_names_the_schema(path) -> None:
    document = YAML(typ="safe").load(path.read_text())
    assert list(VALIDATOR.iter_errors(document)) == []
    first = path.read_text().splitlines()[0]
    assert first == f"# yaml-language-server: $schema=../settings/{tool.BOOTSTRAP_PATH.name}"


def test_a_stack_file_of_the_platform_is_none_of_bootstrap() -> None:
    document = YAML(typ="safe").load((ROOT / "Pulumi.dev.yaml").read_text())
    assert list(VALIDATOR.iter_errors(document)) != []
