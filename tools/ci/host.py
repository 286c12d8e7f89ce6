"""How a step tells the pipeline that runs it: GitHub Actions, Azure Pipelines, or nobody."""

import os
import sys
from pathlib import Path


def show_page(page: Path) -> None:
    """Show a Markdown file on the page of the run; without a pipeline print it."""
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(page.read_text("utf-8"))
    elif os.environ.get("TF_BUILD"):
        _tell(f"##vso[task.uploadsummary]{page.resolve()}")
    else:
        _tell(page.read_text("utf-8"))


def hand_on(name: str, value: str) -> None:
    """Hand a value to later jobs, as an output of this step; without a pipeline print it.

    Raises:
        ValueError: the value has a line break, with which it could set other outputs too.
    """
    if "\n" in value or "\r" in value:
        raise ValueError(f"{name} has more than one line")
    if outputs := os.environ.get("GITHUB_OUTPUT"):
        with Path(outputs).open("a", encoding="utf-8") as file:
            file.write(f"{name}={value}\n")
    elif os.environ.get("TF_BUILD"):
        _tell(f"##vso[task.setvariable variable={name};isOutput=true;isReadOnly=true]{value}")
    else:
        _tell(f"{name}={value}")


def add_to_path(folder: Path) -> None:
    """Let later steps of the job find the programs of a folder; without a pipeline say where."""
    if paths := os.environ.get("GITHUB_PATH"):
        with Path(paths).open("a", encoding="utf-8") as file:
            file.write(f"{folder}\n")
    elif os.environ.get("TF_BUILD"):
        _tell(f"##vso[task.prependpath]{folder}")
    else:
        _tell(f"add to PATH: {folder}")


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
