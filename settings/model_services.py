"""The services that answer with a model's predictions."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag

from settings.base import Settings, setting
from settings.forms import Form, matches
from settings.types import FrozenMap, Percent

# Names of objects are put together from them, and Kubernetes takes 63 characters.
ServiceName = Annotated[
    str,
    matches(
        r"(?=.{1,30}$)[a-z][a-z0-9]*(-[a-z0-9]+)*",
        "is not the name of a service; use up to 30 lower-case letters, digits and single "
        "hyphens, a letter first",
    ),
]
VersionName = Annotated[
    str,
    matches(
        r"(?=.{1,20}$)[a-z][a-z0-9]*(-[a-z0-9]+)*",
        "is not the name of a version; use up to 20 lower-case letters, digits and single "
        "hyphens, a letter first",
    ),
]
Image = Annotated[
    str,
    matches(
        r"(?=.{1,400}$)[a-z0-9][a-z0-9.-]*(:[0-9]{2,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+"
        r"@sha256:[0-9a-f]{64}",
        "is not an image by its digest; write registry/repository@sha256:..., as printed by "
        "`az acr repository show --image <repository>:<tag> --query digest`",
    ),
]
PinnedImage = Annotated[
    str,
    matches(
        r"(?=.{1,400}$)[a-z0-9][a-z0-9.-]*(:[0-9]{2,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+"
        r"(:v?[0-9]+\.[0-9]+[A-Za-z0-9._-]{0,60}|@sha256:[0-9a-f]{64})",
        "is not an image of one version; write registry/repository:v1.2.3, or its digest",
    ),
]
ProbePath = Annotated[
    str, matches(r"/[A-Za-z0-9/._-]{0,99}", "is not a path; write one such as /health")
]

_SECRET_NAME = re.compile(
    r"(^|_)((API|ACCESS|ACCOUNT)?KEY|PASSWORD|PASSWD|PWD|SECRET|TOKEN|CREDENTIALS?|SAS)(_|$)"
)
# Written by the platform itself.
_OWN_NAMES = re.compile(r"(AZURE|APPLICATIONINSIGHTS|OTEL)_|MODEL_STORE_URL$")


def _variable(name: str) -> str:
    if not re.fullmatch(r"[A-Z][A-Z0-9_]{0,62}", name):
        raise ValueError("is not the name of a variable; use upper-case letters, digits and _")
    if _SECRET_NAME.search(name):
        raise ValueError(
            "is the name of a secret; services sign in with their identity instead, rename it if "
            "it is none"
        )
    if _OWN_NAMES.match(name):
        raise ValueError("is set by the platform; remove it")
    return name


def _plain(value: str) -> str:
    # The cluster would put something else there when it pulls the object.
    if "${" in value:
        raise ValueError("has ${ in it, which is filled in on the way to the cluster; rewrite it")
    return value


class HpaSettings(Settings):
    """Replicas by how busy they are."""

    cpu_percent: int = setting(
        70, "Share of the CPU request that replicas are kept at.", ge=10, le=100
    )
    memory_percent: int = setting(
        80, "Share of the memory request that replicas are kept at.", ge=10, le=100
    )


class KedaSettings(Settings):
    """Replicas by what managed Prometheus says, and by how busy they are."""

    threshold: float = setting(
        10, "Result of the query that one replica is meant for.", ge=0.01, le=1_000_000
    )
    query: Annotated[str, Form(_plain, maxLength=1000)] | None = setting(
        None,
        "PromQL with a single number as its result; left out, requests a second to this version, "
        "as the mesh counts them.",
        min_length=1,
        max_length=1000,
    )
    cpu_percent: int = setting(
        70, "As with `hpa`; whichever wants more replicas wins.", ge=10, le=100
    )
    polling_seconds: int = setting(30, "How often the query is asked.", ge=10, le=600)


class HpaScaler(Settings):
    """Scale on CPU and memory."""

    hpa: HpaSettings = setting(HpaSettings(), "How busy replicas may be.")


class KedaScaler(Settings):
    """Scale on a measure from outside the pods."""

    keda: KedaSettings = setting(description="The measure.", example={})


def _scaler_kind(value: Any) -> str:
    given = value if isinstance(value, Mapping) else getattr(value, "__dict__", {})
    return "<keda>" if "keda" in given else "<hpa>"


Scaler = Annotated[
    Annotated[HpaScaler, Tag("<hpa>")] | Annotated[KedaScaler, Tag("<keda>")],
    Discriminator(_scaler_kind),
]


class ReplicaSettings(Settings):
    """How many replicas each version has."""

    min: int = setting(2, "Fewest, each in another zone if it can be.", ge=1, le=100)
    max: int = setting(20, "Most; the namespace takes no more.", ge=1, le=500)


class ResourceSettings(Settings):
    """What one replica is given."""

    cpu_request_millicores: int = setting(
        500, "CPU that a node keeps free for it.", ge=10, le=96_000
    )
    cpu_limit_millicores: int = setting(2000, "CPU that it never goes above.", ge=10, le=96_000)
    memory_request_mb: int = setting(
        1024, "Memory (MiB) that a node keeps free for it.", ge=32, le=1_000_000
    )
    memory_limit_mb: int = setting(
        4096, "Memory (MiB) above which it is killed.", ge=32, le=1_000_000
    )
    gpus: int = setting(0, "GPUs of its own; only on pool gpu.", ge=0, le=8)
    scratch_mb: int = setting(
        1024, "Space (MiB) in /tmp, the only place it can write to.", ge=16, le=100_000
    )


class ProbeSettings(Settings):
    """Where the service says how it is."""

    live: ProbePath = setting("/health", "Answers 200 while the process works; else it is killed.")
    ready: ProbePath = setting("/ready", "Answers 200 while it can take requests.")
    start_seconds: int = setting(
        300, "Seconds that loading the model may take before it is killed.", ge=10, le=3600
    )


class VersionSettings(Settings):
    """One version of a service: champion, challenger, canary."""

    image: Image = setting(
        description="Image by its digest, in a registry that the nodes may pull from.",
        example="crmlopsdev.azurecr.io/churn@sha256:"
        "0000000000000000000000000000000000000000000000000000000000000000",
    )


class ServiceSettings(Settings):
    """One model service."""

    versions: FrozenMap[VersionName, VersionSettings] = setting(
        {},
        "Versions that run, by name. Left out, none does yet: account, name and rights are there "
        "for the first image.",
        max_length=5,
    )
    traffic: FrozenMap[VersionName, Percent] = setting(
        {"stable": 100}, "Share of requests by version, in percent."
    )
    port: int = setting(
        8080,
        "Port that it listens on, for HTTP.",
        ge=1024,
        le=65535,
        why_bounded="a process that is not root cannot open a lower one",
    )
    probes: ProbeSettings = setting(ProbeSettings(), "How it says that it lives and is ready.")
    resources: ResourceSettings = setting(ResourceSettings(), "CPU, memory, GPU of a replica.")
    replicas: ReplicaSettings = setting(ReplicaSettings(), "How many there are of each version.")
    scaler: Scaler = setting(
        HpaScaler(), "What decides the number of replicas: `hpa` or `keda`, never both."
    )
    pool: Literal["user", "gpu", "spot"] = setting("user", "Node pool that it runs on.")
    user_id: int = setting(
        10001, "User that the process runs as.", ge=1000, le=65534, why_bounded="0 is root"
    )
    env: FrozenMap[
        Annotated[str, Form(_variable, pattern="^[A-Z][A-Z0-9_]{0,62}$")],
        Annotated[str, Form(_plain, maxLength=500)],
    ] = setting({}, "Environment variables; no secrets.")
    timeout_seconds: int = setting(
        60, "Seconds after which a request is given up; a stopping pod has as long.", ge=1, le=600
    )
    max_waiting_requests: int = setting(
        100, "Requests that may wait for a replica; the next is refused at once.", ge=1, le=10_000
    )
