"""Reads the table of mistakes in `mistakes.txt`."""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from tests.simulated_azure.bases import NETWORK, READER
from tests.simulated_azure.clouds import DELETE


class Mistake(NamedTuple):
    """Edits of a valid request and the one refusal that they earn."""

    kind: str
    edits: dict[str, Any]
    code: str
    where: str


def _value(text: str) -> Any:
    if text == "-":
        return DELETE
    if repeated := re.fullmatch(r'"(.)" \* (\d+)', text):
        return repeated[1] * int(repeated[2])
    return json.loads(text)


def _mistake(line: str) -> Mistake:
    kind, edits, code, *where = line.split(" | ")
    pairs = [edit.split(" = ", 1) for edit in edits.split(" ; ")]
    path = where[0] if where else pairs[0][0]
    return Mistake(kind, {p: _value(v) for p, v in pairs}, code, "" if path == "." else path)


def _read() -> list[Mistake]:
    text = Path(__file__).with_name("mistakes.txt").read_text("utf-8")
    text = text.replace("{NETWORK}", NETWORK)
    text = text.replace("{ALMOST_READER}", READER.replace("e7", "e8"))
    return [_mistake(line) for line in text.splitlines() if line and not line.startswith("#")]


MISTAKES = _read()
