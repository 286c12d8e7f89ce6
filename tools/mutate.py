"""Break each guarantee on purpose, in a copy, and see whether a test notices: `make mutate`.

A class or module docstring under `components/` or `settings/` states its guarantees:

    Guarantees:
        no-shared-keys: no account accepts a shared key.

`tests/mutations.d/` records at least one `Fault` for each, a one-line edit of the source, under
the id `<class or module stem>.no-shared-keys`.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import threading
import tomllib
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import pydantic
import typer
from rich.box import HORIZONTALS
from rich.console import Console
from rich.table import Table
from rich.text import Text

FAULTS = "tests/mutations.d"
FAST_TIER = ("tests/components", "tests/settings", "tests/test_*.py")
LIMIT_S = 1800
# A test that fails with one of these met a fault that cannot run; it noticed nothing.
_CANNOT_RUN = re.compile(r"(Name|Import|ModuleNotFound|Syntax)Error\b")
# With -x, pytest may exit 1 for a file that it cannot import; only a test has `::` in its id.
_FAILED_TEST = re.compile(r"^(?:FAILED|ERROR) (\S+::.+?)(?: - .*)?$", re.MULTILINE)


class Edit(pydantic.BaseModel, frozen=True, extra="forbid"):
    """`new` for `old` in one file.

    `nth` picks an occurrence of `old`, counted from 1; without it `old` must occur once.
    """

    file: str
    old: str = pydantic.Field(pattern=r"^[^\n]+$")
    new: str = pydantic.Field(pattern=r"^[^\n]*$")
    nth: int | None = pydantic.Field(default=None, ge=1)


class Fault(Edit, frozen=True):
    """One `[[fault]]`: the edit takes the guarantee away.

    `tests` are the files and folders to run; without them the fast tier.
    """

    guarantee: str
    tests: tuple[str, ...] = ()


_FAULTS = pydantic.TypeAdapter(dict[Literal["fault"], list[Fault]])


class Verdict(NamedTuple):
    """What the tests made of one state of the source: killed, SURVIVED or BROKEN, and by what."""

    word: str
    detail: str


def copy_tree(root: Path, copy: Path) -> None:
    """Copy what git tracks or would track; `.venv` is linked for tests that look for it."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=root, capture_output=True)
    if listing.returncode:
        raise typer.BadParameter(listing.stderr.decode(errors="replace").strip())
    for name in map(os.fsdecode, filter(None, listing.stdout.split(b"\0"))):
        if (root / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, copy / name)
    if (root / ".venv").is_dir():
        (copy / ".venv").symlink_to(root / ".venv")


def read_guarantees(root: Path) -> tuple[dict[str, str], list[str]]:
    """Return guarantee id -> `file:line` that states it, and what is wrong with the sections."""
    guarantees: dict[str, str] = {}
    problems: list[str] = []
    for path in sorted([*root.glob("components/**/*.py"), *root.glob("settings/**/*.py")]):
        file = path.relative_to(root).as_posix()
        module = path.parent.name if path.stem == "__init__" else path.stem
        tree = ast.parse(path.read_bytes(), file)
        classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        for node in (tree, *classes):
            owner, where = getattr(node, "name", module), f"{file}:{getattr(node, 'lineno', 1)}"
            for entry in _section_entries(ast.get_docstring(node) or ""):
                name = f"{owner}.{entry.partition(':')[0]}"
                if name in guarantees or not re.match(r"[a-z0-9-]+: \S", entry):
                    problems.append(f"{where}: got {entry!r}; write `id: text`, each id once")
                guarantees.setdefault(name, where)
    return guarantees, problems


def _section_entries(docstring: str) -> list[str]:
    """Return the first line of each entry of the section `Guarantees:`."""
    _, _, rest = f"\n{docstring}\n".partition("\nGuarantees:\n")
    section = re.split(r"^\S", rest, maxsplit=1, flags=re.MULTILINE)[0]
    return [line for line in textwrap.dedent(section).splitlines() if line[:1].strip()]


