"""The in-process face of simulated Azure: a resource monitor that records and answers.

It keeps the engine's rules where the SDK's own mock monitor does not: full URNs, no URN twice,
options inherited from the parent, stack outputs (pulumi/pulumi pkg/resource/deploy/source_eval.go).
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from google.protobuf import empty_pb2
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.proto import resource_pb2

from simulated_azure.cloud import Request, SimulatedAzure
from simulated_azure.refusal import Refusal
from simulated_azure.values import UNKNOWN, Secret, decode, encode, plain

STACK_TYPE = "pulumi:pulumi:Stack"


@dataclass
class Registration:
    """One registered resource, as the engine would know it.

    Attributes:
        frames: the calls that led to it, innermost first, as (path, line).
        refusals: what Azure would answer to these inputs.
    """

    urn: str
    type: str
    name: str
    parent: str
    custom: bool
    inputs: dict[str, Any]
    outputs: dict[str, Any] = field(default_factory=dict)
    id: Any = None
    provider: str = ""
    protect: bool = False
    options: dict[str, Any] = field(default_factory=dict)
    aliases: list[dict[str, Any]] = field(default_factory=list)
    dependencies: list[str] = field(default_factory=list)
    property_dependencies: dict[str, list[str]] = field(default_factory=dict)
    frames: tuple[tuple[str, int], ...] = ()
    refusals: tuple[Refusal, ...] = ()


class ProgramError(Exception):
    """The program did what the engine refuses, or what is not simulated."""


class Monitor(MockMonitor):
    """Records every registration of one run, in order."""

    def __init__(self, azure: SimulatedAzure, project: str, stack: str, *, preview: bool) -> None:
        super().__init__(mocks=None)  # ty: ignore[invalid-argument-type]
        self._azure = azure
        self._project = project
        self._stack = stack
        self._preview = preview
        self.registrations: dict[str, Registration] = {}
        self.stack_outputs: dict[str, Any] = {}

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """Return the URN with the whole chain of parent types; the stack's own is left out."""
        chain = parent.split("::")[2] if parent else ""
        qualified = type_ if chain in ("", STACK_TYPE) else f"{chain}${type_}"
        return f"urn:pulumi:{self._stack}::{self._project}::{qualified}::{name}"

    def RegisterResource(
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        """Record a resource and answer as Azure would."""
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.type == STACK_TYPE:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        if urn in self.registrations:
            raise ProgramError(f"Duplicate resource URN '{urn}'; try giving it a unique name")
        if request.transforms:
            raise ProgramError(f"{request.name}: transforms are not simulated; pass the values")
        resource = self._record(urn, request)
        self.registrations[urn] = resource
        if not resource.custom:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        if resource.type == "pulumi:providers:azure-native":
            self._sign_in(resource.inputs)
        answer = self._azure.create(
            Request(
                urn, resource.type, resource.name, resource.inputs, resource.property_dependencies
            )
        )
        resource.id, resource.refusals = answer.id, answer.refusals
        resource.outputs = _mark_secret(answer.outputs, request.additionalSecretOutputs)
        return resource_pb2.RegisterResourceResponse(
            urn=urn,
            id="" if answer.id is UNKNOWN else str(answer.id),
            object=encode(resource.outputs),
        )

    def settle(self) -> None:
        """Add what is wrong with resources only now that all are registered."""
        for urn, refusals in self._azure.settle().items():
            self.registrations[urn].refusals += refusals

    def _sign_in(self, provider: dict[str, Any]) -> None:
        subscription_id, tenant_id = provider.get("subscriptionId"), provider.get("tenantId")
        if isinstance(subscription_id, str) and isinstance(tenant_id, str):
            self._azure.sign_in(subscription_id, tenant_id)

    def _record(self, urn: str, request: resource_pb2.RegisterResourceRequest) -> Registration:
        parent = self.registrations.get(request.parent)
        protect = request.protect if request.HasField("protect") else None
        return Registration(
            urn=urn,
            type=request.type,
            name=request.name,
            parent=request.parent,
            custom=request.custom,
            inputs=decode(request.object),
            provider=request.provider,
            protect=bool(parent and parent.protect) if protect is None else protect,
            options=_options(request),
            aliases=[_alias(alias) for alias in request.aliases]
            + [{"urn": text} for text in request.aliasURNs],
            dependencies=sorted(request.dependencies),
            property_dependencies={
                key: sorted(value.urns)
                for key, value in sorted(request.propertyDependencies.items())
                if value.urns
            },
            frames=frames_of(request),
        )

    def RegisterResourceOutputs(
        self, request: resource_pb2.RegisterResourceOutputsRequest
    ) -> empty_pb2.Empty:
        """Record the outputs of a component or of the stack."""
        outputs = decode(request.outputs)
        if request.urn in self.registrations:
            self.registrations[request.urn].outputs = outputs
        else:
            self.stack_outputs = outputs
        return empty_pb2.Empty()

    def ReadResource(
        self, request: resource_pb2.ReadResourceRequest
    ) -> resource_pb2.ReadResourceResponse:
        """Refuse: a plan that needs the cloud's answer is not offline."""
        raise ProgramError(
            f"{request.name}: reads {request.type} from Azure; take its id as a setting instead"
        )

    def Invoke(
        self, request: resource_pb2.ResourceInvokeRequest
    ) -> resource_pb2.ResourceInvokeResponse:
        """Answer a function that simulated Azure knows."""
        result = self._azure.invoke(request.tok, plain(decode(request.args)))
        response = resource_pb2.ResourceInvokeResponse()
        getattr(response, "return").CopyFrom(encode(result))
        return response

    def RegisterStackTransform(self, request: Any) -> empty_pb2.Empty:
        """Refuse: what a transform changes could not be seen here."""
        raise ProgramError("stack transforms are not simulated; pass the values instead")


def frames_of(request: resource_pb2.RegisterResourceRequest) -> tuple[tuple[str, int], ...]:
    """Return the calls that led to a registration, innermost first, as (path, line)."""
    return tuple(
        (unquote(frame.pc.uri.removeprefix("file://")), frame.pc.line)
        for frame in request.stackTrace.frames
    )


def _options(request: resource_pb2.RegisterResourceRequest) -> dict[str, Any]:
    timeouts = {
        name: value
        for name in ("create", "update", "delete")
        if (value := getattr(request.customTimeouts, name))
    }
    found = {
        "delete_before_replace": request.deleteBeforeReplace,
        "retain_on_delete": request.HasField("retainOnDelete") and request.retainOnDelete,
        "ignore_changes": sorted(request.ignoreChanges),
        "replace_on_changes": sorted(request.replaceOnChanges),
        "additional_secret_outputs": sorted(request.additionalSecretOutputs),
        "deleted_with": request.deletedWith,
        "import_id": request.importId,
        "custom_timeouts": timeouts,
        "hooks": {f.name: list(names) for f, names in request.hooks.ListFields()},
    }
    return {name: value for name, value in found.items() if value}


def _alias(alias: Any) -> dict[str, Any]:
    if alias.WhichOneof("alias") == "urn":
        return {"urn": alias.urn}
    return {f.name: value for f, value in alias.spec.ListFields() if value not in ("", False)}


def _mark_secret(outputs: dict[str, Any], names: Any) -> dict[str, Any]:
    return {
        key: Secret(plain(value)) if key in set(names) else value for key, value in outputs.items()
    }
