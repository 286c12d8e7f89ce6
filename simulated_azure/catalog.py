"""What Azure knows of a resource type and the SDK does not: our own data, each with its source."""

import functools
import tomllib
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from simulated_azure.kubernetes.kinds import kind_of


@dataclass(frozen=True)
class NameFacts:
    """The property that holds the physical name and what Azure asks of it.

    `unique` is `global`, `subscription`, `resource-group` or `parent`. `held_days` is how long the
    name stays taken after a deletion.
    """

    property: str
    unique: str
    source: str
    pattern: str | None = None
    length: tuple[int, int] | None = None
    allowed: str = ""
    default: str | None = None
    held_days: int = 0


@dataclass(frozen=True)
class Limit:
    """What the values of one property must be; `also` lists values that pass any test."""

    property: str
    allowed: str
    source: str
    pattern: str | None = None
    length: tuple[int, int] | None = None
    range: tuple[float, float] | None = None
    count: tuple[int, int] | None = None
    one_of: tuple[Any, ...] | None = None
    format: str | None = None
    also: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Rule:
    """Properties that go together or exclude each other: when all of `when`, then the rest.

    `each` is the path of the objects the rule is about, empty for the whole resource. Of the
    properties `among`, at least `least` and at most `most` must be given.
    """

    problem: str
    allowed: str
    source: str
    when: dict[str, Any] = field(default_factory=dict)
    require: dict[str, Any] = field(default_factory=dict)
    forbid: dict[str, Any] = field(default_factory=dict)
    each: str = ""
    among: tuple[str, ...] = ()
    least: int = 0
    most: int = 99


@dataclass(frozen=True)
class TypeFacts:
    """Everything our data says about one resource type.

    `replaces` are properties whose change makes the provider replace the resource, `refused` those
    whose change Azure refuses. `serialised` is the source of Azure refusing two writes at once
    below one parent, empty where it takes them. `inline` maps a list of the resource to the type
    whose resources it holds. `computed` maps an output to the text an update answers with,
    `defaults` an unset input to the value that Azure gives it.
    """

    token: str
    id: str
    source: str
    name: NameFacts | None = None
    parent: str | None = None
    inline: dict[str, str] = field(default_factory=dict)
    replaces: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    create_only_source: str = ""
    serialised: str = ""
    limits: tuple[Limit, ...] = ()
    rules: tuple[Rule, ...] = ()
    computed: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)


@functools.cache
def type_facts(token: str) -> TypeFacts | None:
    """Return what our data says about a type, or None."""
    package, _, rest = token.partition(":")
    module, _, name = rest.partition(":")
    if kind := kind_of(token):
        return TypeFacts(
            token,
            id="",
            source=kind.source,
            replaces=kind.replaces,
            refused=kind.immutable,
            create_only_source=kind.source,
        )
    if package != "azure-native":
        return None
    row = module_rows(module).get(name)
    return _facts(token, row) if row else None


@functools.cache
def module_rows(module: str) -> dict[str, Any]:
    """Return the data of a module of the SDK as written, by class name.

    A module's data is one file, or a directory of files where that would be long.
    """
    folder = resources.files("simulated_azure").joinpath("data/types")
    single, many = folder.joinpath(f"{module}.toml"), folder.joinpath(module)
    files = [single] if single.is_file() else list(many.iterdir()) if many.is_dir() else []
    rows: dict[str, Any] = {}
    for file in files:
        rows |= tomllib.loads(file.read_text("utf-8"))
    return rows


@functools.cache
def table(name: str) -> dict[str, Any]:
    """Return a data file that is about no single type, such as `roles`."""
    file = resources.files("simulated_azure").joinpath(f"data/{name}.toml")
    return tomllib.loads(file.read_text("utf-8"))


def _facts(token: str, row: dict[str, Any]) -> TypeFacts:
    prefix = token.rpartition(":")[0]
    known = dict(row)
    if "name" in known:
        known["name"] = NameFacts(**_tuples(known["name"]))
    if "parent" in known:
        known["parent"] = f"{prefix}:{known['parent']}"
    known["inline"] = {k: f"{prefix}:{name}" for k, name in known.get("inline", {}).items()}
    known["limits"] = tuple(Limit(**_tuples(limit)) for limit in known.get("limits", ()))
    known["rules"] = tuple(Rule(**_tuples(rule)) for rule in known.get("rules", ()))
    return TypeFacts(token, **_tuples(known))


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}
