"""`Pulumi.yaml`: which projects a repository holds, and where their stack files are."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from preflight import yaml_document

PROJECT_FILE = "Pulumi.yaml"


class StackFileError(ValueError):
    """Everything that is wrong with the names and files asked for, one line each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Project:
    """A folder with a `Pulumi.yaml`; `directory` is where it lies in the repository, `.` or below.

    `program` is the folder or file that holds the program (the key `main`).
    """

    root: Path
    name: str
    directory: str
    program: Path
    stack_directory: Path

    def stack_paths(self) -> dict[str, Path]:
        """The project's stack files by stack name, in alphabetical order of the names."""
        found = self.stack_directory.glob("Pulumi.*.yaml")
        return dict(sorted((stack_of(path), path) for path in found))

    def label(self, stack: str) -> str:
        """How a stack is called on the command line: `dev`, or `bootstrap:dev`."""
        return stack if self.directory == "." else f"{self.directory}:{stack}"


def projects(root: Path) -> tuple[Project, ...]:
    """The projects in `root` and one folder below: the root's own first, then by folder name.

    Raises StackFileError for a `Pulumi.yaml` that cannot be read.
    """
    root = root.resolve()
    below = sorted(
        folder
        for folder in root.iterdir()
        if folder.is_dir() and not folder.name.startswith(".") and folder.name != "tests"
    )
    problems: list[str] = []
    found = [
        read_project(folder, root, problems)
        for folder in (root, *below)
        if (folder / PROJECT_FILE).is_file()
    ]
    if problems:
        raise StackFileError(problems)
    return tuple(filter(None, found))


def read_project(folder: Path, root: Path, problems: list[str]) -> Project | None:
    """The project in `folder`; what is wrong with it is added to `problems`."""
    path = folder / PROJECT_FILE
    name = shown(path, root)
    document = yaml_document.parse(path.read_bytes(), name, problems)
    if document is None:
        return None
    body = document.value
    project_name = body.get("name") if isinstance(body, dict) else None
    if not isinstance(project_name, str) or not project_name:
        problems.append(f"{name}: no project name; add a line such as 'name: azure-mlops'")
        return None
    if "config" in body:
        problems.append(
            f"{name}:{document.lines['config',]}: 'config' is not read by the offline plan; "
            "give the values in the stack files"
        )
        return None
    return Project(
        root=folder,
        name=project_name,
        directory=shown(folder, root),
        program=folder / str(body.get("main") or ""),
        stack_directory=folder / str(body.get("stackConfigDir") or ""),
    )


def stack_of(path: Path) -> str:
    """The stack name of a stack file: `minimal` for `Pulumi.minimal.yaml` and `minimal.yaml`."""
    return path.stem.removeprefix("Pulumi.")


def shown(path: Path, root: Path) -> str:
    """A path for people: from the repository's root if it lies inside."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
