"""What makes the cluster pull its objects, and with which rights."""

import pulumi
import pytest
from pulumi_azure_native import managedidentity

from components.gitops import GitOps, GitOpsArgs
from components.shared.conventions import Conventions
from components.shared.delivery import Delivery
from components.shared.diagnostics import DIAGNOSTICS, SENDS_NOTHING
from preflight.plan import Plan
from tests.support import deploy, make_settings

EXTENSION = "azure-native:kubernetesconfiguration:Extension"
CONFIGURATION = "azure-native:kubernetesconfiguration:FluxConfiguration"
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
REPOSITORY = {"url": "https://github.com/contoso/models", "path": "clusters/test"}
PULLING = {"serving": {"delivery": {"gitops": {"repository": REPOSITORY}}}}


def make(changes=None, opts=None, *, services=("churn", "fraud"), fill=True) -> GitOps:
    settings = make_settings(PULLING if changes is None else changes)
    delivery = Delivery(settings.serving.delivery.mode)
    if fill:
        identity = managedidentity.UserAssignedIdentity(
            "churn", resource_name_="id-churn", resource_group_name="rg-test"
        )
        delivery.fill("CHURN_CLIENT_ID", identity.client_id)
    args = GitOpsArgs(
        settings=settings.serving,
        conventions=Conventions(settings),
        delivery=delivery,
        cluster_name="aks-test",
        platform_folder="workloads",
        service_folders=services,
    )
    return GitOps("gitops", args, opts)


def made(changes=None, *, preview=False, **how) -> Plan:
    plan = deploy(lambda: make(changes, **how), preview=preview)
    assert plan.findings == []
    return plan


def configuration(name: str, changes=None, **how) -> dict:
    return made(changes, **how).one(CONFIGURATION, f"gitops-{name}").inputs


def test_each_configuration_pulls_the_repository_of_the_settings():
    changes = {
        "serving": {
            "delivery": {
                "gitops": {
                    "repository": {
                        "url": "ssh://git@github.com/contoso/models",
                        "branch": "release/one",
                        "path": "clusters/test",
                        "interval_minutes": 2,
                    }
                }
            }
        }
    }
    for row in made(changes).all(CONFIGURATION):
        assert row.inputs["sourceKind"] == "GitRepository"
        source = row.inputs["gitRepository"]
        assert source["url"] == "ssh://git@github.com/contoso/models"
        assert source["repositoryRef"] == {"branch": "release/one"}
        assert source["syncIntervalInSeconds"] == 120
        assert row.inputs["suspend"] is False
        assert (row.inputs["clusterRp"], row.inputs["clusterName"]) == (
            "Microsoft.ContainerService",
            "aks-test",
        )


def test_a_configuration_has_a_folder_for_each_component_whose_objects_it_pulls():
    paths = {
        role: {name: unit["path"] for name, unit in configuration(role)["kustomizations"].items()}
        for role in ("platform", "models")
    }
    assert paths == {
        "platform": {"workloads": "./clusters/test/workloads"},
        "models": {"churn": "./clusters/test/churn", "fraud": "./clusters/test/fraud"},
    }


def test_services_are_applied_with_rights_in_their_namespace_only():
    platform, models = configuration("platform"), configuration("models")
    assert (platform["scope"], platform["namespace"]) == ("cluster", "cluster-config")
    assert (models["scope"], models["namespace"]) == ("namespace", "models")


def test_services_pulled_into_another_namespace_have_rights_there():
    changes = {"serving": {**PULLING["serving"], "model_namespace": "scoring"}}
    assert configuration("models", changes)["namespace"] == "scoring"


def test_flux_applies_nothing_as_itself_and_nothing_with_an_open_name():
    extension = made().one(EXTENSION).inputs
    assert extension["extensionType"] == "microsoft.flux"
    assert extension["configurationSettings"]["multiTenancy.enforce"] == "true"
    strict = "kustomize-controller.strict-substitution-mode"
    assert extension["configurationSettings"][strict] == "true"


def test_controllers_that_are_not_used_do_not_run():
    settings = made().one(EXTENSION).inputs["configurationSettings"]
    for controller in ("helm", "image-automation", "image-reflector"):
        assert settings[f"{controller}-controller.enabled"] == "false"


