"""The only place that reads the stack's configuration."""

import pulumi

from settings.checks import check
from settings.platform import PlatformSettings
from settings.problems import SettingsError
from settings.read import read

KEY = "platform"


def load_platform() -> PlatformSettings:
    """Return the settings of the stack that is being deployed.

    Raises:
        pulumi.RunError: with every mistake, before any resource is registered; the engine shows
            it without a traceback.
    """
    # A stack without settings is told what it needs, which Config.require would not do.
    text = pulumi.Config().get(KEY) or "{}"
    try:
        return read(text, PlatformSettings, [check], source=f"Pulumi.{pulumi.get_stack()}.yaml")
    except SettingsError as error:
        raise pulumi.RunError(str(error)) from None
