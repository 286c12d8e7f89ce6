"""Labels, which are the tags of what runs in the cluster."""

from ...controls import Controls
from ...data import table
from ...graph import Resource
from ...rule import ADVICE, Verdicts, resource_rule
from ...values import Found
from ...verdict import told
from ..kubernetes.objects import POD_TYPES, entry, pod_of

NAMESPACE = "kubernetes:core/v1:Namespace"


@resource_rule(
    "tag-k8s-labels",
    topic="tagging",
    title="Namespaces and pods say what they are part of, whose they are and who pays",
    severity="low",
    levels=ADVICE,
    controls=Controls(azure_policy=("46592696-4c7b-4bf3-9e45-6c2763bdc0a6",)),
    applies_to=(NAMESPACE, *POD_TYPES),
    why="Azure's tags end at the node: inside, costs are told apart by namespace and label.",
    fix="Set the labels app.kubernetes.io/part-of, owner and cost-center.",
    link="https://learn.microsoft.com/azure/aks/cost-analysis",
)
def labels(resource: Resource) -> Verdicts:
    """Demand the labels of a namespace and of what pods are made from."""
    path = "metadata.labels"
    if resource.type in POD_TYPES:
        path = f"{pod_of(resource).path.removesuffix('spec')}{path}"
    found = resource.at(path)
    for name in table("kubernetes")["labels"]["wanted"]:
        label = entry(found, name)
        if not isinstance(label.value, str) or not label.value:
            yield told(resource, Found(f"{path}.{name}", label.value), "set")
