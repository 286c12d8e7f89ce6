"""Write the policy pack's data as JSON: `python -m tools.pack_data [--check]`.

The pack starts anew for every preview and must not load the SDK (half a second), so what it knows
is written down: the reviewed tables (`*.toml`) as they are, and what the installed SDK says of
its types. The SDK's files are scanned, not imported: importing 300 modules takes a minute.
"""

import functools
import importlib.util
import json
import re
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DATA = ROOT / "policy_packs/guardrails/judgement/data"
_TYPE = re.compile(r"super\(\w+, __self__\)\.__init__\(\s*'(azure-native:[^']+)'")
_CLASS = re.compile(r"^class \w+\(pulumi\.CustomResource\)", re.MULTILINE)
_TAGS = re.compile(r"def tags\(self\) -> pulumi\.Input\[Optional\[Mapping\[")
_NESTED = re.compile(r"def (\w+)\(self\) -> pulumi\.Input\[(?:Optional\[)?'(\w+Args)'")
_ADDRESS = 'name="publicNetworkAccess"'
_CONNECTIONS = re.compile(r'name="(?:registryP|p)rivateEndpointConnections"')


def main() -> int:
    """Write the files, or with `--check` tell which are not current."""
    check = "--check" in sys.argv[1:]
    stale = []
    for path, text in documents().items():
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        if check:
            stale.append(str(path.relative_to(ROOT)))
        else:
            path.write_text(text, encoding="utf-8")
    if stale:
        sys.stderr.write(f"not current: {', '.join(stale)}; run python -m tools.pack_data\n")
    return 1 if stale else 0


def documents() -> dict[Path, str]:
    """Return the text of every generated file."""
    found = {
        source.with_suffix(".json"): tomllib.loads(source.read_text(encoding="utf-8"))
        for source in sorted(DATA.glob("*.toml"))
    }
    found[DATA / "sdk.json"] = sdk_types()
    return {
        path: json.dumps(value, indent=1, ensure_ascii=False, sort_keys=path.stem == "sdk") + "\n"
        for path, value in found.items()
    }


def sdk_types() -> dict[str, Any]:
    """Return which types of the installed SDK take tags, have a public address, or an endpoint."""
    spec = importlib.util.find_spec("pulumi_azure_native")
    if spec is None or spec.origin is None:
        raise SystemExit("pulumi-azure-native is not installed; run make setup")
    taggable, addresses, connections = [], {}, []
    for path in sorted(Path(spec.origin).parent.glob("*/*.py")):
        if path.name.startswith(("_", "get_", "list_", "outputs")):
            continue
        source = path.read_text(encoding="utf-8")
        cls, token = _CLASS.search(source), _TYPE.search(source)
        if not cls or not token:
            continue
        arguments, outputs = source[: cls.start()], source[cls.start() :]
        if _TAGS.search(arguments):
            taggable.append(token[1])
        if place := _address(path.parent, arguments):
            addresses[token[1]] = place
        if _CONNECTIONS.search(outputs):
            connections.append(token[1])
    return {
        "version": version("pulumi-azure-native"),
        "taggable": sorted(taggable),
        "public_network_access": addresses,
        "private_link": sorted(connections),
    }


def _address(module: Path, arguments: str) -> str:
    """Return the path of the input that opens the public address, or nothing."""
    if _ADDRESS in arguments:
        return "publicNetworkAccess"
    for name, cls in _NESTED.findall(arguments):
        if _ADDRESS in _inputs(module).get(cls, ""):
            first, *others = name.split("_")
            return f"{first}{''.join(map(str.capitalize, others))}.publicNetworkAccess"
    return ""


@functools.cache
def _inputs(module: Path) -> dict[str, str]:
    path = module / "_inputs.py"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    _, *pieces = re.split(r"^class (\w+)(?:\(.*\))?:$", text, flags=re.MULTILINE)
    return dict(zip(pieces[::2], pieces[1::2], strict=True))


if __name__ == "__main__":
    sys.exit(main())
