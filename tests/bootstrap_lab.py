"""Runs the bootstrap program, and judges what a deployer may do by the roles it registers."""

import fnmatch
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from preflight.host import Mode, run
from preflight.plan import Plan, plan_of
from settings.bootstrap import BootstrapSettings
from settings.bootstrap_checks import check
from settings.read import read
from tests.support import ROOT, SUBSCRIPTION, TENANT, merged

PROJECT = "azure-mlops-bootstrap"
KEY = f"{PROJECT}:bootstrap"
GROUP_OF_OWNERS = "00000000-0000-0000-0000-0000000000a8"
BASE: dict[str, Any] = {
    "subscription_id": SUBSCRIPTION,
    "tenant_id": TENANT,
    "tags": {"cost_center": "ML-1001", "owner": "ml-platform@example.com"},
    "dates": {"first_deploy": "2026-12-01"},
    "owners_group": GROUP_OF_OWNERS,
    "environments": {
        "dev": {
            "tier": "non_production",
            "deployer_pipelines": {
                "platform": {"repository": "contoso/platform", "environment": "dev"},
                "azure-devops": {
                    "issuer": "https://vstoken.dev.azure.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                    "subject": "sc://contoso/platform/dev",
                },
            },
        },
        "prod": {},
    },
}
ASSIGNMENT = "azure-native:authorization:RoleAssignment"
DEFINITION = "azure-native:authorization:RoleDefinition"
_DATA = Path(__file__).parent / "data"


def bootstrap_settings(changes: dict[str, Any] | None = None) -> BootstrapSettings:
    """Return valid settings: a small base with `changes` laid over it."""
    return read(json.dumps(merged(BASE, changes or {})), BootstrapSettings, [check])


def bootstrap(changes: dict[str, Any] | None = None, mode: Mode = "update") -> Plan:
    """Return the plan of the whole program; simulated Azure must refuse nothing of it."""
    return _bootstrap(json.dumps(merged(BASE, changes or {})), mode)


@cache
def _bootstrap(text: str, mode: Mode) -> Plan:
    folder = ROOT / "bootstrap"
    result = run(folder, PROJECT, "subscription", mode=mode, config={KEY: text}, base=ROOT)
    assert result.error == ""
    plan = plan_of(result, ROOT)
    assert [str(finding.refusal) for finding in plan.findings] == []
    return plan


def role_guid(role_definition_id: str) -> str:
    """Return the GUID at the end of a role's id."""
    return role_definition_id.rpartition("/")[2].lower()


@dataclass(frozen=True)
class Right:
    """A role that a deployer holds, on a scope."""

    scope: str
    actions: tuple[str, ...]
    not_actions: tuple[str, ...]

    def allows(self, action: str, scope: str) -> bool:
        """Tell whether it allows an operation on what has the id `scope`."""
        inside = f"{scope.lower()}/".startswith(f"{self.scope.lower()}/")
        return inside and _any(self.actions, action) and not _any(self.not_actions, action)


def _any(patterns: tuple[str, ...], action: str) -> bool:
    return any(fnmatch.fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)


@cache
def built_in_roles() -> dict[str, dict[str, list[str]]]:
    """Return what Azure's own roles allow, by GUID."""
    rows = tomllib.loads((_DATA / "built_in_roles.toml").read_text())["role"]
    return {row["guid"]: row for row in rows}


def rights_of(plan: Plan, deployer: str) -> list[Right]:
    """Return the rights that the identity with a logical name holds on management operations."""
    own = {
        str(resource.inputs["roleDefinitionId"]).lower(): resource.inputs["permissions"][0]
        for resource in plan.all(DEFINITION)
    }
    return list(_rights(plan, deployer, own))


def _rights(plan: Plan, deployer: str, own: dict[str, Any]) -> Iterator[Right]:
    for assignment in plan.all(ASSIGNMENT):
        urns = assignment.property_dependencies.get("principalId", [])
        if not any(urn.endswith(f"::{deployer}") for urn in urns):
            continue
        guid = role_guid(assignment.inputs["roleDefinitionId"])
        role = own.get(guid)
        if role is None:
            built_in = built_in_roles()[guid]
            role = {"actions": built_in["actions"], "notActions": built_in["not_actions"]}
        yield Right(assignment.inputs["scope"], tuple(role["actions"]), tuple(role["notActions"]))


def condition_of(plan: Plan, deployer: str) -> str:
    """Return the condition on the roles that a deployer may give."""
    (found,) = [
        resource.inputs["condition"]
        for resource in plan.all(ASSIGNMENT)
        if resource.name.startswith(f"{deployer}-") and resource.inputs.get("condition")
    ]
    return found


def allowed_roles(condition: str, source: str) -> dict[str, set[str]]:
    """Return the GUIDs that a condition lets through, by kind of principal.

    `source` is `@Request` for what is given, `@Resource` for what is taken back.
    """
    attribute = re.escape(f"{source}[Microsoft.Authorization/roleAssignments")
    found = re.findall(
        rf"{attribute}:PrincipalType\] ForAnyOfAnyValues:StringEqualsIgnoreCase \{{'(\w+)'\}} AND "
        rf"{attribute}:RoleDefinitionId\] ForAnyOfAnyValues:GuidEquals \{{([^}}]*)\}}",
        condition,
    )
    return {kind: set(guids.split(", ")) for kind, guids in found}
