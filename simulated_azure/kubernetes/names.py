"""Names and labels as the API server takes them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simulated_azure import paths
from simulated_azure.kubernetes.kinds import Kind
from simulated_azure.refusal import Refusal, Refuse, describe
from simulated_azure.values import UNKNOWN, Secret

NAMES = "https://kubernetes.io/docs/concepts/overview/working-with-objects/names"
LABELS = (
    "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels"
    "#syntax-and-character-set"
)
_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
_QUALIFIED = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")


@dataclass(frozen=True)
class _Rule:
    pattern: str
    longest: int
    allowed: str


_RULES = {
    "subdomain": _Rule(
        _SUBDOMAIN,
        253,
        "at most 253 lower-case letters, digits, hyphens and dots, a letter or digit at the ends",
    ),
    "label": _Rule(
        _LABEL,
        63,
        "at most 63 lower-case letters, digits and hyphens, a letter or digit at the ends",
    ),
    "service": _Rule(
        r"[a-z]([-a-z0-9]*[a-z0-9])?",
        63,
        "at most 63 lower-case letters, digits and hyphens, a letter first, no hyphen last",
    ),
    # Jobs add eleven characters.
    "cron-job": _Rule(
        _LABEL,
        52,
        "at most 52 lower-case letters, digits and hyphens, a letter or digit at the ends",
    ),
    "path": _Rule(r"(?!\.{1,2}$)[^/%]+", 253, "any text without / and %"),
    "port": _Rule(
        r"(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]*[a-z0-9])?",
        15,
        "at most 15 lower-case letters, digits and single hyphens, one letter at least",
    ),
}


def check_names(kind: Kind, inputs: dict[str, Any], refuse: Refuse) -> None:
    """Refuse names of the object and of its parts, and labels, that the API server refuses."""
    _check(kind.name, paths.at(inputs, "metadata.name"), refuse)
    if kind.namespaced:
        _check("label", paths.at(inputs, "metadata.namespace"), refuse)
    for pods in ("spec.template.spec", "spec.jobTemplate.spec.template.spec"):
        for part in ("containers", "initContainers"):
            for found in paths.find(inputs, f"{pods}.{part}[].name"):
                _check("label", found, refuse)
            for found in paths.find(inputs, f"{pods}.{part}[].ports[].name"):
                _check("port", found, refuse)
        for found in paths.find(inputs, f"{pods}.volumes[].name"):
            _check("label", found, refuse)
    for found in _maps(inputs, ""):
        _check_labels(found, refuse)


def _check(rule_name: str, found: paths.Found, refuse: Refuse) -> None:
    rule = _RULES[rule_name]
    if not isinstance(found.value, str):
        return
    if len(found.value) <= rule.longest and re.fullmatch(rule.pattern, found.value):
        return
    got = describe(found.value, secret=found.secret)
    problem = "is no name that Kubernetes takes"
    refuse(Refusal("bad-name", found.path, problem, got, rule.allowed, NAMES))


def _maps(value: Any, path: str) -> Iterator[paths.Found]:
    """Yield every map of labels at any depth."""
    if isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _maps(item, f"{path}[{index}]")
    if isinstance(value, dict):
        for key, item in value.items():
            where = paths.join(path, key)
            if key in ("labels", "matchLabels") and isinstance(item, dict):
                yield paths.Found(where, item, secret=False)
            else:
                yield from _maps(item, where)


def _check_labels(found: paths.Found, refuse: Refuse) -> None:
    for key, value in found.value.items():
        where = f"{found.path}.{key}"
        prefix, slash, name = key.rpartition("/")
        good_prefix = not slash or (len(prefix) <= 253 and re.fullmatch(_SUBDOMAIN, prefix))
        if not good_prefix or len(name) > 63 or not _QUALIFIED.fullmatch(name):
            allowed = (
                "a name of at most 63 letters, digits, -, _ and ., after a domain and / or not"
            )
            refuse(Refusal("bad-label", where, "is no label", describe(key), allowed, LABELS))
        secret = isinstance(value, Secret)
        value = value.value if isinstance(value, Secret) else value
        if value in (UNKNOWN, None, "") or not isinstance(value, str):
            continue
        if len(value) > 63 or not _QUALIFIED.fullmatch(value):
            allowed = "at most 63 letters, digits, -, _ and ., a letter or digit at the ends"
            problem = "is no value of a label"
            refuse(
                Refusal(
                    "bad-label", where, problem, describe(value, secret=secret), allowed, LABELS
                )
            )
