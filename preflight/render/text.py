"""Reports for a terminal, or as plain text of 80 columns."""

from collections.abc import Iterable, Sequence
from io import StringIO
from itertools import groupby

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Column
from rich.table import Table as RichTable
from rich.text import Text

from preflight.report import Block, Facts, Report, Section, Table

PLAIN_WIDTH = 80
_LABEL_WIDTH = 44


def plain_console() -> Console:
    """Return a console for text that is not looked at in a terminal."""
    return Console(file=StringIO(), width=PLAIN_WIDTH, color_system=None, force_terminal=False)


def render(reports: Sequence[Report], console: Console) -> str:
    """Return reports as text for a console: boxes and colours if it is a terminal."""
    with console.capture() as capture:
        for index, report in enumerate(reports):
            if index:
                console.print()
            console.print(_report(report, boxed=console.is_terminal))
    return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())


def _report(report: Report, *, boxed: bool) -> RenderableType:
    verdict = Text(report.verdict, style="green" if report.good else "bold red")
    parts: list[RenderableType] = [Text(report.title, style="bold"), verdict]
    if report.failure:
        parts += [Text(), Text(report.failure)]
    for section in report.sections:
        parts += [Text(), *_section(section, boxed=boxed)]
    if report.notes:
        parts += [Text(), *(Text(note) for note in report.notes)]
    return Group(*parts)


def _section(section: Section, *, boxed: bool) -> list[RenderableType]:
    parts: list[RenderableType] = [Text(section.title, style="bold")]
    for index, block in enumerate(section.blocks):
        if index:
            parts.append(Text())
        parts += (Padding(part, (0, 0, 0, 2)) for part in _block(block, boxed=boxed))
    return parts


def _block(block: Block, *, boxed: bool) -> list[RenderableType]:
    if isinstance(block, str):
        return [Text(block)]
    if isinstance(block, Facts):
        return [_columns(block.rows)]
    return _groups(block) if block.grouped else [_table(block, boxed=boxed)]


def _columns(rows: Iterable[tuple[str, ...]], width: int | None = None) -> RenderableType:
    grid = RichTable.grid(
        Column(style="dim", overflow="fold", width=width),
        Column(overflow="fold"),
        padding=(0, 2, 0, 0),
    )
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    return grid


def _groups(table: Table) -> list[RenderableType]:
    """Return each group under its name; a box around them would leave no room for the text."""
    width = min(max(len(row[1]) for row in table.rows), _LABEL_WIDTH)
    parts: list[RenderableType] = []
    for name, rows in groupby(table.rows, key=lambda row: row[0]):
        own = [row[1:] for row in rows]
        once = [
            ("" if index and own[index - 1][0] == row[0] else row[0], *row[1:])
            for index, row in enumerate(own)
        ]
        parts += [Text(name, style="bold"), Padding(_columns(once, width), (0, 0, 0, 2))]
    return parts


def _table(table: Table, *, boxed: bool) -> RenderableType:
    rich = RichTable(
        box=box.ROUNDED if boxed else None,
        pad_edge=boxed,
        padding=(0, 1) if boxed else (0, 2, 0, 0),
    )
    for index, name in enumerate(table.columns):
        numbers = all(row[index].isdigit() for row in table.rows if row[index])
        rich.add_column(Text(name), justify="right" if numbers else "left", overflow="fold")
    for row in table.rows:
        rich.add_row(*(Text(cell) for cell in row))
    return rich
