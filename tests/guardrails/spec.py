"""Small stacks written down as data: what rules are tried on."""

import copy
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import pulumi
import pulumi_kubernetes as kubernetes

from preflight.host import Mode, run_function
from preflight.plan import Plan
from simulated_azure import sdk
from simulated_azure.monitor import Registration
from simulated_azure.shape_check import claimed_object
from simulated_azure.values import UNKNOWN

Form = Literal["args", "dict"]
Outcome = Literal["pass", "violation", "undetermined"]


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()


@dataclass(frozen=True)
class Ref:
    """The id, or another output, of a resource of the same stack."""

    name: str
    output: str = "id"


@dataclass(frozen=True)
class Made:
    """One resource; a type without package is azure-native's."""

    type: str
    name: str
    inputs: dict[str, Any] = field(default_factory=dict)
    protect: bool = False

    @property
    def token(self) -> str:
        return self.type if self.type.count(":") > 1 else f"azure-native:{self.type}"


Stack = tuple[Made, ...]
Change = Mapping[str, Any]
"""`name:path` to a value or ABSENT; `name` to a Made that is added or replaces, or to ABSENT."""


@dataclass(frozen=True)
class Case:
    """What one rule is tried on. Every rule has one, and from it come six tests at least.

    Attributes:
        good: a stack that the rule has nothing against.
        at: `name:path` of the input that decides, or the name of a resource.
        bad: its value that breaks the rule, or the resource.
        missing: what the rule says without it.
        unknown: what the rule says when only Azure knows it.
        malformed: a value of a type that Azure does not take, and what the rule says of it.
        also_good: other stacks that pass, by what they show, as changes to `good`.
        also_bad: other stacks that break the rule.
        also_undetermined: stacks on which only a deployment can tell.
        set_otherwise: settings, a change of `good` and what the rule then says.
    """

    good: Stack
    at: str
    bad: Any
    missing: Outcome = "violation"
    unknown: Outcome = "undetermined"
    malformed: tuple[Any, Outcome] = (7, "violation")
    settings: Mapping[str, Any] = field(default_factory=dict)
    also_good: Mapping[str, Change] = field(default_factory=dict)
    also_bad: Mapping[str, Change] = field(default_factory=dict)
    also_undetermined: Mapping[str, Change] = field(default_factory=dict)
    set_otherwise: Mapping[str, tuple[Mapping[str, Any], Change, Outcome]] = field(
        default_factory=dict
    )

    def trials(self) -> dict[str, "Trial"]:
        """Return everything to try, by what it shows."""
        trials = {name: Trial(*one, self.settings) for name, one in self._variants().items()}
        for name, (settings, change, expected) in self.set_otherwise.items():
            trials[name] = Trial(changed(self.good, change), expected, settings)
        return trials

    def _variants(self) -> dict[str, tuple[Stack, Outcome]]:
        odd, outcome = self.malformed
        at, start = self.at, self.good
        if isinstance(self.bad, Made):  # the rule minds that it is there, whatever its inputs
            at, start = f"{at}:{next(iter(self.bad.inputs))}", changed(start, {at: self.bad})
        return {
            "passes": (self.good, "pass"),
            "fails": (changed(self.good, {self.at: self.bad}), "violation"),
            "missing": (changed(start, {at: ABSENT}), self.missing),
            "unknown": (changed(start, {at: UNKNOWN}), self.unknown),
            "malformed": (changed(start, {at: odd}), outcome),
            **{k: (changed(self.good, v), "pass") for k, v in self.also_good.items()},
            **{k: (changed(self.good, v), "violation") for k, v in self.also_bad.items()},
            **{
                k: (changed(self.good, v), "undetermined")
                for k, v in self.also_undetermined.items()
            },
        }


@dataclass(frozen=True)
class Trial:
    """A stack, and what a rule with these settings is to say of it."""

    stack: Stack
    expected: Outcome
    settings: Mapping[str, Any]


def changed(stack: Stack, change: Change) -> Stack:
    """Return a stack with some inputs or resources changed."""
    made = {resource.name: resource for resource in stack}
    for key, value in change.items():
        name, _, path = key.partition(":")
        if not path:
            made.pop(name, None)
            if value is not ABSENT:
                made[name] = value
            continue
        inputs = copy.deepcopy(made[name].inputs)
        _put(inputs, _steps(path), value)
        made[name] = replace(made[name], inputs=inputs)
    return tuple(made.values())


def _steps(path: str) -> list[str | int]:
    return [name or int(index) for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path)]


def _put(container: Any, steps: list[str | int], value: Any) -> None:
    for step in steps[:-1]:
        if isinstance(container, dict):
            container.setdefault(step, {})
        container = container[step]
    last = steps[-1]
    if value is not ABSENT:
        if isinstance(container, list) and last == len(container):
            container.append(value)
        else:
            container[last] = value
    elif isinstance(container, list):
        del container[last]
    else:
        container.pop(last, None)


