"""Settings from the configuration of the stack that is being deployed."""

import json

import pulumi
import pytest

from settings import load
from tests.settings.samples import MINIMAL


@pytest.fixture
def stack(monkeypatch):
    """Stand in for the configuration of a stack called dev."""
    values = {}
    monkeypatch.setattr(pulumi, "Config", lambda: values)
    monkeypatch.setattr(pulumi, "get_stack", lambda: "dev")
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
