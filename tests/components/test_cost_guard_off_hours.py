"""Non-production stops at night and starts in the morning; production never stops."""

import pytest
from pulumi_azure_native import managedidentity

from components.cost_guard import OffHours
from components.cost_guard.workflows import BUDGET_TRIGGER
from components.shared.conventions import Conventions
from tests.components import cost_guard_lab as lab
from tests.components.cost_guard_lab import guard
from tests.support import TENANT, deploy, make_settings

START, STOP = "cost-guard-off-hours-start", "cost-guard-off-hours-stop"
ARM = "https://management.azure.com"
ON_CLUSTER = f"{ARM}@{{parameters('cluster')}}"
ON_WORKSPACE = f"{ARM}@{{parameters('workspace')}}"
CALLER = "azure-native:managedidentity:UserAssignedIdentity"


def workflow(name: str, changes=lab.NIGHTS, **replaced) -> dict:
    return guard(changes, **replaced).one(lab.WORKFLOW, name).inputs


def recurrence(name: str, changes=lab.NIGHTS) -> dict:
    triggers = workflow(name, changes)["definition"]["triggers"]
    (found,) = [t["recurrence"] for t in triggers.values() if t["type"] == "Recurrence"]
    return found


def called(name: str, changes=lab.NIGHTS, **replaced) -> set[tuple[str, str]]:
    definition = workflow(name, changes, **replaced)["definition"]
    inputs = [call["inputs"] for call in lab.calls(definition)]
    return {(i["method"], i["uri"].partition("?api-version=")[0]) for i in inputs}


def rest(**changes) -> OffHours:
    settings = make_settings(lab.NIGHTS)
    given = {
        "settings": settings.off_hours,
        "tier": settings.tier,
        "schedule": settings.schedule,
        "targets": {"cluster": lab.CLUSTER, "workspace": lab.WORKSPACE},
    }
    return OffHours(**(given | changes))


@pytest.mark.feature("C12", "logic.Workflow definition")
def test_the_cluster_and_all_instances_stop_when_the_day_ends():
    assert called(STOP) == {
        ("GET", ON_CLUSTER),
        ("POST", f"{ON_CLUSTER}/stop"),
        ("GET", f"{ON_WORKSPACE}/computes"),
        ("POST", f"{ARM}@{{items('each-instance')?['id']}}/stop"),
    }
    assert workflow(STOP)["parameters"] == {
        "cluster": {"type": "String", "value": lab.CLUSTER},
        "workspace": {"type": "String", "value": lab.WORKSPACE},
    }
    assert workflow(STOP)["state"] == "Enabled"


def test_only_the_cluster_starts_in_the_morning():
    assert called(START) == {("GET", ON_CLUSTER), ("POST", f"{ON_CLUSTER}/start")}
    assert workflow(START)["parameters"] == {"cluster": {"type": "String", "value": lab.CLUSTER}}
    assert workflow(START)["state"] == "Enabled"


def test_it_stops_every_day_and_starts_on_running_days():
    running = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    assert recurrence(START)["schedule"] == {"weekDays": running, "hours": [7], "minutes": [30]}
    assert recurrence(STOP)["schedule"] == {
        "weekDays": [*running, "Saturday", "Sunday"],
        "hours": [19],
        "minutes": [0],
    }


@pytest.mark.parametrize("name", [START, STOP])
@pytest.mark.parametrize(
    ("zone", "windows"),
    [("Europe/Berlin", "W. Europe Standard Time"), ("America/New_York", "Eastern Standard Time")],
)
def test_hours_are_those_of_the_schedules_time_zone(name, zone, windows):
    changes = lab.NIGHTS | {"schedule": lab.NIGHTS["schedule"] | {"time_zone": zone}}
    assert recurrence(name, changes)["timeZone"] == windows


@pytest.mark.parametrize("name", [START, STOP])
def test_a_deployment_runs_nothing_because_every_recurrence_has_a_start(name):
    # Without a start Azure runs a recurrence at once; with a zone the start has no Z.
    assert recurrence(name)["startTime"] == "2026-12-01T00:00:00"
    assert recurrence(name)["frequency"] == "Week"
    assert recurrence(name)["interval"] == 1


