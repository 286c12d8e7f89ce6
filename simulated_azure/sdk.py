"""What the installed SDK knows of a resource type: its inputs and outputs, by wire name.

The SDK's generated classes are the only description of a type that is always the one in use. They
hold names, types, required properties and enums; they hold no name patterns, no lengths and no
marks of create-only properties (see `catalog`). `pulumi._types`, with which the SDK reads them
itself, is private; the pinned version is what keeps it in place.
"""

import enum
import functools
import importlib
import inspect
import re
import sys
import typing
from collections import abc
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi import _types


@dataclass(frozen=True)
class Scalar:
    """A string, integer, number or boolean; `kind` is the Python type."""

    kind: type


@dataclass(frozen=True)
class Choice:
    """One of the values of an enum, open or closed."""

    values: tuple[Any, ...]


@dataclass(frozen=True)
class ListOf:
    """A list whose items have one shape."""

    item: "Shape"


@dataclass(frozen=True)
class MapOf:
    """A map from any text to values of one shape."""

    item: "Shape"


@dataclass(frozen=True)
class OneOf:
    """Any of several shapes."""

    options: tuple["Shape", ...]


@dataclass(frozen=True)
class Anything:
    """A value the SDK says nothing about."""


class ObjectShape:
    """An object with named properties, read from one class of the SDK when first needed."""

    def __init__(self, cls: type) -> None:
        self.cls = cls

    def __repr__(self) -> str:
        return f"ObjectShape({self.cls.__name__})"

    @functools.cached_property
    def properties(self) -> "dict[str, Shape]":
        """Wire name to shape."""
        cls = self.cls
        if _types.is_input_type(cls):
            types = _types.input_type_types(cls)
        elif _types.is_output_type(cls):
            types = _types.output_type_types(cls)
        else:
            types = _types.resource_types(cls)
        return {name: shape_of(annotation) for name, annotation in types.items()}

    @functools.cached_property
    def required(self) -> tuple[str, ...]:
        """Wire names of the properties that have no default in `__init__`."""
        return tuple(self._wire_names[name] for name in self._parameters_without_default)

    @functools.cached_property
    def constants(self) -> dict[str, Any]:
        """Wire name to the one value that the class sets whatever it is given.

        A discriminator is a plain `str` in the SDK's types, but `__init__` overwrites it.
        """
        if not _types.is_input_type(self.cls):
            return {}
        given = object()
        instance = self.cls(**dict.fromkeys(self._parameters_without_default, given))
        return {
            self._wire_names[name]: vars(instance)[name]
            for name in self._parameters_without_default
            if vars(instance).get(name, given) is not given
        }

    @functools.cached_property
    def _wire_names(self) -> dict[str, str]:
        return {python: wire for python, wire, _ in _types._py_properties(self.cls)}

    @functools.cached_property
    def _parameters_without_default(self) -> tuple[str, ...]:
        parameters = inspect.signature(self.cls.__init__).parameters
        return tuple(
            name
            for name in self._wire_names
            if name in parameters and parameters[name].default is inspect.Parameter.empty
        )


Shape = Scalar | Choice | ListOf | MapOf | OneOf | Anything | ObjectShape
ANYTHING = Anything()


@dataclass(frozen=True)
class ResourceShape:
    """The inputs and outputs of one resource type, and the API version that the SDK speaks."""

    token: str
    inputs: ObjectShape
    outputs: ObjectShape
    api_version: str


@functools.cache
def resource_shape(token: str) -> ResourceShape | None:
    """Return the shape of a resource type, or None where the installed SDKs have none."""
    cls = resource_class(token)
    if cls is None:
        return None
    module = sys.modules[cls.__module__]
    # Where an input type of the same name exists, the arguments' class is called InitArgs.
    args = getattr(module, f"{cls.__name__}InitArgs", None) or getattr(
        module, f"{cls.__name__}Args"
    )
    return ResourceShape(token, object_shape(args), object_shape(cls), _api_version(cls))


@functools.cache
def resource_class(token: str) -> type | None:
    """Return the SDK's class of a type token, importing no module but its own."""
    try:
        package, path, name = token.split(":")
    except ValueError:
        return None
    if package == "pulumi":
        return None
    # `random:index/randomString:RandomString`, `kubernetes:helm.sh/v3:Release`.
    group, _, version = path.partition("/")
    parts = [f"pulumi_{package.replace('-', '_')}"]
    if group != "index":
        parts += [group.split(".")[0], *([version] if version else [])]
    try:
        module = importlib.import_module(".".join(parts))
    except ImportError:
        return None
    cls = getattr(module, name, None)
    return cls if inspect.isclass(cls) and issubclass(cls, pulumi.CustomResource) else None


@functools.cache
def object_shape(cls: type) -> ObjectShape:
    """Return the one shape of a class."""
    return ObjectShape(cls)


def shape_of(annotation: Any) -> Shape:
    """Return the shape of an annotation of the SDK, without the wrappers of `Input`."""
    members = _members(annotation)
    choices = [m for m in members if inspect.isclass(m) and issubclass(m, enum.Enum)]
    if choices:
        # `str | SomeEnum` is how the SDK writes an enum that Azure may extend.
        return Choice(tuple(item.value for choice in choices for item in choice))
    shapes = tuple(_shape_of_one(member) for member in members)
    return shapes[0] if len(shapes) == 1 else OneOf(shapes) if shapes else ANYTHING


def _members(annotation: Any) -> list[Any]:
    if not _types._is_union_type(annotation):
        return [annotation]
    return [
        argument
        for argument in typing.get_args(annotation)
        if argument is not type(None) and not _types._is_plumbing_arg(argument)
    ]


def _shape_of_one(annotation: Any) -> Shape:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (list, abc.Sequence):
        return ListOf(shape_of(arguments[0]))
    if origin in (dict, abc.Mapping):
        return MapOf(shape_of(arguments[1]))
    if annotation in (str, int, float, bool):
        return Scalar(annotation)
    if inspect.isclass(annotation) and (
        _types.is_input_type(annotation) or _types.is_output_type(annotation)
    ):
        return object_shape(annotation)
    return ANYTHING


def response_shape(options: Shape, given: ObjectShape | None) -> Shape:
    """Return the response shape of a given input where the SDK's output is typed `Any`.

    The SDK types an output with several classes as `Any`; the class that answers `FooArgs` is
    called `FooResponse`.
    """
    if not isinstance(options, Anything) or given is None:
        return options
    package = given.cls.__module__.rpartition(".")[0]
    outputs = importlib.import_module(f"{package}.outputs")
    response = getattr(outputs, f"{given.cls.__name__.removesuffix('Args')}Response", None)
    return object_shape(response) if inspect.isclass(response) else options


def _api_version(cls: type) -> str:
    for overload in typing.get_overloads(cls.__init__):
        match = re.search(r"API version (\d{4}-\d{2}-\d{2}[\w-]*)", overload.__doc__ or "")
        if match:
            return match.group(1)
    return ""
