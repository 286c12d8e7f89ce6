"""What evidence was given about, so that anybody can give it again and compare."""

import hashlib
import json
import platform
import re
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from preflight.document import to_json
from preflight.judging import PACK
from preflight.plan import Plan


@dataclass(frozen=True)
class Inputs:
    """What the outcomes follow from.

    Attributes:
        plan: digest of the plan's document, without secrets and without the judgement.
        pack: digest of the pack's files: rules, data, levels and exemptions.
        commit: of the project; None outside git.
        changed: whether files differ from that commit.
        versions: of what planned and judged.
    """

    plan: str
    pack: str
    commit: str | None
    changed: bool
    versions: dict[str, str]


def inputs_of(plan: Plan) -> Inputs:
    """Return the inputs of a plan's evidence.

    Raises:
        FileNotFoundError: the repository has no policy pack.
    """
    pack = plan.root / PACK
    manifest = (pack / "PulumiPolicy.yaml").read_text("utf-8")
    told = re.search(r"^version: (\S+)", manifest, re.MULTILINE)
    return Inputs(
        plan=plan_digest(plan),
        pack=_digest_of_files(pack),
        commit=_git(plan.root, "rev-parse", "HEAD"),
        changed=bool(_git(plan.root, "status", "--porcelain")),
        versions={
            "guardrails": told[1] if told else "",
            "pulumi": version("pulumi"),
            "pulumi-azure-native": version("pulumi-azure-native"),
            "python": platform.python_version(),
        },
    )


def plan_digest(plan: Plan) -> str:
    """Return the digest of a plan, the same for the same plan always.

    Secrets take no part: whoever knows the rest of the plan could guess a short one by its digest.
    """
    (document,) = json.loads(to_json([plan], b""))["plans"]
    del document["judgement"]
    text = json.dumps(_without_secrets(document), sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"$secret"}:
            return {"$secret": None}
        return {key: _without_secrets(item) for key, item in value.items()}
    return [_without_secrets(item) for item in value] if isinstance(value, list) else value


def _digest_of_files(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            name = path.relative_to(folder).as_posix()
            total.update(f"{name}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return f"sha256:{total.hexdigest()}"


def _git(root: Path, *arguments: str) -> str | None:
    try:
        answer = subprocess.run(
            ["git", *arguments], cwd=root, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None