@pytest.mark.parametrize(("name", "state"), [(START, "Stopped"), (STOP, "Running")])
def test_what_is_done_already_is_not_asked_for_again(name, state):
    (condition,) = [
        a for a in workflow(name)["definition"]["actions"].values() if a["type"] == "If"
    ]
    power = "@body('see-cluster')?['properties']?['powerState']?['code']"
    assert condition["expression"] == {"and": [{"equals": [power, state]}]}
    assert condition["runAfter"] == {"see-cluster": ["Succeeded"]}


def test_of_all_computes_only_running_instances_stop():
    actions = workflow(STOP)["definition"]["actions"]
    where = actions["running-instances"]["inputs"]["where"]
    assert "'ComputeInstance'" in where
    assert "'Running'" in where
    assert actions["each-instance"]["foreach"] == "@body('running-instances')"


@pytest.mark.parametrize("name", [START, STOP])
def test_a_workflow_calls_as_its_own_identity_and_waits_for_nothing(name):
    assert workflow(name)["identity"] == {"type": "SystemAssigned"}
    for call in lab.calls(workflow(name)["definition"]):
        assert call["operationOptions"] == "DisableAsyncPattern"
        assert call["inputs"]["authentication"] == {
            "type": "ManagedServiceIdentity",
            "audience": f"{ARM}/",
        }


def test_both_hold_the_companys_role_on_what_they_stop_and_nothing_else():
    plan = guard(lab.NIGHTS)
    held = {(g.inputs["scope"], g.inputs["roleDefinitionId"]) for g in plan.all(lab.GRANT)}
    assert held == {(lab.CLUSTER, lab.ROLE), (lab.WORKSPACE, lab.ROLE)}
    assert len(plan.all(lab.GRANT)) == 3


def test_rights_go_to_the_workflow_that_needs_them():
    plan = guard(lab.NIGHTS)
    for role, scopes in (("start", {lab.CLUSTER}), ("stop", {lab.CLUSTER, lab.WORKSPACE})):
        urn = plan.one(lab.WORKFLOW, f"cost-guard-off-hours-{role}").urn
        grants = [g for g in plan.all(lab.GRANT) if urn in g.property_dependencies["principalId"]]
        assert {g.inputs["scope"] for g in grants} == scopes


@pytest.mark.parametrize("changes", [lab.NIGHTS, lab.NIGHTS | lab.BUDGET])
def test_nobody_calls_the_start_workflow(changes):
    definition = workflow(START, changes)["definition"]
    assert [t["type"] for t in definition["triggers"].values()] == ["Recurrence"]
    assert workflow(START, changes)["accessControl"] == {
        "triggers": {"allowedCallerIpAddresses": []}
    }


def test_without_a_budget_nobody_calls_the_stop_workflow_either():
    assert BUDGET_TRIGGER not in workflow(STOP)["definition"]["triggers"]
    assert workflow(STOP)["accessControl"] == {"triggers": {"allowedCallerIpAddresses": []}}
    assert guard(lab.NIGHTS).all(lab.ACTION_GROUP) == []


def test_a_spent_budget_stops_non_production_and_nothing_does_before():
    plan = guard(lab.NIGHTS | lab.BUDGET)
    group = plan.one(lab.ACTION_GROUP)
    told = plan.one(lab.BUDGET_TYPE).inputs["notifications"].values()
    stopping = [
        (n["thresholdType"], n["threshold"]) for n in told if group.id in n["contactGroups"]
    ]
    assert stopping == [("Actual", 100)]
    (receiver,) = group.inputs["logicAppReceivers"]
    stop = plan.one(lab.WORKFLOW, STOP)
    assert receiver["resourceId"] == stop.id
    assert receiver["callbackUrl"] == (
        f"{stop.outputs['accessEndpoint']}/triggers/{BUDGET_TRIGGER}/paths/invoke"
        "?api-version=2016-10-01"
    )
    assert group.inputs["enabled"] is True


