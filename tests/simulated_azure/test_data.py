"""Every fact in our data is about something the installed SDK has, and has a source."""

import importlib
import inspect
import re
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest

from simulated_azure import catalog, locations, sdk
from simulated_azure.formats import FORMATS

DATA = resources.files("simulated_azure").joinpath("data")
MODULES = sorted(entry.name.removesuffix(".toml") for entry in DATA.joinpath("types").iterdir())
TOKENS = [
    f"azure-native:{module}:{name}" for module in MODULES for name in catalog.module_rows(module)
]
CONDITIONS = {"set", "not", "min", "max", "matches"}


def facts(token: str) -> catalog.TypeFacts:
    found = catalog.type_facts(token)
    assert found is not None
    return found


def shape(token: str) -> sdk.ResourceShape:
    found = sdk.resource_shape(token)
    assert found is not None, f"the SDK has no {token}"
    return found


def at(shape: sdk.Shape, path: str) -> sdk.Shape | None:
    """Return the shape at a path; `[]` is an item of a list, `*` a value of a map."""
    return _at(shape, [part for part in re.split(r"\.|(?=\[\])", path) if part])


def _at(shape: sdk.Shape, parts: list[str]) -> sdk.Shape | None:
    if not parts:
        return shape
    head, *rest = parts
    match shape:
        case sdk.ListOf(item=item):
            return _at(item, rest) if head == "[]" else None
        case sdk.MapOf(item=item):
            return _at(item, rest) if head == "*" else None
        case sdk.OneOf(options=options):
            return next((found for o in options if (found := _at(o, parts))), None)
        case sdk.ObjectShape() if head in shape.properties:
            return _at(shape.properties[head], rest)
    return None


def below(each: str, path: str) -> str:
    return f"{each}.{path}" if each else path


def paths_of(rule: catalog.Rule) -> list[str]:
    return [*rule.when, *rule.require, *rule.forbid, *rule.among]


def sources(token: str) -> Iterator[str]:
    found = facts(token)
    yield found.source
    if found.name:
        yield found.name.source
    if found.replaces or found.refused:
        yield found.create_only_source
    if found.serialised:
        assert found.parent, "writes are serialised below a parent"
        yield found.serialised
    for entry in (*found.limits, *found.rules):
        yield entry.source


@pytest.mark.parametrize("token", TOKENS)
def test_an_entry_is_about_a_type_of_the_sdk(token: str) -> None:
    assert shape(token).inputs.properties


@pytest.mark.parametrize("token", TOKENS)
def test_every_fact_has_a_source(token: str) -> None:
    for source in sources(token):
        assert re.search(r"https://|docstrings? of |pulumi-azure-native |always replace", source)


@pytest.mark.parametrize("token", TOKENS)
def test_a_docstring_that_is_cited_exists(token: str) -> None:
    package = f"pulumi_azure_native.{token.split(':')[1]}"
    public = vars(importlib.import_module(package))
    for source in sources(token):
        for cls, parameter in re.findall(r"docstrings? of (?:\w+ )?(\w+)\.(\w+)", source):
            found = public.get(cls) or vars(inspect.getmodule(sdk.resource_class(token)))[cls]
            assert parameter in inspect.signature(found.__init__).parameters, source


@pytest.mark.parametrize("token", TOKENS)
def test_a_fact_is_about_a_property_that_can_be_given(token: str) -> None:
    found, inputs = facts(token), shape(token).inputs
    named = [found.name.property] if found.name else []
    for path in (*named, *found.replaces, *found.refused, *found.inline):
        assert at(inputs, path), path
    for limit in found.limits:
        assert at(inputs, limit.property), limit.property
    for rule in found.rules:
        for path in paths_of(rule):
            assert at(inputs, below(rule.each, path)), path


@pytest.mark.parametrize("token", TOKENS)
def test_an_answer_is_about_a_property_that_azure_returns(token: str) -> None:
    found, outputs = facts(token), shape(token).outputs
    for path in (*found.computed, *found.defaults):
        assert at(outputs, path), path


@pytest.mark.parametrize("token", TOKENS)
def test_an_id_is_made_of_inputs_and_begins_with_the_id_of_the_parent(token: str) -> None:
    found = facts(token)
    fields = set(re.findall(r"\{(\w+)\}", locations.template(found))) - {"subscription"}
    assert fields <= shape(token).inputs.properties.keys()
    if found.parent:
        assert found.id.startswith(f"{facts(found.parent).id}/")


@pytest.mark.parametrize("token", TOKENS)
def test_limits_and_rules_use_the_vocabulary_that_exists(token: str) -> None:
    found = facts(token)
    if found.name:
        assert found.name.unique in ("global", "subscription", "resource-group", "parent")
        assert found.name.allowed
    for limit in found.limits:
        tests = (limit.pattern, limit.length, limit.range, limit.count, limit.one_of, limit.format)
        assert sum(test is not None for test in tests) == 1, limit.property
        assert limit.format is None or limit.format in FORMATS
        re.compile(limit.pattern or "")
    for rule in found.rules:
        assert rule.require or rule.forbid or rule.among
        for condition in (*rule.when.values(), *rule.require.values(), *rule.forbid.values()):
            assert not isinstance(condition, dict) or condition.keys() <= CONDITIONS


def test_the_exceptions_to_the_sdk_are_about_real_choices_and_not_in_it() -> None:
    rows: list[dict[str, Any]] = catalog.table("sdk_exceptions")["exception"]
    for row in rows:
        assert row["source"]
        choice = at(shape(row["type"]).inputs, row["property"])
        assert isinstance(choice, sdk.Choice)
        assert ("values" in row) != ("pattern" in row)
        assert not set(row.get("values", ())) & set(choice.values)


@pytest.mark.parametrize("name", ["private_link", "diagnostics"])
def test_tables_are_keyed_by_types_of_the_sdk(name: str) -> None:
    table = catalog.table(name)
    assert table["source"]
    for token in table.get("types", {key: None for key in table if key != "source"}):
        assert shape(token)


def test_every_group_id_is_served_by_a_zone() -> None:
    table = catalog.table("private_link")
    groups = {group for groups in table["types"].values() for group in groups}
    assert groups == table["zones"].keys()


def test_roles_are_told_apart_by_more_than_a_typing_error() -> None:
    guids = sorted(catalog.table("roles")["guids"].values())
    for index, guid in enumerate(guids):
        for other in guids[:index]:
            assert sum(a != b for a, b in zip(guid, other, strict=True)) > 2
