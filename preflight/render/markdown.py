"""Reports for a pull request."""

import re
from collections.abc import Sequence

from preflight.report import Block, Facts, Report, Section


def render(reports: Sequence[Report]) -> str:
    """Return reports as GitHub-flavoured Markdown, what is urgent first."""
    return "\n\n".join(_report(report) for report in reports) + "\n"


def _report(report: Report) -> str:
    parts = [f"## {_escaped(report.title)}", f"**{_escaped(report.verdict)}**"]
    if report.failure:
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", report.failure)), 3)
        parts.append(f"{fence}text\n{report.failure}\n{fence}")
    for section in sorted(report.sections, key=lambda section: not section.urgent):
        parts += _section(section)
    if report.notes:
        parts.append("\n".join(f"- {_escaped(note)}" for note in report.notes))
    return "\n\n".join(parts)


def _section(section: Section) -> list[str]:
    return [f"### {_escaped(section.title)}", *(_block(block) for block in section.blocks)]


def _block(block: Block) -> str:
    if isinstance(block, str):
        return _escaped(block)
    if isinstance(block, Facts):
        return _rows(("", ""), block.rows)
    return _rows(block.columns, block.rows)


def _rows(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    lines = [columns, ("---",) * len(columns), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    content = text.lstrip(" ")
    return "&emsp;" * ((len(text) - len(content)) // 2) + _escaped(content)


def _escaped(text: str) -> str:
    escaped = re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", text)
    return escaped.replace("\n", "<br>")