def test_only_the_groups_identity_calls_the_stop_workflow():
    plan = guard(lab.NIGHTS | lab.BUDGET)
    caller = plan.one(CALLER)
    principal = caller.outputs["principalId"]
    group, stop = plan.one(lab.ACTION_GROUP).inputs, plan.one(lab.WORKFLOW, STOP)
    (policy,) = stop.inputs["accessControl"]["triggers"]["openAuthenticationPolicies"][
        "policies"
    ].values()
    assert {claim["name"]: claim["value"] for claim in policy["claims"]} == {
        "iss": f"https://sts.windows.net/{TENANT}/",
        "oid": principal,
    }
    assert group["logicAppReceivers"][0]["managedIdentity"] == principal
    assert group["identity"] == {"type": "UserAssigned", "userAssignedIdentities": [caller.id]}
    (grant,) = [g for g in plan.all(lab.GRANT) if g.inputs["principalId"] == principal]
    assert grant.inputs["scope"] == stop.id


def test_a_call_by_a_signed_address_ends_at_once():
    trigger = workflow(STOP, lab.NIGHTS | lab.BUDGET)["definition"]["triggers"][BUDGET_TRIGGER]
    assert trigger["operationOptions"] == "IncludeAuthorizationHeadersInOutputs"
    (condition,) = trigger["conditions"]
    assert "'Bearer '" in condition["expression"]


def test_a_spent_budget_stops_nothing_where_that_is_turned_off():
    changes = lab.NIGHTS | lab.BUDGET
    changes = changes | {"off_hours": {"role_id": lab.ROLE, "stop_past_budget": False}}
    assert guard(changes).all(lab.ACTION_GROUP) == []
    assert BUDGET_TRIGGER not in workflow(STOP, changes)["definition"]["triggers"]


def test_production_has_no_workflow():
    assert guard(lab.BUDGET | lab.EXPORT).all(lab.WORKFLOW) == []


def test_a_production_stack_that_would_stop_is_an_error():
    with pytest.raises(ValueError, match="nothing in production is stopped; leave it out"):
        guard(lab.NIGHTS, off_hours=rest(tier="production"))


def test_off_hours_with_nothing_to_stop_are_an_error():
    with pytest.raises(ValueError, match="pass the cluster or the workspace"):
        guard(lab.NIGHTS, off_hours=rest(targets={}))


def test_without_a_cluster_only_instances_stop_and_nothing_starts():
    plan = guard(lab.NIGHTS, off_hours=rest(targets={"workspace": lab.WORKSPACE}))
    assert [w.name for w in plan.all(lab.WORKFLOW)] == [STOP]
    assert "see-cluster" not in plan.one(lab.WORKFLOW).inputs["definition"]["actions"]
    assert plan.one(lab.WORKFLOW).inputs["parameters"].keys() == {"workspace"}


def test_what_a_workflow_did_is_logged():
    plan = guard(lab.NIGHTS)
    logged = {d.inputs["resourceUri"] for d in plan.all(lab.DIAGNOSTICS)}
    assert logged == {w.id for w in plan.all(lab.WORKFLOW)}


def test_a_preview_knows_whole_definitions():
    plan = deploy(lambda: lab.make_guard(lab.EVERYTHING), preview=True)
    for made in plan.all(lab.WORKFLOW):
        assert "Recurrence" in repr(made.inputs["definition"])
    assert Conventions(make_settings()).name("logic", "stop") == "logic-mlops-stop-test-eus2"


@pytest.mark.parametrize("preview", [True, False])
def test_workflows_and_their_rights_wait_for_the_cluster(preview):
    def program() -> None:
        # Stands for the cluster: what counts is that its id is known late.
        cluster = managedidentity.UserAssignedIdentity(
            "cluster", resource_name_="id-cluster", resource_group_name="rg"
        )
        lab.make_guard(lab.NIGHTS, off_hours=rest(targets={"cluster": cluster.id}))

    plan = deploy(program, preview=preview)
    cluster = plan.one(CALLER, "cluster").urn
    for made in plan.all(lab.WORKFLOW):
        assert cluster in made.property_dependencies["parameters"]
    for grant in plan.all(lab.GRANT):
        assert cluster in grant.property_dependencies["scope"]
