"""Which room may import which: the arrows of docs/adr/0001."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = {
    "settings": {"settings"},
    "components": {"components", "settings"},
    "simulated_azure": {"simulated_azure"},
    "preflight": {"preflight", "simulated_azure", "policy_packs"},
    "__main__.py": {"components", "settings"},
    "bootstrap": {"components", "settings"},
}
OURS = {"settings", "components", "simulated_azure", "preflight", "policy_packs", "tools", "tests"}


def _imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.append(node.module)
    return found


def _files(room: str) -> list[Path]:
    place = ROOT / room
    return [place] if place.is_file() else sorted(place.rglob("*.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_lies_below_it(room: str) -> None:
    strangers = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in _files(room)
        for name in _imports(path)
        if name.split(".")[0] in OURS - ROOMS[room]
    ]
    assert strangers == []


def test_components_meet_only_in_the_program() -> None:
    strangers = []
    for path in _files("components"):
        own = path.relative_to(ROOT / "components").parts[0].removesuffix(".py")
        for name in _imports(path):
            parts = name.split(".")
            if parts[0] == "components" and len(parts) > 1 and parts[1] not in (own, "shared"):
                strangers.append(f"{path.relative_to(ROOT)} imports {name}")
    assert strangers == []


def test_only_one_module_reads_the_stack_configuration() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for room in ("settings", "components")
        for path in _files(room)
        if "pulumi.Config" in path.read_text() or "get_stack(" in path.read_text()
    ]
    assert readers == ["settings/load.py"]


def test_settings_know_nothing_of_pulumi() -> None:
    users = [
        str(path.relative_to(ROOT))
        for path in _files("settings")
        if any(name.split(".")[0].startswith("pulumi") for name in _imports(path))
    ]
    assert users == ["settings/load.py"]


def test_one_function_runs_programs_in_process() -> None:
    callers = [
        str(path.relative_to(ROOT))
        for room in ("preflight", "simulated_azure", "tests", "tools")
        for path in _files(room)
        if "set_mocks(" in path.read_text() and path != Path(__file__)
    ]
    assert callers == ["preflight/host.py"]


def test_no_component_postpones_the_evaluation_of_its_annotations() -> None:
    users = [
        str(path.relative_to(ROOT))
        for path in _files("components")
        if "__future__" in _imports(path)
    ]
    assert users == []


def test_every_component_registers_its_outputs() -> None:
    silent = []
    for path in _files("components"):
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.ClassDef):
                continue
            if any("ComponentResource" in ast.unparse(base) for base in node.bases):
                init = next(n for n in node.body if getattr(n, "name", "") == "__init__")
                if "self.register_outputs(" not in ast.unparse(init.body[-1]):
                    silent.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert silent == []
