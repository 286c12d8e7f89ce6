"""Reads as much of the Kusto query language as it takes to know which names a query uses."""

import re
import tomllib
from pathlib import Path

TABLES = tomllib.loads(Path(__file__).with_name("data").joinpath("log_tables.toml").read_text())

# Of every table.
_COMMON = {"TimeGenerated", "Type", "_ResourceId", "_IsBillable", "_BilledSize", "TenantId"}
_WORDS = {
    "and", "asc", "by", "contains", "desc", "extend", "false", "has", "in", "kind", "matches", "or",
    "order", "project", "regex", "startswith", "summarize", "true", "union", "where", "withsource",
}  # fmt: skip
_TOKEN = re.compile(r'"[^"]*"|//[^\n]*|[A-Za-z_]\w*|\d+[a-z]?|\S')


def tables_of(query: str) -> set[str]:
    """Return the tables that a query reads."""
    first, *_ = query.split("|")
    words = re.findall(r"[A-Za-z_]\w*", first)
    if words[0] != "union":
        return {words[0]}
    return set(re.sub(r"withsource\s*=\s*\w+", "", first).replace(",", " ").split()[1:])


def unknown_names(query: str) -> list[str]:
    """Return every name in a query that is no table, no column of its tables, nothing it made."""
    tables = tables_of(query)
    known = set(_COMMON | _WORDS | tables)
    for table in tables & TABLES.keys():
        known |= set(TABLES[table]["columns"])
    tokens = [token for token in _TOKEN.findall(query) if not token.startswith(('"', "//"))]
    made = {
        name
        for name, sign, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if sign == "=" and after != "="
    }
    found = sorted(tables - TABLES.keys())
    for before, name, after in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False):
        is_name = re.match(r"[A-Za-z_]", name) is not None
        if is_name and before != "." and after != "(" and name not in known | made:
            found.append(name)
    return found
