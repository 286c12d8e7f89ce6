"""Writes the JSON schema of stack files, for editors: `python -m tools.schema [--check]`.

yaml-language-server reads it through the first line of a stack file,
`# yaml-language-server: $schema=settings/stack.schema.json`.
"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from settings.platform import PlatformSettings

PATH = Path(__file__).parents[1] / "settings" / "stack.schema.json"
PLATFORM = "azure-mlops:platform"
# Stack files also configure the providers and the engine.
OTHER_KEYS = "^(azure-native|kubernetes|pulumi|random):"


def stack_schema() -> dict[str, Any]:
    """Return the JSON schema of a whole stack file."""
    platform = PlatformSettings.model_json_schema()
    definitions = platform.pop("$defs")
    definitions["PlatformSettings"] = platform
    return {
        # The newest draft that yaml-language-server knows.
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Stack file of azure-mlops",
        "type": "object",
        "properties": {
            "config": {
                "type": "object",
                "properties": {PLATFORM: {"$ref": "#/$defs/PlatformSettings"}},
                "patternProperties": {OTHER_KEYS: {}},
                "required": [PLATFORM],
                "additionalProperties": False,
            },
            "encryptionsalt": {"type": "string"},
            "encryptedkey": {"type": "string"},
            "secretsprovider": {"type": "string"},
        },
        "required": ["config"],
        "additionalProperties": False,
        "$defs": {name: _for_editors(schema) for name, schema in sorted(definitions.items())},
    }


def _for_editors(schema: Any) -> Any:
    """Return a schema whose hover text tells all, and which refuses names it does not know."""
    if isinstance(schema, list):
        return [_for_editors(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    told = {key: schema[key] for key in schema if key not in _FOLDED and not _is_title(key, schema)}
    result = {key: _for_editors(value) for key, value in told.items()}
    if "$ref" in schema:
        # What a section is when left out, its own settings tell.
        result.pop("default", None)
    if "patternProperties" in schema:
        result["additionalProperties"] = False
    remarks = [text.format(schema[key]) for key, text in _FOLDED.items() if key in schema]
    if remarks:
        result["description"] = " ".join([schema["description"], *remarks])
    return result


_FOLDED = {
    "one_way": "Cannot change after the first deployment: {}",
    "why_bounded": "Limits: {}.",
    "builds_nothing_yet": "Builds nothing yet.",
}


def _is_title(key: str, schema: dict[str, Any]) -> bool:
    # Pydantic's titles repeat the name; a setting called `title` would be a mapping.
    return key == "title" and isinstance(schema[key], str)


def main(
    check: Annotated[
        bool, typer.Option(help="Change nothing; fail if the file is out of date.")
    ] = False,
) -> None:
    """Write the JSON schema of stack files."""
    text = json.dumps(stack_schema(), indent=2) + "\n"
    if PATH.exists() and PATH.read_text() == text:
        return
    if check:
        typer.echo(f"{PATH.name} is out of date; run `make schema`", err=True)
        raise typer.Exit(1)
    PATH.write_text(text)


if __name__ == "__main__":
    typer.run(main)
