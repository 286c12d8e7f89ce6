"""Who hears of spending, and where its records go."""

import pulumi
import pytest
from pulumi_azure_native import monitor

from components.cost_guard.budget import THRESHOLDS_PERCENT
from components.shared.diagnostics import DIAGNOSTICS, SENDS_NOTHING
from tests.components import cost_guard_lab as lab
from tests.components.cost_guard_lab import guard
from tests.support import SUBSCRIPTION, deploy

WHOLE = f"/subscriptions/{SUBSCRIPTION}"
BY_GROUP = {"budget": lab.BUDGET["budget"] | {"scope": "resource_group"}}


def notifications(changes=lab.BUDGET, **replaced) -> list[dict]:
    budget = guard(changes, **replaced).one(lab.BUDGET_TYPE).inputs
    return list(budget["notifications"].values())


def kinds(changes=lab.BUDGET) -> set[tuple[str, int]]:
    return {(n["thresholdType"], n["threshold"]) for n in notifications(changes)}


@pytest.mark.feature("C1", "consumption.Budget notifications")
@pytest.mark.feature("C3", "consumption.Budget notifications")
@pytest.mark.feature("X-17", "consumption.Budget notifications")
@pytest.mark.parametrize("threshold_type", ["Actual", "Forecasted"])
def test_spending_and_its_forecast_are_told_at_80_and_at_100_percent(threshold_type):
    assert {percent for kind, percent in kinds() if kind == threshold_type} == {80, 100}
    assert THRESHOLDS_PERCENT == (80, 100)


def test_every_threshold_is_told_to_the_recipients_and_to_people_on_duty():
    for notification in notifications():
        assert notification["enabled"] is True
        assert notification["operator"] == "GreaterThan"
        assert notification["contactEmails"] == ["finops@example.com"]
        assert notification["contactGroups"] == [lab.PEOPLE]


def test_without_an_action_group_the_recipients_still_hear():
    for notification in notifications(people_group_id=None):
        assert notification["contactEmails"] == ["finops@example.com"]
        assert "contactGroups" not in notification


@pytest.mark.feature("C2", "consumption.Budget amount")
@pytest.mark.parametrize("dollars", [400, 5000])
def test_the_amount_is_the_stacks_own_and_counts_anew_each_month(dollars):
    changes = {"budget": lab.BUDGET["budget"] | {"monthly_usd": dollars}}
    budget = guard(changes).one(lab.BUDGET_TYPE).inputs
    assert budget["amount"] == dollars
    assert budget["timeGrain"] == "Monthly"
    assert budget["category"] == "Cost"


def test_the_budget_counts_the_platforms_group_and_those_that_azure_keeps():
    budget = guard(lab.BUDGET).one(lab.BUDGET_TYPE).inputs
    assert budget["scope"] == WHOLE
    assert budget["filter"] == {
        "dimensions": {
            "name": "ResourceGroupName",
            "operator": "In",
            "values": ["rg-mlops-test-eus2", "rg-mlops-aks-nodes-test-eus2"],
        }
    }


def test_a_single_group_is_counted_too():
    budget = guard(lab.BUDGET, managed_groups=()).one(lab.BUDGET_TYPE).inputs
    assert budget["filter"]["dimensions"]["values"] == ["rg-mlops-test-eus2"]


def test_without_a_right_on_the_subscription_the_budget_lies_on_the_group():
    budget = guard(BY_GROUP).one(lab.BUDGET_TYPE).inputs
    assert budget["scope"] == lab.GROUP
    assert "filter" not in budget


def test_the_budget_starts_with_the_month_of_the_first_deployment_and_lasts_ten_years():
    changes = lab.BUDGET | {"dates": {"first_deploy": "2027-03-17"}}
    assert guard(changes).one(lab.BUDGET_TYPE).inputs["timePeriod"] == {
        "startDate": "2027-03-01T00:00:00Z",
        "endDate": "2037-03-01T00:00:00Z",
    }


def test_a_first_deployment_on_a_leap_day_ends_on_a_date_that_exists():
    changes = lab.BUDGET | lab.EXPORT | {"dates": {"first_deploy": "2028-02-28"}}
    plan = guard(changes)
    assert plan.one(lab.BUDGET_TYPE).inputs["timePeriod"]["endDate"] == "2038-02-01T00:00:00Z"
    period = plan.one(lab.EXPORT_TYPE).inputs["schedule"]["recurrencePeriod"]
    assert period == {"from": "2028-02-29T00:00:00Z", "to": "2038-02-01T00:00:00Z"}


def test_dates_are_given_once_and_then_ignored():
    plan = guard(lab.BUDGET | lab.EXPORT)
    assert plan.one(lab.BUDGET_TYPE).options["ignore_changes"] == ["timePeriod"]
    assert plan.one(lab.EXPORT_TYPE).options["ignore_changes"] == ["schedule.recurrencePeriod"]


