"""Record what a Pulumi program receives from awkward stack files: rewrites `cli_golden.json`.

python tests/config/record_cli_golden.py [--check] [--pulumi PATH]
"""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from pulumi import automation
from pulumi.runtime import config as runtime_config

GOLDEN = Path(__file__).with_name("cli_golden.json")
# Opens the ciphertexts of the recorded cases, which protect nothing.
PASSPHRASE = "golden"

Case = dict[str, Any]


def record(cases: list[Case], command: automation.PulumiCommand) -> list[Case]:
    """The cases with what a program gets from each stack file, or why the CLI refuses it."""
    received: Case = {}

    def program() -> None:
        # The public API answers for one key at a time; the raw map shows every key that arrived.
        received["values"] = dict(sorted(runtime_config.CONFIG.get().items()))
        received["secret_keys"] = sorted(runtime_config._SECRET_KEYS.get())

    with tempfile.TemporaryDirectory() as folder:
        state, work = Path(folder, "state"), Path(folder, "work")
        state.mkdir()
        work.mkdir()
        stack = automation.create_stack(
            "dev",
            project_name="golden",
            program=program,
            opts=automation.LocalWorkspaceOptions(
                work_dir=str(work),
                pulumi_home=str(Path(folder, "home")),
                pulumi_command=command,
                env_vars={
                    "PULUMI_BACKEND_URL": state.as_uri(),
                    "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
                    "PULUMI_SKIP_UPDATE_CHECK": "true",
                    # Go names a zone after the machine's own when the offsets agree.
                    "TZ": "UTC",
                },
            ),
        )
        outcomes = []
        for case in cases:
            received.clear()
            given = {key: case[key] for key in ("name", "stack_file")}
            (work / "Pulumi.dev.yaml").write_bytes("\n".join(case["stack_file"]).encode())
            try:
                stack.preview()
            except automation.CommandError as error:
                if received:
                    raise
                received["refused"] = _reason(str(error))
            outcomes.append(given | received)
    return outcomes


def _reason(output: str) -> str:
    """The CLI's own words out of the report of a failed command."""
    return " ".join(output.partition("stderr: error: ")[2].split())


def main() -> int:
    """Rewrite the recording, or with `--check` compare only; 1 if something differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare and write nothing")
    parser.add_argument("--pulumi", type=Path, help="the binary; default: the one on PATH")
    arguments = parser.parse_args()
    binary = arguments.pulumi or shutil.which("pulumi")
    if binary is None:
        parser.error("no `pulumi` on PATH; name one with --pulumi")
    recorded = json.loads(GOLDEN.read_text())["cases"]
    with tempfile.TemporaryDirectory() as root:
        # PulumiCommand expects the binary in ROOT/bin.
        Path(root, "bin").mkdir()
        Path(root, "bin", "pulumi").symlink_to(Path(binary).resolve())
        command = automation.PulumiCommand(root=root)
        cases = record(recorded, command)
    if not arguments.check:
        recording = {"pulumi": f"v{command.version}", "cases": cases}
        GOLDEN.write_text(json.dumps(recording, indent=1) + "\n")
        return 0
    differing = [
        new["name"]
        for old, new in zip(recorded, cases, strict=True)
        if _outcome(old) != _outcome(new)
    ]
    for name in differing:
        sys.stderr.write(f"{name}: pulumi v{command.version} differs from the recording\n")
    return 1 if differing else 0


def _outcome(case: Case) -> Case:
    """A case without the CLI's wording, which changes between versions."""
    return case | {"refused": "refused" in case}


if __name__ == "__main__":
    sys.exit(main())
