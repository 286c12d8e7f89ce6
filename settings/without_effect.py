"""Settings that a stack file gives and that no resource reads yet."""

from collections.abc import Iterator, Mapping

from settings.base import Settings


def without_effect(section: Settings, prefix: str = "") -> Iterator[str]:
    """Yield the paths of settings that were given, are checked, and build nothing yet."""
    for name in sorted(section.model_fields_set):
        path, value = f"{prefix}{name}", getattr(section, name)
        extra = type(section).model_fields[name].json_schema_extra
        if isinstance(extra, dict) and extra.get("builds_nothing_yet"):
            yield path
        elif isinstance(value, Settings):
            yield from without_effect(value, f"{path}.")
        elif isinstance(value, Mapping):
            for key, item in value.items():
                if isinstance(item, Settings):
                    yield from without_effect(item, f"{path}.{key}.")
