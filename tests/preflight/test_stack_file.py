import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from preflight import stack_file
from preflight.stack_file import StackFile, StackFileError

CONFIG = Path(__file__).parents[1] / "config"
GOLDEN = json.loads((CONFIG / "cli_golden.json").read_text())["cases"]

PLATFORM = """\
encryptionsalt: v1:c2FsdA==:v1:bm9uY2U=:Y2lwaGVydGV4dA==
config:
  azure-native:location: westeurope
  azure-mlops:platform:
    # how the nodes reach each other
    network:
      address_space: 10.20.0.0/16
      subnets:
        - name: nodes
          size: 24
        - {name: endpoints, size: 27}
    serving:
      vm_size: Standard_D8s_v5
      max_nodes: 3
      spot: true
      tier: Standard
      "pool.name": Standard_D8s_v5
    cost:
      monthly_budget_usd: 5000
    alerting:
      chat_url:
        secure: v1:bm9uY2U=:Y2FuYXJ5
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: azure-mlops\nruntime: python\n")
    (tmp_path / "Pulumi.prod-dr.yaml").write_text("config:\n")
    (tmp_path / "Pulumi.prod.yaml").write_text("config:\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(PLATFORM)
    for folder in ("registry", "bootstrap"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "Pulumi.yaml").write_text(f"name: {folder}\nmain: src\n")
        (tmp_path / folder / "Pulumi.main.yaml").write_text("config: {region: westeurope}\n")
    (tmp_path / "tests" / "stacks").mkdir(parents=True)
    (tmp_path / "tests" / "stacks" / "Pulumi.minimal.yaml").write_text("")
    (tmp_path / "tests" / "stacks" / "isolated.yaml").write_text("config: {a: 1}\n")
    return tmp_path


def read(root: Path, text: str | bytes) -> StackFile:
    """The only stack of a project called `golden`."""
    (root / "Pulumi.yaml").write_text("name: golden\n")
    content = text.encode() if isinstance(text, str) else text
    (root / "Pulumi.dev.yaml").write_bytes(content)
    return stack_file.find(root)[0]


def problems(root: Path, text: str | bytes) -> tuple[str, ...]:
    with pytest.raises(StackFileError) as caught:
        read(root, text)
    return caught.value.problems


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["name"])
def test_a_program_gets_what_the_cli_gives_it(tmp_path: Path, case: dict[str, Any]) -> None:
    text = "\n".join(case["stack_file"])
    if "refused" in case:
        assert problems(tmp_path, text)
        return
    read_file = read(tmp_path, text)
    hidden = {key: re.sub(r"opened-\d", "[secret]", v) for key, v in case["values"].items()}
    assert dict(read_file.values) == hidden
    assert list(read_file.secret_keys) == case["secret_keys"]


def test_the_recording_covers_scalars_at_both_depths() -> None:
    nested, top = (
        next(c for c in GOLDEN if c["name"] == n)["values"]
        for n in (
            "scalars inside an object",
            "scalars at the top level",
        )
    )
    names = json.loads(nested["golden:platform"])
    assert len(names) >= 14
    assert {f"golden:{name}" for name in names} == set(top)


def test_the_recording_is_what_the_installed_cli_does() -> None:
    if shutil.which("pulumi") is None:
        pytest.skip("no `pulumi` binary on PATH to record with")
    recorder = [sys.executable, str(CONFIG / "record_cli_golden.py"), "--check"]
    result = subprocess.run(recorder, capture_output=True, text=True, check=False)  # noqa: S603
    assert result.returncode == 0, result.stderr


def test_without_names_all_stacks_come_root_first_then_in_alphabetical_order(
    repository: Path,
) -> None:
    names = [found.name for found in stack_file.find(repository)]
    assert names == ["dev", "prod", "prod-dr", "bootstrap:main", "registry:main"]


def test_projects_below_tests_and_dot_folders_are_not_projects(repository: Path) -> None:
    for folder in ("tests", ".cache"):
        (repository / folder).mkdir(exist_ok=True)
        (repository / folder / "Pulumi.yaml").write_text("name: not-ours\n")
    found = stack_file.projects(repository)
    assert [project.name for project in found] == ["azure-mlops", "bootstrap", "registry"]
    assert [project.directory for project in found] == [".", "bootstrap", "registry"]


def test_a_project_knows_where_its_program_and_its_stack_files_are(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: a\nmain: src\nstackConfigDir: stacks\n")
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "Pulumi.dev.yaml").write_text("")
    (found,) = stack_file.find(tmp_path)
    assert found.project.program == tmp_path / "src"
    assert found.path == tmp_path / "stacks" / "Pulumi.dev.yaml"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("dev", ("azure-mlops", "dev")),
        (".:prod", ("azure-mlops", "prod")),
        ("bootstrap:main", ("bootstrap", "main")),
        ("tests/stacks/Pulumi.minimal.yaml", ("azure-mlops", "minimal")),
        ("tests/stacks/isolated.yaml", ("azure-mlops", "isolated")),
        ("registry/Pulumi.main.yaml", ("registry", "main")),
    ],
)
def test_a_stack_is_found_by_name_or_by_path(
    repository: Path, name: str, expected: tuple[str, str]
) -> None:
    (found,) = stack_file.find(repository, [name])
    assert (found.project.name, found.stack) == expected


def test_a_path_belongs_to_the_nearest_project_even_if_that_is_no_known_one(
    repository: Path,
) -> None:
    folder = repository / "examples" / "small"
    folder.mkdir(parents=True)
    (folder / "Pulumi.yaml").write_text("name: small\n")
    (folder / "Pulumi.dev.yaml").write_text("config: {a: 1}\n")
    (found,) = stack_file.find(repository, ["examples/small/Pulumi.dev.yaml"])
    assert found.values == {"small:a": "1"}
    assert found.name == "examples/small:dev"


def test_a_stack_asked_for_twice_is_read_once(repository: Path) -> None:
    found = stack_file.find(repository, ["prod", "dev", ".:prod", "tests/../Pulumi.prod.yaml"])
    assert [stack.name for stack in found] == ["prod", "dev"]


def test_all_unknown_names_are_reported_with_the_nearest_and_the_existing_ones(
    repository: Path,
) -> None:
    with pytest.raises(StackFileError) as caught:
        stack_file.find(repository, ["prd", "dev", "main", "zzz", "tests/stacks/isolted.yaml"])
    assert caught.value.problems == (
        "no stack file 'tests/stacks/isolted.yaml', did you mean 'tests/stacks/isolated.yaml'?",
        "unknown stack 'prd', did you mean 'prod'?",
        "unknown stack 'main', did you mean 'bootstrap:main'?",
        "unknown stack 'zzz'",
        "stacks: dev, prod, prod-dr, bootstrap:main, registry:main",
    )


def test_mistakes_of_all_files_are_reported_together(repository: Path) -> None:
    (repository / "Pulumi.prod.yaml").write_text("config:\n  a: {b: 1\n")
    (repository / "bootstrap" / "Pulumi.main.yaml").write_text("config:\n  a: 1\n  a: 2\n")
    with pytest.raises(StackFileError) as caught:
        stack_file.find(repository)
    files = [problem.partition(":")[0] for problem in caught.value.problems]
    assert files == ["Pulumi.prod.yaml", "bootstrap/Pulumi.main.yaml"]
    assert str(caught.value) == "\n".join(caught.value.problems)


def test_a_folder_without_stack_files_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: golden\n")
    with pytest.raises(StackFileError, match=r"no Pulumi\.<stack>\.yaml"):
        stack_file.find(tmp_path)


def test_a_stack_file_outside_every_project_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "dev.yaml").write_text("config: {}\n")
    with pytest.raises(StackFileError, match=r"no Pulumi\.yaml at or above dev\.yaml"):
        stack_file.find(tmp_path, ["dev.yaml"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("runtime: python\n", "Pulumi.yaml: no project name; add a line such as"),
        ("- a\n", "Pulumi.yaml: no project name; add a line such as"),
        ("name: 5\n", "Pulumi.yaml: no project name; add a line such as"),
        ("name: a\nname: b\n", "Pulumi.yaml:2:1: 'name' is given twice, first in line 1"),
        ("name: a\nconfig: {b: 1}\n", "Pulumi.yaml:2: 'config' is not read by the offline plan"),
    ],
)
def test_a_project_file_that_cannot_be_used_is_an_error(
    tmp_path: Path, text: str, expected: str
) -> None:
    (tmp_path / "Pulumi.yaml").write_text(text)
    with pytest.raises(StackFileError) as caught:
        stack_file.projects(tmp_path)
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].startswith(expected)


def test_a_syntax_error_has_its_line_and_column_and_says_what_to_do(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "config:\n  a: 1\n   b: 2\n")
    assert problem.startswith("Pulumi.dev.yaml:3:5: not valid YAML: mapping values")
    assert problem.endswith("correct the indentation or the quotes there")


def test_every_duplicate_key_is_reported_with_both_lines(tmp_path: Path) -> None:
    text = "config:\n  a:\n    b: 1\n    c: 2\n    b: 3\n  d: 1\n  d: 2\n"
    assert problems(tmp_path, text) == (
        "Pulumi.dev.yaml:5:5: 'b' is given twice, first in line 3; keep one",
        "Pulumi.dev.yaml:7:3: 'd' is given twice, first in line 6; keep one",
    )


def test_one_setting_under_two_spellings_is_a_duplicate(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "config:\n  a: 1\n  golden:a: 2\n")
    assert problem == "Pulumi.dev.yaml:3: 'golden:a' is the key of line 2 again; keep one"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("confg:\n  a: 1\n", "Pulumi.dev.yaml:1: unknown key 'confg', which the CLI ignores, did"),
        ("config: 5\n", "Pulumi.dev.yaml:1: 'config' is not a mapping"),
        ("5\n", "Pulumi.dev.yaml: not a mapping; write 'config:'"),
        ("environment: [shared]\n", "Pulumi.dev.yaml:1: 'environment' (Pulumi ESC) cannot be read"),
        ("config:\n  a:b:c: 1\n", "Pulumi.dev.yaml:2: 'a:b:c' is no setting; write 'name' or"),
        ("config:\n  8080: 1\n", "Pulumi.dev.yaml:2:3: key 8080 is not text; quote it"),
        ("config:\n  [a]: 1\n", "Pulumi.dev.yaml:2:3: a key must be text, not a list"),
        ("config:\n  a: {~: 1}\n", "Pulumi.dev.yaml:2:7: a key is missing or null"),
        ("config:\n  a: !!int text\n", "Pulumi.dev.yaml:2:6: the value is no !!int; correct"),
        ("config: {}\n---\nconfig: {}\n", "Pulumi.dev.yaml:2:1: not valid YAML: expected a single"),
        ("config:\n  a: x\x07y\n", "Pulumi.dev.yaml:2: YAML does not allow the character U+0007"),
        (b"config:\n  a: \xff\n", "Pulumi.dev.yaml:2: not UTF-8; save the file as UTF-8 text"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_why(
    tmp_path: Path, text: str | bytes, expected: str
) -> None:
    (problem,) = problems(tmp_path, text)
    assert problem.startswith(expected)


def test_a_key_of_another_package_is_kept(tmp_path: Path) -> None:
    assert read(tmp_path, "config:\n  nobody:knows: 1\n").values == {"nobody:knows": "1"}


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "config:\n", "encryptionsalt: v1:x\n"])
def test_a_file_without_settings_has_no_values(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text).values == {}


def test_a_secret_is_the_cli_mark_and_its_whole_key_is_secret(repository: Path) -> None:
    (dev,) = stack_file.find(repository, ["dev"])
    platform = json.loads(dev.values["azure-mlops:platform"])
    assert platform["alerting"]["chat_url"] == "[secret]"
    assert dev.secret_keys == ("azure-mlops:platform",)


def test_neither_a_ciphertext_nor_a_setting_shows_in_values_lines_or_repr(repository: Path) -> None:
    (dev,) = stack_file.find(repository, ["dev"])
    for ciphertext in ("Y2FuYXJ5", "c2FsdA=="):
        assert ciphertext not in f"{dev.values} {dev.lines} {dev.scalars} {dev!r}"
    assert "Standard_D8s_v5" not in repr(dev)


def test_a_refused_value_is_not_printed(tmp_path: Path) -> None:
    assert "canary" not in str(
        problems(tmp_path, "config:\n  a: !!int canary\n  b: [!!bool canary]\n")
    )


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("network", 6),
        ("network.address_space", 7),
        ("network.subnets", 8),
        ("network.subnets[0]", 9),
        ("network.subnets[0].size", 10),
        ("network.subnets[1]", 11),
        ("network.subnets[1].name", 11),
        ('serving["pool.name"]', 17),
        ("alerting.chat_url", 21),
        ("azure-mlops:platform", 4),
        ("platform", 4),
        ("azure-mlops:platform.network", 6),
        ("azure-native:location", 3),
        ("network.subnets[2]", None),
        ("network.address", None),
        ("location", None),
    ],
)
def test_a_setting_is_found_on_its_line(repository: Path, path: str, line: int | None) -> None:
    (dev,) = stack_file.find(repository, ["dev"])
    assert dev.line_of(path) == line


def test_lines_are_counted_the_same_with_carriage_returns_and_a_byte_order_mark(
    repository: Path,
) -> None:
    (plain,) = stack_file.find(repository, ["dev"])
    windows = "\ufeff" + PLATFORM.replace("\n", "\r\n")
    (repository / "Pulumi.dev.yaml").write_bytes(windows.encode())
    (dev,) = stack_file.find(repository, ["dev"])
    assert dev.lines == plain.lines
    assert dev.values == plain.values


def test_a_merged_setting_stands_on_the_line_that_gives_it(tmp_path: Path) -> None:
    text = "config:\n  base: &base\n    a: 1\n    b: 2\n  pool:\n    <<: *base\n    b: 3\n"
    stack = read(tmp_path, text)
    assert stack.line_of("pool.a") == 3
    assert stack.line_of("pool.b") == 7


def test_a_distinctive_value_is_found_on_every_line_that_chose_it(repository: Path) -> None:
    (dev,) = stack_file.find(repository, ["dev"])
    assert dev.lines_of_value("10.20.0.0/16") == (("network.address_space", 7),)
    assert dev.lines_of_value(5000.0) == (("cost.monthly_budget_usd", 19),)
    assert dev.lines_of_value("Standard_D8s_v5") == (
        ("serving.vm_size", 13),
        ('serving["pool.name"]', 17),
    )


@pytest.mark.parametrize("value", [True, 3, 24, "Standard", "nodes", "[secret]", None, [5000]])
def test_a_value_that_stands_anywhere_is_found_nowhere(repository: Path, value: object) -> None:
    (dev,) = stack_file.find(repository, ["dev"])
    assert dev.lines_of_value(value) == ()
