"""Settings from the configuration of the stack that is being deployed."""

import json

import pulumi
import pytest

from settings import load
from tests.bootstrap_lab import BASE
from tests.settings.samples import MINIMAL


@pytest.fixture
def stack(monkeypatch):
    """Stand in for the configuration of a stack called dev."""
    values = {}
    monkeypatch.setattr(pulumi, "Config", lambda: values)
    monkeypatch.setattr(pulumi, "get_stack", lambda: "dev")
    monkeypatch.setattr(pulumi, "get_project", lambda: "azure-mlops")
    return values


def test_the_settings_are_those_of_the_stack(stack):
    stack["platform"] = json.dumps(MINIMAL)
    assert load.load_platform().environment == "test"


def test_mistakes_name_the_file_they_are_in(stack):
    stack["platform"] = json.dumps({**MINIMAL, "location": "westeurope"})
    with pytest.raises(
        pulumi.RunError, match=r"^1 setting to mend in Pulumi\.dev\.yaml:\n  location"
    ):
        load.load_platform()


def test_a_stack_without_settings_is_told_what_it_needs(stack):
    with pytest.raises(pulumi.RunError, match="environment: is required; set it, such as dev"):
        load.load_platform()


def test_only_a_host_asks_for_objects_that_the_cluster_pulls(stack, monkeypatch):
    monkeypatch.setattr(pulumi, "get_project", lambda: "azure-mlops")
    assert load.load_delivery_request() is False
    stack["delivered_objects"] = "register"
    assert load.load_delivery_request() is True
    stack["delivered_objects"] = "true"
    with pytest.raises(
        pulumi.RunError,
        match=r"^Pulumi\.dev\.yaml: azure-mlops:delivered_objects: is not a setting; remove it",
    ):
        load.load_delivery_request()


def test_bootstrap_reads_its_own_settings(stack):
    stack["bootstrap"] = json.dumps(BASE)
    assert list(load.load_bootstrap().environments) == ["dev", "prod"]


def test_mistakes_of_bootstrap_are_told_at_once(stack):
    environments = {"shared": {}, "dev": {"tier": "test"}}
    stack["bootstrap"] = json.dumps({**BASE, "environments": environments, "locatoin": "eastus2"})
    with pytest.raises(pulumi.RunError) as refused:
        load.load_bootstrap()
    text = str(refused.value)
    assert "3 settings to mend in Pulumi.dev.yaml" in text
    assert "locatoin: unknown setting; did you mean location?" in text
    assert "environments.dev.tier: must be one of production, non_production" in text
    assert "environments.shared: is the name of what all environments share" in text


def test_what_is_no_mapping_is_told_under_the_key_it_stands_below(stack):
    stack["bootstrap"] = "[]"
    with pytest.raises(pulumi.RunError, match="below azure-mlops:bootstrap"):
        load.load_bootstrap()
