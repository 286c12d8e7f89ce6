"""What a YAML scalar means to the Pulumi CLI, and the text a program receives for a value.

The CLI reads with gopkg.in/yaml.v3 (resolve.go of v3.0.1) into its own object model
(sdk/go/common/resource/config/object.go and plaintext.go of pulumi/pulumi). Both differ from other
YAML readers: `22:30` and `on` stay text, `007` is 7, an unquoted date becomes Go's text of it.
`tests/config/cli_golden.json` holds what the real CLI made of the awkward ones.
"""

import base64
import json
import math
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

Scalar = str | int | float | bool | None

_INT64_MAX, _UINT64_MAX = 2**63 - 1, 2**64 - 1
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_OLD_OCTAL = re.compile(r"([-+]?)0([0-7]+)")
_DATE = r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)"
_TIME = r"(?P<hour>\d\d?):(?P<minute>\d\d?):(?P<second>\d\d?)([.,](?P<fraction>\d+))?"
_TIMESTAMPS = (
    re.compile(rf"{_DATE}[Tt]{_TIME}(?P<zone>Z|[-+]\d\d:\d\d)", re.ASCII),
    re.compile(rf"{_DATE} +{_TIME}", re.ASCII),
    re.compile(_DATE, re.ASCII),
)

_JSON_EXPONENT_BELOW, _JSON_EXPONENT_FROM = 1e-6, 1e21
# Any other tag leaves the text as it is: resolve.go, resolvableTag.
_RESOLVED_TAGS = ("", "!!null", "!!bool", "!!int", "!!float", "!!timestamp")
_TAG_OF: dict[type, str] = {
    str: "!!str",
    int: "!!int",
    float: "!!float",
    bool: "!!bool",
    type(None): "!!null",
}


def resolve(text: str, tag: str = "", *, quoted: bool = False) -> Scalar:
    """The value of a scalar; `tag` is an explicit tag in its short form (`!!int`).

    Raises ValueError, without the value, where the CLI refuses the scalar.
    """
    if tag == "!!binary":
        return base64.b64decode(text, validate=True).decode()
    if (quoted and not tag) or tag not in _RESOLVED_TAGS:
        return text
    if tag in ("", "!!timestamp") and (timestamp := _timestamp(text)):
        return timestamp
    value = _plain(text)
    found = _TAG_OF[type(value)]
    if tag not in ("", found) and (tag, found) != ("!!float", "!!int"):
        raise ValueError(f"the value is no {tag}")
    return _rounded(value) if isinstance(value, float) else value


def config_text(value: Any) -> str:
    """What `PULUMI_CONFIG` carries for a value: text as it is, null as empty text, else JSON."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else json_text(value)


def json_text(value: Any) -> str:
    """JSON exactly as Go's encoding/json writes it: keys sorted, no blanks, HTML signs escaped."""
    match value:
        case dict():
            items = (f"{json_text(key)}:{json_text(item)}" for key, item in sorted(value.items()))
            return f"{{{','.join(items)}}}"
        case list():
            return f"[{','.join(map(json_text, value))}]"
        case str():
            text = json.dumps(value, ensure_ascii=False)
            return re.sub("[<>&\u2028\u2029]", lambda sign: f"\\u{ord(sign[0]):04x}", text)
        case float():
            return _float_text(value)
        case int() if abs(value) > _INT64_MAX:
            return str(_rounded(float(value)))
    return json.dumps(value)


def _plain(text: str) -> Scalar:
    """resolve.go without timestamps; text is what nothing else fits."""
    if text in _WORDS:
        return _WORDS[text]
    if _NOT_FINITE.fullmatch(text):
        raise ValueError("JSON has no infinity and no NaN")
    if not re.match("[-+.0-9]", text) or not text.isascii():
        return text
    digits = text.replace("_", "")
    integer = _integer(digits)
    if integer is not None:
        return integer
    number = float(digits) if _FLOAT.fullmatch(digits) else math.inf
    return number if math.isfinite(number) else text


def _integer(digits: str) -> int | None:
    """Go's ParseInt, then ParseUint, with base 0 and 64 bits: a leading 0 means octal."""
    octal = _OLD_OCTAL.fullmatch(digits)
    try:
        value = int(f"{octal[1]}{octal[2]}", 8) if octal else int(digits, 0)
    except ValueError:
        return None
    largest = _UINT64_MAX if digits[0].isdigit() else _INT64_MAX
    return value if -_INT64_MAX - 1 <= value <= largest else None


def _timestamp(text: str) -> str | None:
    """Go's `time.Time.String()` of a timestamp, on a machine whose own zone is UTC."""
    match = next(filter(None, (form.fullmatch(text) for form in _TIMESTAMPS)), None)
    if match is None:
        return None
    parts = match.groupdict()
    try:
        moment = datetime(
            int(parts["year"]),
            int(parts["month"]),
            int(parts["day"]),
            int(parts.get("hour") or 0),
            int(parts.get("minute") or 0),
            int(parts.get("second") or 0),
            tzinfo=UTC,
        )
    except ValueError:
        return None
    fraction = (parts.get("fraction") or "")[:9].rstrip("0")
    offset = (parts.get("zone") or "Z").replace(":", "")
    zone = "+0000 UTC" if offset in ("Z", "+0000", "-0000") else f"{offset} {offset}"
    return f"{moment.date()} {moment.time()}{'.' if fraction else ''}{fraction} {zone}"


def _rounded(value: float) -> float | int:
    """A whole number as an int with the digits that Go prints."""
    if value % 1 == 0 and abs(value) < _JSON_EXPONENT_FROM:
        return int(Decimal(repr(value)))
    return value


def _float_text(value: float) -> str:
    """Go's JSON number: positional from 1e-6 up to 1e21, else with a short exponent."""
    if _JSON_EXPONENT_BELOW <= abs(value) < _JSON_EXPONENT_FROM:
        return format(Decimal(repr(value)), "f")
    return repr(value).replace("e-0", "e-")
