"""The tables of Kubernetes, logs, costs and places against the SDK and against themselves."""

from collections import Counter
from typing import Any

import pytest

from policy_packs.guardrails.judgement.data import table
from simulated_azure import sdk

RESOURCES = table("resources")
COST = table("cost")
ZONES = RESOURCES["zones"]
TYPES = sorted(
    {
        *COST["skus"],
        *COST["spends"],
        *RESOURCES["once_per_subscription"]["types"],
        *RESOURCES["types"]["refused"],
        *table("diagnostics")["types"],
        *table("kubernetes")["pods"],
    }
)
INPUTS = sorted(
    [
        *((token, row["at"]) for token, row in COST["skus"].items()),
        *table("kubernetes")["pods"].items(),
        *ZONES["flags"].items(),
        *ZONES["lists"].items(),
    ]
)


@pytest.mark.parametrize("token", TYPES)
def test_a_type_of_a_table_is_one_of_the_sdk(token: str) -> None:
    assert sdk.resource_shape(token) is not None


@pytest.mark.parametrize(("token", "path"), INPUTS)
def test_an_input_of_a_table_is_one_of_the_type(token: str, path: str) -> None:
    shape: Any = sdk.resource_shape(token)
    assert shape is not None
    found = shape.inputs
    for name in path.replace("[*]", "").split("."):
        if isinstance(found, sdk.OneOf):
            found = next(one for one in found.options if isinstance(one, sdk.ObjectShape))
        if isinstance(found, sdk.ListOf):
            found = found.item
        assert name in found.properties
        found = found.properties[name]


def test_a_region_is_in_one_geography() -> None:
    regions = Counter(region for row in RESOURCES["geographies"].values() for region in row)
    assert [region for region, count in regions.items() if count > 1] == []
    assert set(ZONES["without"]) <= set(regions)


def test_a_log_is_for_the_audit_or_for_the_application() -> None:
    for row in table("diagnostics")["types"].values():
        assert row.get("audit") or row.get("application")
        assert not set(row.get("audit", ())) & set(row.get("application", ()))


def test_what_is_sold_by_the_machine_names_families_and_generations() -> None:
    for family, generations in COST["machine_families"].items():
        assert family.isupper()
        assert all(generation.rpartition("v")[2].isdigit() for generation in generations)
