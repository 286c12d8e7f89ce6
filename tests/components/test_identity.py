"""Identities, the pipelines that sign in as one, and the groups that hold rights."""

from itertools import pairwise
from typing import Any

import pulumi
import pytest

from components.identity import Identity, IdentityArgs
from components.shared.conventions import Conventions
from preflight.plan import Plan
from settings.problems import SettingsError
from tests.support import deploy, make_settings

IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential"
ASSIGNMENT = "azure-native:authorization:RoleAssignment"
SCIENTISTS = "00000000-0000-0000-0000-0000000000a1"
EMERGENCY = "00000000-0000-0000-0000-0000000000a9"
PIPELINES = {
    "models": {"repository": "contoso/models", "environment": "prod"},
    "features": {"repository": "contoso@12/features@34", "environment": "prod"},
    "devops": {"issuer": "https://vstoken.dev.azure.com/one", "subject": "sc://contoso/ml/azure"},
}


def made(
    identity: dict[str, Any] | None = None,
    *,
    preview: bool = False,
    opts: pulumi.ResourceOptions | None = None,
    **given: Any,
) -> tuple[Identity, Plan]:
    """Deploy the component with these settings; return it and the plan."""
    settings = make_settings({"identity": identity or {}})
    args = IdentityArgs(
        settings=settings.identity,
        conventions=Conventions(settings),
        first_deploy=settings.dates.first_deploy,
        **{"cluster": True, "customer_keys": False, **given},
    )
    components: list[Identity] = []
    plan = deploy(lambda: components.append(Identity("identity", args, opts)), preview=preview)
    assert plan.findings == []
    return components[0], plan


def identities(plan: Plan) -> set[str]:
    return {resource.name.removeprefix("identity-") for resource in plan.all(IDENTITY)}


@pytest.mark.feature("I6", "managedidentity.UserAssignedIdentity resourceName")
def test_every_part_has_an_identity_of_its_own() -> None:
    component, plan = made()
    assert identities(plan) == {
        "workspace", "training", "serving", "release", "control-plane", "kubelet", "keda"
    }  # fmt: skip
    assert set(component.identities) == identities(plan)
    names = [resource.inputs["resourceName"] for resource in plan.all(IDENTITY)]
    assert "id-mlops-control-plane-test-eus2" in names
    assert len(names) == len(set(names))


def test_a_part_that_is_not_built_has_no_identity() -> None:
    _, plan = made(cluster=False)
    assert identities(plan) == {"workspace", "training", "serving", "release"}
    assert plan.all(ASSIGNMENT) == []


def test_a_host_name_brings_the_identity_that_reads_its_certificate() -> None:
    component, plan = made(ingress=True)
    assert identities(plan) - identities(made()[1]) == {"ingress"}
    assert component.principals["ingress"].kind == "ServicePrincipal"


def test_customer_keys_bring_the_identity_that_uses_them() -> None:
    component, plan = made(customer_keys=True)
    assert identities(plan) - identities(made()[1]) == {"encryption"}
    assert component.principals["encryption"].kind == "ServicePrincipal"


def test_the_stack_does_not_make_the_identity_that_deploys_it() -> None:
    assert "deployer" not in identities(made(customer_keys=True)[1])


@pytest.mark.feature("I7", "managedidentity.* only: no resource holds a password, key, certificate")
def test_nothing_that_is_made_holds_a_secret() -> None:
    _, plan = made(
        {"release_pipelines": PIPELINES, "break_glass": {"group": EMERGENCY}}, customer_keys=True
    )
    assert {resource.type for resource in plan.resources.values()} == {
        "azure-mlops:index:Identity", IDENTITY, CREDENTIAL, ASSIGNMENT
    }  # fmt: skip


@pytest.mark.feature("I8", "managedidentity.FederatedIdentityCredential issuer, subject, audiences")
def test_pipelines_sign_in_as_the_release_identity_by_issuer_and_subject() -> None:
    _, plan = made({"release_pipelines": PIPELINES})
    trusted = {
        resource.name: (resource.inputs["issuer"], resource.inputs["subject"])
        for resource in plan.all(CREDENTIAL)
    }
    github = "https://token.actions.githubusercontent.com"
    assert trusted == {
        "identity-release-models": (github, "repo:contoso/models:environment:prod"),
        "identity-release-features": (github, "repo:contoso@12/features@34:environment:prod"),
        "identity-release-devops": (
            "https://vstoken.dev.azure.com/one",
            "sc://contoso/ml/azure",
        ),
    }
    for resource in plan.all(CREDENTIAL):
        assert resource.inputs["resourceName"] == "id-mlops-release-test-eus2"
        assert resource.inputs["audiences"] == ["api://AzureADTokenExchange"]


def test_without_pipelines_nothing_signs_in_as_the_release_identity() -> None:
    assert made()[1].all(CREDENTIAL) == []


def test_credentials_are_written_one_after_another() -> None:
    _, plan = made({"release_pipelines": PIPELINES})
    order = ["devops", "features", "models"]
    urns = {resource.name: resource for resource in plan.all(CREDENTIAL)}
    for earlier, later in pairwise(order):
        waits_for = urns[f"identity-release-{later}"].dependencies
        assert urns[f"identity-release-{earlier}"].urn in waits_for
    assert len(urns) == len(order)


