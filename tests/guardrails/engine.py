"""Asks the pack as the engine does: the SDK's own analyzer, with requests of the wire's shape.

Plain dicts would hide what matters: proxies that are no dicts, unknowns that raise when touched,
numbers that are all floats.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from google.protobuf import json_format
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel
from pulumi_policy.policy import _PolicyAnalyzerServicer

from policy_packs.guardrails.judgement import Context, Rule
from policy_packs.guardrails.judgement.crossguard import CrossGuard
from preflight.plan import Plan
from simulated_azure.monitor import Registration
from simulated_azure.values import encode

STACK_TYPE = "pulumi:pulumi:Stack"


@dataclass
class Answer:
    """What the analyzer answered.

    Attributes:
        violations: (rule id, URN, message, level).
        silenced: policies that an unknown value switched off, which must never happen.
        remediated: URN to its inputs as the last remediation left them, on the wire.
    """

    violations: list[tuple[str, str, str, str]] = field(default_factory=list)
    silenced: list[str] = field(default_factory=list)
    remediated: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of(self, rule_id: str) -> list[str]:
        """Return the messages of a rule."""
        return [message for rule, _, message, _ in self.violations if rule == rule_id]


def ask(
    plan: Plan,
    rules: Iterable[Rule],
    context: Context | None = None,
    config: Mapping[str, Any] | None = None,
    only_read: frozenset[str] = frozenset(),
) -> Answer:
    """Return what the policies of some rules say of a plan.

    Args:
        plan: what is registered.
        rules: the pack's rules, or some of them.
        context: how the stack is judged; as production if not given.
        config: rule id to `--policy-pack-config`'s level or settings.
        only_read: names of resources that the program reads; the engine analyses those it makes.
    """
    guard = CrossGuard(context or Context("test"), tuple(rules))
    servicer = _PolicyAnalyzerServicer("p", "0", guard.policies(), EnforcementLevel.MANDATORY)
    servicer.Configure(configuration(servicer.GetAnalyzerInfo(None, None), config or {}), None)
    return ask_analyzer(plan, servicer, only_read)


def configuration(info: Any, config: Mapping[str, Any]) -> analyzer_pb2.ConfigureAnalyzerRequest:
    """Return the request that the engine makes of the schemas' defaults and the given config."""
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    for policy in info.policies:
        given = config.get(policy.name, {})
        given = {"enforcementLevel": given} if isinstance(given, str) else dict(given)
        level = given.pop("enforcementLevel", None)
        row = request.policyConfig[policy.name]
        row.enforcementLevel = (
            getattr(analyzer_pb2, level.upper()) if level else policy.enforcementLevel
        )
        schema = json_format.MessageToDict(policy.configSchema).get("properties", {})
        row.properties.update({key: one["default"] for key, one in schema.items()} | given)
    return request


def ask_analyzer(plan: Plan, analyzer: Any, only_read: frozenset[str] = frozenset()) -> Answer:
    """Put a plan to an analyzer, in process or over gRPC, in the engine's order of calls."""
    answer = Answer()
    extra = () if not isinstance(analyzer, _PolicyAnalyzerServicer) else (None,)
    for resource in plan.resources.values():
        if resource.name in only_read:
            continue
        request = analyzer_pb2.AnalyzeRequest(
            type=resource.type,
            urn=resource.urn,
            name=resource.name,
            properties=encode(resource.inputs),
            options=_options(resource),
        )
        for done in analyzer.Remediate(request, *extra).remediations:
            if done.diagnostic:
                answer.silenced.append(done.policyName)
                continue
            request.properties.CopyFrom(done.properties)
            answer.remediated[resource.urn] = json_format.MessageToDict(done.properties)
        _take(analyzer.Analyze(request, *extra), resource.urn, answer)
    root = f"urn:pulumi:{plan.stack}::{plan.project}::{STACK_TYPE}::{plan.project}-{plan.stack}"
    stack = analyzer_pb2.AnalyzerResource(type=STACK_TYPE, urn=root, name="stack")
    request = analyzer_pb2.AnalyzeStackRequest(resources=[stack, *_stack_resources(plan)])
    _take(analyzer.AnalyzeStack(request, *extra), "", answer)
    return answer


def _stack_resources(plan: Plan) -> Iterator[analyzer_pb2.AnalyzerResource]:
    for resource in plan.resources.values():
        one = analyzer_pb2.AnalyzerResource(
            type=resource.type,
            urn=resource.urn,
            name=resource.name,
            properties=encode(resource.outputs),
            options=_options(resource),
            parent=resource.parent,
            dependencies=resource.dependencies,
        )
        for key, urns in resource.property_dependencies.items():
            one.propertyDependencies[key].urns.extend(urns)
        yield one


def _options(resource: Registration) -> analyzer_pb2.AnalyzerResourceOptions:
    return analyzer_pb2.AnalyzerResourceOptions(protect=resource.protect, parent=resource.parent)


def _take(response: Any, urn: str, answer: Answer) -> None:
    for found in response.diagnostics:
        if found.message.startswith("can't run policy"):
            answer.silenced.append(found.policyName)
            continue
        level = analyzer_pb2.EnforcementLevel.Name(found.enforcementLevel)
        message = found.message.partition("\n")[2]
        answer.violations.append((found.policyName, found.urn or urn, message, level.lower()))
