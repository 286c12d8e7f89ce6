"""A plan: what a stack would make, as every later step reads it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from preflight.host import Run
from preflight.locate import Location, setting_of, source_of
from preflight.stack_file import StackFile
from simulated_azure.monitor import Registration
from simulated_azure.refusal import Refusal

if TYPE_CHECKING:
    from policy_packs.guardrails.judgement import Judgement


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with one resource.

    Attributes:
        blocks: Azure would refuse it, so the plan cannot be deployed.
        setting: the line of the stack file whose value is at fault, where one is.
        source: the line that registered the resource.
    """

    urn: str
    refusal: Refusal
    blocks: bool = True
    setting: Location | None = None
    source: Location | None = None


PULLED = "gitops"
_DELIVERED = (PULLED, "apply")


@dataclass
class Plan:
    """One stack's plan.

    Attributes:
        root: the folder that the places of resources and findings are relative to.
        resources: by URN, in the order they were registered.
        outputs: the stack's outputs; secret ones are marked.
        error: why the program did not run to its end; the rest is then not to be relied on.
        logs: what the program said, as (severity, message).
        stack_file: where the settings come from, if they come from a file.
        judgement: what the policy pack says of it; None if nobody asked it.
    """

    project: str
    stack: str
    root: Path
    resources: dict[str, Registration] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    error: str = ""
    logs: list[tuple[str, str]] = field(default_factory=list)
    stack_file: StackFile | None = None
    judgement: "Judgement | None" = None

    @property
    def blocked(self) -> bool:
        """Whether Azure would refuse some of it."""
        return any(finding.blocks for finding in self.findings)

    @property
    def forbidden(self) -> bool:
        """Whether it breaks a mandatory rule that nobody answers for."""
        return bool(self.judgement and self.judgement.blocking)

    @property
    def custom(self) -> list[Registration]:
        """Resources that a provider makes, components left out."""
        return [r for r in self.resources.values() if r.custom]

    @property
    def made(self) -> list[Registration]:
        """Resources that the engine has a provider make."""
        return [r for r in self.custom if self.delivered(r) != PULLED]

    @property
    def pulled(self) -> list[Registration]:
        """Kubernetes objects that the cluster pulls by itself."""
        return [r for r in self.custom if is_object(r) and self.delivered(r) == PULLED]

    def delivered(self, resource: Registration) -> str | None:
        """Return how Kubernetes objects get into the cluster: `gitops`, `apply`, or None.

        The nearest component at or above that has an output `delivered` says so. What is `gitops`
        the engine never registers: it is here because the host asked to see it.
        """
        at: Registration | None = resource
        while at is not None:
            way = None if at.custom else at.outputs.get("delivered")
            if way in _DELIVERED:
                return way
            at = self.resources.get(at.parent)
        return None

    def all(self, type_token: str) -> list[Registration]:
        """Return the resources of a type, in the order they were registered."""
        return [r for r in self.resources.values() if r.type == type_token]

    def one(self, type_token: str, name: str | None = None) -> Registration:
        """Return the only resource of a type (and logical name).

        Raises:
            LookupError: there is none, or more than one.
        """
        found = [r for r in self.all(type_token) if name is None or r.name == name]
        if len(found) != 1:
            names = ", ".join(r.name for r in self.all(type_token)) or "none"
            raise LookupError(f"{len(found)} of {type_token} named {name}; there are: {names}")
        return found[0]


def is_object(resource: Registration) -> bool:
    """Tell whether a resource is an object in a Kubernetes cluster."""
    return resource.type.startswith("kubernetes:")


def plan_of(run: Run, root: Path, stack_file: StackFile | None = None) -> Plan:
    """Return the plan of a run.

    Args:
        run: what the program registered.
        root: the folder that places are told relative to.
        stack_file: where the run's settings come from; findings are then traced to its lines.
    """
    root = root.resolve()

    def finding(resource: Registration, refusal: Refusal) -> Finding:
        setting = None
        if stack_file:
            setting = setting_of(resource, refusal.property, stack_file, root)
        return Finding(resource.urn, refusal, setting=setting, source=source_of(resource, root))

    findings = [
        finding(resource, refusal)
        for resource in run.resources.values()
        for refusal in resource.refusals
    ]
    return Plan(
        run.project,
        run.stack,
        root,
        run.resources,
        run.outputs,
        findings,
        run.error,
        run.logs,
        stack_file,
    )
