"""Evidence as one page that a person reads or prints; it loads nothing."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template

from preflight.evidence.document import Evidence
from preflight.evidence.matrix import OUTCOMES, ControlEvidence, Outcome, Result, RuleEvidence

_TEMPLATE = Template((Path(__file__).parent / "page.html").read_text("utf-8"))
_CATALOGUES = {
    "azure_policy": "Azure Policy, built-in definitions",
    "cis": "CIS Microsoft Azure Foundations Benchmark 3.0",
    "gdpr": "GDPR",
    "hipaa": "HITRUST/HIPAA",
    "iso27001": "ISO/IEC 27001:2022",
    "mcsb": "Microsoft cloud security benchmark",
    "soc2": "SOC 2, trust services criteria",
}
_MEANINGS = (
    "breaks the rule, and nobody answers for it",
    "only a deployment can tell",
    "breaks the rule, and somebody answers for it until a day",
    "judged, and nothing found",
    "nothing to judge, or this stack is not held to it",
)


def page(evidence: Evidence) -> str:
    """Return the HTML page."""
    return _TEMPLATE.substitute(
        title=escape(f"Evidence: {evidence.project}, stack {evidence.stack}"),
        facts=_facts(evidence),
        summary=_summary(evidence.rules),
        controls="".join(
            _catalogue(catalogue, list(own))
            for catalogue, own in groupby(evidence.controls, key=lambda one: one.catalogue)
        ),
        rules="".join(map(_rule, evidence.rules)),
    )


def _facts(evidence: Evidence) -> str:
    inputs = evidence.inputs
    commit = inputs.commit or "not under version control"
    rows = [
        ("given on", evidence.given.isoformat()),
        ("commit", f"{commit}, with changes" if inputs.changed else commit),
        ("digest of the plan", inputs.plan),
        ("digest of the policy pack", inputs.pack),
        *inputs.versions.items(),
    ]
    return _table((), [(escape(name), f"<code>{escape(text)}</code>") for name, text in rows])


def _summary(rules: Sequence[RuleEvidence]) -> str:
    outcomes = [one.outcome for one in rules]
    rows = [
        (_word(outcome), str(outcomes.count(outcome)), meaning)
        for outcome, meaning in zip(OUTCOMES, _MEANINGS, strict=True)
    ]
    return _table(("outcome", "rules", "meaning"), rows, numbers=(1,))


def _catalogue(catalogue: str, controls: list[ControlEvidence]) -> str:
    head = ("control", "outcome", *OUTCOMES[:-1], "rules")
    rows = [
        (
            escape(one.id),
            _word(one.outcome),
            *(str(one.counts.get(outcome, 0)) for outcome in OUTCOMES[:-1]),
            ", ".join(f'<a href="#{escape(r.rule.id)}">{escape(r.rule.id)}</a>' for r in one.rules),
        )
        for one in controls
    ]
    title = escape(_CATALOGUES.get(catalogue, catalogue))
    return f"<h3>{title}</h3>\n{_table(head, rows, numbers=(2, 3, 4, 5))}"


def _rule(one: RuleEvidence) -> str:
    rule = one.rule
    link = f'<a href="{escape(rule.link)}" rel="noreferrer">{escape(rule.link)}</a>'
    parts = [
        f'<h3 id="{escape(rule.id)}">{escape(rule.id)}: {_word(one.outcome)}</h3>',
        f"<p>{escape(rule.title)}. {escape(rule.why)}</p>",
        f'<p class="dim">{escape(rule.severity)}; {link}</p>',
    ]
    if one.reason:
        parts.append(f"<p>Not applicable: {escape(one.reason)}.</p>")
    told = [result for result in one.results if result.outcome != "pass"]
    if told:
        rows = [(_name(r.urn), _word(r.outcome), _said(r)) for r in told]
        parts.append(_table(("resource", "outcome", "what"), rows))
    passed = [_name(result.urn) for result in one.results if result.outcome == "pass"]
    if passed:
        parts.append(f"<p>{_word('pass')} ({len(passed)}): {', '.join(passed)}</p>")
    return "\n".join(parts) + "\n"


def _name(urn: str) -> str:
    if not urn:
        return "the stack as a whole"
    return f"<code>{escape('::'.join(urn.split('::')[2:]))}</code>"


def _said(result: Result) -> str:
    lines = [escape(problem) for problem in result.problems]
    lines += [
        escape(f"{one.owner} until {one.expires} ({one.ticket}): {one.reason}")
        for one in result.exemptions
    ]
    return "<br>".join(lines)


def _word(outcome: Outcome) -> str:
    return f'<span class="{outcome.replace(" ", "-")}">{outcome}</span>'


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> str:
    """Return a table of cells that are HTML already."""

    def line(cells: Sequence[str], tag: str) -> str:
        told = (
            f"<{tag}{' class=number' if index in numbers else ''}>{cell}</{tag}>"
            for index, cell in enumerate(cells)
        )
        return f"<tr>{''.join(told)}</tr>"

    top = f"<thead>{line(head, 'th')}</thead>" if head else ""
    body = "\n".join(line(row, "td") for row in rows)
    return f"<table>{top}<tbody>\n{body}\n</tbody></table>"
