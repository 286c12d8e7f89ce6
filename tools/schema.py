"""Writes the JSON schemas of stack files, for editors: `python -m tools.schema [--check]`.

yaml-language-server reads one through the first line of a stack file,
`# yaml-language-server: $schema=settings/stack.schema.json`.
"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from settings.base import Settings
from settings.bootstrap import BootstrapSettings
from settings.platform import PlatformSettings

_FOLDER = Path(__file__).parents[1] / "settings"
PATH = _FOLDER / "stack.schema.json"
PLATFORM = "azure-mlops:platform"
BOOTSTRAP_PATH = _FOLDER / "bootstrap.schema.json"
BOOTSTRAP = "azure-mlops-bootstrap:bootstrap"
# Stack files also configure the providers and the engine.
OTHER_KEYS = "^(azure-native|kubernetes|pulumi|random):"


def stack_schema(key: str = PLATFORM, model: type[Settings] = PlatformSettings) -> dict[str, Any]:
    """Return the JSON schema of a whole stack file, whose settings stand below `key`."""
    settings = model.model_json_schema()
    definitions = settings.pop("$defs")
    definitions[model.__name__] = settings
    return {
        # The newest draft that yaml-language-server knows.
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"Stack file of {key.partition(':')[0]}",
        "type": "object",
        "properties": {
            "config": {
                "type": "object",
                "properties": {key: {"$ref": f"#/$defs/{model.__name__}"}},
                "patternProperties": {OTHER_KEYS: {}},
                "required": [key],
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
    """Write the JSON schemas of stack files."""
    schemas = {
        PATH: stack_schema(),
        BOOTSTRAP_PATH: stack_schema(BOOTSTRAP, BootstrapSettings),
    }
    texts = {path: json.dumps(schema, indent=2) + "\n" for path, schema in schemas.items()}
    stale = [path for path, text in texts.items() if not path.exists() or path.read_text() != text]
    for path in stale:
        if check:
            typer.echo(f"{path.name} is out of date; run `make schema`", err=True)
        else:
            path.write_text(texts[path])
    if check and stale:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
