"""How Kubernetes objects get into the cluster: pulled from inside, or put there."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag

from settings.base import Settings, setting
from settings.forms import matches

GitUrl = Annotated[
    str,
    matches(
        r"(https://|ssh://git@)[A-Za-z0-9.-]{4,253}(:[0-9]{2,5})?(/[A-Za-z0-9._~%-]+){1,8}",
        "is not the address of a repository; write one such as https://github.com/contoso/models, "
        "or ssh://git@github.com/contoso/models for one that is not public",
    ),
]
GitBranch = Annotated[
    str,
    matches(
        r"(?!.*(\.\.|//))[A-Za-z0-9][A-Za-z0-9._/-]{0,198}[A-Za-z0-9]",
        "is not the name of a branch; write one such as main",
    ),
]
RepositoryPath = Annotated[
    str,
    matches(
        r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*){0,9}",
        "is not a folder of the repository; write one such as clusters/dev, without ./ or .. ",
    ),
]


class RepositorySettings(Settings):
    """The Git repository that the cluster pulls its objects from."""

    # No password, token or key: for an ssh address the cluster makes a key pair itself and shows
    # its public half (learn.microsoft.com/azure/azure-arc/kubernetes/conceptual-gitops-flux2).
    url: GitUrl = setting(
        description="Address. A public repository by https; any other by ssh, with a key pair that "
        "the cluster makes itself: its public half, an output, is added as a read-only deploy key.",
        example="https://github.com/contoso/models",
    )
    branch: GitBranch = setting("main", "Branch that is pulled.")
    path: RepositoryPath = setting(
        description="Folder that `python -m preflight manifests` writes, one for each stack.",
        example="clusters/dev",
    )
    interval_minutes: int = setting(
        5,
        "How often the cluster looks for a change.",
        ge=1,
        le=60,
        why_bounded="a rollback should not wait for an hour",
    )


class GitOpsSettings(Settings):
    """Objects are written as files, and the cluster pulls them."""

    repository: RepositorySettings | None = setting(
        None, "Where from; left out, nothing pulls the files yet, and the plan says so."
    )


class ApplySettings(Settings):
    """The deployment puts objects into the cluster itself; its runner must be in the network."""


class GitOpsDelivery(Settings):
    """The cluster pulls, so that a stopped or unreachable one never blocks a deployment."""

    gitops: GitOpsSettings = setting(GitOpsSettings(), "The repository.")

    @property
    def mode(self) -> Literal["gitops", "apply"]:
        """The name of this way."""
        return "gitops"

    @property
    def repository(self) -> RepositorySettings | None:
        """The repository that is pulled from."""
        return self.gitops.repository


class ApplyDelivery(Settings):
    """The deployment applies the objects, and fails while the cluster is out of reach."""

    apply: ApplySettings = setting(description="Nothing to set: `{}`.", example={})

    @property
    def mode(self) -> Literal["gitops", "apply"]:
        """The name of this way."""
        return "apply"

    @property
    def repository(self) -> RepositorySettings | None:
        """No repository: nothing is pulled."""
        return None


def _way(value: Any) -> str:
    given = value if isinstance(value, Mapping) else getattr(value, "__dict__", {})
    return "<apply>" if "apply" in given else "<gitops>"


DeliverySettings = Annotated[
    Annotated[GitOpsDelivery, Tag("<gitops>")] | Annotated[ApplyDelivery, Tag("<apply>")],
    Discriminator(_way),
]
