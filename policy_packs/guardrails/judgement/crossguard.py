"""The rules as policies of the Pulumi engine. The only module that knows its SDK.

What the SDK does that would switch a policy off without a word, and what is done about it:
- reading an unknown value ends the policy with an advisory note, even of a mandatory one, so
  every value is copied once with unknowns as `UNKNOWN` (pulumi_policy/proxy.py);
- stack policies get outputs only, in which at preview all that is not set is unknown, so inputs
  are remembered from the resource policies; one process serves one operation;
- an exception ends the whole operation, so a crash becomes a violation (`judge.run`);
- unknown configuration is accepted, so it becomes a violation.
"""

import datetime as dt
import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pulumi
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyComplianceFramework,
    PolicyConfigSchema,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError

from .context import Context, read_context, wrong_settings
from .graph import Graph, Resource
from .judge import exemption_of, judge, run
from .registry import all_rules
from .rule import Rule
from .values import UNKNOWN, normal
from .verdict import Verdict

_STACK_TYPE = "pulumi:pulumi:Stack"


def policies() -> list[Policy]:
    """Return the policies of the stack that the engine is working on."""
    rules = all_rules()
    return CrossGuard(read_context(pulumi.get_stack(), rules, today()), rules).policies()


def today() -> dt.date | None:
    """Return the day that exemptions are judged by, never the clock's.

    `GUARDRAILS_TODAY`, which a deployment sets to the real date, else the day of the last commit:
    a stack that was fine does not turn red by itself.
    """
    if given := os.environ.get("GUARDRAILS_TODAY"):
        return dt.date.fromisoformat(given)
    command = ["git", "log", "-1", "--format=%cs"]
    try:
        answer = subprocess.run(  # noqa: S603 (arguments of our own)
            command, cwd=Path(__file__).parent, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return None
    return dt.date.fromisoformat(answer.stdout.strip()) if answer.stdout.strip() else None


class CrossGuard:
    """The policies of one operation on one stack, and the inputs they remember."""

    def __init__(self, context: Context, rules: Sequence[Rule]) -> None:
        self._context = context
        self._rules = tuple(rules)
        self._seen: dict[str, tuple[Resource, set[str]]] = {}
        self._lock = threading.Lock()

    def policies(self) -> list[Policy]:
        """Return one policy a rule."""
        return [self._policy(rule) for rule in self._rules]

    def _policy(self, rule: Rule) -> Policy:
        controls = rule.controls.all()
        azure_policy, mcsb = controls["azure_policy"], controls["mcsb"]
        settings = self._context.settings_of(rule)
        schema = {
            name: {**schema, "default": settings[name]} for name, schema in rule.settings.items()
        }
        common: dict[str, Any] = {
            "name": rule.id,
            "description": rule.title,
            "enforcement_level": EnforcementLevel(self._context.level_of(rule)),
            "severity": Severity(rule.severity),
            "framework": PolicyComplianceFramework(
                name="MCSB", version="1", reference=mcsb[0], specification=azure_policy[0]
            ),
            "tags": [rule.topic],
            "remediation_steps": rule.fix,
            "url": rule.link,
            "config_schema": PolicyConfigSchema(schema) if schema else None,
        }
        if rule.scope != "resource":
            return StackValidationPolicy(validate=self._stack_validator(rule), **common)
        if rule.remediate:
            common["remediate"] = self._remediation(rule)
        return ResourceValidationPolicy(validate=self._validator(rule), **common)

    def _validator(self, rule: Rule) -> Any:
        def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
            resource = self._remember(rule, args)
            if not rule.applies(resource.type):
                return
            settings, verdicts = self._settings(rule, args.get_config())
            for verdict in verdicts + run(rule, resource, settings):
                self._report(rule, verdict, resource, report)

        return validate

    def _stack_validator(self, rule: Rule) -> Any:
        def validate(args: StackValidationArgs, report: ReportViolation) -> None:
            graph = Graph(self._resource(r) for r in args.resources if not _is_stack(r))
            settings, verdicts = self._settings(rule, args.get_config())
            if rule.scope == "graph":
                verdicts += run(rule, graph, settings)
            else:
                everything = judge(graph, self._context, self._rules)
                verdicts += [one.verdict for one in everything.judged if one.rule is rule]
            if graph.resources and not self._seen:
                problem = "no resource's inputs were seen: every resource rule is disabled"
                verdicts.append(Verdict("violation", "", "", problem))
            for verdict in verdicts:
                self._report(rule, verdict, graph.resources.get(verdict.urn), report)

        return validate

    def _remediation(self, rule: Rule) -> Any:
        def remediate(args: ResourceValidationArgs) -> Any:
            settings, _ = self._settings(rule, args.get_config())
            # In place: a copy would lose the marks of secrets, and put them in clear in the state.
            if rule.remediate and rule.remediate(args.resource_type, args.props, settings):
                return args.props
            return None

        return remediate

    def _settings(self, rule: Rule, given: Any) -> tuple[dict[str, Any], list[Verdict]]:
        settings = normal(_copied(given))
        wrong = wrong_settings(rule, settings)
        found = [Verdict("violation", "", "", f"configuration of {rule.id}: {w}") for w in wrong]
        known = {} if wrong else settings
        return {**self._context.settings_of(rule), **known}, found

    def _report(
        self, rule: Rule, verdict: Verdict, resource: Resource | None, report: ReportViolation
    ) -> None:
        if verdict.kind != "violation":
            return
        if exemption_of(rule, verdict, resource, self._context):
            return
        where = f"{resource.name}: " if resource else ""
        path = f"{verdict.property}: " if verdict.property else ""
        message = f"{where}{path}{verdict.problem}. {rule.why} {rule.fix}"
        report(message, None if rule.scope == "resource" else verdict.urn or None)

    def _remember(self, rule: Rule, args: ResourceValidationArgs) -> Resource:
        """Return the resource, copied once for all policies that are asked about it in turn."""
        with self._lock:
            resource, asked = self._seen.get(args.urn, (None, set()))
            if resource is None or rule.id in asked:  # asked again: the engine has other inputs
                resource, asked = _from_args(args), set()
            asked.add(rule.id)
            self._seen[args.urn] = (resource, asked)
            return resource

    def _resource(self, given: PolicyResource) -> Resource:
        seen, _ = self._seen.get(given.urn, (None, None))
        outputs = {} if seen else normal(_copied(given.props))
        return Resource(
            urn=given.urn,
            type=given.resource_type,
            name=given.name,
            # What the program only reads is not analysed; Azure's answer is all there is of it.
            inputs=seen.inputs if seen else outputs,
            outputs=outputs,
            protect=given.opts.protect,
            parent=given.parent.urn if given.parent else "",
            dependencies=tuple(other.urn for other in given.dependencies),
            property_dependencies={
                name: tuple(other.urn for other in others)
                for name, others in given.property_dependencies.items()
            },
            options=_options(given.opts),
        )


def _from_args(args: ResourceValidationArgs) -> Resource:
    return Resource(
        urn=args.urn,
        type=args.resource_type,
        name=args.name,
        inputs=normal(_copied(args.props)),
        protect=args.opts.protect,
        options=_options(args.opts),
    )


def _options(opts: Any) -> dict[str, Any]:
    names = ("ignore_changes", "delete_before_replace", "additional_secret_outputs")
    return {name: value for name in names if (value := getattr(opts, name, None))}


def _is_stack(resource: PolicyResource) -> bool:
    return resource.resource_type == _STACK_TYPE


def _copied(value: Any) -> Any:
    """Return a copy of what the SDK wraps: it raises when an unknown is touched, even by `in`."""
    if isinstance(value, Mapping):
        return {key: _item(value, key) for key in value.keys()}  # noqa: SIM118 (items() reads)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_item(value, index) for index in range(len(value))]
    return value


def _item(container: Any, key: Any) -> Any:
    try:
        return _copied(container[key])
    except UnknownValueError:
        return UNKNOWN
