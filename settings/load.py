"""The only place that reads the stack's configuration."""

import pulumi

from settings.checks import check
from settings.platform import PlatformSettings
from settings.read import read

KEY = "platform"


def load_platform() -> PlatformSettings:
    """Return the settings of the stack that is being deployed.

    Raises:
        SettingsError: with every mistake, before any resource is registered.
    """
    # A stack without settings is told what it needs, which Config.require would not do.
    text = pulumi.Config().get(KEY) or "{}"
    return read(text, PlatformSettings, [check], source=f"Pulumi.{pulumi.get_stack()}.yaml")
