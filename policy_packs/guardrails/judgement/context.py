"""How one stack is judged: its tier, levels, settings and exemptions, from files in the pack.

`stacks/<stack>/levels.yaml`, which may be left out:

    tier: non_production            # without it production, the strict one
    levels: { net-flow-logs: advisory }
    settings: { tag-value-format: { environment: dev } }
"""

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from .exemptions import Exemption, read_exemptions
from .rule import LEVELS, Level, Rule

Tier = Literal["production", "non_production"]
STACKS = Path(__file__).parents[1] / "stacks"
_JSON_TYPES = {"string": str, "boolean": bool, "integer": int, "array": list, "object": dict}


@dataclass(frozen=True)
class Context:
    """How one stack is judged.

    Attributes:
        levels: by rule id, where a person chose another than the tier's.
        settings: by rule id, then by the setting's name.
        today: the day that dates are judged by; None if nobody knows one.
        mistakes: what is wrong with the stack's files, as sentences; violations all of them.
    """

    stack: str
    tier: Tier = "production"
    levels: Mapping[str, Level] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    exemptions: tuple[Exemption, ...] = ()
    today: dt.date | None = None
    mistakes: tuple[str, ...] = ()

    def level_of(self, rule: Rule) -> Level:
        """Return how strictly a rule is held in this stack."""
        default = getattr(rule.levels, self.tier)
        return default if rule.scope == "pack" else self.levels.get(rule.id, default)

    def settings_of(self, rule: Rule) -> dict[str, Any]:
        """Return a rule's settings: what is chosen, else the default."""
        return {**rule.defaults(), **self.settings.get(rule.id, {})}


def read_context(
    stack: str, rules: Iterable[Rule], today: dt.date | None, folder: Path = STACKS
) -> Context:
    """Read how a stack is judged; what is wrong with its files is in `mistakes`.

    Args:
        stack: name of the stack, without its project.
        rules: every rule there is.
        today: the day that dates are judged by.
        folder: where a folder for each stack lies.
    """
    mistakes: list[str] = []
    known = {rule.id: rule for rule in rules}
    place = f"stacks/{stack}/levels.yaml"
    given = _read(folder / stack / "levels.yaml", place, mistakes)
    _only(place, given, ("tier", "levels", "settings"), mistakes)
    tier = given.get("tier", "production")
    if tier not in get_args(Tier):
        mistakes.append(f"{place}: tier: must be {' or '.join(get_args(Tier))}")
        tier = "production"
    levels = _section(place, given, "levels", known, mistakes)
    for rule_id in [key for key, level in levels.items() if level not in LEVELS]:
        mistakes.append(f"{place}: levels.{rule_id}: must be one of {', '.join(LEVELS)}")
        del levels[rule_id]
    settings = _section(place, given, "settings", known, mistakes)
    for rule_id in list(settings):
        wrong = wrong_settings(known[rule_id], settings[rule_id])
        if wrong:
            mistakes += [f"{place}: settings.{rule_id}: {problem}" for problem in wrong]
            del settings[rule_id]
    place = f"stacks/{stack}/exemptions.yaml"
    listed = _read(folder / stack / "exemptions.yaml", place, mistakes)
    exemptions = read_exemptions(listed, place, known, mistakes)
    return Context(stack, tier, levels, settings, exemptions, today, tuple(mistakes))


def wrong_settings(rule: Rule, given: Any) -> list[str]:
    """Return what is wrong with the settings given for a rule; never a value."""
    if not isinstance(given, Mapping):
        return ["must be an object"]
    wrong: list[str] = []
    _only("", given, tuple(rule.settings), wrong)
    for name, value in given.items():
        kind = _JSON_TYPES.get(rule.settings.get(name, {}).get("type", ""))
        if kind and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
            wrong.append(f"{name}: must be a JSON {rule.settings[name]['type']}")
    return wrong


def wrong_pack_config(given: Any, rules: Iterable[Rule]) -> list[str]:
    """Return what is wrong with a file for `--policy-pack-config`; never a value.

    The engine accepts a misspelt rule or setting without a word.
    """
    if not isinstance(given, Mapping):
        return ["must be an object"]
    known = {rule.id: rule for rule in rules}
    wrong: list[str] = []
    _only("", given, ("all", *known), wrong)
    for key, row in given.items():
        options = row if isinstance(row, Mapping) else {"enforcementLevel": row}
        level = options.get("enforcementLevel")
        # A row without it is refused by the engine, as an empty level.
        if level not in LEVELS:
            wrong.append(f"{key}: enforcementLevel: must be one of {', '.join(LEVELS)}")
        elif key in known and known[key].scope == "pack" and level != "mandatory":
            wrong.append(f"{key}: what guards the exemptions is always mandatory")
        if key in known:
            settings = {name: one for name, one in options.items() if name != "enforcementLevel"}
            wrong += [f"{key}: {problem}" for problem in wrong_settings(known[key], settings)]
    return wrong


def _read(path: Path, place: str, mistakes: list[str]) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        mistakes.append(f"{place}:{mark.line + 1 if mark else 1}: is not YAML")
        return {}
    if not isinstance(found, dict):
        mistakes.append(f"{place}: must be an object")
        return {}
    return found


def _section(
    place: str, given: Mapping[str, Any], name: str, known: Mapping[str, Rule], mistakes: list[str]
) -> dict[str, Any]:
    section = given.get(name, {})
    if not isinstance(section, dict):
        mistakes.append(f"{place}: {name}: must be an object")
        return {}
    _only(f"{place}: {name}", section, tuple(known), mistakes)
    return {key: value for key, value in section.items() if key in known}


def _only(
    place: str, given: Mapping[Any, Any], known: tuple[str, ...], mistakes: list[str]
) -> None:
    for key in given:
        if key not in known:
            near = difflib.get_close_matches(str(key), known, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            mistakes.append(f"{place}: {key}: no such key{hint}".removeprefix(": "))
