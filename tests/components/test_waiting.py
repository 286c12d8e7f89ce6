"""The wait until Azure believes a grant: for missing rights only, and not for ever."""

import asyncio
import inspect
from collections.abc import Awaitable

import pulumi
import pytest
from pulumi_azure_native import managedidentity

from components.shared.grants import wait_for_grants
from tests.support import deploy

REFUSED = 'Status=403 Code="AuthorizationFailed" Message="The client has no right to act."'


def retried(capsys: pytest.CaptureFixture[str], *errors: str) -> tuple[bool, list[float], str]:
    """Hand the hook these errors, newest first; return its answer, its waits, what it said."""
    waits: list[float] = []
    hooks: list[pulumi.ResourceHookBinding] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    def program() -> None:
        hooks.append(wait_for_grants("stores-wait", sleep))
        pulumi.ComponentResource("azure-mlops:index:Any", "any")

    deploy(program)
    (hook,) = hooks[0].on_error or []
    args = pulumi.ErrorHookArgs("urn", "", "stores-registry", "type", errors=list(errors))
    capsys.readouterr()
    answer = asyncio.run(_awaited(hook.callback(args)))
    return answer, waits, capsys.readouterr().err


async def _awaited(answer: bool | Awaitable[bool]) -> bool:
    return answer if isinstance(answer, bool) else await answer


@pytest.mark.parametrize(
    "error",
    [
        REFUSED,
        'Status=403 Code="LinkedAuthorizationFailed" Message="The client may not join the subnet."',
        'Status=400 Code="PrincipalNotFound" Message="Principal 1 does not exist."',
        "RESPONSE 403: 403 Forbidden",
        "cannot check existence of resource 'x': status code 403, {}",
        'status code 400, {"error":{"code":"ForbiddenByRbac","message":"observe propagation time"',
        'Code="KeyVaultAuthenticationFailure" Message="authentication issue on the keyvault"',
        'Code="KeyVaultAccessForbidden" Message="Please grant get, wrap and unwrap key"',
        "Failed to access KeyId. Verify that identity has 'Get, Wrap Key' permission on key 'k'.",
        'Code="AccessDenied" Message="The caller may not unwrap."',
        'Code="CustomRouteTableMissingPermission" Message="must be given permission to read and"',
        'Code="CustomPrivateDNSZoneMissingPermissionError" Message="must be given permission to"',
        'Code="CustomKubeletIdentityMissingPermissionError" Message="must have Operator role over"',
    ],
)
def test_a_missing_right_is_waited_for(capsys: pytest.CaptureFixture[str], error: str) -> None:
    assert retried(capsys, error)[:2] == (True, [15])


@pytest.mark.parametrize(
    "error",
    [
        'Status=409 Code="Conflict" Message="Another operation is in progress."',
        'Status=400 Code="InvalidParameter" Message="subscription 4031-403a is wrong"',
        'Status=403 Code="RequestDisallowedByPolicy" Message="no public access"',
        'Status=403 Code="Forbidden" Message="[ForbiddenByFirewall (Forbidden)] not trusted"',
        'Status=403 Code="Forbidden" Message="[ForbiddenByConnection (Forbidden)]"',
        "QuotaExceeded",
        "connection reset by peer",
        "",
    ],
)
def test_anything_else_fails_at_once(capsys: pytest.CaptureFixture[str], error: str) -> None:
    assert retried(capsys, error) == (False, [], "")


def test_only_the_newest_error_decides(capsys: pytest.CaptureFixture[str]) -> None:
    assert retried(capsys, "QuotaExceeded", REFUSED)[:2] == (False, [])


def test_each_wait_is_twice_the_last_and_all_are_ten_minutes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    waits: list[float] = []
    for attempts in range(1, 10):
        again, waited, said = retried(capsys, *[REFUSED] * attempts)
        waits += waited
        if not again:
            break
    assert waits == [15, 30, 60, 120, 240, 135]
    assert sum(waits) == 600
    assert said.startswith(
        "error: stores-registry: still refused (AuthorizationFailed) after 600 s"
    )


def test_a_wait_names_the_resource_the_refusal_and_the_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, _, said = retried(capsys, REFUSED, REFUSED)
    assert said == (
        "info: stores-registry: refused (AuthorizationFailed), its grants may not have arrived "
        "yet; trying again in 30 s (15 of 600 s waited)\n"
    )


def test_without_a_clock_of_its_own_it_sleeps_in_the_event_loop() -> None:
    assert inspect.signature(wait_for_grants).parameters["sleep"].default is asyncio.sleep


def test_a_resource_carries_the_hook_in_previews_and_updates() -> None:
    def program() -> None:
        opts = pulumi.ResourceOptions(hooks=wait_for_grants("stores-wait"))
        managedidentity.UserAssignedIdentity(
            "id-one", resource_name_="id-one", resource_group_name="rg", opts=opts
        )

    for preview in (True, False):
        assert len(deploy(program, preview=preview).resources) == 1
