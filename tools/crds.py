"""Schemas of the custom resources that the cluster knows: `python -m tools.crds`.

Takes the `openAPIV3Schema` of each definition from where its maker publishes it, leaves out what
people read and what only the server writes, and writes `simulated_azure/data/kubernetes/crds/`.
Needs Go for what is published as a module, and the network.
"""

import json
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

FOLDER = Path(__file__).parents[1] / "simulated_azure/data/kubernetes/crds"
# Prose, and `status`, which no manifest gives.
_LEFT_OUT = ("description", "example", "externalDocs", "title")


class Source(NamedTuple):
    """Where definitions are published; `place` is a Go module, or a commit on GitHub."""

    place: str
    path: str
    kinds: tuple[str, ...]


SOURCES = (
    # One minor version with the revision of the mesh, asm-1-30.
    Source(
        "istio.io/api@v1.30.3",
        "kubernetes/customresourcedefinitions.gen.yaml",
        (
            "AuthorizationPolicy",
            "DestinationRule",
            "Gateway",
            "PeerAuthentication",
            "RequestAuthentication",
            "VirtualService",
        ),
    ),
    Source(
        "github.com/kedacore/keda/v2@v2.19.0",
        "config/crd/bases/keda.sh_scaledobjects.yaml",
        ("ScaledObject",),
    ),
    Source(
        "github.com/kedacore/keda/v2@v2.19.0",
        "config/crd/bases/keda.sh_triggerauthentications.yaml",
        ("TriggerAuthentication",),
    ),
    Source(
        "kubernetes-sigs/secrets-store-csi-driver/0aad886f70e94a6037325f4eaba4660338dde448",
        "config/crd/bases/secrets-store.csi.x-k8s.io_secretproviderclasses.yaml",
        ("SecretProviderClass",),
    ),
    Source(
        "Azure/prometheus-collector/39583fd50b2f828f83cc18fc0cece9e3074f56db",
        "otelcollector/deploy/addon-chart/azure-monitor-metrics-addon/templates/"
        "ama-metrics-podmonitor-crd.yaml",
        ("PodMonitor",),
    ),
)


def main() -> None:
    """Write every schema anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for source in SOURCES:
        for name, schema in schemas(source, _published(source)):
            text = json.dumps(schema, sort_keys=True, separators=(",", ":"))
            (FOLDER / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")


def schemas(source: Source, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield file name and content of each wanted definition: `v1` where there is one."""
    for definition in YAML(typ="safe").load_all(text):
        if not definition or definition["spec"]["names"]["kind"] not in source.kinds:
            continue
        spec = definition["spec"]
        kind = spec["names"]["kind"]
        served = [version for version in spec["versions"] if version["served"]]
        stable = [version for version in served if version["name"] == "v1"]
        for version in stable or served:
            api = f"{spec['group']}/{version['name']}"
            yield (
                f"{spec['group']}_{version['name']}_{kind}",
                {
                    "kind": f"{api}:{kind}",
                    "namespaced": spec["scope"] == "Namespaced",
                    "schema": _lean(version["schema"]["openAPIV3Schema"], top=True),
                    "source": f"{source.place} {source.path}",
                },
            )


def _lean(schema: Any, *, top: bool = False) -> Any:
    """Return a schema without prose; below `properties`, keys are names and all stay."""
    if isinstance(schema, list):
        return [_lean(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if key not in _LEFT_OUT}
    for key, value in kept.items():
        if key == "properties":
            kept[key] = {
                name: _lean(inner)
                for name, inner in value.items()
                if not (top and name == "status")
            }
        elif key not in ("default", "enum", "required"):
            kept[key] = _lean(value)
    return kept


def _published(source: Source) -> str:
    if "@" in source.place:
        done = subprocess.run(
            ["go", "mod", "download", "-json", source.place],
            check=True,
            capture_output=True,
            text=True,
        )
        return (Path(json.loads(done.stdout)["Dir"]) / source.path).read_text(encoding="utf-8")
    url = f"https://raw.githubusercontent.com/{source.place}/{source.path}"
    with urllib.request.urlopen(url, timeout=60) as answer:  # nosec B310
        return answer.read().decode()


if __name__ == "__main__":
    main()
