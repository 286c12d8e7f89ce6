"""How Kubernetes objects reach the cluster, and what of Azure they must be told.

With `gitops` the engine never sees the objects: the plan does, because the host asks for them,
writes them as files, and the cluster pulls them. With `apply` they are registered like anything
else. The same components make them either way:

    objects = delivery.objects(f"{name}-objects", self)
    if objects is not None:
        core.v1.Namespace(f"{name}-namespace", ..., opts=objects)

`objects` registers a component `azure-mlops:index:Delivered` that holds nothing but Kubernetes
objects and their provider, with the output `delivered`: `gitops` or `apply`. That is how a plan
tells them from what the engine makes: an object goes the way its nearest `Delivered` ancestor says.

A value that only Azure knows must not be in a file that is written before Azure is asked. `fill`
puts `${NAME}` there instead, and `substitutes` holds what Flux is to put in its place.

Guarantees:
    engine-untouched: with gitops no object is registered unless the host asks for it.
    no-guesses: with gitops a value that only Azure knows is a name in every object.
    one-meaning: a name stands for one value, or using it is an error.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import pulumi
import pulumi_kubernetes as kubernetes

Mode = Literal["gitops", "apply"]

# github.com/fluxcd/pkg/envsubst takes more; what we write is easy to find in a file.
_NAME = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
_PROVIDER = "kubernetes"


class Delivered(pulumi.ComponentResource):
    """Holds the Kubernetes objects of one component, and nothing else."""

    def __init__(self, name: str, mode: Mode, opts: pulumi.ResourceOptions) -> None:
        super().__init__("azure-mlops:index:Delivered", name, None, opts)
        self.register_outputs({"delivered": mode})


class Delivery:
    """The way that the objects of one stack go; all its components share one.

    Attributes:
        mode: `gitops`, pulled by the cluster; `apply`, put there by the engine.
        register: whether objects are registered in this run.
    """

    def __init__(self, mode: Mode, *, asked: bool = False) -> None:
        """Take the way from the settings.

        Args:
            mode: the way.
            asked: the host wants to see the objects though the engine would not.
        """
        self.mode = mode
        self.register = mode == "apply" or asked
        self._provider: kubernetes.Provider | None = None
        self._substitutes: dict[str, pulumi.Input[str]] = {}

    @property
    def substitutes(self) -> Mapping[str, pulumi.Input[str]]:
        """What each `${NAME}` stands for: complete once every component is made."""
        return MappingProxyType(self._substitutes)

    def fill(self, name: str, value: pulumi.Input[str]) -> pulumi.Input[str]:
        """Return what an object says where it needs a value that only Azure knows.

        Args:
            name: what the value is called in files, such as `CHURN_CLIENT_ID`.
            value: the value.

        Raises:
            ValueError: the name is no such name, or stands for another value.
        """
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} names no value; write upper-case words joined by _")
        if self.mode == "apply":
            return value
        known = self._substitutes.setdefault(name, value)
        if known is not value and not (isinstance(known, str) and known == value):
            raise ValueError(f"{name} already stands for another value; choose another name")
        return f"${{{name}}}"

    def objects(
        self, name: str, parent: pulumi.Resource, kubeconfig: pulumi.Input[str] | None = None
    ) -> pulumi.ResourceOptions | None:
        """Return the options of a component's Kubernetes objects; None if none are registered.

        Args:
            name: logical name of what holds them.
            parent: the component.
            kubeconfig: how `apply` reaches the cluster; from the component that is made first.

        Raises:
            ValueError: nobody said how to reach the cluster.
        """
        if not self.register:
            return None
        holder = Delivered(name, self.mode, pulumi.ResourceOptions(parent=parent))
        child = pulumi.ResourceOptions(parent=holder)
        if self._provider is None:
            self._provider = self._connect(kubeconfig, child)
        return pulumi.ResourceOptions(parent=holder, provider=self._provider)

    def _connect(
        self, kubeconfig: pulumi.Input[str] | None, opts: pulumi.ResourceOptions
    ) -> kubernetes.Provider:
        if self.mode == "gitops":
            # Never used, so it is told of no cluster.
            return kubernetes.Provider(_PROVIDER, opts=opts)
        if kubeconfig is None:
            raise ValueError(
                "delivery by apply needs the cluster's kubeconfig; make Workloads first"
            )
        return kubernetes.Provider(
            _PROVIDER, kubeconfig=kubeconfig, enable_server_side_apply=True, opts=opts
        )
