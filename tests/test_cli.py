"""The command line does what its help says, and its exit codes are those it documents."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import readiness

SCHEMA = json.loads((Path(readiness.__file__).parent / "output/report.schema.json").read_text(encoding="utf-8"))
CHECKS = """
from readiness.model import Evidence, Fail, Finding, Partial, Pass, check


@check("custom.good", title="It is good", tier="mvp", weight=1, demands=())
def good(repo):
    return Pass((Evidence("seen", "app.py", 1),))


@check("custom.bad", title="It is bad", tier="mvp", weight=1, demands=(), essential={essential})
def bad(repo):
    return Fail((Finding("broken", "app.py", 1),))


@check("custom.half", title="It is half", tier="mvp", weight=1, demands=())
def half(repo):
    return Partial(1, 2, (Finding("half"),))


@check("custom.broken", title="It breaks", tier="mvp", weight=1, demands=())
def broken(repo):
    return 1 / 0
"""


def run(*args: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "readiness", *args],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        timeout=60,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with one source file and a local plugin outside it."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "app.py").write_text("print('hello')\n", encoding="utf-8")
    (tmp_path / "plugin.py").write_text(CHECKS.replace("{essential}", "False"), encoding="utf-8")
    (tmp_path / "essential.py").write_text(CHECKS.replace("{essential}", "True"), encoding="utf-8")
    return root


def report(result: subprocess.CompletedProcess[str]) -> Any:
    return json.loads(result.stdout)


def test_json_holds_to_its_schema(project: Path) -> None:
    """The JSON report validates against the schema that the package ships, in every profile."""
    for profile in ("mvp", "production", "enterprise"):
        result = run("check", str(project), "--profile", profile, "--format", "json", "--fail-on", "never")
        jsonschema.validate(report(result), SCHEMA, cls=jsonschema.Draft202012Validator)

        assert (result.returncode, result.stderr) == (0, "")


def test_two_runs_are_byte_identical(project: Path) -> None:
    """No times, no absolute paths, no order that changes."""
    first, second = (run("check", str(project), "--format", "json", env={"PYTHONHASHSEED": seed}) for seed in ("1", "2"))

    assert first.stdout == second.stdout
    assert str(project.parent) not in first.stdout


@pytest.mark.parametrize(
    ("plugin", "args", "code"),
    [
        ("plugin.py", ("--select", "custom.good"), 0),
        ("plugin.py", ("--select", "custom.bad"), 0),
        ("plugin.py", ("--select", "custom.bad", "--fail-on", "fail"), 1),
        ("essential.py", ("--select", "custom.bad"), 1),
        ("essential.py", ("--select", "custom.bad", "--fail-on", "never"), 0),
        ("plugin.py", ("--select", "custom.half", "--fail-on", "fail"), 0),
        ("plugin.py", ("--select", "custom.half", "--fail-on", "partial"), 1),
        ("plugin.py", ("--select", "custom.half", "--fail-under", "51"), 1),
        ("plugin.py", ("--select", "custom.half", "--fail-under", "50"), 0),
        ("plugin.py", ("--select", "custom.broken,custom.good"), 3),
        ("plugin.py", ("--select", "custom.nothing"), 2),
        ("plugin.py", ("--profile", "nonsense"), 2),
        ("missing.py", (), 2),
    ],
)
def test_exit_codes(project: Path, plugin: str, args: tuple[str, ...], code: int) -> None:
    """0 the gate holds, 1 it fails, 2 it could not run, 3 a check crashed."""
    result = run("check", str(project), "--checks", str(project.parent / plugin), "--format", "json", *args)

    assert (result.returncode, "Traceback" in result.stderr) == (code, False)


def test_a_crash_hides_no_other_check(project: Path) -> None:
    """The report is complete beside a check that crashed."""
    result = run("check", str(project), "--checks", str(project.parent / "plugin.py"), "--select", "custom", "--format", "json")

    assert {check["id"]: check["status"] for check in report(result)["checks"]} == {
        "custom.bad": "fail",
        "custom.broken": "crashed",
        "custom.good": "pass",
        "custom.half": "partial",
    }


def test_an_empty_folder_has_no_score(tmp_path: Path) -> None:
    """Nothing to assess is no good score: null, and exit code 2."""
    result = run("check", str(tmp_path), "--format", "json")

    assert (result.returncode, report(result)["score"], report(result)["grade"]) == (2, None, None)


@pytest.mark.parametrize("path", ["nowhere", "app.py"])
def test_what_is_no_folder_is_said_in_one_line(project: Path, path: str) -> None:
    """A path that is missing, or a file, is a clear error."""
    result = run("check", str(project / path))

    assert result.returncode == 2
    assert len(result.stderr.strip().splitlines()) == 1


def test_wrong_configuration_is_said_in_one_line(project: Path) -> None:
    """An unknown key names the nearest right one; a repository cannot load code."""
    (project / "readiness.toml").write_text('profil = "mvp"\n', encoding="utf-8")
    result = run("check", str(project))

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == "readiness: readiness.toml: unknown key 'profil'; did you mean 'profile'?\n"


def test_output_goes_to_a_file(project: Path, tmp_path: Path) -> None:
    """`--output` writes the report and leaves standard output alone."""
    result = run("check", str(project), "--format", "json", "--fail-on", "never", "--output", str(tmp_path / "report.json"))

    assert (result.returncode, result.stdout) == (0, "")
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["schema_version"] == "1"


def test_list_and_explain() -> None:
    """`list` names every check with its metadata, `explain` prints a page, an unknown id names the nearest."""
    listed = report(run("list", "--format", "json"))
    explained = run("explain", "documentation.licence")
    unknown = run("explain", "documentation.license")

    assert {"id", "area", "title", "tier", "weight", "essential", "demands", "scope"} <= set(listed[0])
    assert "Without a licence" in explained.stdout
    assert (unknown.returncode, "did you mean 'documentation.licence'?" in unknown.stderr) == (2, True)


def test_version() -> None:
    """`--version` says the one version there is."""
    assert run("--version").stdout == f"readiness, version {readiness.__version__}\n"


def test_escapes_of_the_repository_do_not_reach_the_terminal(tmp_path: Path) -> None:
    """A file name with control sequences is shown as text."""
    (tmp_path / "a\x1b[31m.py").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / ".env\x1b[2J").write_text("KEY=" + "a1B2" * 8 + "\n", encoding="utf-8")
    result = run("check", str(tmp_path), "--verbose", "--fail-on", "never")

    assert "\x1b" not in result.stdout + result.stderr


def test_colours_only_on_a_terminal(project: Path) -> None:
    """A pipe gets none, a terminal does, `--no-color` and NO_COLOR win."""
    piped = run("check", str(project), "--fail-on", "never").stdout
    coloured = on_terminal("check", str(project), "--fail-on", "never")
    plain = on_terminal("check", str(project), "--fail-on", "never", "--no-color")
    silenced = on_terminal("check", str(project), "--fail-on", "never", NO_COLOR="1")

    assert ["\x1b[" in text for text in (piped, coloured, plain, silenced)] == [False, True, False, False]


def on_terminal(*args: str, **env: str) -> str:
    """What a run prints on a pseudo-terminal."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "readiness", *args],
        stdout=child,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TERM": "xterm-256color", **env},
    )
    os.close(child)
    pieces = []
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:
            break
        if not piece:
            break
        pieces.append(piece)
    process.wait(timeout=60)
    os.close(parent)
    return b"".join(pieces).decode()


def test_interrupt_ends_cleanly(project: Path, tmp_path: Path) -> None:
    """Ctrl-C ends with 130 and no traceback."""
    slow = """
from readiness.model import check
import time


@check('custom.slow', title='s', tier='mvp', weight=1, demands=())
def slow(repo):
    open(r'{mark}', 'w').close()
    time.sleep(30)
"""
    mark = tmp_path / "started"
    (tmp_path / "slow.py").write_text(slow.replace("{mark}", str(mark)), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "readiness", "check", str(project), "--checks", str(tmp_path / "slow.py"), "--select", "custom"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 20
    while not mark.exists() and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)

    assert (process.returncode, "Traceback" in errors) == (130, False)


def test_a_repository_cannot_load_code(project: Path) -> None:
    """Neither its configuration nor a file in it named like ours is imported."""
    for name in ("readiness_checks.py", "readiness.py", "conftest.py", "sitecustomize.py", "yaml.py"):
        (project / name).write_text("open('canary', 'w').close()\n", encoding="utf-8")
    result = subprocess.run(
        [str(Path(sys.executable).parent / "readiness"), "check", ".", "--fail-on", "never"],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (result.returncode, (project / "canary").exists()) == (0, False)
