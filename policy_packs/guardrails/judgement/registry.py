"""All rules: every `Rule` of every module under `rules/`, by id."""

import functools
import importlib
import pkgutil
from types import ModuleType

from . import rules
from .rule import Rule

TOPICS = (
    "network",
    "tagging",
    "identity",
    "data_protection",
    "machine_learning",
    "serving",
    "kubernetes",
    "monitoring",
    "cost",
    "resources",
    "edge",
    "relations",
    "meta",
)


@functools.cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, sorted by id.

    Raises:
        ValueError: two rules have one id, or a rule has a topic that is not listed.
    """
    found: dict[str, Rule] = {}
    for module in _modules(rules):
        for rule in vars(module).values():
            if not isinstance(rule, Rule) or rule.judge.__module__ != module.__name__:
                continue
            if rule.id in found:
                raise ValueError(f"{module.__name__}: a rule called {rule.id} exists already")
            if rule.topic not in TOPICS:
                raise ValueError(f"{rule.id}: no such topic: {rule.topic}")
            found[rule.id] = rule
    return tuple(found[key] for key in sorted(found))


def _modules(package: ModuleType) -> list[ModuleType]:
    prefix = f"{package.__name__}."
    names = sorted(m.name for m in pkgutil.walk_packages(package.__path__, prefix) if not m.ispkg)
    return [importlib.import_module(name) for name in names]
