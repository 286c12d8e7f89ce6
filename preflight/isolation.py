"""What a program sees of the process it runs in, and what the process keeps of it."""

import gc
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

# Settings of the machine that the SDKs fall back to: pulumi/runtime/config.py (PULUMI_CONFIG...),
# pulumi_kubernetes/provider.py (KUBECONFIG, PULUMI_K8S_...).
_MACHINE_SETTINGS = ("PULUMI_", "KUBECONFIG")
# The tool's own rooms: a program never imports them, and a second copy of them would not know the
# values of the first.
_TOOL = {"preflight", "simulated_azure", "policy_packs"}


@contextmanager
def as_program(entry: Path, base: Path | None = None) -> Generator[None, None, None]:
    """Look like a process started to run `entry`, and forget afterwards what it imported.

    A module of the same name that was imported from elsewhere is set aside, not handed to the
    program. `base` is the repository, whose packages a program in a folder of it imports too.
    """
    folder = entry.parent
    folders = [folder] if base is None or not folder.is_relative_to(base) else [folder, base]
    path, argv, cwd = list(sys.path), sys.argv, Path.cwd()
    set_aside = {name: module for place in folders for name, module in _shadowed_by(place).items()}
    for name in set_aside:
        del sys.modules[name]
    before = set(sys.modules)
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    sys.argv = [str(entry)]
    try:
        yield
    finally:
        os.chdir(cwd)
        sys.argv, sys.path[:] = argv, path
        for name in [name for name in sys.modules if name not in before]:
            if any(_is_from(sys.modules[name], place) for place in folders):
                del sys.modules[name]
        sys.modules.update(set_aside)


@contextmanager
def garbage_collection_off() -> Generator[None, None, None]:
    """Keep the collector from walking thousands of small objects that are nearly all alive."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def without_machine_settings() -> Generator[None, None, None]:
    """Hide the environment variables that would make a plan another on another machine."""
    hidden = {name: os.environ[name] for name in os.environ if name.startswith(_MACHINE_SETTINGS)}
    for name in hidden:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(hidden)


def _shadowed_by(folder: Path) -> dict[str, ModuleType]:
    """Return the modules, loaded from elsewhere, that would hide one of `folder`."""
    provided = {path.stem for path in folder.iterdir() if path.is_dir() or path.suffix == ".py"}
    tops = {
        name
        for name in provided & set(sys.modules) - _TOOL - {"__main__"}
        if not _is_from(sys.modules[name], folder)
    }
    return {name: m for name, m in list(sys.modules.items()) if name.partition(".")[0] in tops}


def _is_from(module: ModuleType, folder: Path) -> bool:
    # Not getattr: packages that load their parts when first asked would load them.
    known = getattr(module, "__dict__", {})
    places = [known.get("__file__"), *known.get("__path__", ())]
    return any(
        place.startswith(f"{folder}{os.sep}") and "site-packages" not in place
        for place in places
        if place
    )
