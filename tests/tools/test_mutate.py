import re
import shutil
import subprocess
import textwrap
from pathlib import Path
from typing import NamedTuple

import pytest
import typer

from tools import mutate

pytestmark = pytest.mark.slow

GIT = shutil.which("git") or "git"

PROJECT = {
    "pyproject.toml": """
        [tool.pytest.ini_options]
        addopts = "-q --strict-markers --import-mode=importlib"
        pythonpath = ["."]
        """,
    "pulumi.py": "class ComponentResource: pass",
    "components/store.py": '''
        import pulumi

        class Store(pulumi.ComponentResource):
            """A store.

            Guarantees:
                no-keys: nobody signs in with a key,
                    and no one reads it anonymously.
                encrypted: what is stored is encrypted.

            Not a guarantee: see no-keys: above.
            """

            shared_keys = False
            encryption = 1
        ''',
    "tests/components/test_other.py": """
        import pytest
        from components.store import Store

        @pytest.mark.slow
        def test_that_takes_an_hour():
            raise AssertionError

        def test_the_store_is_encrypted():
            assert Store().encryption == 1
        """,
    "tests/components/test_store.py": """
        from components.store import Store

        def test_no_shared_keys():
            print("FAILED tests/a.py::test_that_misleads")
            assert not Store().shared_keys
        """,
}
KEYS = {"old": "shared_keys = False", "new": "shared_keys = True"}
ENCRYPTED = {"guarantee": "Store.encrypted", "old": "encryption = 1", "new": "encryption = 2"}


def fault(**changes: object) -> dict[str, object]:
    return {"guarantee": "Store.no-keys", "file": "components/store.py", **KEYS, **changes}


@pytest.fixture
def project(tmp_path, monkeypatch):
    # The tests inside need none of the plugins here, and start faster without.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("COLUMNS", "200")
    root = tmp_path / "project"
    for name, text in PROJECT.items():
        write(root / name, text)
    subprocess.run([GIT, "init", "--quiet", str(root)], check=True)  # noqa: S603
    return root


@pytest.fixture
def run(project, capsys):
    def run(only="", jobs=1, fail_fast_first=False):
        with pytest.raises(typer.Exit) as exit_:
            mutate.main(only, jobs, fail_fast_first, project)
        return exit_.value.exit_code, *capsys.readouterr()

    return run


class Run(NamedTuple):
    """One run of the tests: what was run, over which state of the faulty file."""

    tests: list[str]
    source: str
    modified_s: float


@pytest.fixture
def run_nothing(monkeypatch):
    """Note the runs of the tests instead of making them; every test passes."""
    runs = []

    def run_tests(root, tests, slow=False):
        path = root / "components/store.py"
        runs.append(Run(tests, path.read_text(), path.stat().st_mtime))
        return mutate.Verdict("SURVIVED", "every test passed")

    monkeypatch.setattr(mutate, "run_tests", run_tests)
    return runs


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text).lstrip())


def record(root: Path, *faults: dict[str, object]) -> None:
    lines = []
    for entry in faults:
        lines += ["[[fault]]", *(f"{key} = {value!r}" for key, value in entry.items())]
    write(root / mutate.FAULTS / "store.toml", "\n".join(lines))


def attempt(root: Path, number=1, own_first=False, **changes: object) -> mutate.Verdict:
    wrong = mutate.Fault.model_validate(fault(**changes))
    return mutate.try_fault(root, wrong, number, own_first)


def test_every_guarantee_defended_is_a_success_that_names_the_defenders(project, run):
    record(project, fault(), fault(**ENCRYPTED))
    code, out, _ = run(jobs=2)
    assert code == 0
    assert "tests/components/test_store.py::test_no_shared_keys" in out
    assert "tests/components/test_other.py::test_the_store_is_encrypted" in out
    assert "2/2 faults killed, 0 guarantees without a fault" in out


def test_the_project_itself_is_not_touched(project, run, run_nothing):
    record(project, fault())
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    run()
    assert len(run_nothing) == 2
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before


def test_a_fault_that_no_test_notices_survives_and_fails(project, run):
    record(project, fault(old="encryption = 1", new="encryption = 1.0"))
    code, out, _ = run(only="no-keys")
    assert code == 1
    assert "SURVIVED: every test passed" in out
    assert "0/1 faults killed" in out


def test_a_long_edit_is_shown_by_what_it_changes(project, run, run_nothing):
    old, new = (f"    call({'a' * 80}, {value}, {'b' * 80})" for value in ("True", "False"))
    write(project / "components/long.py", f"if True:\n{old}\n")
    record(project, fault(file="components/long.py", old=old, new=new))
    _, out, _ = run()
    assert "True" in out
    assert "False" in out


def test_a_fault_that_does_not_run_is_broken_and_fails(project, run):
    record(project, fault(new="shared_keys = property(lambda self: Flase)"))
    code, out, _ = run(only="no-keys")
    assert code == 1
    assert "BROKEN: pytest exit 1: NameError: name 'Flase' is not defined" in out
    assert "0/1 faults killed" in out


@pytest.mark.parametrize("new", ["shared_keys = (", "shared_keys = int([])"])
def test_a_module_that_cannot_be_imported_is_broken(project, new):
    verdict = attempt(project, new=new)
    assert verdict.word == "BROKEN"
    assert re.search("SyntaxError: '.' was never closed|TypeError: int", verdict.detail)


