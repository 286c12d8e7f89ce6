"""Settings cannot change once they are read, at any depth."""

import copy
from collections.abc import Mapping

import pytest
from pydantic import SecretStr, ValidationError

from settings.base import Settings
from settings.platform import PlatformSettings
from tests.settings.samples import load, settings, stack, stack_files


def values_below(value, path=""):
    """Yield every value in the settings, with its path."""
    yield path, value
    if isinstance(value, Settings):
        for name in type(value).model_fields:
            yield from values_below(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from values_below(item, f"{path}.{key}")
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from values_below(item, f"{path}[{index}]")


def assert_frozen(root):
    for path, value in values_below(root):
        if isinstance(value, Settings):
            name = next(iter(type(value).model_fields))
            with pytest.raises(ValidationError, match="frozen"):
                setattr(value, name, getattr(value, name))
        elif isinstance(value, Mapping):
            with pytest.raises(TypeError):
                value["another"] = 1  # type: ignore[index]
        else:
            simple = (str, int, float, bool, type(None), tuple, SecretStr)
            assert isinstance(value, simple), f"{path} can change: {type(value)}"


@pytest.mark.parametrize("name", stack_files())
def test_nothing_in_a_stacks_settings_can_change(name):
    assert_frozen(load(stack(name)))


def test_nothing_in_the_defaults_can_change():
    for name, field in PlatformSettings.model_fields.items():
        if isinstance(field.default, Settings):
            assert_frozen(getattr(settings(), name))


def test_a_deep_copy_is_the_settings_themselves():
    original = settings()
    assert copy.deepcopy(original) is original


def test_names_keep_the_order_of_the_file():
    services = {"zeta": {}, "alpha": {}, "mid": {}}
    assert list(settings({"serving": {"services": services}}).serving.services) == list(services)
