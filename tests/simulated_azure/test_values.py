"""The wire form of values: the protocol's signatures, and both ways through it."""

from typing import Any

import pytest
from pulumi.runtime import rpc

from simulated_azure import values
from simulated_azure.values import UNKNOWN, Asset, Reference, Secret


@pytest.mark.parametrize(
    ("ours", "of_the_sdk"),
    [
        (values.SIGNATURE, rpc._special_sig_key),
        (values.SECRET, rpc._special_secret_sig),
        (values.ASSET, rpc._special_asset_sig),
        (values.ARCHIVE, rpc._special_archive_sig),
        (values.RESOURCE, rpc._special_resource_sig),
        (values.OUTPUT_VALUE, rpc._special_output_value_sig),
    ],
)
def test_a_signature_is_the_one_that_the_sdk_writes(ours: str, of_the_sdk: str) -> None:
    assert ours == of_the_sdk


@pytest.mark.parametrize(
    "value",
    [
        "text",
        7,
        1.5,
        True,
        None,
        ["a", ["b"]],
        {"a": {"b": 1}},
        UNKNOWN,
        Secret("s"),
        Secret({"a": UNKNOWN}),
        {"deep": [Secret(1), UNKNOWN]},
        Reference("urn:x", "id-x"),
        Asset("asset", {"text": "hello"}),
        Asset("archive", {"path": "folder"}),
    ],
)
def test_a_value_comes_back_from_its_wire_form(value: Any) -> None:
    assert values.decode(values.encode({"key": value})) == {"key": value}


def test_a_secret_is_never_printed() -> None:
    assert "hunter2" not in repr([Secret("hunter2")])


def test_an_output_value_without_a_value_is_unknown() -> None:
    message = values.encode({"key": {values.SIGNATURE: values.OUTPUT_VALUE, "secret": True}})

    assert values.decode(message) == {"key": Secret(UNKNOWN)}


def test_plain_values_have_no_secret_at_any_depth() -> None:
    assert values.plain({"a": [Secret({"b": Secret(1)})]}) == {"a": [{"b": 1}]}


def test_an_unknown_is_found_at_any_depth() -> None:
    assert values.contains_unknown({"a": [Secret({"b": UNKNOWN})]})
    assert not values.contains_unknown({"a": [Secret({"b": 1})]})
