"""Waiting for rights that were granted a moment ago.

Azure takes minutes to believe a new grant (learn.microsoft.com/azure/role-based-access-control/
troubleshooting#symptom---role-assignment-changes-are-not-being-detected), and an hour at worst in
machine learning. `depends_on` orders, it does not wait; a fixed sleep is always wrong.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable

import pulumi

_FIRST_WAIT_S = 15
_LONGEST_S = 600

# Refusals for a right that somebody does not have, or not yet; the status alone comes last. AKS
# answers 400 where its control plane lacks a right on a route table, zone or kubelet identity that
# it was given (github.com/Azure/AKS-Construction/issues/501, github.com/Azure/AKS/issues/3470).
# Those about keys come from services that encrypt with a key of ours before they may use it:
# registries (aka.ms/acr/cmk), disks (aka.ms/keyvaultaccessssecmk), storage.
_MISSING_RIGHT = (
    re.compile(r"\b(?:Linked)?AuthorizationFailed\b|\bPrincipalNotFound\b"),
    re.compile(r"\bCustom\w+MissingPermission\w*"),
    re.compile(
        r"\bForbiddenByRbac\b|\bAccessDenied\b|\bKeyVaultAccessForbidden\b"
        r"|\bKeyVaultAuthenticationFailure\b|\bAccessPolicyNotConfiguredForKeyVault\b"
        r"|\bpermission on key\b"
    ),
    re.compile(r"\bForbidden\b|\b[Ss]tatus(?: ?[Cc]ode)?[ =:]+403\b"),
)
# Refusals that answer 403 too, and that no waiting mends: a policy, a closed network.
_OTHER_REFUSAL = re.compile(
    r"\bRequestDisallowedBy\w+|\bForbiddenBy(?:Policy|Firewall|Connection)\b"
)


def wait_for_grants(
    name: str, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
) -> pulumi.ResourceHookBinding:
    """Return the hook of a resource that uses rights granted in the same run.

    Args:
        name: name of the hook, unique in the stack.
        sleep: waits a number of seconds; another in tests.
    """

    async def wait(args: pulumi.ErrorHookArgs) -> bool:
        refusal = _missing_right(args.errors[0])
        if refusal is None:
            return False
        # The engine hands over every failure so far, so the attempt needs no memory of its own.
        wait_s, waited_s = _wait_before(len(args.errors))
        if wait_s == 0:
            pulumi.log.error(
                f"{args.name}: still refused ({refusal}) after {waited_s} s; compare the rights "
                "it needs with those it has, `az role assignment list --scope <id> --all`"
            )
            return False
        pulumi.log.info(
            f"{args.name}: refused ({refusal}), its grants may not have arrived yet; "
            f"trying again in {wait_s} s ({waited_s} of {_LONGEST_S} s waited)"
        )
        await sleep(wait_s)
        return True

    return pulumi.ResourceHookBinding(on_error=[pulumi.ErrorHook(name, wait)])


def _missing_right(error: str) -> str | None:
    if _OTHER_REFUSAL.search(error):
        return None
    found = (pattern.search(error) for pattern in _MISSING_RIGHT)
    return next((match.group() for match in found if match), None)


def _wait_before(attempt: int) -> tuple[int, int]:
    """Return how long to wait before a retry, and how long was waited before it, in seconds."""
    waited_s = min(_FIRST_WAIT_S * (2 ** (attempt - 1) - 1), _LONGEST_S)
    return min(_FIRST_WAIT_S * 2 ** (attempt - 1), _LONGEST_S - waited_s), waited_s
