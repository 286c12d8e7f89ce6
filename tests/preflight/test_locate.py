from pathlib import Path

from preflight.locate import Location, source_of
from simulated_azure.monitor import Registration
from tests.preflight.lab import faulty, plan_in

ROOT = Path("/repository")


def source(*frames: str) -> str:
    made = tuple((f"{ROOT}/{frame}", line) for line, frame in enumerate(frames, start=1))
    resource = Registration("urn", "type", "name", "", True, {}, frames=made)
    return str(source_of(resource, ROOT))


def test_a_resource_comes_from_the_component_not_from_the_helper_it_shares() -> None:
    frames = ("components/shared/grants.py", "components/stores.py", "__main__.py")
    assert source(*frames) == "components/stores.py:2"


def test_a_resource_outside_components_comes_from_the_innermost_line_of_the_project() -> None:
    assert source("naming.py", "__main__.py") == "naming.py:1"


def test_lines_of_packages_and_of_the_tool_are_nobodys() -> None:
    frames = (".venv/lib/python3.11/site-packages/pulumi/output.py", "preflight/host.py")
    assert source(*frames, "__main__.py") == "__main__.py:3"
    assert source(*frames) == "None"


def test_a_value_of_the_stack_file_is_found_on_its_line(tmp_path: Path) -> None:
    root = faulty(tmp_path / "faulty", {"Pulumi.dev.yaml": ("Standard_LRS", "Standard_LSR")})
    (finding,) = plan_in(root).findings
    assert finding.setting == Location("Pulumi.dev.yaml", 5)
    assert str(finding.source).startswith("components/stores.py:")


def test_a_value_of_the_code_has_no_line_in_the_stack_file(tmp_path: Path) -> None:
    root = faulty(tmp_path / "faulty", {"components/stores.py": ('"stsample"', '"st-sample"')})
    (finding,) = plan_in(root).findings
    assert finding.setting is None


def test_of_two_settings_with_one_value_the_one_named_like_the_property_is_meant(
    tmp_path: Path,
) -> None:
    two = "redundancy: Standard_LSR\n    other: Standard_LSR\n    name: Standard_LSR"
    changes = {"Pulumi.dev.yaml": ("redundancy: Standard_LRS", two)}
    (finding,) = plan_in(faulty(tmp_path / "faulty", changes)).findings
    assert finding.refusal.property == "sku.name"
    assert finding.setting == Location("Pulumi.dev.yaml", 7)


def test_of_two_settings_with_one_value_and_no_such_name_none_is_blamed(tmp_path: Path) -> None:
    two = "redundancy: Standard_LSR\n    other: Standard_LSR"
    changes = {"Pulumi.dev.yaml": ("redundancy: Standard_LRS", two)}
    (finding,) = plan_in(faulty(tmp_path / "faulty", changes)).findings
    assert finding.setting is None
