import ast
import gc
import os
import sys
import threading
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import resources, storage

from preflight import host
from preflight.host import run, run_function
from tests.preflight.lab import SAMPLE, faulty, project

ROOT = Path(__file__).parents[2]
GROUP = """
from pulumi_azure_native import resources

group = resources.ResourceGroup("group", resource_group_name="rg-small", location="westeurope")
"""


def group(name: str = "group", **options: Any) -> resources.ResourceGroup:
    return resources.ResourceGroup(
        name,
        resource_group_name=f"rg-{name}",
        location="westeurope",
        opts=pulumi.ResourceOptions(**options),
    )


def small(root: Path, program: str, **config: str) -> host.Run:
    return run(project(root, program), "small", "dev", config=config)


def test_a_program_without_resources_is_an_error() -> None:
    assert "registered no resource" in run_function(lambda: None).error


def test_a_missing_program_is_an_error(tmp_path: Path) -> None:
    result = run(tmp_path, "small", "dev", config={})
    assert "There is no program" in result.error


def test_a_program_may_be_a_single_file(tmp_path: Path) -> None:
    program = project(tmp_path, GROUP) / "__main__.py"
    assert len(run(program, "small", "dev", config={}).resources) == 1


def test_two_resources_of_one_urn_are_an_error_that_names_the_second_line(tmp_path: Path) -> None:
    error = small(tmp_path, GROUP + GROUP).error
    assert "Duplicate resource URN" in error
    assert error.endswith('File "__main__.py", line 8')


def test_a_program_error_shows_the_frames_of_its_author_only(tmp_path: Path) -> None:
    program = "def names():\n    return {}['kv']\n\n\nnames()\n"
    assert small(tmp_path, program).error.splitlines() == [
        "Traceback (most recent call last):",
        '  File "__main__.py", line 5, in <module>',
        "    names()",
        '  File "__main__.py", line 2, in names',
        "    return {}['kv']",
        "KeyError: 'kv'",
    ]


def test_a_wrong_value_in_the_program_is_told_with_its_line(tmp_path: Path) -> None:
    assert 'File "__main__.py", line 5' in small(tmp_path, f"{GROUP}int('ten')").error


def test_an_error_in_apply_is_told_with_its_line(tmp_path: Path) -> None:
    program = f"{GROUP}group.location.apply(lambda region: 1 / 0)\n"
    error = small(tmp_path, program).error
    assert 'File "__main__.py", line 5, in <lambda>' in error
    assert "site-packages" not in error


def test_an_error_without_a_line_of_the_author_keeps_all_it_has(tmp_path: Path) -> None:
    program = GROUP.replace('"westeurope"', "{1, 2}")
    error = small(tmp_path, program).error
    assert "site-packages/pulumi/runtime" in error
    assert "unexpected input of type set" in error


def test_an_error_that_is_meant_for_the_reader_comes_without_a_traceback(tmp_path: Path) -> None:
    program = "import pulumi\n\nraise pulumi.RunError('set the region')\n"
    assert small(tmp_path, program).error == "set the region"


def test_settings_errors_come_without_a_traceback(tmp_path: Path) -> None:
    program = (
        "class Wrong(ValueError):\n    problems = ('one',)\n\n\nraise Wrong('1 setting to mend')\n"
    )
    assert small(tmp_path, program).error == "1 setting to mend"


def test_an_error_that_a_program_only_logs_does_not_stop_it() -> None:
    def program() -> None:
        pulumi.log.error("the quota is nearly used up")
        group()

    result = run_function(program)
    assert (result.error, len(result.resources)) == ("", 1)
    assert result.logs == [("error", "the quota is nearly used up")]


def test_a_program_that_leaves_has_failed(tmp_path: Path) -> None:
    assert small(tmp_path, "import sys\n\nsys.exit(3)\n").error.endswith("exit code 3")


def test_an_interrupt_leaves_and_restores_everything(tmp_path: Path) -> None:
    before = os.getcwd(), list(sys.path), sys.argv, sys.stdout
    with pytest.raises(KeyboardInterrupt):
        small(tmp_path, "raise KeyboardInterrupt\n")
    assert (os.getcwd(), list(sys.path), sys.argv, sys.stdout) == before


def test_what_a_program_prints_stays_out_of_stdout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small(tmp_path, f"{GROUP}print('hello')\n")
    assert capsys.readouterr() == ("", "hello\n")


def test_one_run_sees_nothing_of_the_configuration_of_another(tmp_path: Path) -> None:
    program = f"import pulumi\n{GROUP}\npulumi.export('size', pulumi.Config().get('size'))\n"
    assert small(tmp_path, program, **{"small:size": "large"}).outputs == {"size": "large"}
    assert small(tmp_path, program).outputs == {}
    assert pulumi.Config("small").get("size") is None


