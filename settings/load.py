"""The only place that reads the stack's configuration."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import pulumi

from settings import bootstrap_checks, checks
from settings.base import Settings
from settings.bootstrap import BootstrapSettings
from settings.platform import PlatformSettings
from settings.problems import Problem, SettingsError
from settings.read import read

S = TypeVar("S", bound=Settings)
KEY = "platform"
BOOTSTRAP_KEY = "bootstrap"

# Set by the host of an offline plan, which shows what the cluster is to pull. In a stack file it
# would make the engine reach for a cluster that it is not told of.
OBJECTS_KEY = "delivered_objects"
_ASKED = "register"


def load_platform() -> PlatformSettings:
    """Return the settings of the platform stack that is being deployed.

    Raises:
        pulumi.RunError: with every mistake, before any resource is registered; the engine shows
            it without a traceback.
    """
    return _load(KEY, PlatformSettings, checks.check)


def load_bootstrap() -> BootstrapSettings:
    """Return the settings of the bootstrap stack that is being deployed; raises as above."""
    return _load(BOOTSTRAP_KEY, BootstrapSettings, bootstrap_checks.check)


def _load(key: str, model: type[S], check: Callable[[S], Iterable[Problem]]) -> S:
    # A stack without settings is told what it needs, which Config.require would not do.
    config = pulumi.Config()
    text, file = config.get(key) or "{}", f"Pulumi.{pulumi.get_stack()}.yaml"
    try:
        return read(text, model, [check], file, f"{pulumi.get_project()}:{key}")
    except SettingsError as error:
        raise pulumi.RunError(str(error)) from None


def load_delivery_request() -> bool:
    """Return whether the host wants objects registered that the cluster pulls by itself.

    The host of a plan refuses the key in a stack file; the engine cannot tell who set it.

    Raises:
        pulumi.RunError: the key holds what no host sets.
    """
    given = pulumi.Config().get(OBJECTS_KEY)
    if given not in (None, _ASKED):
        key = f"{pulumi.get_project()}:{OBJECTS_KEY}"
        raise pulumi.RunError(
            f"Pulumi.{pulumi.get_stack()}.yaml: {key}: is not a setting; remove it "
            f"(`pulumi config rm {key}`)"
        )
    return given == _ASKED
