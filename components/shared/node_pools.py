"""What marks the nodes of a pool: the cluster puts it on, pods that go there name it."""

from dataclasses import dataclass

# AKS marks and taints spot nodes with it by itself; where it is left out, an update tries to take
# it away.
_SPOT = "kubernetes.azure.com/scalesetpriority"


@dataclass(frozen=True)
class Taint:
    """Keeps every pod away that does not tolerate it."""

    key: str
    value: str
    effect: str = "NoSchedule"

    def __str__(self) -> str:
        """Return it as AKS writes it."""
        return f"{self.key}={self.value}:{self.effect}"


_TAINTS = {
    "system": Taint("CriticalAddonsOnly", "true"),
    "gpu": Taint("sku", "gpu"),
}


def labels(role: str, *, spot: bool) -> dict[str, str]:
    """Return the labels of a pool's nodes."""
    return {"pool": role, _SPOT: "spot"} if spot else {"pool": role}


def taints(role: str, *, spot: bool) -> list[Taint]:
    """Return the taints of a pool's nodes."""
    found = [_TAINTS[role]] if role in _TAINTS else []
    return [*found, Taint(_SPOT, "spot")] if spot else found
