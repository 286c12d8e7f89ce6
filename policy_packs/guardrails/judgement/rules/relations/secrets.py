"""No secret to hold: none is listed, and none is written into a setting."""

import re

from ...controls import Controls
from ...graph import Resource
from ...rule import ALWAYS, Verdicts, resource_rule
from ...values import UNKNOWN
from ...verdict import undetermined, violation
from .texts import is_called_secret, looks_static, texts

_LISTING = re.compile(
    r"\blist(?:account|service)?(?:\w*keys?|sas|connectionstrings?|secrets?|credentials"
    r"|\w*admincredentials?|callbackurl)\b",
    re.IGNORECASE,
)
_REFUSED = re.compile(r"\bnot(?:Data)?Actions\b")
_KEPT = "azure-native:keyvault:Secret"


@resource_rule(
    "secret-no-listing",
    topic="relations",
    title="Nothing lists the keys of a service",
    severity="critical",
    levels=ALWAYS,
    controls=Controls(mcsb=("IM-3",), iso27001=("A.5.17",)),
    applies_to=lambda type_token: type_token.startswith(("azure-native:", "kubernetes:")),
    why="Whoever can list a key is whoever holds it, and nothing says later who it was.",
    fix="Sign in with an identity. The file that kubectl signs in with holds no key and may be"
    " listed: listClusterUserCredential.",
    link="https://learn.microsoft.com/azure/role-based-access-control/best-practices",
)
def no_listing(resource: Resource) -> Verdicts:
    """Refuse calls and rights that list keys, in workflows, roles, scripts and settings."""
    for text in texts(resource):
        if not isinstance(text.value, str) or _REFUSED.search(text.path):
            continue
        if _LISTING.search(text.value):
            yield violation(resource, text.path, "names a call that hands out a credential")


@resource_rule(
    "secret-no-static",
    topic="relations",
    title="No setting, variable or tag holds a credential",
    severity="critical",
    levels=ALWAYS,
    controls=Controls(mcsb=("IM-8",), iso27001=("A.5.17",), soc2=("CC6.1",)),
    applies_to=lambda type_token: (
        type_token.startswith(("azure-native:", "kubernetes:")) and type_token != _KEPT
    ),
    why="What is written there is read by everybody who may look at the resource, and stays in"
    " the state and in logs.",
    fix="Sign in with an identity, or refer to a secret of the vault.",
    link="https://learn.microsoft.com/security/benchmark/azure/mcsb-identity-management",
)
def no_static(resource: Resource) -> Verdicts:
    """Refuse texts that look like credentials, and settings that are called so."""
    for text in texts(resource):
        if looks_static(text):
            yield violation(resource, text.path, "holds a credential")
        elif is_called_secret(text):
            if text.value is UNKNOWN:
                yield undetermined(resource, text.path, "is called a secret and not known yet")
            else:
                yield violation(resource, text.path, "holds what its name calls a credential")
