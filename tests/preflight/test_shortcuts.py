"""What a run in process saves changes nothing that a plan tells."""

from collections.abc import Callable

import pulumi
import pytest
from pulumi.runtime import resource as sdk
from pulumi.runtime.proto import source_pb2
from pulumi_azure_native import managedidentity

from preflight import shortcuts
from preflight.host import run_function


class Outer(pulumi.ComponentResource):
    """Registers a child, so that there are frames of two constructors."""

    def __init__(self, name: str) -> None:
        super().__init__("test:index:Outer", name)
        managedidentity.UserAssignedIdentity(
            "child",
            resource_group_name="rg-small",
            opts=pulumi.ResourceOptions(parent=self),
        )


def _both(original: Callable[[], source_pb2.StackTrace], seen: list[list[source_pb2.StackTrace]]):
    def trace() -> source_pb2.StackTrace:
        # The SDK's own looks for the third constructor from where it is called; so does ours.
        seen.append([original(), shortcuts.stack_trace()])
        return seen[-1][0]

    return trace


def test_a_quick_stack_trace_is_the_one_that_the_sdk_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[source_pb2.StackTrace]] = []
    monkeypatch.setattr("preflight.host.quick_stack_traces", pytest.MonkeyPatch.context)
    monkeypatch.setattr(sdk, "_get_stack_trace", _both(sdk._get_stack_trace, seen))
    result = run_function(lambda: Outer("outer") and None)
    assert not result.error
    for sdks, ours in seen[-2:]:  # the component and its child
        assert len(ours.frames) > 3
        assert [frame.pc.uri for frame in ours.frames] == [frame.pc.uri for frame in sdks.frames]
        assert [frame.pc.line for frame in ours.frames] == [frame.pc.line for frame in sdks.frames]


def test_the_sdk_traces_by_itself_again_after_a_run() -> None:
    before = sdk._get_stack_trace
    run_function(lambda: Outer("outer") and None)
    assert sdk._get_stack_trace is before


def test_aliases_that_a_program_wrote_stay_in_its_own_options() -> None:
    former = pulumi.Alias(name="former")
    options = pulumi.ResourceOptions(aliases=[former])

    def program() -> None:
        managedidentity.UserAssignedIdentity("one", resource_group_name="rg-small", opts=options)

    (resource,) = run_function(program).resources.values()
    assert resource.aliases == [{"name": "former"}]
    assert options.aliases == [former]
