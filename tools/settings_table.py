"""Every setting as a row, read from the models."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import PydanticUndefined

from settings.base import Settings
from settings.platform import PlatformSettings
from settings.schema import bare, item_of, section_of, union_branches

Table = Callable[[tuple[str, ...], Sequence[tuple[str, ...]]], str]


@dataclass(frozen=True)
class Row:
    """One setting."""

    path: str
    default: str
    description: str
    required: bool
    one_way: str
    builds_nothing_yet: bool


def rows(
    model: type[Settings] = PlatformSettings, prefix: str = "", section: Settings | None = None
) -> Iterator[Row]:
    """Yield the settings of a model and of its sections, in the order they are written.

    `section` is what the section is when left out: its values are the defaults people get.
    """
    for name, field in model.model_fields.items():
        path = f"{prefix}{name}"
        default = field.default if section is None else getattr(section, name)
        extra = field.json_schema_extra
        facts = extra if isinstance(extra, dict) else {}
        yield Row(
            path,
            _shown(default),
            field.description or "",
            field.is_required(),
            str(facts.get("one_way", "")),
            bool(facts.get("builds_nothing_yet")),
        )
        yield from _below(field.annotation, path, default)


def _below(annotation: Any, path: str, default: Any = None) -> Iterator[Row]:
    branches = union_branches(annotation)
    item = item_of(annotation)
    if branches:
        seen: set[str] = set()
        for branch in branches.values():
            model = bare(branch)
            for row in rows(model, f"{path}.", default if isinstance(default, model) else None):
                if row.path not in seen:
                    seen.add(row.path)
                    yield row
    elif section := section_of(annotation):
        yield from rows(section, f"{path}.", default if isinstance(default, section) else None)
    elif item is not None and (section_of(item) or union_branches(item)):
        yield from _below(item, f"{path}.<name>")


def _shown(default: Any) -> str:
    if default is PydanticUndefined:
        return "must be set"
    if default is None:
        return "left out"
    if isinstance(default, Settings):
        return ""
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, (tuple, list)):
        return f"`[{', '.join(map(str, default))}]`"
    return f"`{default}`" if isinstance(default, (str, int, float)) else "`{}`"


def full(table: Table, model: type[Settings] = PlatformSettings) -> str:
    """Return the table of every setting of a model."""
    body = [
        (
            f"`{row.path}`",
            row.default,
            row.description + (" *Builds nothing yet.*" if row.builds_nothing_yet else ""),
        )
        for row in rows(model)
    ]
    return table(("setting", "default", "what it decides"), body)


def short(table: Table) -> str:
    """Return a row for each setting at the top, with the ones below it that must be set."""
    every = list(rows())
    body = []
    for row in every:
        if "." in row.path:
            continue
        below = [r for r in every if r.path.startswith(f"{row.path}.")]
        must = [
            r.path.removeprefix(f"{row.path}.")
            for r in below
            if r.required and "." not in r.path.removeprefix(f"{row.path}.")
        ]
        default = row.default or ("must set " + ", ".join(must) if must else "see its settings")
        body.append((f"`{row.path}`", default, row.description))
    return table(("setting", "default", "what it decides"), body)
