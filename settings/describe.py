"""Turns what pydantic found into what the author of a stack file should do."""

import difflib
import re
import typing
from typing import Any

from settings.problems import Problem, shown
from settings.schema import Place, bare

_EXPECTED = {
    "int_type": ("a whole number", "write digits only, without quotes"),
    "float_type": ("a number", "write digits, without quotes"),
    "bool_type": ("true or false", "write true or false, without quotes"),
    "string_type": ("text", "put it in quotes"),
    "tuple_type": ("a list", "write one `- item` a line"),
    "mapping_type": ("a mapping", "write `name: value` lines below it"),
    "dict_type": ("a mapping", "write `name: value` lines below it"),
    "model_type": ("a section", "write `setting: value` lines below it"),
}
_BOUNDS = {
    "greater_than_equal": ("ge", ">=", "raise it"),
    "greater_than": ("gt", ">", "raise it"),
    "less_than_equal": ("le", "<=", "lower it"),
    "less_than": ("lt", "<", "lower it"),
}
_LENGTHS = {
    "string_too_short": ("min_length", "at least", "characters", "lengthen it"),
    "string_too_long": ("max_length", "at most", "characters", "shorten it"),
    "too_short": ("min_length", "at least", "entries", "add one"),
    "too_long": ("max_length", "at most", "entries", "remove some"),
}
# How the Pulumi CLI hands on what YAML takes for a point in time.
_TIMESTAMP = re.compile(r"(\d{4}-\d\d-\d\d) \d\d:\d\d:\d\d.* UTC")


def describe(place: Place, detail: Any) -> Problem:
    """Return the problem that one of pydantic's error details tells of."""
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    got = _got(place, value)
    if kind == "extra_forbidden":
        return Problem(place.path, "unknown setting", _known_instead(place))
    if isinstance(value, str) and got and (eaten := _TIMESTAMP.fullmatch(value)):
        wrong = "was a date without quotes, which YAML rewrites"
        return Problem(place.path, wrong, f'write "{eaten[1]}" in quotes', got)
    if kind in _EXPECTED:
        return _wrong_type(place, *_EXPECTED[kind], value)
    if kind in _BOUNDS:
        bound, sign, fix = _BOUNDS[kind]
        return Problem(place.path, f"must be {sign} {context[bound]}", _why(place, fix), got)
    if kind in _LENGTHS:
        bound, least, unit, fix = _LENGTHS[kind]
        length = str(len(value)) if isinstance(value, str) and got else ""
        wrong = f"must have {least} {context[bound]} {unit}"
        return Problem(place.path, wrong, _why(place, fix), length)
    if kind == "literal_error":
        return _not_a_choice(place, value, got)
    if kind == "value_error":
        wrong, _, fix = str(context["error"]).partition("; ")
        return Problem(place.path, wrong, fix or "correct it", got)
    return Problem(place.path, f"is not accepted ({kind})", "correct it", got)


def missing(path: str, example: Any) -> Problem:
    """Return the problem of a setting that must be given and is not."""
    such = "" if isinstance(example, dict) else f", such as {example}"
    return Problem(path, "is required", f"set it{such}")


def nearest(place: Place) -> str | None:
    """Return the setting whose name is most like that of an unknown one."""
    forms = (place.owner, *place.other_forms) if place.owner else ()
    known = [name for form in forms for name in form.model_fields]
    near = difflib.get_close_matches(str(place.keys[-1]), known, n=1, cutoff=0.6)
    return near[0] if near else None


def goes_with(place: Place) -> list[str]:
    """Return what an unknown key would be known beside: settings of the section's other form."""
    name, own = nearest(place), place.owner.model_fields if place.owner else {}
    if name is None or name in own:
        return []
    others = [form.model_fields for form in place.other_forms if name in form.model_fields]
    return [
        need for form in others for need in form if form[need].is_required() and need not in own
    ]


def _why(place: Place, fix: str) -> str:
    extra = place.field.json_schema_extra if place.field else None
    reason = extra.get("why_bounded") if isinstance(extra, dict) else None
    return f"{fix}: {reason}" if reason else fix


def _got(place: Place, value: Any) -> str:
    # A name stands in the path already.
    if place.secret or place.is_name or isinstance(value, (dict, list, tuple)):
        return ""
    return shown(value)


def _wrong_type(place: Place, expected: str, fix: str, value: Any) -> Problem:
    if value is None:
        if place.field is None or not place.field.is_required():
            fix = "write one, or remove the line"
        return Problem(place.path, f"must be {expected}", fix, "nothing")
    if isinstance(value, (bool, int, float)) and not place.secret:
        got = shown(value)
        if expected == "text" and isinstance(value, float):
            fix = f"put it in quotes as you mean it: YAML reads {value}0 as {value} too"
        return Problem(place.path, f"must be {expected}", fix, got)
    # Text of the wrong type may be a secret in the wrong place: only its kind is told.
    kinds = {str: "text", dict: "a section", list: "a list"}
    return Problem(place.path, f"must be {expected}", fix, kinds.get(type(value), "a number"))


def _not_a_choice(place: Place, value: Any, got: str) -> Problem:
    given = typing.get_args(bare(place.annotation))
    choices = {one if isinstance(one, str) else shown(one): one for one in given}
    text = value if isinstance(value, str) else shown(value)
    if text in choices:
        quoted = isinstance(choices[text], str)
        fix = f'write "{text}", in quotes' if quoted else f"write {text}, without quotes"
    else:
        near = difflib.get_close_matches(text, choices, n=1, cutoff=0.5)
        fix = f"did you mean {near[0]}?" if near else "write one of them"
    return Problem(place.path, f"must be one of {', '.join(choices)}", fix, got)


def _known_instead(place: Place) -> str:
    name, key = nearest(place), place.keys[-1]
    own = place.owner.model_fields if place.owner else {}
    if name is None:
        return f"remove it; known here: {', '.join(own)}"
    if name != key:
        return f"did you mean {name}?"
    beside = [need for need in goes_with(place) if need != key]
    if beside:
        return f"set {' and '.join(beside)} beside it, or remove it"
    needs = [name for name, field in own.items() if field.is_required()]
    return f"remove it; it does not go with {' and '.join(needs)}"