def test_flux_is_kept_up_to_date_on_the_stable_train():
    extension = made().one(EXTENSION).inputs
    assert extension["autoUpgradeMinorVersion"] is True
    assert extension["releaseTrain"] == "Stable"
    assert "version" not in extension
    assert extension["scope"] == {"cluster": {"releaseNamespace": "flux-system"}}
    assert extension["extensionName"] == "flux"


def test_what_leaves_the_repository_leaves_the_cluster_and_nothing_is_made_anew():
    for role in ("platform", "models"):
        for unit in configuration(role)["kustomizations"].values():
            assert (unit["prune"], unit["force"], unit["wait"]) == (True, False, True)
            assert unit["timeoutInSeconds"] == 600
            assert unit["retryIntervalInSeconds"] == 60
            assert unit["syncIntervalInSeconds"] == 300


def test_a_service_waits_for_no_other():
    units = configuration("models")["kustomizations"]
    assert len(units) == 2
    assert not any(unit.get("dependsOn") for unit in units.values())


def test_no_deployment_waits_for_the_cluster():
    for role in ("platform", "models"):
        assert configuration(role)["waitForReconciliation"] is False


def test_values_that_only_azure_knows_are_filled_in():
    plan = made()
    client_id = plan.one(IDENTITY).outputs["clientId"]
    for row in plan.all(CONFIGURATION):
        for unit in row.inputs["kustomizations"].values():
            assert unit["postBuild"] == {"substitute": {"CHURN_CLIENT_ID": client_id}}
        assert plan.one(IDENTITY).urn in row.property_dependencies["kustomizations"]


def test_without_open_names_nothing_is_filled_in():
    for unit in configuration("platform", fill=False)["kustomizations"].values():
        assert "postBuild" not in unit


def test_without_services_only_the_platform_is_pulled():
    plan = made(services=())
    assert [row.name for row in plan.all(CONFIGURATION)] == ["gitops-platform"]


@pytest.mark.parametrize("changes", [{}, {"serving": {"delivery": {"apply": {}}}}])
def test_without_a_repository_nothing_is_made(changes):
    plan = made(changes)
    assert [row.type for row in plan.custom] == [IDENTITY]


def test_without_a_repository_it_still_tells_what_is_to_be_filled_in():
    plan = made({})
    told = plan.one("azure-mlops:index:GitOps").outputs["substitutes"]
    assert told == {"CHURN_CLIENT_ID": plan.one(IDENTITY).outputs["clientId"]}


@pytest.mark.parametrize("protect", [True, False])
def test_configurations_are_protected_as_the_cluster_is(protect):
    serving = {**PULLING["serving"], "protect": protect}
    plan = made({"tier": "non_production", "serving": serving})
    assert [row.protect for row in plan.all(CONFIGURATION)] == [protect, protect]


def test_no_secret_is_handed_to_azure():
    plan = made()
    for row in (*plan.all(CONFIGURATION), *plan.all(EXTENSION)):
        assert "configurationProtectedSettings" not in row.inputs
        source = row.inputs.get("gitRepository", {})
        assert not {"httpsUser", "localAuthRef", "httpsCACert"} & source.keys()


def test_configurations_wait_for_flux_and_flux_for_the_cluster():
    plan = made()
    flux = plan.one(EXTENSION).urn
    assert all(flux in row.dependencies for row in plan.all(CONFIGURATION))


def test_the_keys_to_read_the_repository_with_are_told():
    kept = []
    deploy(lambda: kept.append(make()))
    assert sorted(kept[0].deploy_keys) == ["models", "platform"]


def test_a_preview_registers_the_same():
    known, previewed = made(), made(preview=True)
    assert list(previewed.resources) == list(known.resources)


def test_children_are_below_the_component_and_take_no_alias_of_the_caller():
    opts = pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")])
    plan = made(opts=opts)
    for row in (*plan.all(CONFIGURATION), *plan.all(EXTENSION)):
        assert "azure-mlops:index:GitOps$" in row.urn
        assert row.aliases == []


def test_it_is_decided_of_every_type_whether_it_logs():
    types = {row.type for row in made().custom if row.type.startswith("azure-native:")}
    assert types - set(DIAGNOSTICS) - set(SENDS_NOTHING) == set()
