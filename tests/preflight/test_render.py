from io import StringIO

from rich.console import Console

from preflight.narrate import report_of
from preflight.render import markdown, text
from preflight.report import Facts, Report, Section, Table
from tests.preflight.lab import sample_plan

LONG = "a reason that is longer than what is left of a line of eighty columns, and goes on"
REPORT = Report(
    "dev (sample): 2 resources in 1 component",
    "Azure would refuse it: 1 finding to mend",
    good=False,
    sections=(
        Section("Resources", (Table(("component", "count"), (("outer", "10"), ("  inner", "2"))),)),
        Section(
            "Grants",
            (
                Table(
                    ("who", "on", "why"),
                    (("one", "store", LONG), ("one", "store", "again"), ("two", "vault", "keys")),
                    grouped=True,
                ),
            ),
        ),
        Section("1 finding", (Facts((("problem", "a|b"), ("rule", "x" * 120))),), urgent=True),
    ),
    notes=("1 default rests on a fact",),
)
FAILED = Report("prod (sample)", "could not be planned", good=False, failure="set the `region`")


def plain(*reports: Report) -> str:
    return text.render(reports, text.plain_console())


def terminal() -> Console:
    return Console(file=StringIO(), width=80, force_terminal=True, color_system="standard")


def test_plain_text_is_aligned_and_fits_eighty_columns() -> None:
    assert plain(REPORT).splitlines() == [
        "dev (sample): 2 resources in 1 component",
        "Azure would refuse it: 1 finding to mend",
        "",
        "Resources",
        "  component  count",
        "  outer         10",
        "    inner        2",
        "",
        "Grants",
        "  one",
        "    store  a reason that is longer than what is left of a line of eighty",
        "           columns, and goes on",
        "           again",
        "  two",
        "    vault  keys",
        "",
        "1 finding",
        "  problem  a|b",
        f"  rule     {'x' * 69}",
        f"           {'x' * 51}",
        "",
        "1 default rests on a fact",
    ]


def test_plain_text_of_a_plan_is_ascii_without_escapes_and_fits_eighty_columns() -> None:
    told = plain(*(report_of(sample_plan(stack), 10) for stack in ("dev", "prod")))
    assert told.isascii()
    assert "\x1b" not in told
    assert max(map(len, told.splitlines())) <= 80
    assert all(line == line.rstrip() for line in told.splitlines())


def test_a_terminal_gets_colours_and_boxes() -> None:
    told = text.render([REPORT], terminal())
    assert "\x1b[1;31mAzure would refuse it" in told
    assert "╭" in told


def test_what_looks_like_markup_is_told_as_it_is() -> None:
    odd = Report("[red]dev[/red] :smile:", "", good=True)
    assert plain(odd).splitlines()[0] == "[red]dev[/red] :smile:"


def test_a_failure_is_part_of_the_text() -> None:
    assert plain(FAILED).splitlines() == [
        "prod (sample)",
        "could not be planned",
        "",
        "set the `region`",
    ]


def test_markdown_tells_what_is_urgent_first() -> None:
    headings = [line for line in markdown.render([REPORT]).splitlines() if line.startswith("#")]
    assert headings == [
        "## dev (sample): 2 resources in 1 component",
        "### 1 finding",
        "### Resources",
        "### Grants",
    ]


def test_markdown_keeps_cells_in_their_columns() -> None:
    told = markdown.render([REPORT]).splitlines()
    assert "| problem | a\\|b |" in told
    assert "| &emsp;inner | 2 |" in told


def test_markdown_shows_text_from_the_program_as_text() -> None:
    odd = Report("<img src=x> *dev*", "@team #1", good=True)
    assert markdown.render([odd]).splitlines()[0] == "## \\<img src=x\\> \\*dev\\*"


def test_markdown_fences_a_failure_whatever_is_in_it() -> None:
    assert "```text\nset the `region`\n```" in markdown.render([FAILED])
    fenced = Report("prod", "could not be planned", good=False, failure="```\nescape\n```")
    assert "````text\n```\nescape\n```\n````" in markdown.render([fenced])
