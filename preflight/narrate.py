"""A plan, told: from resources to what a reader wants to know."""

import datetime as dt

from preflight.plan import Plan
from preflight.report import Report, count
from preflight.sections.access import access
from preflight.sections.findings import findings
from preflight.sections.network import network
from preflight.sections.notes import notes
from preflight.sections.outputs import outputs
from preflight.sections.protection import protection
from preflight.sections.resources import components, resources
from preflight.sections.rules import rules

_SECTIONS = (resources, access, network, protection, outputs, rules, findings)


def report_of(plan: Plan, unverified: int, today: dt.date | None = None) -> Report:
    """Return what is told of a plan.

    Args:
        plan: the plan.
        unverified: how many defaults rest on facts that only Azure could confirm.
        today: the day that dates are judged by; None judges none.
    """
    name = plan.stack_file.name if plan.stack_file else plan.stack
    title = f"{name} ({plan.project})"
    if plan.error:
        return Report(title, "could not be planned", good=False, failure=plan.error)
    size = f"{count(len(plan.made), 'resource')} in {count(components(plan), 'component')}"
    if plan.pulled:
        size += f", and {count(len(plan.pulled), 'object')} that the cluster pulls"
    lines = notes(plan, today)
    if unverified:
        facts = (
            "1 default rests on a fact"
            if unverified == 1
            else f"{unverified} defaults rest on facts"
        )
        lines.append(f"{facts} nobody could check without Azure (docs/unverified.md)")
    sections = [section for tell in _SECTIONS for section in tell(plan)]
    return Report(
        f"{title}: {size}",
        _verdict(plan),
        not (plan.blocked or plan.forbidden),
        tuple(sections),
        tuple(lines),
    )


def _verdict(plan: Plan) -> str:
    told = []
    if refused := sum(finding.blocks for finding in plan.findings):
        told.append(f"Azure would refuse it: {count(refused, 'finding')} to mend")
    if plan.judgement and (forbidden := len(plan.judgement.blocking)):
        told.append(f"the rules forbid it: {count(forbidden, 'mandatory violation')} to mend")
    return "; ".join(told) or "nothing in it that Azure is known to refuse"
