import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pulumi
import pytest
from pulumi_azure_native import resources

from preflight.document import to_json
from preflight.host import run_function
from preflight.plan import Plan, plan_of
from tests.preflight.lab import SAMPLE, faulty, plan_in, sample_plan

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "preflight" / "plan.schema.json").read_text())
KEY = b"key of the tests"


def document(*plans: Plan, key: bytes = KEY) -> dict[str, Any]:
    return json.loads(to_json(plans, key))


def resource(name: str, plan: Plan | None = None) -> dict[str, Any]:
    (one,) = document(plan or sample_plan())["plans"]
    return next(row for row in one["resources"] if row["name"] == name)


def tag(make: Callable[[], Any], root: Path = ROOT, key: bytes = KEY) -> Any:
    """Return what the document says of a value that is given as a tag."""

    def program() -> None:
        resources.ResourceGroup("group", resource_group_name="rg", tags={"tag": make()})

    (plan,) = document(plan_of(run_function(program), root), key=key)["plans"]
    return plan["resources"][0]["inputs"]["tags"]["tag"]


def test_the_schema_is_a_schema_and_leaves_nothing_open() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for name in ("plan", "resource", "finding", "line", "unknown", "secret"):
        assert SCHEMA["$defs"][name]["additionalProperties"] is False
        properties = SCHEMA["$defs"][name]["properties"]
        assert sorted(SCHEMA["$defs"][name]["required"]) == sorted(properties)


def test_a_document_follows_the_schema(tmp_path: Path) -> None:
    refused = plan_in(
        faulty(tmp_path / "refused", {"Pulumi.dev.yaml": ("Standard_LRS", "Standard_LSR")})
    )
    failed = plan_in(faulty(tmp_path / "failed", {"__main__.py": ("pulumi.Config()", "missing()")}))
    told = document(sample_plan("dev"), sample_plan("prod"), refused, failed)
    jsonschema.Draft202012Validator(SCHEMA).validate(told)
    assert [len(plan["findings"]) for plan in told["plans"]] == [0, 0, 1, 0]
    assert "NameError" in told["plans"][3]["error"]


@pytest.mark.parametrize(
    "change",
    [
        {"extra": 1},
        {"id": {"$unknown": False}},
        {"inputs": {"key": {"$secret": "in the clear"}}},
        {"source": {"path": "/home/me/project/components/x.py", "line": 3}},
        {"delivered": "manifest"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_schema_refuses_what_a_document_never_says(change: dict[str, Any]) -> None:
    told = document(sample_plan())
    told["plans"][0]["resources"][0] |= change
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(told)


def test_a_resource_says_what_design_promises() -> None:
    account = resource("stores-account")
    assert account["type"] == "azure-native:storage:StorageAccount"
    assert account["parent"].endswith("sample:index:Stores::stores")
    assert account["inputs"]["accountName"] == "stsample"
    assert account["inputs"]["resourceGroupName"] == {"$unknown": True}
    assert account["id"] == {"$unknown": True}
    assert (account["custom"], account["protect"], account["delivered"]) == (True, False, None)
    assert account["property_dependencies"]["resourceGroupName"][0].endswith("::group")
    assert resource("stores-account", sample_plan("prod"))["protect"] is True


def test_a_resource_made_by_a_helper_comes_from_the_component_that_called_it() -> None:
    grant = resource("stores-trainer")
    assert [place["path"] for place in grant["chain"]] == [
        "components/shared/grant.py",
        "components/stores.py",
        "__main__.py",
    ]
    assert grant["source"] == grant["chain"][1]


def test_resources_are_sorted_and_so_are_their_properties() -> None:
    (plan,) = document(sample_plan())["plans"]
    urns = [row["urn"] for row in plan["resources"]]
    assert urns == sorted(urns)
    assert all(list(row["inputs"]) == sorted(row["inputs"]) for row in plan["resources"])


def test_nothing_tells_of_the_machine() -> None:
    text = to_json([sample_plan()], KEY)
    assert str(ROOT) not in text
    assert str(Path.home()) not in text


def test_a_secret_is_a_digest_that_depends_on_the_key() -> None:
    first = tag(lambda: pulumi.Output.secret("canary-4711"))
    assert set(first) == {"$secret"}
    assert first == tag(lambda: pulumi.Output.secret("canary-4711"))
    assert first != tag(lambda: pulumi.Output.secret("canary-4712"))
    assert first != tag(lambda: pulumi.Output.secret("canary-4711"), key=b"another")


def test_a_secret_output_is_a_digest_too() -> None:
    (plan,) = document(sample_plan())["plans"]
    assert set(plan["outputs"]["webhook"]) == {"$secret"}
    assert plan["outputs"]["account_id"] == {"$unknown": True}


def test_an_archive_in_the_project_is_told_relative_to_it() -> None:
    told = tag(lambda: pulumi.FileArchive(str(SAMPLE / "components")), root=SAMPLE)
    assert told == {"$asset": {"kind": "archive", "path": "components"}}


def test_a_resource_given_as_a_value_is_told_by_its_urn() -> None:
    told = tag(lambda: resources.ResourceGroup("other", resource_group_name="rg-other"))
    assert told["$resource"].endswith("azure-native:resources:ResourceGroup::other")


def test_a_finding_says_what_where_and_what_instead(tmp_path: Path) -> None:
    root = faulty(tmp_path / "faulty", {"Pulumi.dev.yaml": ("Standard_LRS", "Standard_LSR")})
    ((finding,),) = (plan["findings"] for plan in document(plan_in(root))["plans"])
    assert finding["property"] == "sku.name"
    assert "Standard_LSR" in finding["got"]
    assert "Standard_LRS" in finding["allowed"]
    assert finding["setting"] == {"path": "Pulumi.dev.yaml", "line": 5}
    assert finding["source"]["path"] == "components/stores.py"
    assert finding["blocks"] is True


def test_plans_keep_the_order_they_are_asked_in() -> None:
    prod, dev = sample_plan("prod"), sample_plan("dev")
    assert [plan["stack"] for plan in document(prod, dev)["plans"]] == ["prod", "dev"]


def test_an_error_is_null_or_says_something() -> None:
    assert document(replace(sample_plan(), error=""))["plans"][0]["error"] is None
