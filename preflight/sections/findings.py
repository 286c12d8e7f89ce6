"""What is wrong, where, and what to write instead."""

from collections import defaultdict

from preflight import names
from preflight.locate import Location
from preflight.plan import Finding, Plan
from preflight.report import Facts, Section, count
from simulated_azure.refusal import Refusal

_Key = tuple[Refusal, str, Location | None, Location | None]


def findings(plan: Plan) -> list[Section]:
    """Return the findings; one that several resources share is told once."""
    grouped: dict[_Key, list[Finding]] = defaultdict(list)
    for finding in plan.findings:
        type_token = plan.resources[finding.urn].type
        grouped[(finding.refusal, type_token, finding.setting, finding.source)].append(finding)
    if not grouped:
        return []
    title = count(len(plan.findings), "finding")
    blocks = [_told(plan, *key, held) for key, held in grouped.items()]
    return [Section(title, tuple(blocks), urgent=True)]


def _told(
    plan: Plan,
    refusal: Refusal,
    type_token: str,
    setting: Location | None,
    source: Location | None,
    held: list[Finding],
) -> Facts:
    short = names.type_names(plan.custom)[type_token]
    rows = [
        ("resource", f"{', '.join(plan.resources[f.urn].name for f in held)} ({short})"),
        ("property", refusal.property or "(the whole)"),
        ("problem", f"{refusal.problem}, got {refusal.got}"),
        ("instead", refusal.allowed),
        ("where", str(setting or source or "(not known)")),
    ]
    if setting and source:
        rows.append(("used at", str(source)))
    rows.append(("rule", f"{refusal.source} [{refusal.code}]"))
    return Facts(tuple(rows))
