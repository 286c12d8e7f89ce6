"""Who may do what: groups of people, pipelines, and the way in when all else fails."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import (
    Discriminator,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)

from settings.base import Settings, setting
from settings.forms import Form
from settings.ids import Guid, RoleDefinitionId
from settings.types import Date, FrozenMap, HttpsUrl, PipelineName

# learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations.
MAX_CREDENTIALS = 20


class GroupSettings(Settings):
    """Entra groups by object id; people get rights only through them."""

    platform_engineers: Guid | None = setting(
        None, "Entra group that runs the platform: reads logs and settings, holds no secret."
    )
    data_scientists: Guid | None = setting(
        None, "Entra group that trains and compares models: reads and writes data, pulls images."
    )
    ml_engineers: Guid | None = setting(
        None, "Entra group that deploys models: reads data, pulls and pushes images."
    )
    viewers: Guid | None = setting(
        None, "Entra group that only looks: reads data, changes nothing."
    )

    def given(self) -> dict[str, str]:
        """Return the groups that exist, by the name of their setting."""
        return {name: group for name, group in self if group is not None}

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        # Azure refuses a second assignment of a role to one principal on one scope.
        names = {group.lower(): name for name, group in self.given().items()}
        for name, group in self.given().items():
            if (other := names[group.lower()]) != name:
                raise ValueError(f"{name} and {other} are one group; give each its own")
        return self


class CustomRoleSettings(Settings):
    """Roles of the company's own, by id; `bootstrap/` makes them once per subscription."""

    data_scientists: RoleDefinitionId | None = setting(
        None, "What data scientists hold on the workspace; left out, AzureML Data Scientist."
    )
    ml_engineers: RoleDefinitionId | None = setting(
        None, "What ML engineers hold on the workspace; left out, AzureML Data Scientist."
    )
    viewers: RoleDefinitionId | None = setting(
        None, "What viewers hold on the workspace; left out, Reader."
    )

    def given(self) -> dict[str, str]:
        """Return the roles that are given, by the name of the group's setting."""
        return {name: role for name, role in self if role is not None}


class BreakGlassSettings(Settings):
    """The group that gets in when pipelines, DNS or conditional access are down."""

    group: Guid = setting(
        description="Object id of the group; excluded from conditional access, used by two people.",
        example="3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    )
    eligible: bool = setting(
        True,
        "Rights must first be activated in Privileged Identity Management (Entra ID P2); false "
        "makes them permanent, which the plan reports.",
    )
    eligible_days: int | None = setting(
        365,
        "Days until the right to activate lapses; null for never, where the role's settings in "
        "Privileged Identity Management allow permanent eligibility.",
        ge=1,
        le=365,
        why_bounded="Privileged Identity Management allows a year unless it is told otherwise",
    )
    renewed: Date | None = setting(
        None,
        "Day from which those days count; left out, dates.first_deploy. Move it on at a drill, "
        "before they are over.",
    )


_REPOSITORY = r"[A-Za-z0-9._-]+(@[0-9]+)?/[A-Za-z0-9._-]+(@[0-9]+)?"


def _repository(value: str) -> str:
    if not re.fullmatch(_REPOSITORY, value):
        raise ValueError("is not owner/name; write it as in the repository's URL")
    if value.count("@") == 1:
        raise ValueError("has one id of two; write owner@id/name@id, or owner/name")
    return value


class GitHubPipeline(Settings):
    """A GitHub Actions environment that may sign in as the release identity."""

    # docs.github.com/actions/reference/security/oidc#immutable-subject-claims.
    repository: Annotated[str, Form(_repository, pattern=f"^{_REPOSITORY}$")] = setting(
        description="Repository as owner/name, in GitHub's spelling. One made, renamed or moved "
        "since 2026-07-15 signs in with its ids: owner@id/name@id, as printed by "
        "`gh api repos/<owner>/<name>/actions/oidc/customization/sub --jq .sub_claim_prefix`.",
        example="contoso/models",
    )
    environment: str = setting(
        description="GitHub environment, whose reviewers guard the right.",
        example="prod",
        min_length=1,
        max_length=255,
    )

    @property
    def token_issuer(self) -> str:
        """Who issues its tokens."""
        return "https://token.actions.githubusercontent.com"

    @property
    def token_subject(self) -> str:
        """Who its tokens speak of."""
        return f"repo:{self.repository}:environment:{self.environment}"


class OidcPipeline(Settings):
    """Any other pipeline, such as an Azure DevOps service connection, by issuer and subject."""

    issuer: HttpsUrl = setting(
        description="Token issuer, copied from the service connection.",
        example="https://vstoken.dev.azure.com/3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    )
    subject: str = setting(
        description="Token subject, copied from the service connection.",
        example="sc://contoso/models/azure",
        min_length=1,
        max_length=600,
    )

    @property
    def token_issuer(self) -> str:
        """Who issues its tokens."""
        return self.issuer

    @property
    def token_subject(self) -> str:
        """Who its tokens speak of."""
        return self.subject


def _pipeline_kind(value: Any) -> str:
    given = value if isinstance(value, Mapping) else getattr(value, "__dict__", {})
    return "<github>" if "repository" in given else "<oidc>"


Pipeline = Annotated[
    Annotated[GitHubPipeline, Tag("<github>")] | Annotated[OidcPipeline, Tag("<oidc>")],
    Discriminator(_pipeline_kind),
]


class IdentitySettings(Settings):
    """People, pipelines and break-glass."""

    groups: GroupSettings = setting(
        GroupSettings(), "Entra groups and what each may do; a group left out gets nothing."
    )
    custom_roles: CustomRoleSettings = setting(
        CustomRoleSettings(), "Roles to give these groups in place of Azure's own."
    )
    release_pipelines: FrozenMap[PipelineName, Pipeline] = setting(
        {},
        "Pipelines that may sign in as the release identity without a secret, by a name of your "
        "choice.",
        max_length=MAX_CREDENTIALS,
    )
    break_glass: BreakGlassSettings | None = setting(
        None, "The emergency way in; left out, nobody can mend the platform when Entra fails."
    )

    @field_validator("release_pipelines", mode="after")
    @classmethod
    def _one_credential_each(cls, pipelines: Mapping[str, Pipeline]) -> Mapping[str, Pipeline]:
        # Azure takes a pair of issuer and subject once per identity.
        tokens = Counter((p.token_issuer, p.token_subject) for p in pipelines.values())
        (_, subject), count = next(iter(tokens.most_common(1)), (("", ""), 1))
        if count > 1:
            raise ValueError(f"names {subject} {count} times; keep one")
        return pipelines

    @field_validator("custom_roles", mode="after")
    @classmethod
    def _somebody_holds_it(
        cls, roles: CustomRoleSettings, info: ValidationInfo
    ) -> CustomRoleSettings:
        groups: GroupSettings = info.data.get("groups", GroupSettings())
        for name in roles.given():
            if name not in groups.given():
                raise ValueError(f"gives {name} a role without groups.{name}; add it")
        return roles

    @field_validator("break_glass", mode="after")
    @classmethod
    def _its_own_group(
        cls, break_glass: BreakGlassSettings | None, info: ValidationInfo
    ) -> BreakGlassSettings | None:
        groups: GroupSettings = info.data.get("groups", GroupSettings())
        if break_glass is not None:
            for name, group in groups.given().items():
                if group.lower() == break_glass.group.lower():
                    raise ValueError(
                        f"is the group of {name}, who work every day; make a group of two people"
                    )
        return break_glass
