"""The pack as the engine starts it: another folder, another process, one line on stdout."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2_grpc

from policy_packs.guardrails.judgement import all_rules
from tests.guardrails.engine import ask_analyzer, configuration
from tests.guardrails.test_programs import judgement_of, plan_of_file
from tests.support import ROOT

pytestmark = pytest.mark.slow

PACK = ROOT / "policy_packs/guardrails"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the pack, in which nothing of the repository around it can be imported."""
    copy = tmp_path_factory.mktemp("elsewhere") / "a pack"
    shutil.copytree(PACK, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


@contextmanager
def started(
    command: list[str], pack: Path, stack: str
) -> Generator[analyzer_pb2_grpc.AnalyzerStub]:
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("PULUMI", "PYTHON"))},
        "PULUMI_PROJECT": "azure-mlops",
        "PULUMI_STACK": stack,
        "PULUMI_DRY_RUN": "true",
        "GUARDRAILS_TODAY": "2026-11-21",
        "GUARDRAILS_PYTHON": sys.executable,
    }
    process = subprocess.Popen(  # noqa: S603
        command, cwd=pack, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield analyzer_pb2_grpc.AnalyzerStub(channel)
    finally:
        process.terminate()
        process.wait()


def _as_python(pack: Path) -> list[str]:
    return [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:0", str(pack)]


def _as_executable(pack: Path) -> list[str]:
    return [str(pack / "run"), "127.0.0.1:0", str(pack)]


@pytest.mark.parametrize("form", [_as_python, _as_executable])
def test_the_engine_can_start_the_pack_from_any_folder(
    form: Callable[[Path], list[str]], pack: Path
) -> None:
    with started(form(pack), pack, "dev") as analyzer:
        info = analyzer.GetAnalyzerInfo(empty_pb2.Empty())
    assert [policy.name for policy in info.policies] == [rule.id for rule in all_rules()]


@pytest.mark.parametrize("name", ["dev", "tests/stacks/Pulumi.public.yaml"])
def test_over_grpc_the_verdicts_are_those_of_the_plan(name: str, pack: Path) -> None:
    plan = plan_of_file(name)
    with started(_as_python(pack), pack, plan.stack) as analyzer:
        info = analyzer.GetAnalyzerInfo(empty_pb2.Empty())
        analyzer.Configure(configuration(info, {}))
        answer = ask_analyzer(plan, analyzer)
    expected = [(one.rule.id, one.verdict.urn) for one in judgement_of(name).violations]
    assert answer.silenced == []
    assert sorted((rule, urn) for rule, urn, _, _ in answer.violations) == sorted(expected)


def test_the_pack_starts_without_the_big_libraries(pack: Path) -> None:
    script = (
        "import sys, runpy; import pulumi_policy; pulumi_policy.PolicyPack = lambda *a, **k: None;"
        "runpy.run_path('.', run_name='__main__');"
        "print([m for m in ('pulumi_azure_native', 'pydantic', 'ruamel', 'rich')"
        " if m in sys.modules])"
    )
    environment = {**os.environ, "PULUMI_STACK": "dev", "GUARDRAILS_TODAY": "2026-11-21"}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script],
        cwd=pack,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_a_start_without_the_project_environment_is_explained(tmp_path: Path) -> None:
    copy = tmp_path / "guardrails"
    copy.mkdir()
    shutil.copy(PACK / "run", copy / "run")
    done = subprocess.run(  # noqa: S603
        [str(copy / "run"), "127.0.0.1:0"],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "make setup" in done.stderr
