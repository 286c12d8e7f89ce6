"""What computes in a managed network may reach."""

from typing import Any

from ...checks import must_be, must_be_empty, same
from ...controls import NO_CONTROL
from ...data import table
from ...graph import Graph, Resource
from ...rule import ALWAYS, PRODUCTION, Verdicts, graph_rule
from ...values import MISSING, Found
from ...verdict import told, violation
from ..network.services import services
from ..waiting import out_of_line
from .workspace import WORKSPACE

RULE = "azure-native:machinelearningservices:ManagedNetworkSettingsRule"
_LIST = {"type": "array", "default": []}


@graph_rule(
    "aml-outbound-rules",
    topic="machine_learning",
    title="Computes reach listed hosts, services of this stack, and no tag that anybody is behind",
    severity="high",
    levels=PRODUCTION,
    controls=NO_CONTROL,
    applies_to=(RULE, WORKSPACE),
    why="Each rule is a way for data to leave. Behind a wildcard, a tag such as Storage, or a"
    " service that nobody here owns, anybody can have an account.",
    fix="Name exact hosts and list them in the rule's `hosts`; list services of other stacks in"
    " `targets`; use a private endpoint in place of a service tag.",
    link="https://learn.microsoft.com/azure/machine-learning/how-to-prevent-data-loss-exfiltration",
    settings={"hosts": _LIST, "targets": _LIST},
)
def outbound_rules(graph: Graph, settings: dict[str, list[str]]) -> Verdicts:
    """Judge rules of their own and those inside a workspace; hosts of package indexes are known."""
    for resource in graph.of_type(RULE):
        yield from _rule(graph, resource, resource.at("properties"), settings)
    for workspace in graph.of_type(WORKSPACE):
        inside = workspace.at("managedNetwork.outboundRules")
        if isinstance(inside.value, dict):
            for name, one in inside.value.items():
                found = Found(f"{inside.path}.{name}", one)
                yield from _rule(graph, workspace, found, settings)
        elif inside.value is not MISSING:
            yield told(workspace, inside, "an object")


def _rule(graph: Graph, resource: Resource, rule: Found, settings: dict[str, Any]) -> Verdicts:
    yield from must_be(resource, "type", "FQDN", "PrivateEndpoint", "ServiceTag", below=rule)
    kind = rule.at("type").value
    if same(kind, "FQDN"):
        known = (*table("machine_learning")["outbound"]["package_hosts"], *settings["hosts"])
        host = rule.at("destination")
        if not any(same(host.value, one) for one in known):
            yield told(resource, host, "a listed host")
    elif same(kind, "PrivateEndpoint"):
        target = rule.at("destination.serviceResourceId")
        ours = graph.behind(resource, rule.path.partition(".")[0], *services())
        if not ours and not any(same(target.value, one) for one in settings["targets"]):
            yield told(resource, target, "a service of this stack or a listed one")
    elif same(kind, "ServiceTag"):
        yield from _tag(resource, rule)


def _tag(resource: Resource, rule: Found) -> Verdicts:
    tag = rule.at("destination.serviceTag")
    refused = table("machine_learning")["outbound"]["refused_tags"]
    name = tag.value.partition(".")[0] if isinstance(tag.value, str) else ""
    if name in ("", "*") or any(same(name, one) for one in refused):
        yield told(resource, tag, "a tag behind which nobody else can have an account", *refused)
    yield from must_be_empty(resource, "destination.addressPrefixes", below=rule)


@graph_rule(
    "aml-outbound-sequence",
    topic="machine_learning",
    title="Outbound rules of a workspace are written one after another",
    severity="medium",
    levels=ALWAYS,
    controls=NO_CONTROL,
    applies_to=(RULE,),
    why="Azure refuses two writes at once to one managed network"
    " (github.com/microsoft-foundry/foundry-samples/pull/755): the deployment fails, and which rule"
    " is missing changes.",
    fix="Make each rule depend on the one before it.",
    link="https://github.com/microsoft-foundry/foundry-samples/pull/755",
)
def outbound_sequence(graph: Graph) -> Verdicts:
    """Demand that each rule waits, itself or through others, for all before it."""
    for workspace in graph.of_type(WORKSPACE):
        rules = [rule for rule, name in graph.users(workspace, RULE) if name == "workspaceName"]
        for rule in out_of_line(rules):
            yield violation(rule, "", "may be written at the same time as another rule")
