"""Reading inputs: what is missing, unknown, malformed or secret is never mixed up."""

from typing import Any

import pytest

from policy_packs.guardrails.judgement import UNKNOWN, Graph, Resource, Secret, Verdict, from_plan
from policy_packs.guardrails.judgement.checks import (
    must_be,
    must_be_at_least,
    must_be_empty,
    must_be_set,
    must_not_be,
    objects,
)
from policy_packs.guardrails.judgement.values import MALFORMED, MISSING, find, normal


def resource(**inputs: Any) -> Resource:
    return Resource("urn::r", "a:b:C", "r", normal(inputs))


@pytest.mark.parametrize(
    ("inputs", "path", "value"),
    [
        ({"a": {"b": 1}}, "a.b", 1),
        ({"a": {"b": 1.0}}, "a.b", 1),
        ({"a": [{"b": "x"}]}, "a[0].b", "x"),
        ({"a": {}}, "a.b.c", MISSING),
        ({"a": None}, "a.b", MISSING),
        ({"a": []}, "a[0]", MISSING),
        ({"a": UNKNOWN}, "a.b.c", UNKNOWN),
        ({"a": "text"}, "a.b", MALFORMED),
        ({"a": {"0": 1}}, "a[0]", MALFORMED),
        ({"a": [1]}, "a.b", MALFORMED),
        ({"a": Secret({"b": Secret(2)})}, "a.b", 2),
        ({"a": Secret(UNKNOWN)}, "a.b", UNKNOWN),
        ({"a": {"b": [Secret("x"), None]}}, "a.b", ["x", MISSING]),
    ],
)
def test_a_path_finds_a_value_or_says_why_not(inputs: Any, path: str, value: Any) -> None:
    assert resource(**inputs).at(path).value == value


@pytest.mark.parametrize(
    ("inputs", "found"),
    [
        ({"a": [{"b": 1}, {"b": 2}]}, [("a[0].b", 1), ("a[1].b", 2)]),
        ({"a": [{"b": 1}, UNKNOWN]}, [("a[0].b", 1), ("a[1]", UNKNOWN)]),
        ({"a": [{}]}, [("a[0].b", MISSING)]),
        ({"a": []}, []),
        ({}, []),
        ({"a": UNKNOWN}, [("a", UNKNOWN)]),
        ({"a": {"0": {}}}, [("a", MALFORMED)]),
        ({"a": ["x"]}, [("a[0]", MALFORMED)]),
    ],
)
def test_a_star_finds_every_item(inputs: Any, found: list[tuple[str, Any]]) -> None:
    assert [(one.path, one.value) for one in find(normal(inputs), "a[*].b")] == found


def kinds(verdicts: Any) -> list[str]:
    return [verdict.kind for verdict in verdicts]


BAD, OPEN = ["violation"], ["undetermined"]


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"a": "Yes"}, []),
        ({"a": "yes"}, []),
        ({"a": "no"}, BAD),
        ({"a": True}, BAD),
        ({}, BAD),
        ({"a": UNKNOWN}, OPEN),
    ],
)
def test_must_be(inputs: Any, expected: list[str]) -> None:
    assert kinds(must_be(resource(**inputs), "a", "Yes")) == expected


def test_a_flag_is_not_a_number() -> None:
    assert kinds(must_be(resource(a=1), "a", True)) == BAD
    assert kinds(must_be(resource(a=True), "a", 1)) == BAD
    assert kinds(must_be_at_least(resource(a=True), "a", 1)) == BAD


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [({"a": "ok"}, []), ({}, []), ({"a": "NO"}, BAD), ({"a": 1}, BAD), ({"a": UNKNOWN}, OPEN)],
)
def test_must_not_be(inputs: Any, expected: list[str]) -> None:
    assert kinds(must_not_be(resource(**inputs), "a", "no")) == expected


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [({"a": "x"}, []), ({"a": UNKNOWN}, []), ({"a": ""}, BAD), ({"a": 1}, BAD), ({}, BAD)],
)
def test_must_be_set(inputs: Any, expected: list[str]) -> None:
    assert kinds(must_be_set(resource(**inputs), "a", str)) == expected


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [({"a": 30.0}, []), ({"a": 29}, BAD), ({"a": "30"}, BAD), ({}, BAD), ({"a": UNKNOWN}, OPEN)],
)
def test_must_be_at_least(inputs: Any, expected: list[str]) -> None:
    assert kinds(must_be_at_least(resource(**inputs), "a", 30)) == expected


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [({}, []), ({"a": []}, []), ({"a": [1]}, BAD), ({"a": "x"}, BAD), ({"a": UNKNOWN}, OPEN)],
)
def test_must_be_empty(inputs: Any, expected: list[str]) -> None:
    assert kinds(must_be_empty(resource(**inputs), "a")) == expected


def test_objects_tells_what_is_none() -> None:
    bad: list[Verdict] = []
    good = objects(resource(a=[{"b": 1}, 2, UNKNOWN]), "a[*]", bad)
    assert [found.path for found in good] == ["a[0]"]
    assert kinds(bad) == ["violation", "undetermined"]


def test_a_message_shows_flags_and_words_of_azure_and_nothing_else() -> None:
    told = [
        *must_be(resource(a="hunter2"), "a", "Disabled"),
        *must_be(resource(a="Enabled"), "a", "Disabled"),
        *must_be(resource(a=4711), "a", "Disabled"),
        *must_be(resource(a=False), "a", "Disabled"),
        *must_be(resource(a={"k": "hunter2"}), "a", "Disabled"),
    ]
    assert [verdict.problem.rpartition(", is ")[2] for verdict in told] == [
        "another text",
        '"Enabled"',
        "another number",
        "false",
        "of another type",
    ]


def test_relations_are_property_dependencies() -> None:
    target = Resource("urn::t", "a:b:T", "t")
    user = Resource("urn::u", "a:b:U", "u", property_dependencies={"x": ("urn::t", "urn::gone")})
    graph = Graph([target, user])
    assert graph.behind(user, "x") == [target]
    assert graph.behind(user, "x", "a:b:Other") == []
    assert graph.users(target) == [(user, "x")]


def test_a_document_of_a_plan_keeps_unknowns_and_hides_secrets() -> None:
    row = {
        "urn": "urn::r",
        "type": "a:b:C",
        "name": "r",
        "inputs": {"a": {"$unknown": True}, "b": {"$secret": "d1ge57"}, "c": [2.0, None]},
        "outputs": {},
        "protect": True,
        "parent": None,
        "dependencies": ["urn::x"],
        "property_dependencies": {"a": ["urn::x"]},
        "options": {},
    }
    (found,) = from_plan([row]).resources.values()
    assert found.at("a").value is UNKNOWN
    assert found.at("b").value is UNKNOWN
    assert found.at("c").value == [2, MISSING]
    assert found.protect
    assert "d1ge57" not in repr(found.inputs)
