"""What a reader is told, before it is decided whether in a terminal or in a pull request."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Rows under column names; `grouped` if the first column is what groups them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    grouped: bool = False


@dataclass(frozen=True)
class Facts:
    """Names and what is to be said of each."""

    rows: tuple[tuple[str, str], ...]


Block = str | Table | Facts


@dataclass(frozen=True)
class Section:
    """Something with a title; `urgent` is told first where a reader may stop early."""

    title: str
    blocks: tuple[Block, ...]
    urgent: bool = False


@dataclass(frozen=True)
class Report:
    """One stack, told.

    Attributes:
        title: the stack and its project.
        verdict: what is concluded, in a sentence.
        good: whether the verdict lets the stack be deployed.
        notes: what holds for the whole.
        failure: why there is nothing to tell, as its author should read it.
    """

    title: str
    verdict: str
    good: bool
    sections: tuple[Section, ...] = ()
    notes: tuple[str, ...] = ()
    failure: str = ""


def count(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun, such as `1 finding` or `3 findings`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