def plan_of_stack(stack: Stack, mode: Mode = "preview", name: str = "test") -> Plan:
    """Return the plan of a stack as the engine would register it; references are dependencies."""
    urns = {m.name: f"urn:pulumi:{name}::azure-mlops::{m.token}::{m.name}" for m in stack}
    plan = Plan("azure-mlops", name, Path())
    called = {made.name: _physical_name(made) for made in stack}
    for made in stack:
        needs = {
            key: sorted({urns[ref.name] for ref in _refs(value) if ref.name in urns})
            for key, value in made.inputs.items()
        }
        needs = {key: found for key, found in needs.items() if found}
        plan.resources[urns[made.name]] = Registration(
            urn=urns[made.name],
            type=made.token,
            name=made.name,
            parent="",
            custom=True,
            protect=made.protect,
            inputs={key: _resolved(value, mode, called) for key, value in made.inputs.items()},
            dependencies=sorted({urn for found in needs.values() for urn in found}),
            property_dependencies=needs,
        )
    return plan


def _refs(value: Any) -> list[Ref]:
    if isinstance(value, Ref):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [ref for item in items for ref in _refs(item)]


def _physical_name(made: Made) -> str:
    names = (value for key, value in made.inputs.items() if key.endswith(("Name", "name")))
    return next((name for name in names if isinstance(name, str)), made.name)


def _resolved(value: Any, mode: Mode, called: Mapping[str, str]) -> Any:
    if isinstance(value, Ref):
        name = called.get(value.name, value.name)
        known = f"/subscriptions/s/resourceGroups/rg/providers/p/t/{name}"
        return UNKNOWN if mode == "preview" else known if value.output == "id" else name
    if isinstance(value, dict):
        return {key: _resolved(item, mode, called) for key, item in value.items()}
    return [_resolved(item, mode, called) for item in value] if isinstance(value, list) else value


def registered_by_sdk(stack: Stack, form: Form) -> Plan:
    """Return the plan of a stack whose program uses the SDK's classes.

    Args:
        stack: what the program makes; what the SDK demands besides is filled in.
        form: nested inputs as the SDK's `Args` classes, which add defaults, or as plain dicts.
    """

    def program() -> None:
        built: dict[str, Any] = {}
        for made in stack:
            opts = pulumi.ResourceOptions(protect=made.protect)
            shape = sdk.resource_shape(made.token)
            if shape is None:  # of a definition that the cluster has and the SDK does not
                built[made.name] = _custom_object(made, opts)
                continue
            values = _arguments(shape.inputs, made.inputs, built, form)
            if "resource_name" in values:  # the SDK's first parameter takes that name
                values["resource_name_"] = values.pop("resource_name")
            resource_class = sdk.resource_class(made.token)
            assert resource_class is not None
            built[made.name] = resource_class(made.name, **values, opts=opts)

    run = run_function(program)
    assert not run.error, run.error
    return Plan(run.project, run.stack, Path(), run.resources)


def _custom_object(made: Made, opts: pulumi.ResourceOptions) -> pulumi.CustomResource:
    package, api_version, kind = made.token.split(":")
    assert package == "kubernetes", made.token
    return kubernetes.apiextensions.CustomResource(
        made.name, api_version=api_version, kind=kind, **made.inputs, opts=opts
    )


def _arguments(
    shape: sdk.ObjectShape, inputs: dict[str, Any], built: dict[str, Any], form: str
) -> dict[str, Any]:
    python = {wire: name for name, wire in shape._wire_names.items()}
    filled = {**{key: _some(shape.properties[key]) for key in shape.required}, **inputs}
    return {
        python[key]: _given(shape.properties[key], value, built, form)
        for key, value in filled.items()
    }


def _given(shape: sdk.Shape, value: Any, built: dict[str, Any], form: str) -> Any:
    if isinstance(value, Ref):
        return getattr(built[value.name], value.output)
    if isinstance(shape, sdk.OneOf):
        objects = [option for option in shape.options if isinstance(option, sdk.ObjectShape)]
        claimed = claimed_object(objects, value) if isinstance(value, dict) else None
        shape = claimed or next(iter(objects), shape)
    if isinstance(value, list):
        item = shape.item if isinstance(shape, sdk.ListOf) else sdk.ANYTHING
        return [_given(item, one, built, form) for one in value]
    if not isinstance(value, dict):
        return value
    if form == "args" and isinstance(shape, sdk.ObjectShape):
        return shape.cls(**_arguments(shape, value, built, form))
    below = shape.properties if isinstance(shape, sdk.ObjectShape) else {}
    item = shape.item if isinstance(shape, sdk.MapOf) else sdk.ANYTHING
    return {key: _given(below.get(key, item), one, built, form) for key, one in value.items()}


@functools.singledispatch
def _some(shape: Any) -> Any:
    return {}


@_some.register
def _(shape: sdk.Scalar) -> Any:
    return "x" if shape.kind is str else shape.kind()


@_some.register
def _(shape: sdk.Choice) -> Any:
    return shape.values[0]


@_some.register
def _(shape: sdk.ListOf) -> Any:
    return []


@_some.register
def _(shape: sdk.OneOf) -> Any:
    return _some(shape.options[0])
