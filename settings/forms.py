"""How a text is judged, and what editors are told of it."""

import re
from collections.abc import Callable
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Form:
    """What a value must look like: `Annotated[str, Form(check, pattern="...")]`.

    `check` returns the value, or raises ValueError("<what is wrong>; <what to do>"). `keywords`
    are what JSON schema can say of it.
    """

    def __init__(self, check: Callable[[Any], Any], **keywords: Any) -> None:
        self.check = check
        self.keywords = keywords

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), **self.keywords}


def matches(pattern: str, otherwise: str) -> Form:
    """Return the form of texts that match `pattern` from end to end."""
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise ValueError(otherwise)
        return value

    # A JSON schema's pattern is searched for, so it says itself where it begins and ends.
    return Form(check, pattern=f"^({pattern})$")