@pytest.mark.parametrize(
    ("own_first", "tests", "first_run"),
    [
        (True, [], "test_store.py"),
        (False, [], "components"),
        (True, ["tests/preflight"], "preflight"),
    ],
)
def test_the_components_own_tests_come_first_on_request(
    project, run_nothing, own_first, tests, first_run
):
    attempt(project, own_first=own_first, tests=tests)
    assert [Path(test).name for test in run_nothing[0].tests] == [first_run]


def test_a_fault_whose_own_tests_pass_meets_the_whole_tier(project):
    verdict = attempt(project, own_first=True, **ENCRYPTED)
    assert verdict == ("killed", "tests/components/test_other.py::test_the_store_is_encrypted")


def test_tests_that_are_red_without_a_fault_stop_the_run(project, run):
    record(project, fault())
    write(project / "tests/test_red.py", "def test_red():\n    assert False\n")
    code, out, err = run()
    assert code == 2
    assert out == ""
    assert "red before any fault: tests/test_red.py::test_red; make it green first" in err


def test_a_fault_may_name_its_tests(project):
    write(project / "tests/preflight/test_plan.py", PROJECT["tests/components/test_store.py"])
    verdict = attempt(project, tests=["tests/preflight"])
    assert verdict == ("killed", "tests/preflight/test_plan.py::test_no_shared_keys")


def test_a_guarantee_without_a_fault_fails(project, run):
    code, out, _ = run(only="encrypted")
    assert code == 1
    assert re.search(r"Store\.encrypted +none recorded +NO FAULT", out)
    assert "0/0 faults killed, 1 guarantees without a fault" in out


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"guarantee": "Store.nope"}, "Store.nope: unknown guarantee; correct the id"),
        ({"old": "= "}, "has '= ' 2 times, needed once (or give nth)"),
        ({"old": "absent"}, "has 'absent' 0 times, needed once"),
        ({"old": "= ", "nth": 3}, "has '= ' 2 times, needed at least 3 times"),
        ({"file": "components/none.py"}, "file 'components/none.py' is no source file here"),
        ({"file": "tests/components/test_store.py"}, "name one, never a test"),
        ({"file": __file__}, "is no source file here"),
    ],
)
def test_a_fault_that_cannot_be_applied_is_refused(project, run, changes, message):
    record(project, fault(**changes))
    code, _, err = run()
    assert code == 1
    assert err.startswith("tests/mutations.d: Store.")
    assert message in err


def test_nth_picks_the_occurrence_to_replace(project):
    verdict = attempt(project, old="= ", new="= 1 + ", nth=1)
    assert verdict == ("killed", "tests/components/test_store.py::test_no_shared_keys")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[fault]\n", "tests/mutations.d/store.toml: Expected"),
        ("[[fault]]\nguarantee = 'Store.no-keys'\n", "fault.0.file: Field required"),
        ("[[fault]]\nodl = 'a'\n", "fault.0.odl: Extra inputs are not permitted"),
        ('[[fault]]\nold = "one\\ntwo"\n', "fault.0.old: String should match pattern"),
        ("[[faults]]\n", "faults"),
    ],
)
def test_a_faults_file_that_cannot_be_read_says_where(project, text, message):
    write(project / mutate.FAULTS / "store.toml", text)
    with pytest.raises(typer.BadParameter) as error:
        mutate.read_faults(project)
    assert message in str(error.value)


def test_the_source_is_put_back_after_a_fault(project, run_nothing):
    source = project / "components/store.py"
    before = source.read_text()
    attempt(project)
    assert run_nothing[0].source == before.replace(KEYS["old"], KEYS["new"])
    assert source.read_text() == before


def test_equal_faults_within_a_second_do_not_share_bytecode(project, run_nothing):
    attempt(project, number=1)
    attempt(project, number=2)
    assert len({int(run.modified_s) for run in run_nothing}) == 2


def test_modules_and_classes_state_guarantees_under_their_own_names(project):
    section = '"""X.\n\nGuarantees:\n    no-overlap: text.\n"""\n'
    write(project / "settings/addresses.py", section)
    write(project / "components/cluster/__init__.py", section)
    guarantees, problems = mutate.read_guarantees(project)
    assert problems == []
    assert guarantees == {
        "cluster.no-overlap": "components/cluster/__init__.py:1",
        "Store.no-keys": "components/store.py:3",
        "Store.encrypted": "components/store.py:3",
        "addresses.no-overlap": "settings/addresses.py:1",
    }


def test_a_guarantee_that_cannot_be_read_or_comes_twice_is_a_problem(project, run):
    section = '"""X.\n\nGuarantees:\n    No shared keys.\n    a: b\n    a: c\n"""\n'
    write(project / "settings/addresses.py", section)
    code, _, err = run()
    assert code == 1
    assert "settings/addresses.py:1: got 'No shared keys.'; write `id: text`, each id once" in err
    assert "settings/addresses.py:1: got 'a: c'" in err


def test_asking_for_a_guarantee_that_does_not_exist_fails(run):
    code, _, err = run(only="nothing-like-it")
    assert code == 1
    assert "no guarantee has 'nothing-like-it' in its id" in err


def test_a_folder_that_git_does_not_know_is_refused(tmp_path):
    with pytest.raises(typer.BadParameter, match="not a git repository"):
        mutate.copy_tree(tmp_path, tmp_path / "copy")
