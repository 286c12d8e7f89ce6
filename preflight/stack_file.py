"""`Pulumi.<stack>.yaml` as the Pulumi CLI hands it to a program, with the line of every setting.

Rules of the CLI: sdk/go/common/workspace/loaders.go and resource/config of pulumi/pulumi. Nothing
is decrypted: a secret becomes `[secret]`, the CLI's own mark.
"""

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import Any

from preflight import yaml_document, yaml_scalars
from preflight.project_file import (
    PROJECT_FILE,
    Project,
    StackFileError,
    projects,
    read_project,
    shown,
    stack_of,
)

__all__ = ["SECRET", "Project", "StackFile", "StackFileError", "find", "projects"]

SECRET = "[secret]"  # noqa: S105 # nosec B105

# ProjectStack in sdk/go/common/workspace/project.go; the CLI ignores any other key.
_FILE_KEYS = ("config", "encryptedkey", "encryptionsalt", "environment", "secretsprovider")
_DISTINCTIVE_TEXT_LENGTH = 5
_DISTINCTIVE_DIGITS = 3


@dataclass(frozen=True)
class StackFile:
    """The settings of one stack.

    `values` is what `PULUMI_CONFIG` carries: full key to text, lists and objects as JSON. `lines`
    has the line of every key and list item by its full path (`azure-mlops:platform.network`), and
    `scalars` the value of every one that is neither a list, an object nor a secret.
    """

    project: Project
    stack: str
    path: Path
    values: Mapping[str, str] = field(repr=False)
    secret_keys: tuple[str, ...]
    lines: Mapping[str, int] = field(repr=False)
    scalars: Mapping[str, yaml_scalars.Scalar] = field(repr=False)

    @property
    def name(self) -> str:
        """How the stack is called on the command line: `dev`, or `bootstrap:dev`."""
        return self.project.label(self.stack)

    def line_of(self, dotted_path: str) -> int | None:
        """The line of a setting such as `network.subnets[0]`; None if the file does not give it.

        The path starts inside a key of the project (`azure-mlops:platform`) or with a key, which
        may leave out the project's name.
        """
        starts = (*(f"{key}." for key in self._project_keys()), f"{self.project.name}:", "")
        return next(filter(None, (self.lines.get(start + dotted_path) for start in starts)), None)

    def lines_of_value(self, value: object) -> tuple[tuple[str, int], ...]:
        """Path and line of each setting of the project that has this value, if it is distinctive.

        `Standard_D8s_v5` and 5000 lead to the line that chose them; `true`, 3 and `Standard`
        stand in too many places to lead anywhere.
        """
        if not _is_distinctive(value):
            return ()
        return tuple(
            (path.removeprefix(f"{key}."), self.lines[path])
            for key in self._project_keys()
            for path, scalar in self.scalars.items()
            if scalar == value and path.startswith((f"{key}.", f"{key}["))
        )

    def _project_keys(self) -> tuple[str, ...]:
        return tuple(key for key in self.values if key.startswith(f"{self.project.name}:"))


def find(root: Path, names: Sequence[str] = ()) -> tuple[StackFile, ...]:
    """The stack files that `names` ask for (`dev`, `bootstrap:dev`, a path), or all there are.

    Raises StackFileError with every unknown name and every mistake in every file.
    """
    root = root.resolve()
    found = projects(root)
    known = {
        project.label(stack): (path, project)
        for project in found
        for stack, path in project.stack_paths().items()
    }
    problems: list[str] = []
    if not names and not known:
        problems.append(f"no Pulumi.<stack>.yaml beside a {PROJECT_FILE} in {root}")
    chosen: dict[Path, Project] = {}
    unknown: list[str] = []
    for name in names or known:
        if name.endswith(".yaml") or "/" in name:
            path = (root / name).parent.resolve() / Path(name).name
            project = _project_of(path, root, found, problems)
            if project:
                chosen[path] = project
        elif (label := name.removeprefix(".:")) in known:
            path, project = known[label]
            chosen[path] = project
        else:
            unknown.append(f"unknown stack '{name}'{_nearest(label, known)}")
    if unknown:
        problems += [*unknown, f"stacks: {', '.join(known) or 'none'}"]
    files = [_read(path, project, root, problems) for path, project in chosen.items()]
    if problems:
        raise StackFileError(problems)
    return tuple(filter(None, files))


