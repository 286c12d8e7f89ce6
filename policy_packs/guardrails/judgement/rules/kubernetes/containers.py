"""What containers are made of, may use and are told."""

import re

from ...checks import must_be_empty, must_be_set
from ...controls import Controls
from ...data import table
from ...graph import Graph, Resource
from ...rule import ALWAYS, PRODUCTION, Verdicts, graph_rule, resource_rule
from ...values import MISSING
from ...verdict import told, violation
from .objects import DAEMON_SET, DEPLOYMENT, POD_TYPES, STATEFUL_SET, all_containers, pod_of

REGISTRY = "azure-native:containerregistry:Registry"
_DIGEST = re.compile(r".+@sha256:[0-9a-f]{64}")


@graph_rule(
    "k8s-image",
    topic="kubernetes",
    title="Images come from the stack's own registry or a known maker, and are named by digest",
    severity="high",
    levels=PRODUCTION,
    controls=Controls(
        azure_policy=(
            "febd0533-8e55-448f-b837-bd0e06f16469",
            "021f8078-41a0-40e6-81b6-c6597da9f3ee",
        )
    ),
    applies_to=POD_TYPES,
    why="A tag can be moved: what was tested is then not what starts on the next node.",
    fix="Name the image as registry/repository@sha256:digest; import it into the registry first.",
    link="https://learn.microsoft.com/azure/container-registry/container-registry-image-tag-version",
)
def image(graph: Graph) -> Verdicts:
    """Judge every image; with no registry in the stack any in Azure may be its own."""
    names = [registry.at("registryName").value for registry in graph.of_type(REGISTRY)]
    own = tuple(f"{name}.azurecr.io/" for name in names if isinstance(name, str))
    for resource in graph.of_type(*POD_TYPES):
        for container in all_containers(pod_of(resource)):
            found = container.at("image")
            if not isinstance(found.value, str):
                yield told(resource, found, "an image")
                continue
            registry = f"{found.value.partition('/')[0]}/"
            if not (
                registry in own
                or (registry.endswith(".azurecr.io/") and not own)
                or found.value.startswith(tuple(table("kubernetes")["makers"]))
            ):
                yield violation(resource, found.path, "is of a registry that is not the stack's")
            if not _DIGEST.fullmatch(found.value):
                yield violation(resource, found.path, "must end with @sha256: and the digest")


@resource_rule(
    "k8s-resources-probes",
    topic="kubernetes",
    title="Containers say what they need and, where they answer requests, whether they can",
    severity="medium",
    levels=PRODUCTION,
    controls=Controls(
        azure_policy=(
            "e345eecc-fa47-480f-9e88-67dcc122b164",
            "03a4ecdb-0684-4039-be91-2762979e1bc8",
            "b1a9997f-2883-4f12-bdff-2280f99b5915",
        )
    ),
    applies_to=POD_TYPES,
    why="Without limits one container starves its node; without probes requests go to what cannot"
    " answer.",
    fix="Set requests and limits of cpu and memory, readinessProbe and livenessProbe.",
    link="https://learn.microsoft.com/azure/aks/developer-best-practices-resource-management",
)
def resources_and_probes(resource: Resource) -> Verdicts:
    """Demand requests and limits of all containers, and probes of those that open a port."""
    pod = pod_of(resource)
    for container in all_containers(pod):
        for kind in ("requests.cpu", "requests.memory", "limits.cpu", "limits.memory"):
            found = container.at(f"resources.{kind}")
            if not isinstance(found.value, str | int | float) or isinstance(found.value, bool):
                yield told(resource, found, "set")
    if resource.type not in (DAEMON_SET, DEPLOYMENT, STATEFUL_SET):
        return
    for container in pod.find("containers[*]"):
        # What opens none has nobody to tell that it is ready.
        if container.at("ports").value not in (MISSING, []):
            yield from must_be_set(resource, "readinessProbe", dict, below=container)
            yield from must_be_set(resource, "livenessProbe", dict, below=container)


@resource_rule(
    "k8s-no-secret-variable",
    topic="kubernetes",
    title="No environment variable comes out of a Secret",
    severity="high",
    levels=ALWAYS,
    controls=Controls(mcsb=("IM-8",)),
    applies_to=POD_TYPES,
    why="The environment is read by every process of the container, printed in crash reports, and"
    " keeps the old value when the secret is renewed.",
    fix="Sign in with the pod's workload identity; mount from the vault what has to be a secret.",
    link="https://learn.microsoft.com/azure/aks/workload-identity-overview",
)
def no_secret_variable(resource: Resource) -> Verdicts:
    """Refuse references to Secrets; credentials in clear are for the rule secret-no-static."""
    for container in all_containers(pod_of(resource)):
        yield from must_be_empty(resource, "env[*].valueFrom.secretKeyRef", below=container)
        yield from must_be_empty(resource, "envFrom[*].secretRef", below=container)


_PATCH = "kubernetes:core/v1:SecretPatch"


@resource_rule(
    "k8s-no-secret-object",
    topic="kubernetes",
    title="No program writes a Secret",
    severity="high",
    levels=ALWAYS,
    controls=Controls(mcsb=("IM-8",)),
    applies_to=("kubernetes:core/v1:Secret", "kubernetes:core/v1:SecretList", _PATCH),
    why="It would be in clear in the files that the cluster pulls, or in the state.",
    fix="Let the secrets-store driver mount it from the vault.",
    link="https://learn.microsoft.com/azure/aks/csi-secrets-store-driver",
)
def no_secret_object(resource: Resource) -> Verdicts:
    """Refuse it whatever it holds, and patches that put something in."""
    if resource.type != _PATCH:
        yield violation(resource, "", "must not be made by a program")
    for name in ("data", "stringData"):
        yield from must_be_empty(resource, name)