def read_faults(root: Path) -> list[Fault]:
    """Return the recorded faults, by file name and then as written."""
    faults: list[Fault] = []
    for path in sorted((root / FAULTS).glob("*.toml")):
        file = path.relative_to(root).as_posix()
        try:
            data = tomllib.loads(path.read_text("utf-8"))
            faults += _FAULTS.validate_python(data).get("fault", [])
        except pydantic.ValidationError as error:
            wrong = (f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
            raise typer.BadParameter(f"{file}, counted from 0: {'; '.join(wrong)}") from None
        except tomllib.TOMLDecodeError as error:
            raise typer.BadParameter(f"{file}: {error}; correct the TOML") from None
    return faults


def fault_problems(root: Path, fault: Fault, guarantees: dict[str, str]) -> Iterator[str]:
    """Yield the reasons why the fault cannot be applied under `root`, an absolute path."""
    where, path = f"{FAULTS}: {fault.guarantee}", (root / fault.file).resolve()
    if fault.guarantee not in guarantees:
        yield f"{where}: unknown guarantee; correct the id or state it in a docstring"
    if not path.is_relative_to(root) or path.is_relative_to(root / "tests") or not path.is_file():
        yield f"{where}: file {fault.file!r} is no source file here; name one, never a test"
        return
    count = path.read_bytes().count(fault.old.encode())
    if count < (fault.nth or 1) or (count > 1 and not fault.nth):
        wanted = f"at least {fault.nth} times" if fault.nth else "once (or give nth)"
        yield f"{where}: {fault.file} has {fault.old!r} {count} times, needed {wanted}; correct old"


def tests_of(root: Path, fault: Fault) -> list[str]:
    """Return the paths that judge the fault."""
    tier = (path for pattern in FAST_TIER for path in sorted(root.glob(pattern)))
    return list(fault.tests) or [path.relative_to(root).as_posix() for path in tier]


def run_tests(root: Path, tests: list[str], slow: bool = False) -> Verdict:
    """Run the tests, the slow ones only if asked, up to the first failure."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-rfE", "--tb=short", "--color=no"]
    # Strict markers would refuse `not slow` in a project that has no slow tests yet.
    command += ["-p", "no:cacheprovider", "-o", "strict_markers=false", *tests]
    command += [] if slow else ["-m", "not slow"]
    try:
        run = subprocess.run(command, cwd=root, capture_output=True, timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        return Verdict("BROKEN", f"still running after {LIMIT_S} s")
    output = (run.stdout + run.stderr).decode(errors="replace").strip()
    if run.returncode == 0:
        return Verdict("SURVIVED", "every test passed")
    errors, failed = re.findall(r"^E +(.+)", output, re.MULTILINE), _FAILED_TEST.findall(output)
    if run.returncode == 1 and failed and not any(map(_CANNOT_RUN.match, errors)):
        return Verdict("killed", failed[-1])
    reason = (errors or output.splitlines() or ["no output"])[-1]
    return Verdict("BROKEN", f"pytest exit {run.returncode}: {reason}")


def try_fault(root: Path, fault: Fault, number: int, own_first: bool) -> Verdict:
    """Apply the fault, run its tests and put the source back; `number` differs per fault."""
    path = root / fault.file
    own_tests = root / "tests" / Path(fault.file).parts[0]
    names = (path.stem, path.parent.name) if own_first and not fault.tests else ()
    own = [str(file) for name in names for file in own_tests.rglob(f"test_{name}*.py")]
    with applied(root, fault, number):
        if own and (verdict := run_tests(root, own, slow=True)).word == "killed":
            return verdict
        return run_tests(root, tests_of(root, fault), slow=bool(fault.tests))


@contextmanager
def applied(root: Path, edit: Edit, number: int) -> Generator[None]:
    """Make an edit that occurs as often as it says, and put the source back afterwards.

    Args:
        root: where the file is looked for.
        edit: what to change.
        number: of the edit; differs for each.
    """
    path, old, nth = root / edit.file, edit.old.encode(), edit.nth or 1
    parts = path.read_bytes().split(old)
    path.write_bytes(old.join(parts[:nth]) + edit.new.encode() + old.join(parts[nth:]))
    # Python takes bytecode for fresh by size and whole seconds of the source's modification time;
    # a time per edit keeps `2` for `1` within one second from running the old code.
    os.utime(path, (number, number))
    try:
        yield
    finally:
        path.write_bytes(old.join(parts))


def try_faults(root: Path, faults: list[Fault], jobs: int, own_first: bool) -> list[Verdict]:
    """Try the faults, each worker in its copy of `root`, and tell of each verdict on stderr."""
    worker = threading.local()

    def make_copy() -> None:
        worker.root = Path(tempfile.mkdtemp(dir=root.parent)) / "copy"
        shutil.copytree(root, worker.root, symlinks=True)

    def attempt(number: int, fault: Fault) -> Verdict:
        verdict = try_fault(worker.root, fault, number, own_first)
        typer.echo(f"{verdict.word} {fault.guarantee}", err=True)
        return verdict

    with ThreadPoolExecutor(jobs, initializer=make_copy) as pool:
        return list(pool.map(attempt, range(1, len(faults) + 1), faults))


def verdict_table(faults: list[Fault], verdicts: list[Verdict], missing: list[str]) -> Table:
    """Say who noticed which fault."""
    table = Table("guarantee", "fault", "killed by", box=HORIZONTALS, show_lines=True)
    for fault, (word, detail) in zip(faults, verdicts, strict=True):
        edit = f"{fault.file}: {_changes(fault.old, fault.new)}"
        cells = (fault.guarantee, edit, f"{word}: {detail}".removeprefix("killed: "))
        table.add_row(*(Text(cell, overflow="fold") for cell in cells))
    for name in missing:
        table.add_row(Text(name, overflow="fold"), "none recorded", "NO FAULT")
    return table


def _changes(old: str, new: str) -> str:
    head = len(os.path.commonprefix([old, new]))  # noqa: RUF071
    tail = len(os.path.commonprefix([old[head:][::-1], new[head:][::-1]]))  # noqa: RUF071
    parts = (code[max(0, head - 20) : len(code) - tail + 20][:60] for code in (old, new))
    return " -> ".join(repr(part.strip()) for part in parts)


def main(
    only: Annotated[str, typer.Option(help="Guarantees whose id contains this.")] = "",
    jobs: Annotated[int, typer.Option(min=1, help="Faults tried at once.")] = 2,
    fail_fast_first: Annotated[bool, typer.Option(help="The component's own tests first.")] = True,
    root: Annotated[Path, typer.Option(help="The project.")] = Path(),
) -> None:
    """Try every recorded fault: exit 1 if a guarantee is undefended, 2 if tests are red."""
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        copy = Path(folder).resolve() / "unmodified"
        copy_tree(root.resolve(), copy)
        stated, problems = read_guarantees(copy)
        selected = [fault for fault in read_faults(copy) if only in fault.guarantee]
        wrong = [list(fault_problems(copy, fault, stated)) for fault in selected]
        problems += [problem for found in wrong for problem in found]
        faults = [fault for fault, found in zip(selected, wrong, strict=True) if not found]
        with_fault = [fault.guarantee for fault in selected]
        missing = [name for name in stated if only in name and name not in with_fault]
        if not (faults or missing or problems):
            problems.append(f"no guarantee has {only!r} in its id; state one or change --only")
        for problem in problems:
            typer.echo(problem, err=True)
        if faults:
            typer.echo("running the tests on the unmodified copy", err=True)
            tests = dict.fromkeys(test for fault in faults for test in tests_of(copy, fault))
            if (verdict := run_tests(copy, list(tests))).word != "SURVIVED":
                typer.echo(f"red before any fault: {verdict.detail}; make it green first", err=True)
                raise typer.Exit(2)
        verdicts = try_faults(copy, faults, jobs, fail_fast_first)
    Console().print(verdict_table(faults, verdicts, missing))
    killed = sum(verdict.word == "killed" for verdict in verdicts)
    typer.echo(f"{killed}/{len(faults)} faults killed, {len(missing)} guarantees without a fault")
    raise typer.Exit(int(killed < len(faults) or bool(missing or problems)))


if __name__ == "__main__":
    typer.run(main)