@pytest.mark.feature("C4", "costmanagement.Export schedule")
def test_costs_are_written_every_day_from_the_day_after_the_first_deployment():
    export = guard(lab.EXPORT).one(lab.EXPORT_TYPE).inputs
    assert export["schedule"] == {
        "status": "Active",
        "recurrence": "Daily",
        "recurrencePeriod": {"from": "2026-12-02T00:00:00Z", "to": "2036-12-01T00:00:00Z"},
    }
    assert export["definition"] == {
        "type": "ActualCost",
        "timeframe": "MonthToDate",
        "dataSet": {"granularity": "Daily"},
    }
    assert export["scope"] == WHOLE


def test_each_kind_of_cost_has_its_own_file():
    plan = guard({"cost_export": {"costs": ["actual", "amortized"], "scope": "resource_group"}})
    exports = [export.inputs for export in plan.all(lab.EXPORT_TYPE)]
    assert {e["definition"]["type"] for e in exports} == {"ActualCost", "AmortizedCost"}
    folders = {e["deliveryInfo"]["destination"]["rootFolderPath"] for e in exports}
    assert folders == {"actual", "amortized"}
    assert {e["scope"] for e in exports} == {lab.GROUP}


def test_costs_go_to_an_account_of_their_own_and_nowhere_else():
    plan = guard(lab.EXPORT)
    account, container = plan.one(lab.ACCOUNT), plan.one(lab.CONTAINER)
    assert plan.one(lab.EXPORT_TYPE).inputs["deliveryInfo"] == {
        "destination": {
            "resourceId": account.id,
            "container": "cost-exports",
            "rootFolderPath": "actual",
        }
    }
    assert container.inputs["accountName"] == account.inputs["accountName"]
    assert container.inputs["publicAccess"] == "None"


def test_the_export_writes_as_an_identity():
    export = guard(lab.EXPORT).one(lab.EXPORT_TYPE).inputs
    assert export["identity"] == {"type": "SystemAssigned"}
    assert export["location"] == "eastus2"


def test_files_go_after_the_days_set():
    plan = guard({"cost_export": {"keep_days": 90}})
    (rule,) = plan.one("azure-native:storage:ManagementPolicy").inputs["policy"]["rules"]
    delete = rule["definition"]["actions"]["baseBlob"]["delete"]
    assert delete == {"daysAfterModificationGreaterThan": 90}


def test_it_is_logged_who_reads_the_files():
    plan = guard(lab.EXPORT)
    account = plan.one(lab.ACCOUNT).id
    logged = {
        d.inputs["resourceUri"].removeprefix(f"{account}/") for d in plan.all(lab.DIAGNOSTICS)
    }
    assert logged == {f"{kind}Services/default" for kind in ("blob", "file", "queue", "table")}


@pytest.mark.parametrize("protect", [True, False])
def test_the_files_are_protected_until_that_is_turned_off(protect):
    plan = guard({"tier": "non_production", "cost_export": {"protect": protect}})
    assert bool(plan.one(lab.ACCOUNT).protect) is protect


@pytest.mark.feature("C9", "storage.StorageAccount tags")
def test_whatever_costs_says_who_pays():
    plan = guard(lab.EVERYTHING)
    for token in (lab.ACCOUNT, lab.WORKFLOW, lab.ACTION_GROUP):
        for resource in plan.all(token):
            assert resource.inputs["tags"]["CostCenter"] == "ML-1001"
            assert resource.inputs["tags"]["component"] == "cost_guard"


def test_every_type_sends_logs_or_says_why_not():
    made = {r.type for r in guard(lab.EVERYTHING).resources.values() if r.custom}
    assert made - set(DIAGNOSTICS) - set(SENDS_NOTHING) == set()


def test_what_is_not_asked_for_is_not_made():
    plan = guard()
    assert [resource.name for resource in plan.resources.values()] == ["cost-guard"]


def test_a_preview_registers_what_an_update_registers():
    preview, update = guard(lab.EVERYTHING, preview=True), guard(lab.EVERYTHING)
    assert sorted(preview.resources) == sorted(update.resources)


def test_the_budget_waits_for_the_action_group_that_it_tells():
    def program() -> None:
        people = monitor.ActionGroup(
            "people", action_group_name="ag", resource_group_name="rg", group_short_name="people"
        )
        lab.make_guard(lab.BUDGET, people_group_id=people.id)

    plan = deploy(program)
    people = plan.one(lab.ACTION_GROUP).urn
    assert people in plan.one(lab.BUDGET_TYPE).property_dependencies["notifications"]


def test_every_resource_belongs_to_the_cost_guard_and_none_to_its_callers_alias():
    alias = pulumi.Alias(name="old-guard")
    opts = pulumi.ResourceOptions(aliases=[alias])
    plan = deploy(lambda: lab.make_guard(lab.EVERYTHING, opts))
    owner = plan.one("azure-mlops:index:CostGuard").urn
    made = [resource for resource in plan.resources.values() if resource.custom]
    assert {resource.parent for resource in made} == {owner}
    assert all("azure-mlops:index:CostGuard$" in resource.urn for resource in made)
    assert not any(resource.options.get("aliases") for resource in made)
