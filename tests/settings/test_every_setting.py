"""What holds of each setting there is."""

import json

import pytest

from settings.base import Settings
from settings.bootstrap import BootstrapSettings
from settings.platform import PlatformSettings
from settings.read import read
from settings.schema import example_of, required_below
from tests.settings.samples import models

ROOTS = (PlatformSettings, BootstrapSettings)
MODELS = list(dict.fromkeys(model for root in ROOTS for model in models(root)))
FIELDS = [(m, name, field) for m in MODELS for name, field in m.model_fields.items()]


def schemas(node, path=""):
    """Yield every schema of a value below a schema, with its path."""
    if isinstance(node, dict):
        if isinstance(node.get("type"), str):
            yield path, node
        for key, value in node.items():
            yield from schemas(value, f"{path}/{key}")
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from schemas(item, f"{path}/{index}")


# What a secret looks like once encrypted, the Pulumi CLI decides.
SCHEMAS = [
    (path, node)
    for root in ROOTS
    for path, node in schemas(root.model_json_schema())
    if not path.endswith("/properties/secure")
]


def offenders(rule):
    """Return the settings that break a rule."""
    return [f"{m.__name__}.{name}" for m, name, field in FIELDS if not rule(field)]


def offending(kinds, rule):
    """Return the values of some JSON types that break a rule."""
    return [path for path, node in SCHEMAS if node["type"] in kinds and not rule(node)]


def extra(field):
    return field.json_schema_extra or {}


def test_every_setting_says_in_a_sentence_what_it_decides():
    assert offenders(lambda f: f.description and f.description.endswith(".")) == []
    assert offenders(lambda f: f.description[0].isupper() or f.description[0] == "`") == []


def test_every_one_way_setting_says_why():
    assert offenders(lambda f: extra(f).get("one_way", "So it is.").endswith(".")) == []
    assert offenders(lambda f: len(extra(f).get("one_way", "So it is.").split()) > 2) == []
    assert sum("one_way" in extra(field) for _, _, field in FIELDS) > 10


def test_a_section_left_out_is_what_its_own_defaults_say():
    # Else a stack file that changes one value of the section would change others unseen.
    sections = [f.default for _, _, f in FIELDS if isinstance(f.default, Settings)]
    assert [default for default in sections if default != type(default)()] == []
    assert len(sections) > 10


def test_every_number_is_bounded_on_both_sides():
    def bounded(node):
        return node.keys() >= {"minimum", "maximum"} or node.keys() & {"enum", "const"}

    assert offending(("integer", "number"), bounded) == []


def test_every_text_is_a_choice_a_pattern_or_limited_in_length():
    limits = {"enum", "const", "pattern", "maxLength", "format"}
    assert offending(("string",), lambda node: node.keys() & limits) == []


def test_every_section_and_every_mapping_knows_its_names():
    known = {"properties", "patternProperties", "propertyNames"}
    assert offending(("object",), lambda node: node.keys() & known) == []
    assert (
        offending(("object",), lambda n: "properties" not in n or not n["additionalProperties"])
        == []
    )


@pytest.mark.parametrize("root", ROOTS)
def test_every_required_value_has_an_example(root):
    for name, field in root.model_fields.items():
        if field.is_required():
            assert all(example is not None for _, example in required_below(field, name))


@pytest.mark.parametrize("root", ROOTS)
def test_the_examples_together_are_right_settings(root):
    fields = root.model_fields.items()
    examples = {name: example_of(field) for name, field in fields if field.is_required()}
    assert read(json.dumps(examples), root).tags.cost_center == "ML-1001"


def test_every_example_of_a_section_is_right():
    for model in MODELS:
        fields = model.model_fields.items()
        examples = {name: example_of(field) for name, field in fields if field.is_required()}
        assert model.model_validate_json(json.dumps(examples))


def test_the_models_are_all_found():
    names = {model.__name__ for model in MODELS}
    assert {"ExistingVault", "OidcPipeline", "ServiceSettings", "CacheRuleSettings"} <= names
