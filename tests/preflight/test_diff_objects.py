"""What becomes of a Kubernetes object depends on who changes it: the engine, or Flux."""

import json
from typing import Any

import jsonschema
import pytest

from preflight.diff.compare import compare
from preflight.diff.document import to_json
from preflight.diff.story import story_of
from tests.preflight import diff_lab as lab
from tests.preflight.diff_lab import changed, told
from tests.preflight.test_diff_command import SCHEMA

DEPLOYMENT, CONFIG = "kubernetes:apps/v1:Deployment", "kubernetes:core/v1:ConfigMap"
SCALED = "kubernetes:keda.sh/v1alpha1:ScaledObject"
FORCED = {"kustomize.toolkit.fluxcd.io/force": "enabled"}


def deployment(app: str = "churn", replicas: int = 2, **metadata: Any) -> lab.Row:
    return {
        "metadata": {"name": "churn", "namespace": "models", **metadata},
        "spec": {"replicas": replicas, "selector": {"matchLabels": {"app": app}}},
    }


def answer(type_: str, before: lab.Row, after: lab.Row, way: str | None) -> dict[str, str]:
    return told(changed(type_, before, after, delivered=way))


@pytest.mark.parametrize(
    ("way", "expected"), [("gitops", "refused by Azure"), ("apply", "replaces")]
)
def test_what_the_api_server_never_changes_is_replaced_by_the_engine_only(
    way: str, expected: str
) -> None:
    found = answer(DEPLOYMENT, deployment(), deployment("other"), way)
    assert found == {"spec.selector.matchLabels.app": expected}


def test_flux_replaces_an_object_that_says_so() -> None:
    before, after = deployment(annotations=FORCED), deployment("other", annotations=FORCED)
    assert answer(DEPLOYMENT, before, after, "gitops") == {
        "spec.selector.matchLabels.app": "replaces"
    }


@pytest.mark.parametrize(("way", "expected"), [("gitops", "updates"), ("apply", "replaces")])
def test_what_only_pulumi_replaces_flux_updates(way: str, expected: str) -> None:
    before, after = ({"data": {"rate": rate}} for rate in ("1", "2"))
    assert answer(CONFIG, before, after, way) == {"data.rate": expected}


@pytest.mark.parametrize("way", ["gitops", "apply"])
@pytest.mark.parametrize("key", ["name", "namespace"])
def test_another_name_is_another_object(way: str, key: str) -> None:
    found = answer(DEPLOYMENT, deployment(), deployment(**{key: "other"}), way)
    assert found == {f"metadata.{key}": "replaces"}


@pytest.mark.parametrize("way", ["gitops", "apply"])
def test_replicas_and_custom_resources_are_updated(way: str) -> None:
    assert answer(DEPLOYMENT, deployment(), deployment(replicas=3), way) == {
        "spec.replicas": "updates"
    }
    before, after = ({"spec": {"maxReplicaCount": most}} for most in (3, 4))
    assert answer(SCALED, before, after, way) == {"spec.maxReplicaCount": "updates"}


def test_the_option_of_the_engine_means_nothing_to_flux() -> None:
    before, after = deployment(), deployment(replicas=3)
    for way, expected in (("gitops", "updates"), ("apply", "replaces")):
        change = changed(
            DEPLOYMENT, before, after, delivered=way, replace_on_changes=["spec.replicas"]
        )
        assert told(change) == {"spec.replicas": expected}


def test_a_kind_without_data_is_not_known() -> None:
    before, after = ({"spec": {"a": a}} for a in (1, 2))
    assert answer("kubernetes:x.io/v1:Thing", before, after, "gitops") == {"spec.a": "not known"}


def test_a_change_of_who_delivers_an_object_is_told() -> None:
    rows = [[lab.resource(CONFIG, "limits", {}, delivered=way)] for way in ("gitops", "apply")]
    (change,) = lab.compared(*rows).changes
    assert told(change) == {"delivered": "not known"}
    assert lab.compared(rows[0], rows[0]).changes == ()


def test_a_story_and_a_document_tell_what_the_cluster_pulls() -> None:
    rows = [
        [lab.resource(DEPLOYMENT, "churn", inputs, delivered="gitops")]
        for inputs in (deployment(), deployment("other"))
    ]
    comparison = compare(lab.plan(*rows[0]), lab.plan(*rows[1]), ("old", "new"))
    (topic,) = story_of(comparison).topics
    assert topic.items[0].what == "Deployment, pulled by the cluster"
    document = json.loads(to_json([comparison]))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    assert document["comparisons"][0]["changes"][0]["delivered"] == "gitops"
