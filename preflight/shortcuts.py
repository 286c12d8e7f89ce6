"""Work that a run in process saves; `make bench` measures what that is worth.

Never do any of it under an engine: its state and its messages need what is left out here.
"""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import pulumi
from pulumi.runtime import resource as sdk
from pulumi.runtime.proto import source_pb2


def drop_version_aliases(
    args: pulumi.ResourceTransformationArgs,
) -> pulumi.ResourceTransformationResult | None:
    """Leave out the aliases that azure-native adds for its other API versions, up to 60 a resource.

    The SDK turns each into a URN when the resource is constructed: about 85 % of a run. Under an
    engine they are what makes an upgrade of the provider replace nothing.
    """
    if not args.type_.startswith("azure-native:") or not args.opts.aliases:
        return None
    kept = [alias for alias in args.opts.aliases if not _is_version_alias(alias)]
    if len(kept) == len(args.opts.aliases):
        return None
    # The class of a resource that adds aliases merged them into options of its own, so that
    # nobody else's are changed here.
    args.opts.aliases = kept or None
    return pulumi.ResourceTransformationResult(args.props, args.opts)


def _is_version_alias(alias: Any) -> bool:
    return (
        isinstance(alias, pulumi.Alias)
        and isinstance(alias.type_, str)
        and alias.type_.startswith("azure-native:")
        and all(getattr(alias, part) is ... for part in ("name", "parent", "stack", "project"))
    )


@contextmanager
def quick_stack_traces() -> Generator[None, None, None]:
    """Tell the SDK where a resource comes from without `traceback`.

    That asks the disk about every file on the stack, for every resource: a tenth of a run.
    """
    original = sdk._get_stack_trace
    sdk._get_stack_trace = stack_trace  # ty: ignore[invalid-assignment]
    try:
        yield
    finally:
        sdk._get_stack_trace = original


def stack_trace() -> source_pb2.StackTrace:
    """Return the frames outside the constructors of the resource that is registered.

    Those are three: of `Resource`, of `CustomResource` or `ComponentResource`, and its own.
    """
    frame: FrameType | None = sys._getframe(1)
    constructors = 0
    while frame is not None and constructors < 3:
        constructors += frame.f_code.co_name == "__init__"
        frame = frame.f_back
    frames = []
    while frame is not None:
        uri = _uri(frame.f_code.co_filename)
        position = source_pb2.SourcePosition(uri=uri, line=frame.f_lineno) if uri else None
        frames.append(source_pb2.StackFrame(pc=position))
        frame = frame.f_back
    return source_pb2.StackTrace(frames=frames)


@cache
def _uri(path: str) -> str | None:
    # Code without a file, such as <frozen runpy>, has no address.
    return Path(path).as_uri() if Path(path).is_absolute() else None
