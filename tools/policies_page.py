"""The page of every rule of the policy pack: docs/policies.md."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from policy_packs.guardrails.judgement import Rule, all_rules
from preflight.commands.rules import Tried, tried_by_tests

Table = Callable[[tuple[str, ...], list[tuple[str, ...]]], str]

_CHANGES = Path(__file__).parents[1] / "docs" / "data" / "policy_changes.toml"
_INTRO = (
    "What the policy pack demands. `pulumi preview --policy-pack policy_packs/guardrails` and "
    "`make plan` ask the same rules; "
    "[policy_packs/guardrails](../policy_packs/guardrails/README.md) says how to write one, how a "
    "stack changes a level, and how a violation is exempted. The last columns are how strictly a "
    "rule is held in production and elsewhere, and how many small stacks the tests try it on."
)
_CHANGED = (
    "A first draft of the pack demanded what Azure refuses, what harms, or what contradicts "
    "another rule. What replaced it:"
)


def page(table: Table, generated: str) -> str:
    """Return the page.

    Args:
        table: makes a Markdown table of head and rows.
        generated: says that the page is generated.
    """
    rules, tried = all_rules(), tried_by_tests()
    parts = ["# Policies", generated, _INTRO]
    for topic in dict.fromkeys(rule.topic for rule in sorted(rules, key=lambda one: one.topic)):
        own = [rule for rule in rules if rule.topic == topic]
        parts.append(f"## {topic.replace('_', ' ').capitalize()}")
        parts.append(_overview(own, tried, table))
        parts += [_rule(rule) for rule in own]
    changes = tomllib.loads(_CHANGES.read_text("utf-8"))["change"]
    rows: list[tuple[str, ...]] = [
        (one["rule"], one["was"], one["now"], f"{one['why']} ({one['source']})") for one in changes
    ]
    parts += ["## Replaced", _CHANGED, table(("rule", "was", "is", "why"), rows)]
    return "\n\n".join(parts) + "\n"


def _overview(rules: Iterable[Rule], tried: Mapping[str, Tried], table: Table) -> str:
    head = ("rule", "what it demands", "severity", "production", "elsewhere", "tried on")
    rows: list[tuple[str, ...]] = [
        (
            f"[`{rule.id}`](#{rule.id})",
            rule.title,
            rule.severity,
            rule.levels.production,
            rule.levels.non_production,
            str(tried.get(rule.id, Tried()).stacks),
        )
        for rule in rules
    ]
    return table(head, rows)


def _rule(rule: Rule) -> str:
    lines = [f"### {rule.id}", "", f"{rule.why} {rule.fix} See <{rule.link}>.", ""]
    controls = [
        f"{catalogue} {', '.join(ids)}"
        for catalogue, ids in rule.controls.all().items()
        if ids != ("none",)
    ]
    lines.append(f"Controls: {'; '.join(controls)}." if controls else "Controls: none.")
    lines += [
        f"\nSetting `{name}` ({schema['type']}): {schema['description']}"
        if "description" in schema
        else f"\nSetting `{name}` ({schema['type']})."
        for name, schema in rule.settings.items()
    ]
    return "\n".join(lines)