def test_people_hold_rights_as_groups() -> None:
    component, _ = made({"groups": {"data_scientists": SCIENTISTS}})
    group = component.principals["data-scientists"]
    assert (group.principal_id, group.kind, group.eligibility) == (SCIENTISTS, "Group", None)
    assert "viewers" not in component.principals


def test_break_glass_rights_must_be_activated_and_lapse_after_a_year() -> None:
    component, _ = made({"break_glass": {"group": EMERGENCY}})
    group = component.principals["break-glass"]
    assert (group.principal_id, group.kind) == (EMERGENCY, "Group")
    assert group.eligibility is not None
    assert (group.eligibility.start, group.eligibility.days) == ("2026-12-01", 365)


def test_break_glass_rights_are_renewed_by_a_date_in_the_settings() -> None:
    renewed = {"group": EMERGENCY, "renewed": "2027-06-01", "eligible_days": 200}
    eligibility = made({"break_glass": renewed})[0].principals["break-glass"].eligibility
    assert eligibility is not None
    assert (eligibility.start, eligibility.days) == ("2027-06-01", 200)


def test_break_glass_rights_are_permanent_only_when_asked_for() -> None:
    component, _ = made({"break_glass": {"group": EMERGENCY, "eligible": False}})
    assert component.principals["break-glass"].eligibility is None


def test_the_cluster_may_hand_out_the_kubelets_identity_and_no_other() -> None:
    _, plan = made()
    grant = plan.one(ASSIGNMENT)
    operator = "f1a07417-d97a-45cb-824c-7a7467783830"
    assert grant.inputs["roleDefinitionId"].endswith(operator)
    assert grant.inputs["scope"].endswith("userAssignedIdentities/id-mlops-kubelet-test-eus2")
    (principal,) = grant.property_dependencies["principalId"]
    assert principal.endswith("::identity-control-plane")


def test_a_preview_registers_what_an_update_registers_and_keeps_the_order() -> None:
    settings = {"release_pipelines": PIPELINES}
    (_, preview), (_, update) = made(settings, preview=True), made(settings)
    assert list(preview.resources) == list(update.resources)
    (scope,) = preview.one(ASSIGNMENT).property_dependencies["scope"]
    assert scope.endswith("::identity-kubelet")
    for credential in preview.all(CREDENTIAL):
        (identity,) = credential.property_dependencies["resourceName"]
        assert identity.endswith("::identity-release")


def test_what_is_made_belongs_to_the_component_and_takes_no_alias_of_its() -> None:
    opts = pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")], protect=True)
    _, plan = made({"release_pipelines": PIPELINES}, opts=opts)
    children = [resource for resource in plan.resources.values() if resource.custom]
    assert len(children) == 11
    for child in children:
        assert "azure-mlops:index:Identity$" in child.urn
        assert [alias for alias in child.aliases if "old" not in str(alias)] == []


def test_every_identity_says_who_owns_it() -> None:
    for resource in made()[1].all(IDENTITY):
        assert resource.inputs["tags"]["component"] == "identity"
        assert resource.inputs["location"] == "eastus2"


# What the settings refuse.

OTHER = "00000000-0000-0000-0000-0000000000B7"


@pytest.mark.parametrize(
    ("identity", "line"),
    [
        (
            {"groups": {"viewers": OTHER, "ml_engineers": OTHER.lower()}},
            "identity.groups: ml_engineers and viewers are one group; give each its own",
        ),
        (
            {"groups": {"viewers": OTHER}, "break_glass": {"group": OTHER.lower()}},
            "identity.break_glass: is the group of viewers, who work every day; make a group of "
            "two people",
        ),
        (
            {"break_glass": {"group": OTHER, "eligible_days": 366}},
            "identity.break_glass.eligible_days: must be <= 365, got 366; lower it",
        ),
        (
            {"release_pipelines": {"My_Pipeline": PIPELINES["models"]}},
            "identity.release_pipelines.My_Pipeline: is part of a resource's name; use up to 40 "
            "lower-case letters, digits and hyphens",
        ),
        (
            {"release_pipelines": {"one": PIPELINES["models"], "two": PIPELINES["models"]}},
            "identity.release_pipelines: names repo:contoso/models:environment:prod 2 times; "
            "keep one",
        ),
        (
            {"release_pipelines": {"one": {"repository": "contoso@1/models", "environment": "a"}}},
            "identity.release_pipelines.one.repository: has one id of two, got 'contoso@1/models'; "
            "write owner@id/name@id, or owner/name",
        ),
        (
            {"release_pipelines": {"one": {"repository": "models", "environment": "a"}}},
            "identity.release_pipelines.one.repository: is not owner/name, got 'models'; write it "
            "as in the repository's URL",
        ),
        (
            {
                "release_pipelines": {
                    f"p{number}": {"repository": "contoso/models", "environment": f"e{number}"}
                    for number in range(21)
                }
            },
            "identity.release_pipelines: must have at most 20 entries; remove some",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_and_its_mending(
    identity: dict[str, Any], line: str
) -> None:
    with pytest.raises(SettingsError) as error:
        make_settings({"identity": identity})
    (problem,) = error.value.problems
    assert str(problem).startswith(line)
