"""The one way to run a Pulumi program in process.

The steps are those of `pulumi.automation` for inline programs, with the monitor handed over as an
object. What keeps it fast is measured by `make bench`: the garbage collector is off while a program
runs (thousands of small, mostly living objects), and what only an engine needs is left out
(`preflight.shortcuts`).
"""

import asyncio
import contextvars
import logging
import runpy
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pulumi
import pulumi.runtime
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.settings import set_root_resource

from preflight.isolation import as_program, garbage_collection_off, without_machine_settings
from preflight.program_error import explain, own_frames
from preflight.shortcuts import drop_version_aliases, quick_stack_traces
from preflight.stack_file import SECRET
from simulated_azure.cloud import SimulatedAzure
from simulated_azure.monitor import Monitor, ProgramError, Registration, frames_of

Mode = Literal["preview", "update"]
SAMPLE_ID = "00000000-0000-0000-0000-000000000000"


@dataclass
class Run:
    """What one run of a program registered.

    Attributes:
        error: why it stopped, in the user's own terms; empty if it ran to its end.
        failure: the exception behind `error`.
        logs: what it said through `pulumi.log`, as (severity, message). An error among them fails
            no deployment, so no run either (github.com/pulumi/pulumi/issues/6090).
    """

    project: str
    stack: str
    mode: Mode
    resources: dict[str, Registration] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    logs: list[tuple[str, str]] = field(default_factory=list)
    error: str = ""
    failure: BaseException | None = None


def run(
    root: Path,
    project: str,
    stack: str,
    *,
    mode: Mode = "preview",
    config: Mapping[str, str],
    secret_keys: tuple[str, ...] = (),
    base: Path | None = None,
) -> Run:
    """Run a project's program as the engine would, against simulated Azure.

    Args:
        root: the program: a Python file, or a folder with `__main__.py`.
        project: the project's name.
        stack: the stack's name.
        mode: `preview` leaves unknown what only Azure knows; `update` answers everything.
        config: what the program's configuration holds, as the engine hands it over.
        secret_keys: the keys of `config` whose values are secret.
        base: what errors tell places relative to; the program's folder if not given.
    """
    root = root.resolve()
    entry = root / "__main__.py" if root.is_dir() else root
    if not entry.is_file():
        return Run(project, stack, mode, error=f"There is no program: {entry} does not exist")

    def program() -> None:
        runpy.run_path(str(entry), run_name="__main__")

    with as_program(entry, base):
        return run_function(
            program,
            project=project,
            stack=stack,
            mode=mode,
            config=config,
            secret_keys=secret_keys,
            base=base or entry.parent,
        )


def run_function(
    program: Callable[[], None],
    *,
    project: str = "azure-mlops",
    stack: str = "test",
    mode: Mode = "preview",
    config: Mapping[str, str] | None = None,
    secret_keys: tuple[str, ...] = (),
    base: Path | None = None,
) -> Run:
    """Run a function as a Pulumi program; see `run`."""
    result = Run(project, stack, mode)
    values = dict(config or {})
    preview, base = mode == "preview", base or Path.cwd()
    azure = SimulatedAzure(
        preview=preview,
        subscription_id=values.get("azure-native:subscriptionId", SAMPLE_ID),
        tenant_id=values.get("azure-native:tenantId", SAMPLE_ID),
    )
    monitor = _Monitor(azure, project, stack, preview=preview, base=base)

    def body() -> None:
        pulumi.runtime.reset_options(project=project, stack=stack, preview=preview)
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        # A failed program leaves one unresolved future a property; each would report itself later.
        loop.set_exception_handler(lambda _loop, _context: None)
        loop.set_default_executor(_InlineExecutor())
        try:
            pulumi.runtime.set_mocks(
                None,  # ty: ignore[invalid-argument-type]
                project=project,
                stack=stack,
                preview=preview,
                logger=_logger(result.logs),
                monitor=monitor,
            )
            # set_mocks makes a root stack, run_in_stack wants to make its own.
            set_root_resource(None)  # ty: ignore[invalid-argument-type]
            pulumi.runtime.set_all_config(values, list(secret_keys))

            def entry() -> None:
                pulumi.runtime.register_stack_transformation(drop_version_aliases)
                program()

            loop.run_until_complete(pulumi.runtime.run_in_stack(entry))
        finally:
            _drain(loop)

    with (
        garbage_collection_off(),
        without_machine_settings(),
        quick_stack_traces(),
        redirect_stdout(sys.stderr),
    ):
        try:
            contextvars.copy_context().run(body)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            result.failure, result.error = error, explain(error, base)
    if not result.error:
        monitor.settle()
    result.resources, result.outputs = monitor.registrations, monitor.stack_outputs
    if not result.error and not result.resources:
        result.error = "The program registered no resource; is __main__.py the right one?"
    _without_secrets(result, {values[key] for key in secret_keys if values.get(key)})
    return result


class _Monitor(Monitor):
    """Adds to an error where the resource comes from: by then the program has gone on."""

    def __init__(
        self, azure: SimulatedAzure, project: str, stack: str, *, preview: bool, base: Path
    ) -> None:
        super().__init__(azure, project, stack, preview=preview)
        self._base = base

    def RegisterResource(  # noqa: N802 (the protocol's name)
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        try:
            return super().RegisterResource(request)
        except ProgramError as error:
            error.add_note(own_frames(frames_of(request), self._base))
            raise


class _InlineExecutor(ThreadPoolExecutor):
    """Runs each call at once: the monitor answers in microseconds, and the order stays fixed."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


def _drain(loop: asyncio.AbstractEventLoop) -> None:
    pending = asyncio.all_tasks(loop)
    for task in pending:
        task.cancel()
    if pending:
        loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
    loop.close()
    asyncio.set_event_loop(None)


def _without_secrets(result: Run, secrets: set[str]) -> None:
    for secret in sorted(secrets, key=len, reverse=True):
        result.error = result.error.replace(secret, SECRET)
        result.logs = [(severity, text.replace(secret, SECRET)) for severity, text in result.logs]


def _logger(logs: list[tuple[str, str]]) -> logging.Logger:
    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            logs.append((record.levelname.lower(), record.getMessage()))

    logger = logging.Logger("program", logging.INFO)  # not registered: one run, one logger
    logger.addHandler(Collect())
    return logger