def _project_of(
    path: Path, root: Path, known: Sequence[Project], problems: list[str]
) -> Project | None:
    if not path.is_file():
        siblings = {shown(sibling, root): None for sibling in sorted(path.parent.glob("*.yaml"))}
        name = shown(path, root)
        problems.append(f"no stack file '{name}'{_nearest(name, siblings)}")
        return None
    folder = next((up for up in path.parents if (up / PROJECT_FILE).is_file()), None)
    if folder is None:
        problems.append(f"no {PROJECT_FILE} at or above {shown(path, root)}")
        return None
    same = (project for project in known if project.root == folder)
    return next(same, None) or read_project(folder, root, problems)


def _nearest(name: str, known: Mapping[str, object]) -> str:
    stack = name.rpartition(":")[2]
    elsewhere = [other for other in known if other.rpartition(":")[2] == stack]
    near = elsewhere or difflib.get_close_matches(name, known, n=1)
    return f", did you mean '{near[0]}'?" if near else ""


def _read(path: Path, project: Project, root: Path, problems: list[str]) -> StackFile | None:
    name = shown(path, root)
    document = yaml_document.parse(path.read_bytes(), name, problems)
    if document is None:
        return None
    problems_before = len(problems)
    config = _config(document, name, problems)
    spelt: dict[str, str] = {}
    for key in config:
        line = document.lines["config", key]
        full_key = _full_key(key, project.name)
        if full_key is None:
            problems.append(f"{name}:{line}: '{key}' is no setting; write 'name' or 'package:name'")
        elif full_key in spelt:
            first = document.lines["config", spelt[full_key]]
            problems.append(f"{name}:{line}: '{key}' is the key of line {first} again; keep one")
        else:
            spelt[full_key] = key
    if len(problems) > problems_before:
        return None
    settings = {full_key: _conceal(config[key]) for full_key, key in spelt.items()}
    full_keys = {key: full_key for full_key, key in spelt.items()}
    return StackFile(
        project=project,
        stack=stack_of(path),
        path=path,
        values={key: yaml_scalars.config_text(value) for key, value in settings.items()},
        secret_keys=tuple(sorted(k for k in settings if settings[k] != config[spelt[k]])),
        lines={
            reduce(_join, key_path[2:], full_keys[str(key_path[1])]): line
            for key_path, line in document.lines.items()
            if key_path[0] == "config" and len(key_path) > 1
        },
        scalars=dict(pair for key, value in settings.items() for pair in _scalars(key, value)),
    )


def _config(document: yaml_document.Document, name: str, problems: list[str]) -> dict[str, Any]:
    body = {} if document.value is None else document.value
    if not isinstance(body, dict):
        problems.append(f"{name}: not a mapping; write 'config:' and the settings below it")
        return {}
    for key in body:
        if key not in _FILE_KEYS:
            problems.append(
                f"{name}:{document.lines[key,]}: unknown key '{key}', which the CLI ignores"
                f"{_nearest(key, dict.fromkeys(_FILE_KEYS))}"
            )
    if body.get("environment"):
        problems.append(
            f"{name}:{document.lines['environment',]}: 'environment' (Pulumi ESC) cannot be read "
            "offline; give its values below 'config'"
        )
    config = body.get("config")
    if config is not None and not isinstance(config, dict):
        problems.append(
            f"{name}:{document.lines['config',]}: 'config' is not a mapping; write "
            "'name: value' lines below it"
        )
    return config if isinstance(config, dict) else {}


def _full_key(key: str, project: str) -> str | None:
    """`name` is the project's own; `package:config:name` is an old spelling of `package:name`."""
    match key.split(":"):
        case [name]:
            return f"{project}:{name}"
        case [package, name] | [package, "config", name]:
            return f"{package}:{name}"
    return None


def _conceal(value: Any) -> Any:
    match value:
        case {"secure": str()} if len(value) == 1:
            return SECRET
        case dict():
            return {key: _conceal(item) for key, item in value.items()}
        case list():
            return [_conceal(item) for item in value]
    return value


def _scalars(path: str, value: Any) -> Iterator[tuple[str, yaml_scalars.Scalar]]:
    if isinstance(value, dict | list):
        for part, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _scalars(_join(path, part), item)
    elif value != SECRET:
        yield path, value


def _join(path: str, part: str | int) -> str:
    """Pulumi's own path syntax: `a.b`, `a[0]`, `a["b.c"]`."""
    if isinstance(part, int) or re.search(r'[.\[\]"]', part):
        return f"{path}[{json.dumps(part)}]"
    return f"{path}.{part}"


def _is_distinctive(value: object) -> bool:
    if isinstance(value, str):
        return len(value) >= _DISTINCTIVE_TEXT_LENGTH and not value.isalpha()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return sum(map(str.isdigit, f"{value:g}")) >= _DISTINCTIVE_DIGITS
    return False
