from pathlib import Path
from xml.etree import ElementTree as ET

from preflight.plan import Plan
from preflight.render import junit
from tests.preflight.judged_lab import CANARY, judged_plan, with_exemption, with_levels
from tests.preflight.lab import faulty, plan_in, sample_plan
from tests.support import ROOT

REFUSED = {"Pulumi.dev.yaml": ("Standard_LRS", "Standard_LSR")}
BUG = {"__main__.py": ("pulumi.Config()", 'missing("\\x1b[31m")')}


def suites(*plans: Plan) -> ET.Element:
    return ET.fromstring(junit.render(plans))  # noqa: S314 (our own)


def case(plan: Plan, name: str) -> ET.Element:
    (found,) = (one for one in suites(plan).iter("testcase") if one.get("name") == name)
    return found


def told(element: ET.Element | None) -> str:
    assert element is not None
    return element.text or ""


def test_a_mandatory_violation_fails_its_rule_with_place_why_and_fix() -> None:
    failure = case(judged_plan(), "net-public-access-disabled").find("failure")
    text = told(failure)
    assert "tests/preflight/judged_lab.py:" in text
    assert "store: publicNetworkAccess: must be" in text
    assert "\nwhy: " in text
    assert "\nfix: " in text


def test_advice_is_told_and_fails_nothing(tmp_path: Path) -> None:
    advice = case(with_levels(tmp_path), "net-min-tls")
    assert advice.find("failure") is None
    assert told(advice.find("system-out")).startswith("violation: ")


def test_an_exemption_is_told_and_fails_nothing(tmp_path: Path) -> None:
    texts = told(case(with_exemption(tmp_path), "net-firewall-default-deny").find("system-out"))
    assert "exempt: " in texts
    assert "vault: properties.networkAcls.defaultAction" in texts


def test_a_rule_that_is_left_out_is_skipped(tmp_path: Path) -> None:
    skipped = case(with_levels(tmp_path), "net-firewall-default-deny").find("skipped")
    assert skipped is not None
    assert skipped.get("message") == "not held in this stack"


def test_a_rule_that_had_nothing_to_judge_is_skipped() -> None:
    skipped = case(judged_plan(), "net-flow-logs").find("skipped")
    assert skipped is not None
    assert skipped.get("message") == "no resource that it speaks of"


def test_what_azure_refuses_fails_a_case(tmp_path: Path) -> None:
    plan = plan_in(faulty(tmp_path / "faulty", REFUSED))
    text = told(case(plan, "accepts every resource").find("failure"))
    assert text.startswith("Pulumi.dev.yaml:5: ")


def test_a_plan_that_azure_takes_passes() -> None:
    assert len(case(sample_plan(), "accepts every resource")) == 0


def test_a_stack_that_cannot_be_planned_is_an_error_whatever_its_text_holds(tmp_path: Path) -> None:
    root = suites(plan_in(faulty(tmp_path / "faulty", BUG)))
    assert root.get("errors") == "1"
    assert "name 'missing' is not defined" in told(root.find("testsuite/testcase/error"))


def test_the_sums_are_those_of_the_cases() -> None:
    root = suites(judged_plan(), sample_plan())
    cases = list(root.iter("testcase"))
    assert root.get("tests") == str(len(cases))
    assert root.get("failures") == str(sum(one.find("failure") is not None for one in cases))
    assert root.get("skipped") == str(sum(one.find("skipped") is not None for one in cases))


def test_no_secret_and_no_place_of_this_machine_is_told() -> None:
    text = junit.render([judged_plan()])
    assert CANARY not in text
    assert str(ROOT) not in text
