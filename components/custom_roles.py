"""Roles of the company's own, narrower than Azure's: for people, and for what stops and starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pulumi

from components.shared.conventions import Conventions
from components.shared.role_definitions import Role, define_role, role_guid

_ML = "Microsoft.MachineLearningServices"
_WORKSPACE = f"{_ML}/workspaces"

# Azure knows no "all secrets"; these are the operations of the provider that answer with one
# (learn.microsoft.com/azure/role-based-access-control/permissions/ai-machine-learning).
SECRET_ACTIONS = (
    f"{_WORKSPACE}/listKeys/action",
    f"{_WORKSPACE}/*/listKeys/action",
    f"{_WORKSPACE}/*/listSecrets/action",
    f"{_WORKSPACE}/*/regenerateKeys/action",
    f"{_WORKSPACE}/*/token/action",
    f"{_WORKSPACE}/listNotebookAccessToken/action",
    f"{_WORKSPACE}/listNotebookKeys/action",
    f"{_WORKSPACE}/listStorageAccountKeys/action",
    f"{_WORKSPACE}/environments/readSecrets/action",
    f"{_WORKSPACE}/metadata/secrets/*",
)
# What the program makes: theirs to use, not to change.
_OF_THE_PROGRAM = (
    f"{_WORKSPACE}/write",
    f"{_WORKSPACE}/delete",
    f"{_WORKSPACE}/computes/*/write",
    f"{_WORKSPACE}/computes/*/delete",
    f"{_WORKSPACE}/computes/write",
    f"{_WORKSPACE}/computes/delete",
    f"{_WORKSPACE}/outboundRules/write",
    f"{_WORKSPACE}/outboundRules/delete",
    f"{_WORKSPACE}/services/aks/write",
    f"{_WORKSPACE}/services/aks/delete",
)
_SERVED = ("onlineEndpoints", "batchEndpoints", "serverlessEndpoints", "schedules")
_USE = tuple(f"{_WORKSPACE}/*/{kind}" for kind in ("read", "write", "delete", "action"))


def roles_of(tier: Literal["production", "non_production"]) -> dict[str, Role]:
    """Return the roles of an environment.

    Actions follow learn.microsoft.com/azure/machine-learning/how-to-assign-roles ("Data scientist
    custom"), less whatever answers with a secret.
    """
    released = _serving_changes() if tier == "production" else ()
    roles: dict[str, Role] = {
        "data_scientists": Role(
            "Data Scientist",
            "Trains and compares models; sees no secret.",
            (f"{_WORKSPACE}/read", *_USE),
            (*_OF_THE_PROGRAM, *SECRET_ACTIONS, *released),
        ),
        "ml_engineers": Role(
            "ML Engineer",
            "Deploys and watches models; sees no secret.",
            (
                f"{_WORKSPACE}/read",
                *_USE,
                f"{_ML}/registries/read",
                f"{_ML}/registries/assets/*",
                "Microsoft.Insights/autoscaleSettings/*",
                "Microsoft.Insights/metrics/read",
                "Microsoft.Insights/metricDefinitions/read",
                "Microsoft.Resources/deployments/*",
            ),
            (*_OF_THE_PROGRAM, *SECRET_ACTIONS),
        ),
        "viewers": Role(
            "ML Viewer",
            "Looks at runs, models and endpoints; changes nothing, sees no secret.",
            (
                f"{_WORKSPACE}/read",
                f"{_WORKSPACE}/*/read",
                "Microsoft.Insights/metrics/read",
                "Microsoft.Insights/metricDefinitions/read",
            ),
            SECRET_ACTIONS,
        ),
    }
    if tier != "production":
        roles["off_hours"] = Role(
            "Start and Stop",
            "Starts and stops the cluster, stops compute instances; nothing else.",
            (
                "Microsoft.ContainerService/managedClusters/read",
                "Microsoft.ContainerService/managedClusters/start/action",
                "Microsoft.ContainerService/managedClusters/stop/action",
                f"{_WORKSPACE}/computes/read",
                f"{_WORKSPACE}/computes/stop/action",
            ),
        )
    return roles


def _serving_changes() -> tuple[str, ...]:
    below = ("", "/*")
    return tuple(
        f"{_WORKSPACE}/{kind}{part}/{change}"
        for kind in _SERVED
        for part in below
        for change in ("write", "delete")
    )


@dataclass(frozen=True, kw_only=True)
class CustomRolesArgs:
    """Of which environment.

    Attributes:
        tier: in production data scientists change no endpoint, and nothing may be stopped.
        conventions: names of the environment.
        group_id: id of its resource group, the only place where the roles may be given.
    """

    tier: Literal["production", "non_production"]
    conventions: Conventions
    group_id: pulumi.Input[str]


class CustomRoles(pulumi.ComponentResource):
    """The roles of one environment, to be given in its resource group and nowhere else.

    Guarantees:
        no-secrets: no role of people has an operation that answers with a key, token or secret.
        program-owned: no role of people changes workspace, computes, outbound rules or rights.
        production-is-released: in production data scientists change no endpoint, deployment or
            schedule.
        start-and-stop: the role of nights has start, stop and what it must see first, and there is
            none in production.
        only-here: each role can be given in the group of its environment only.
        told-apart: no two environments have a role of the same name; Azure wants it unique in the
            tenant.
    """

    for_people: Mapping[str, str]
    """Ids as `identity.custom_roles` of a stack file takes them."""

    off_hours_id: str | None
    """Id as `off_hours.role_id` of a stack file takes it; None in production."""

    guids: tuple[str, ...]
    """GUIDs of all of them, known before they are made."""

    def __init__(
        self, name: str, args: CustomRolesArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("azure-mlops:index:CustomRoles", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        roles = roles_of(args.tier)
        ids = {
            key: define_role(
                f"{name}-{key.replace('_', '-')}", key, role, args.group_id, args.conventions, child
            ).id
            for key, role in roles.items()
        }
        self.guids = tuple(role_guid(key, args.conventions) for key in roles)
        self.off_hours_id = ids.pop("off_hours", None)
        self.for_people = ids
        self.register_outputs({"for_people": self.for_people, "off_hours_id": self.off_hours_id})
