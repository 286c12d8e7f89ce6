"""`preflight evidence`: what an auditor is given about a stack."""

from pathlib import Path
from typing import Annotated

import typer

from preflight.commands.options import REPOSITORY, Root, Today
from preflight.commands.plan import planned, tell
from preflight.today import commit_date

_BROKEN, _FAILED = 1, 2


def evidence(
    stack: Annotated[str, typer.Argument(metavar="STACK", help="dev, or a path to a stack file.")],
    out: Annotated[
        Path,
        typer.Option(
            metavar="DIR", file_okay=False, help="Write evidence.json and evidence.html there."
        ),
    ],
    today: Today = None,
    root: Root = REPOSITORY,
) -> None:
    """Write which controls a stack meets: control, rule, resource and outcome.

    An outcome is pass, fail, exempt (somebody answers for it until a day), undetermined (only a
    deployment can tell) or not applicable. The digests tell what it was given about.

    Exit codes: 0 written; 1 written, and a mandatory rule is broken; 2 there is no evidence to
    give: no plan, no policy pack, or no day.
    """
    root = root.resolve()
    day = today.date() if today else commit_date(root)
    if day is None:
        tell("no commit to take the day from; give --today")
        raise typer.Exit(_FAILED)
    (plan,) = planned(root, [stack], day)
    if plan.error or plan.judgement is None:
        tell(f"{stack}: no evidence: {'no plan' if plan.error else 'no policy pack here'}")
        raise typer.Exit(_FAILED)
    from policy_packs.guardrails.judgement import all_rules
    from preflight.evidence.document import Evidence, to_json
    from preflight.evidence.inputs import inputs_of
    from preflight.evidence.matrix import evidence_of
    from preflight.evidence.page import page

    rules = evidence_of(plan.judgement, all_rules())
    given = Evidence(plan.project, plan.stack, day, inputs_of(plan), rules)
    out.mkdir(parents=True, exist_ok=True)
    for name, text in (("evidence.json", to_json(given)), ("evidence.html", page(given))):
        (out / name).write_text(text, encoding="utf-8")
        tell(f"wrote {out / name}")
    if plan.forbidden:
        raise typer.Exit(_BROKEN)
