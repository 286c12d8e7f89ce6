"""Walks the models: from where a mistake was found to the setting a person wrote."""

import re
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import SecretStr, Tag, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from settings.base import Settings

Keys = tuple[str | int, ...]


@dataclass(frozen=True)
class Place:
    """One place in the settings.

    Attributes:
        keys: the way to it in the data.
        path: the same as a person writes it, such as `serving.pools[0].size`.
        annotation: the type of what belongs there; None under an unknown key.
        field: the setting it is, or whose list it is an item of; None for other places.
        owner: the section whose key it is; None for items.
        other_forms: what `owner` could have been instead: new or existing.
        is_name: it is the name of a mapping's entry, not the entry.
    """

    keys: Keys
    path: str
    annotation: Any
    field: FieldInfo | None = None
    owner: type[Settings] | None = None
    other_forms: tuple[type[Settings], ...] = ()
    is_name: bool = False

    @property
    def setting_keys(self) -> Keys:
        """The way to the setting, or to the named entry of one, that the place is a part of."""
        keys = self.keys
        while keys and isinstance(keys[-1], int):
            keys = keys[:-1]
        return keys

    @property
    def secret(self) -> bool:
        """Whether its value must not be shown."""
        return bare(self.annotation) is SecretStr


def locate(model: type[Settings], location: tuple[Any, ...]) -> Place:
    """Return the place that pydantic's `location` speaks of.

    Pydantic names the branch of a union among the keys, and marks a mapping's key with `[key]`;
    neither is something a person wrote.
    """
    place, names = Place((), "", model), None
    other_forms: tuple[type[Settings], ...] = ()
    for step in location:
        if step == "[key]" and names is not None:
            return replace(place, annotation=names, is_name=True)
        branches = union_branches(place.annotation)
        if step in branches:
            forms = [section_of(form) for tag, form in branches.items() if tag != step]
            other_forms = tuple(form for form in forms if form is not None)
            place = replace(place, annotation=branches[step])
            continue
        names = name_of(place.annotation)
        place = _below(place, step, other_forms)
        other_forms = ()
    return place


def _below(place: Place, step: str | int, other_forms: tuple[type[Settings], ...]) -> Place:
    keys, item = (*place.keys, step), item_of(place.annotation)
    if isinstance(step, int):
        return Place(keys, f"{place.path}[{step}]", item, place.field)
    owner = section_of(place.annotation)
    field = owner.model_fields.get(step) if owner else None
    name = step if field else _legible(step, name_of(place.annotation))
    path = f"{place.path}.{name}" if place.path else name
    return Place(keys, path, field.annotation if field else item, field, owner, other_forms)


def _legible(name: str, annotation: Any) -> str:
    """Return a name that a person gave, unless it may be a secret that slipped into its place."""
    if annotation is not None:
        try:
            return str(TypeAdapter(annotation).validate_python(name))
        except ValidationError:
            pass
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]{0,30}", name):
        return name
    return f"<a name of {len(name)} characters>"


def example_of(field: FieldInfo) -> Any:
    """Return a valid value of a required setting."""
    if field.examples:
        return field.examples[0]
    return {name: example_of(below) for name, below in _required(field).items()}


def required_below(field: FieldInfo, path: str) -> Iterator[tuple[str, Any]]:
    """Yield path and example of each single value that a missing setting stands for."""
    if field.examples:
        yield path, field.examples[0]
    for name, below in {} if field.examples else _required(field).items():
        yield from required_below(below, f"{path}.{name}")


def _required(field: FieldInfo) -> dict[str, FieldInfo]:
    form = next(iter(union_branches(field.annotation).values()), field.annotation)
    section = section_of(form)
    fields = section.model_fields if section else {}
    return {name: below for name, below in fields.items() if below.is_required()}


def bare(annotation: Any) -> Any:
    """Return the annotation without `Annotated` and without `| None`."""
    while typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        options = [a for a in typing.get_args(annotation) if a is not type(None)]
        if len(options) == 1:
            return bare(options[0])
    return annotation


def section_of(annotation: Any) -> type[Settings] | None:
    """Return the model an annotation holds, if it is one section."""
    inner = bare(annotation)
    return inner if isinstance(inner, type) and issubclass(inner, Settings) else None


def item_of(annotation: Any) -> Any:
    """Return what a list or mapping holds."""
    inner = bare(annotation)
    origin, args = typing.get_origin(inner), typing.get_args(inner)
    if origin in (tuple, list):
        return args[0]
    if _is_mapping(origin):
        return args[1]
    return None


def name_of(annotation: Any) -> Any:
    """Return the type of a mapping's keys."""
    inner = bare(annotation)
    return typing.get_args(inner)[0] if _is_mapping(typing.get_origin(inner)) else None


def _is_mapping(origin: Any) -> bool:
    return isinstance(origin, type) and issubclass(origin, Mapping)


def union_branches(annotation: Any) -> dict[str, Any]:
    """Return the branches of a union told apart by a key, by tag."""
    inner = annotation
    while typing.get_origin(inner) is typing.Annotated:
        inner = typing.get_args(inner)[0]
    found: dict[str, Any] = {}
    if typing.get_origin(inner) in (typing.Union, types.UnionType):
        for option in typing.get_args(inner):
            tags = [m.tag for m in getattr(option, "__metadata__", ()) if isinstance(m, Tag)]
            if tags:
                found[tags[0]] = option
            elif option is not type(None):
                found.update(union_branches(option))
    return found
