"""Schemas of custom resources, as they are taken from their makers' definitions."""

import json
from importlib import resources

import jsonschema
import pytest

from tools.crds import SOURCES, Source, schemas

DEFINITION = """
spec:
  group: x.io
  scope: Cluster
  names: {kind: Thing}
  versions:
    - name: v1alpha1
      served: true
      schema: {openAPIV3Schema: {type: object}}
    - name: v1
      served: true
      schema:
        openAPIV3Schema:
          description: A thing.
          type: object
          properties:
            spec:
              type: object
              description: What it is.
              properties:
                description: {type: string, description: A key that is called so.}
                mode: {type: string, enum: [title], default: title}
            status: {type: object}
---
spec: {names: {kind: Other}}
"""
FILES = sorted(
    file.name
    for file in resources.files("simulated_azure").joinpath("data/kubernetes/crds").iterdir()
    if file.name.endswith(".json")
)


def taken(text: str = DEFINITION) -> dict:
    return dict(schemas(Source("x.io/api@v1", "crds.yaml", ("Thing",)), text))


def test_only_wanted_kinds_in_their_stable_version_are_taken() -> None:
    assert list(taken()) == ["x.io_v1_Thing"]
    row = taken()["x.io_v1_Thing"]
    assert (row["kind"], row["namespaced"]) == ("x.io/v1:Thing", False)
    assert row["source"] == "x.io/api@v1 crds.yaml"


def test_a_kind_without_a_stable_version_is_taken_in_those_that_are_served() -> None:
    assert list(taken(DEFINITION.replace("name: v1\n", "name: v1beta1\n"))) == [
        "x.io_v1alpha1_Thing",
        "x.io_v1beta1_Thing",
    ]


def test_prose_and_status_are_left_out_and_keys_of_the_same_name_stay() -> None:
    assert taken()["x.io_v1_Thing"]["schema"] == {
        "type": "object",
        "properties": {
            "spec": {
                "type": "object",
                "properties": {
                    "description": {"type": "string"},
                    "mode": {"type": "string", "enum": ["title"], "default": "title"},
                },
            }
        },
    }


@pytest.mark.parametrize("name", FILES)
def test_a_schema_that_was_taken_is_one_and_from_a_source_of_the_tool(name: str) -> None:
    folder = resources.files("simulated_azure").joinpath("data/kubernetes/crds")
    row = json.loads(folder.joinpath(name).read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(row["schema"])
    sources = {f"{source.place} {source.path}": source.kinds for source in SOURCES}
    assert row["kind"].rpartition(":")[2] in sources[row["source"]]


def test_every_wanted_kind_was_taken() -> None:
    kinds = {name.removesuffix(".json").rpartition("_")[2] for name in FILES}
    assert kinds == {kind for source in SOURCES for kind in source.kinds}
