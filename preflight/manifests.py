"""Kubernetes objects of a plan as files: what a cluster that pulls them finds in its repository."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from preflight.manifest_yaml import to_yaml
from preflight.plan import PULLED, Plan, is_object
from simulated_azure.cloud import INVENTED
from simulated_azure.kubernetes.kinds import kind_of
from simulated_azure.monitor import Registration
from simulated_azure.values import UNKNOWN, Secret, plain

INDEX = "kustomization.yaml"
_FLUX = "azure-native:kubernetesconfiguration:FluxConfiguration"
# fluxcd/pkg/envsubst: `$${` stands for itself, and everything in braces is a name or a function.
_OPEN = re.compile(r"(?<!\$)\$\{([^}]*)\}?")
_PLACEHOLDER = "[secret]"
_FIX = "let Delivery.fill give it a name"


@dataclass
class Manifests:
    """The files of one stack.

    Attributes:
        files: content by path below the folder of the stack.
        names: names left open, each with the files that have them.
        filled: names that something fills in.
        pulled: whether a cluster pulls the files.
        problems: why they must not be used, each with what to do.
    """

    files: dict[str, str] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()
    pulled: bool = False
    problems: list[str] = field(default_factory=list)


def manifests_of(plan: Plan) -> Manifests:
    """Return the objects of a plan that a cluster pulls, a folder for each component.

    A folder is called as the component above the objects' holder; the paths that Flux pulls end in
    the same names. A component tells by its output `substitutes` what fills in names.
    """
    made = Manifests(
        filled=frozenset(_filled(plan)),
        pulled=bool(plan.all(_FLUX)),
        problems=[
            f"{_name(plan.resources[finding.urn])}: {finding.refusal.property}: "
            f"{finding.refusal.problem} (got {finding.refusal.got}); {finding.refusal.allowed}"
            for finding in plan.findings
            if is_object(plan.resources[finding.urn])
        ],
    )
    for resource in plan.pulled:
        _add(made, plan, resource)
    folders = sorted({path.partition("/")[0] for path in made.files})
    for folder in folders:
        content = [p.partition("/")[2] for p in sorted(made.files) if p.startswith(f"{folder}/")]
        made.files[f"{folder}/{INDEX}"] = to_yaml(
            {
                "apiVersion": "kustomize.config.k8s.io/v1beta1",
                "kind": "Kustomization",
                "resources": content,
            }
        )
    made.problems += _not_pulled(plan, folders)
    made.problems += [
        f"${{{name}}}: nothing fills it in ({', '.join(paths)}); {_FIX}"
        for name, paths in sorted(made.names.items())
        if name not in made.filled
    ]
    made.files = dict(sorted(made.files.items()))
    return made


def _add(made: Manifests, plan: Plan, resource: Registration) -> None:
    problems = list(_problems(resource))
    made.problems += [f"{_name(resource)}: {problem}" for problem in problems]
    if problems:
        return
    metadata = resource.inputs["metadata"]
    parts = (resource.inputs["kind"].lower(), metadata["name"], metadata.get("namespace"))
    folder = _folder(plan, resource)
    path = f"{folder}/{'.'.join(part for part in parts if part)}.yaml"
    if path in made.files:
        made.problems.append(
            f"{_name(resource)}: another object is written to {path} already; rename one of the "
            "components, or one of the objects"
        )
    made.files[path] = to_yaml(resource.inputs)
    for name in sorted(set(_names(resource.inputs))):
        made.names.setdefault(name, []).append(path)


def _problems(resource: Registration) -> Iterator[str]:
    """Yield why an object cannot be a file."""
    inputs, kind = resource.inputs, kind_of(resource.type)
    metadata = inputs.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    if inputs.get("kind") == "Secret":
        yield "is a Secret, which must not lie in a repository; let the vault's driver bring it"
        return
    if not metadata.get("name"):
        yield "metadata.name: is required, or Pulumi makes one up; name it"
    if kind is None:
        yield "is of a kind that simulated_azure/data/kubernetes does not know; add it there"
    elif kind.namespaced and not metadata.get("namespace"):
        yield "metadata.namespace: is required, or it lands in another one; name it"
    yield from _values(inputs, "")


def _values(value: Any, path: str) -> Iterator[str]:
    """Yield what in an object only Azure knows, must not be told, or was made up here."""
    if value is UNKNOWN:
        yield f"{path}: is known to Azure only; {_FIX}"
    elif isinstance(value, Secret) or value == _PLACEHOLDER:
        yield f"{path}: is a secret, which must not lie in a repository"
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _values(item, f"{path}.{key}".removeprefix("."))
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _values(item, f"{path}[{index}]")
    elif isinstance(value, str) and any(text in value for text in INVENTED):
        yield f"{path}: holds an id that simulated Azure made up; {_FIX}"


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _names(key)
            yield from _names(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _names(item)
    elif isinstance(value, str):
        yield from _OPEN.findall(value)


def _filled(plan: Plan) -> Iterator[str]:
    for substitutes in _substitutes(plan):
        yield from substitutes


def _substitutes(plan: Plan) -> Iterator[Mapping[str, Any]]:
    for resource in plan.resources.values():
        given = plain(resource.outputs.get("substitutes"))
        if not resource.custom and isinstance(given, dict):
            yield given


def _not_pulled(plan: Plan, folders: list[str]) -> Iterator[str]:
    """Yield what Flux, where there is one, leaves aside, and what it looks for in vain."""
    paths = [
        unit["path"].rpartition("/")[2]
        for configuration in plan.all(_FLUX)
        for unit in configuration.inputs["kustomizations"].values()
    ]
    if not paths:
        return
    for folder in folders:
        if folder not in paths:
            yield f"{folder}/: no kustomization of the stack pulls it; add one"
    for path in paths:
        if path not in folders:
            yield f"{path}/: is pulled, but no component has objects there; pull it no more"


def _folder(plan: Plan, resource: Registration) -> str:
    """Return the name of the component that an object belongs to: the one above its holder."""
    above = plan.resources.get(resource.parent)
    while above and plan.delivered(above) == PULLED and above.parent in plan.resources:
        above = plan.resources[above.parent]
    return above.name if above else "objects"


def _name(resource: Registration) -> str:
    metadata = resource.inputs.get("metadata")
    name: Any = metadata.get("name") if isinstance(metadata, Mapping) else None
    kind = resource.type.rpartition(":")[2]
    return f"{kind} {name if isinstance(name, str) else resource.name}"
