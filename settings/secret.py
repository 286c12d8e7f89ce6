"""Values that must not be shown, set with `pulumi config set --secret --path`."""

import re
from typing import Annotated

from pydantic import AfterValidator, SecretStr, WithJsonSchema

# What the Pulumi CLI prints in place of a secret. An offline plan, which never decrypts, hands it
# to the program, so a format is judged only where the value is known.
UNDISCLOSED = "[secret]"


def _secret_url(value: SecretStr) -> SecretStr:
    text = value.get_secret_value()
    if text != UNDISCLOSED and not re.fullmatch(r"https://[^\s/]+(/\S*)?", text):
        raise ValueError("is not an https URL; copy it again from where it was made")
    return value


SecretUrl = Annotated[
    SecretStr,
    AfterValidator(_secret_url),
    WithJsonSchema(
        {
            "oneOf": [
                {"type": "string", "pattern": "^https://"},
                {
                    "type": "object",
                    "properties": {"secure": {"type": "string"}},
                    "required": ["secure"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
"""`pulumi config set --secret --path azure-mlops:platform.<path> <value>` sets it."""
