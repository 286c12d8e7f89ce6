"""What a report tells of a plan, whatever form it is then given."""

from pathlib import Path

import pulumi
import pytest
from pulumi_azure_native import network, storage

from preflight.narrate import report_of
from preflight.plan import Plan
from preflight.report import Report, count
from tests.preflight.lab import faulty, made_by, plan_in, rows_of, sample_plan


def report(plan: Plan, unverified: int = 0) -> Report:
    return report_of(plan, unverified)


def test_the_headline_counts_resources_and_components() -> None:
    told = report(sample_plan())
    assert told.title == "dev (sample): 13 resources in 1 component"
    assert told.verdict == "nothing in it that Azure is known to refuse"
    assert told.good


def test_a_refused_plan_says_how_much_is_to_mend(tmp_path: Path) -> None:
    root = faulty(tmp_path / "faulty", {"Pulumi.dev.yaml": ("Standard_LRS", "Standard_LSR")})
    told = report(plan_in(root))
    assert told.verdict == "Azure would refuse it: 1 finding to mend"
    assert not told.good


def test_resources_are_counted_by_component_and_type() -> None:
    assert rows_of(sample_plan(), "Resources") == [
        (
            "(the program itself)",
            "7",
            "2 Subnet, NatGateway, NetworkSecurityGroup, ResourceGroup, UserAssignedIdentity, "
            "VirtualNetwork",
        ),
        (
            "stores",
            "6",
            "2 RoleAssignment, PrivateDnsZoneGroup, PrivateEndpoint, PrivateZone, StorageAccount",
        ),
    ]


def test_a_component_in_a_component_is_told_below_it() -> None:
    class Part(pulumi.ComponentResource):
        def __init__(self, name: str, parent: pulumi.Resource | None = None) -> None:
            super().__init__("x:index:Part", name, None, pulumi.ResourceOptions(parent=parent))

    def program() -> None:
        inner = Part("inner", Part("outer"))
        network.RouteTable(
            "table", resource_group_name="rg", opts=pulumi.ResourceOptions(parent=inner)
        )

    assert rows_of(made_by(program), "Resources") == [
        ("outer (Part)", "0", ""),
        ("  inner (Part)", "1", "RouteTable"),
    ]


def test_what_belongs_to_a_resource_counts_for_the_component_that_holds_it() -> None:
    class Part(pulumi.ComponentResource):
        def __init__(self, name: str) -> None:
            super().__init__("x:index:Part", name, None)

    def program() -> None:
        table = network.RouteTable(
            "table", resource_group_name="rg", opts=pulumi.ResourceOptions(parent=Part("part"))
        )
        network.RouteTable(
            "below", resource_group_name="rg", opts=pulumi.ResourceOptions(parent=table)
        )

    assert rows_of(made_by(program), "Resources") == [("part", "2", "2 RouteTable")]


@pytest.mark.parametrize(("stack", "group"), [("dev", "NOT protected"), ("prod", "protected")])
def test_what_holds_data_is_told_with_whether_it_is_protected(stack: str, group: str) -> None:
    assert rows_of(sample_plan(stack), "Protection") == [
        (group, "stores-account (StorageAccount)", "blobs, files, queues and tables")
    ]


def test_outputs_keep_secrets_and_gather_what_only_a_deployment_tells() -> None:
    assert rows_of(sample_plan(), "Outputs") == [
        ("webhook", "(secret)"),
        ("known after deployment", "account, account_id"),
    ]


def test_outputs_of_several_values_are_told_in_full() -> None:
    def program() -> None:
        account = storage.StorageAccount(
            "account",
            account_name="stsmall",
            resource_group_name="rg",
            kind="StorageV2",
            sku=storage.SkuArgs(name="Standard_LRS"),
        )
        pulumi.export("ids", {"a": account.id, "b": account.id})
        pulumi.export("mixed", {"id": account.id, "key": pulumi.Output.secret("canary"), "n": 3})

    assert rows_of(made_by(program), "Outputs") == [
        ("mixed", '{"id": "known after deployment", "key": "(secret)", "n": 3}'),
        ("known after deployment", "ids (2)"),
    ]


def test_settings_without_effect_and_unverified_facts_are_counted() -> None:
    told = report(sample_plan(), unverified=2)
    assert told.notes == (
        "1 setting without effect yet: stores.archive_after_days",
        "2 defaults rest on facts nobody could check without Azure (docs/unverified.md)",
    )


def test_a_finding_tells_what_to_write_instead_and_where(tmp_path: Path) -> None:
    root = faulty(tmp_path / "faulty", {"Pulumi.dev.yaml": ("Standard_LRS", "Standard_LSR")})
    told = {row[0]: row[1] for row in rows_of(plan_in(root), "1 finding")}
    assert told["resource"] == "stores-account (StorageAccount)"
    assert told["property"] == "sku.name"
    assert "Standard_LSR" in told["problem"]
    assert "Standard_LRS" in told["instead"]
    assert told["where"] == "Pulumi.dev.yaml:5"
    assert told["used at"].startswith("components/stores.py:")
    assert told["rule"]


def test_a_finding_that_resources_share_is_told_once() -> None:
    def program() -> None:
        for name in ("one", "two"):
            network.RouteTable(name, resource_group_name="rg", location="westeuropa")

    plan = made_by(program)
    assert report(plan).verdict == "Azure would refuse it: 2 findings to mend"
    assert rows_of(plan, "2 findings")[0] == ("resource", "one, two (RouteTable)")


def test_a_stack_that_could_not_be_planned_tells_only_why(tmp_path: Path) -> None:
    root = faulty(tmp_path / "faulty", {"__main__.py": ("pulumi.Config()", "missing()")})
    told = report(plan_in(root))
    assert (told.title, told.verdict, told.good) == (
        "dev (sample)",
        "could not be planned",
        False,
    )
    assert told.sections == ()
    assert "NameError" in told.failure


def test_numbers_agree_with_their_nouns() -> None:
    assert [count(n, "finding") for n in (0, 1, 2)] == ["0 findings", "1 finding", "2 findings"]
