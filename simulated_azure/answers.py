"""Outputs in the shape of the SDK's output classes: what was given, and a value for the rest."""

from collections.abc import Callable
from typing import Any

from simulated_azure import paths, sdk
from simulated_azure.shape_check import claimed_object
from simulated_azure.values import UNKNOWN, Secret

Absent = Callable[[str, sdk.Shape, bool], Any]
"""Supplies an output that was not given: path, shape, whether it is an input too."""


def unknown(_path: str, _shape: sdk.Shape, _is_input: bool) -> Any:
    """Answer as a preview does: only Azure knows."""
    return UNKNOWN


def outputs(shape: sdk.ResourceShape, inputs: dict[str, Any], absent: Absent) -> dict[str, Any]:
    """Return every output of a resource."""
    return _object(shape.outputs, shape.inputs, inputs, "", absent)


def _object(
    answered: sdk.ObjectShape,
    asked: sdk.Shape,
    given: dict[str, Any],
    path: str,
    absent: Absent,
) -> dict[str, Any]:
    inputs = asked.properties if isinstance(asked, sdk.ObjectShape) else {}
    result = {}
    for key, shape in answered.properties.items():
        where = paths.join(path, key)
        value = given.get(key)
        if value is None:
            result[key] = absent(where, shape, key in inputs)
        else:
            result[key] = _reshape(shape, inputs.get(key, sdk.ANYTHING), value, where, absent)
    return result


def _reshape(answered: sdk.Shape, asked: sdk.Shape, value: Any, path: str, absent: Absent) -> Any:
    if isinstance(value, Secret):
        return Secret(_reshape(answered, asked, value.value, path, absent))
    if value is UNKNOWN or value is None:
        return value
    if isinstance(value, dict) and isinstance(asked, sdk.OneOf):
        objects = [option for option in asked.options if isinstance(option, sdk.ObjectShape)]
        claimed = claimed_object(objects, value)
        asked = claimed or sdk.ANYTHING
        answered = sdk.response_shape(answered, claimed)
    match answered, value:
        case sdk.ObjectShape(), dict():
            return _object(answered, asked, value, path, absent)
        case sdk.ListOf(item=item), list() | tuple():
            inner = asked.item if isinstance(asked, sdk.ListOf) else sdk.ANYTHING
            return [
                _reshape(item, inner, element, f"{path}[{index}]", absent)
                for index, element in enumerate(value)
            ]
        case sdk.MapOf(item=item), dict():
            inner = asked.item if isinstance(asked, sdk.MapOf) else sdk.ANYTHING
            return {
                key: _reshape(item, inner, element, paths.join(path, key), absent)
                for key, element in value.items()
            }
        case sdk.MapOf(item=item), list() | tuple():
            return _keyed(item, value, path, absent)
        case sdk.ObjectShape() | sdk.ListOf() | sdk.MapOf(), _:
            # The few properties that are another kind going in, such as a name for an object.
            return absent(path, answered, False)
    return value


def _keyed(item: sdk.Shape, keys: list[Any] | tuple[Any, ...], path: str, absent: Absent) -> Any:
    """Return the map that a list of keys becomes: `userAssignedIdentities`, list in, map out."""
    if not all(isinstance(key, str) for key in keys):
        return UNKNOWN
    return {key: _reshape(item, sdk.ANYTHING, {}, paths.join(path, key), absent) for key in keys}