@pytest.mark.parametrize("name", ["PULUMI_CONFIG_SMALL_SIZE", "PULUMI_CONFIG"])
def test_settings_of_the_machine_are_no_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, '{"small:size": "large"}')
    program = f"import pulumi\n{GROUP}\npulumi.export('size', pulumi.Config().get('size'))\n"
    assert small(tmp_path, program).outputs == {}
    assert name in os.environ


def test_a_run_forgets_the_modules_of_the_program(tmp_path: Path) -> None:
    program = f"{GROUP}\nfrom helper import count\n\ncount.append(1)\nassert len(count) == 1\n"
    project(tmp_path, program)
    (tmp_path / "helper.py").write_text("count = []\n")
    for _ in range(2):
        assert run(tmp_path, "small", "dev", config={}).error == ""
    assert "helper" not in sys.modules


def test_a_program_gets_its_own_module_where_another_has_the_same_name(tmp_path: Path) -> None:
    import components

    root = faulty(tmp_path / "sample", {})
    result = run(root, "sample", "dev", config={"sample:stores": '{"redundancy": "Standard_LRS"}'})
    assert result.error.endswith("KeyError: 'protect'")
    assert sys.modules["components"] is components


def test_runs_leave_no_threads_and_no_files_open() -> None:
    async def hook(_args: pulumi.ErrorHookArgs) -> bool:
        return False

    def program() -> None:
        wait = pulumi.ErrorHook("wait", hook)
        group(hooks=pulumi.ResourceHookBinding(on_error=[wait]))

    assert run_function(program).error == ""  # what is loaded once, such as gRPC, may stay
    gc.collect()
    threads, files = set(threading.enumerate()), len(os.listdir("/dev/fd"))
    runs = 4
    assert [run_function(program).error for _ in range(runs)] == [""] * runs
    gc.collect()
    assert set(threading.enumerate()) <= threads
    # gRPC closes the last server's sockets when it comes to it; each run must not add its own.
    assert len(os.listdir("/dev/fd")) - files < runs


def test_a_failed_run_leaves_nothing_that_reports_itself_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    other = """
resources.ResourceGroup(
    "other", resource_group_name=group.location.apply(lambda region: {}[region])
)
"""
    assert "KeyError" in small(tmp_path, GROUP + other).error
    gc.collect()  # asyncio tells of a forgotten error when the future goes
    assert caplog.text == ""


def test_a_secret_of_the_configuration_is_in_no_error_and_no_log() -> None:
    def program() -> None:
        password = pulumi.Config().require("password")
        pulumi.log.warn(f"weak: {password}")
        raise RuntimeError(f"cannot use {password}")

    result = run_function(
        program,
        project="small",
        config={"small:password": "canary-4711"},
        secret_keys=("small:password",),
    )
    assert result.logs == [("warning", "weak: [secret]")]
    assert result.error.endswith("RuntimeError: cannot use [secret]")


def test_a_plan_has_no_version_aliases_and_keeps_written_ones() -> None:
    def program() -> None:
        group(aliases=[pulumi.Alias(name="former"), "urn:pulumi:test::small::x:y:Z::gone"])

    (resource,) = run_function(program).resources.values()
    assert resource.aliases == [{"name": "former"}, {"urn": "urn:pulumi:test::small::x:y:Z::gone"}]


def test_only_the_host_drops_version_aliases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "drop_version_aliases", lambda _args: None)

    def program() -> None:
        storage.StorageAccount(
            "account",
            account_name="stsmall",
            resource_group_name="rg-small",
            kind="StorageV2",
            sku=storage.SkuArgs(name="Standard_LRS"),
        )

    (resource,) = run_function(program).resources.values()
    types = [alias["type"] for alias in resource.aliases]
    assert len(types) > 10
    assert all(text.startswith("azure-native:storage/v") for text in types)


def test_no_program_changes_registrations_so_that_a_deployment_keeps_version_aliases() -> None:
    programs = [ROOT / "__main__.py", *ROOT.glob("*/__main__.py")]
    rooms = [path for room in ("components", "settings") for path in (ROOT / room).rglob("*.py")]
    changes = {
        "register_stack_transformation",
        "register_resource_transform",
        "register_stack_transform",
    }
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in [*programs, *rooms]
        if path.parent.name != "preflight"
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Attribute) and node.attr in changes)
        or (isinstance(node, ast.ImportFrom) and changes & {alias.name for alias in node.names})
    ]
    assert found == []


def test_the_sample_runs_in_both_modes() -> None:
    stores = '{"redundancy": "Standard_LRS", "protect": true}'
    for mode in ("preview", "update"):
        result = run(SAMPLE, "sample", "dev", mode=mode, config={"sample:stores": stores})
        assert (result.error, len(result.resources)) == ("", 13)
