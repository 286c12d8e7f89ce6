"""What the policy pack says: what breaks a rule, who answers for it, what nobody knows yet."""

from collections.abc import Iterable
from itertools import groupby

from policy_packs.guardrails.judgement import Exemption, Judged, Judgement
from preflight import names
from preflight.judging import places_of
from preflight.plan import Plan
from preflight.report import Facts, Section, Table, count
from preflight.verdicts import judged_resources


def rules(plan: Plan) -> list[Section]:
    """Return what was judged with the outcome, then each violation; nothing if nobody judged."""
    judgement = plan.judgement
    if judgement is None:
        return []
    blocks: list[str | Table] = [summary(judgement)]
    exempt = tuple(_exempt(plan, one, one.exemption) for one in judgement.exempt if one.exemption)
    if exempt:
        blocks.append("Exempt, and who answers for it:")
        blocks.append(Table(("exempt from", "resource", "by whom"), exempt, grouped=True))
    if judgement.undetermined:
        blocks.append("Only a deployment can tell:")
        unknown = tuple(_unknown(plan, judgement.undetermined))
        blocks.append(Table(("undetermined", "resource", "what"), unknown, grouped=True))
    sections = [Section("Rules", tuple(blocks))]
    if judgement.violations:
        title = count(len(judgement.violations), "violation")
        by_rule = groupby(_sorted(judgement.violations), key=lambda one: one.rule.id)
        told = tuple(_told(plan, list(broken)) for _, broken in by_rule)
        sections.append(Section(title, told, urgent=True))
    return sections


def summary(judgement: Judgement) -> str:
    """Return a judgement in one line of numbers."""
    resources = judged_resources(judgement)
    violations = len(judgement.violations)
    found = count(violations, "violation") if violations else "no violation"
    if violations:
        found += f" ({len(judgement.blocking)} mandatory)"
    return (
        f"{count(len(judgement.subjects), 'rule')} on {count(resources, 'resource')}: {found}, "
        f"{count(len(judgement.exempt), 'exemption')}, {len(judgement.undetermined)} undetermined"
    )


def _sorted(violations: Iterable[Judged]) -> list[Judged]:
    return sorted(violations, key=lambda one: (not one.blocks, one.rule.id))


def _told(plan: Plan, broken: list[Judged]) -> Facts:
    """Return one rule's violations; those that differ by the resource alone are told once."""
    rule, level = broken[0].rule, broken[0].level
    rows = [("rule", f"{rule.id} ({level}, {rule.severity})")]
    same: dict[tuple[str, ...], list[Judged]] = {}
    for one in broken:
        setting, source = places_of(plan, one)
        key = (_problem(one), _kind(plan, one), str(setting or ""), str(source or ""))
        same.setdefault(key, []).append(one)
    for (problem, kind, setting, source), held in same.items():
        if kind:
            rows.append(("resource", f"{_names(plan, held)} ({kind})"))
        rows.append(("problem", problem))
        if setting or source:
            rows.append(("where", setting or source))
        if setting and source:
            rows.append(("used at", source))
    rows += [("why", rule.why), ("fix", rule.fix), ("see", rule.link)]
    return Facts(tuple(rows))


def _exempt(plan: Plan, one: Judged, exemption: Exemption) -> tuple[str, str, str]:
    answer = f"{exemption.owner} until {exemption.expires} ({exemption.ticket}): {exemption.reason}"
    return one.rule.id, _names(plan, [one]), answer


def _unknown(plan: Plan, undetermined: Iterable[Judged]) -> Iterable[tuple[str, str, str]]:
    same: dict[tuple[str, str], list[Judged]] = {}
    for one in undetermined:
        same.setdefault((one.rule.id, _problem(one)), []).append(one)
    return ((rule, _names(plan, held), problem) for (rule, problem), held in same.items())


def _problem(one: Judged) -> str:
    return f"{one.verdict.property}: {one.verdict.problem}".removeprefix(": ")


def _kind(plan: Plan, one: Judged) -> str:
    resource = plan.resources.get(one.verdict.urn)
    return names.type_names(plan.resources.values())[resource.type] if resource else ""


def _names(plan: Plan, held: Iterable[Judged]) -> str:
    urns = dict.fromkeys(one.verdict.urn for one in held)
    return ", ".join(plan.resources[urn].name if urn in plan.resources else "-" for urn in urns)
