"""The forms a plan is written in, each with its file."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from preflight.plan import Plan
    from preflight.report import Report


class Format(StrEnum):
    """How a comparison is written; the value is what the command line takes."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


class PlanFormat(StrEnum):
    """How a plan is written: in full, or what is wrong with it for other tools to show."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"

    @property
    def file_name(self) -> str:
        """The file it is written to."""
        return _FILES[self]


_FILES = {
    PlanFormat.TEXT: "plan.txt",
    PlanFormat.MARKDOWN: "plan.md",
    PlanFormat.JSON: "plan.json",
    PlanFormat.SARIF: "plan.sarif",
    PlanFormat.JUNIT: "plan.junit.xml",
}


class Documents:
    """Some plans, in every form."""

    def __init__(
        self, plans: Sequence["Plan"], root: Path, digest_key: bytes, today: dt.date | None = None
    ) -> None:
        self._plans = plans
        self._today = today
        self._digest_key = digest_key
        self._unverified = unverified_facts(root)

    def write(self, folder: Path, formats: Iterable[PlanFormat]) -> list[Path]:
        """Write a file of each form and return where they are."""
        from preflight.render import text

        folder.mkdir(parents=True, exist_ok=True)
        written = []
        for form in formats:
            path = folder / form.file_name
            content = self._render(form, self._reports(), text.plain_console())
            path.write_text(content, encoding="utf-8")
            written.append(path)
        return written

    def printed(self, form: PlanFormat) -> str:
        """Return what goes to stdout. A failure is left out of the text: it is told on stderr."""
        from rich.console import Console

        from preflight.render import text

        terminal = Console()
        console = terminal if terminal.is_terminal else text.plain_console()
        reports = self._reports()
        if form is PlanFormat.TEXT:
            reports = [replace(report, failure="") for report in reports]
        return self._render(form, reports, console)

    def _reports(self) -> list["Report"]:
        from preflight.narrate import report_of

        return [report_of(plan, self._unverified, self._today) for plan in self._plans]

    def _render(self, form: PlanFormat, reports: list["Report"], console: "Console") -> str:
        from preflight.document import to_json
        from preflight.render import junit, markdown, sarif, text

        if form is PlanFormat.JSON:
            return to_json(self._plans, self._digest_key)
        if form is PlanFormat.MARKDOWN:
            return markdown.render(reports)
        if form is PlanFormat.SARIF:
            return sarif.render(self._plans)
        if form is PlanFormat.JUNIT:
            return junit.render(self._plans)
        return text.render(reports, console)


def unverified_facts(root: Path) -> int:
    """Return how many facts of `docs/unverified.md` defaults rest on."""
    files = sorted((root / "docs" / "data" / "unverified.d").glob("*.toml"))
    return sum(len(tomllib.loads(file.read_text("utf-8")).get("fact", [])) for file in files)
