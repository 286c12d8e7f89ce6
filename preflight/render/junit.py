"""What is wrong with plans as JUnit XML, which CI systems show as test results.

The form is the one of Jenkins and Azure Pipelines; there is no official schema
(github.com/testmoapp/junitxml).
"""

import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET  # nosec B405

from policy_packs.guardrails.judgement import Judged, Judgement, Rule, all_rules
from preflight.plan import Plan
from preflight.report import count
from preflight.verdicts import place_of

# What XML 1.0 has no way to write (w3.org/TR/xml/#charsets).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(plans: Sequence[Plan]) -> str:
    """Return a test suite a stack, with a test case a rule and one for Azure.

    Mandatory violations are failures. Advisory ones and exemptions are told in a case that
    passes, since what need not be mended must not turn a build red; a rule that had nothing to
    judge is skipped.
    """
    suites = ET.Element("testsuites", name="preflight")
    for plan in plans:
        suites.append(_suite(plan))
    for key in ("tests", "failures", "errors", "skipped"):
        suites.set(key, str(sum(int(suite.get(key, "0")) for suite in suites)))
    ET.indent(suites)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(suites, encoding="unicode")}\n'


def _suite(plan: Plan) -> ET.Element:
    suite = ET.Element("testsuite", name=_text(f"{plan.project}/{plan.stack}"))
    if plan.error:
        error = ET.SubElement(_case(suite, plan, "program", "can be planned"), "error")
        error.set("message", "could not be planned")
        error.text = _text(plan.error)
    else:
        _azure(_case(suite, plan, "azure", "accepts every resource"), plan)
        if plan.judgement:
            for rule in all_rules():
                case = _case(suite, plan, rule.topic, rule.id)
                _judged(case, plan, rule, plan.judgement)
    for key, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(key, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("tests", str(len(suite)))
    return suite


def _case(suite: ET.Element, plan: Plan, group: str, name: str) -> ET.Element:
    classname = _text(f"{plan.project}.{plan.stack}.{group}")
    return ET.SubElement(suite, "testcase", classname=classname, name=name)


def _azure(case: ET.Element, plan: Plan) -> None:
    lines = [
        f"{finding.setting or finding.source}: {plan.resources[finding.urn].name}: "
        f"{finding.refusal.property}: {finding.refusal.problem}, got {finding.refusal.got}; "
        f"instead: {finding.refusal.allowed} [{finding.refusal.code}]"
        for finding in plan.findings
    ]
    if plan.blocked:
        _add(case, "failure", lines, count(len(lines), "finding"))
    elif lines:
        _add(case, "system-out", lines)


def _judged(case: ET.Element, plan: Plan, rule: Rule, judgement: Judgement) -> None:
    own = [one for one in judgement.judged if one.rule.id == rule.id]
    if rule.id in judgement.disabled:
        _add(case, "skipped", (), "not held in this stack")
    elif not own and rule.scope != "pack" and not judgement.subjects[rule.id]:
        _add(case, "skipped", (), "no resource that it speaks of")
    failing = [_line(plan, one) for one in own if one.blocks]
    others = [_line(plan, one) for one in own if not one.blocks]
    if failing:
        last = f"why: {rule.why}\nfix: {rule.fix}\nsee: {rule.link}"
        _add(case, "failure", [*failing, last], f"{rule.title}: {count(len(failing), 'violation')}")
    if others:
        _add(case, "system-out", others)


def _line(plan: Plan, one: Judged) -> str:
    resource = plan.resources.get(one.verdict.urn)
    parts = (
        "exempt" if one.exemption else one.verdict.kind if not one.blocks else "",
        str(place_of(plan, one) or ""),
        resource.name if resource else "",
        one.verdict.property,
        one.verdict.problem,
    )
    return ": ".join(filter(None, parts))


def _add(case: ET.Element, tag: str, lines: Iterable[str], message: str = "") -> None:
    element = ET.SubElement(case, tag)
    if message:
        element.set("message", _text(message))
    element.text = _text("\n".join(lines)) or None


def _text(text: str) -> str:
    return _NOT_XML.sub("?", text)
