"""The base of every settings model, and how one setting is written."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """Frozen, strict, and refusing keys it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, hide_input_in_errors=True, validate_default=True
    )

    def __deepcopy__(self, memo: object = None) -> Self:
        """Return itself: nothing in it can change."""
        return self


def setting(
    default: Any = ...,
    description: str = "",
    *,
    one_way: str = "",
    why_bounded: str = "",
    builds_nothing_yet: bool = False,
    example: Any = None,
    **limits: Any,
) -> Any:
    """Return the field of one setting.

    Args:
        default: the safe production value; omitted where only a person can know.
        description: one sentence with the consequence, shown in the README and in editors.
        one_way: why it cannot change after the first deployment without replacing resources.
        why_bounded: why the limits are what they are, told to whoever crosses one.
        builds_nothing_yet: it is checked and sizes other things, but no resource reads it yet.
        example: a valid value, for required settings: told to whoever leaves one out.
        limits: pydantic's own (`ge`, `le`, `min_length`, ...).
    """
    extra: dict[str, Any] = {}
    if one_way:
        extra["one_way"] = one_way
    if why_bounded:
        extra["why_bounded"] = why_bounded
    if builds_nothing_yet:
        extra["builds_nothing_yet"] = True
    return Field(
        default,
        description=description,
        json_schema_extra=extra or None,
        examples=None if example is None else [example],
        **limits,
    )
