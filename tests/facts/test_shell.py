"""Shell scripts are read down to the commands that would run."""

from __future__ import annotations

import time

import pytest

from readiness_checks.facts.shell import simple_commands


def _commands(text: str, *arguments: str, errexit: bool = True, here: str | None = None) -> list[str]:
    return [" ".join(command.words) for command in simple_commands(text, arguments=arguments, errexit=errexit, here=here)]


@pytest.mark.parametrize(
    ("text", "can_fail"),
    [
        ("pytest", True),
        ("pytest || true", False),
        ("pytest || echo failed", False),
        ("pytest || (echo failed; exit 1)", True),
        ("pytest || exit $?", True),
        ("set +e\npytest\necho done", False),
        ("set +e\npytest\ncode=$?\nexit $code", True),
        ("if ! pytest; then exit 1; fi", True),
        ("if pytest; then echo good; fi", False),
        ("pytest | tee log.txt", True),
        ('[ -z "$(pytest)" ] || exit 1', True),
        ("echo $(pytest)", False),
    ],
)
def test_a_failure_counts_unless_the_script_swallows_it(text: str, can_fail: bool) -> None:
    """Whether a failing command fails the script follows the shell's rules."""
    found = [command.can_fail for command in simple_commands(text) if command.words == ("pytest",)]

    assert found == [can_fail]


def test_a_last_exit_0_swallows_without_errexit() -> None:
    """`jest; exit 0` as a package script always passes."""
    found = [command.can_fail for command in simple_commands("jest; exit 0", errexit=False)]

    assert found == [False, False]


def test_functions_and_cases_follow_the_arguments() -> None:
    """An entry point that chooses by its first argument runs only what is chosen."""
    script = 'tests() { exec pytest "$@"; }\ncase "$1" in\n  serve) gunicorn app ;;\n  tests) shift; tests "$@" ;;\nesac\n'

    assert _commands(script, "tests", "-x") == ["exec pytest -x"]


def test_loops_over_words_and_folders() -> None:
    """A loop over literal words runs its body for each, and `cd` in a subshell ends with it."""
    found = [(command.words[0], command.folder) for command in simple_commands("for d in a b; do (cd services/$d && make); done\nls")]

    assert found == [("make", "services/a"), ("make", "services/b"), ("ls", "")]


def test_the_folder_of_the_script_is_known() -> None:
    """The usual first lines of a script lead to the root."""
    found = [command.folder for command in simple_commands('cd "$(dirname "$0")/.."\nls', here="scripts") if command.words == ("ls",)]

    assert found == [""]


def test_heredocs_for_a_shell_are_scripts() -> None:
    """What a remote shell reads is run there; what `cat` reads is text."""
    assert _commands("ssh host << EOF\ndocker compose up -d\nEOF\n") == ["ssh host", "docker compose up -d"]
    assert _commands("cat << EOF\ndocker compose up -d\nEOF\n") == ["cat"]


def test_arrays_and_variables_are_filled_in() -> None:
    """Literal variables and arrays stand for what they hold."""
    assert _commands('TOOL=grype\ncmd=($TOOL -f low)\n"${cmd[@]}" image') == ["grype -f low image"]


@pytest.mark.parametrize(
    "text", ["(" * 50_000, "$(" * 20_000, "if a; then " * 20_000, "{ " * 50_000, '"$(' * 10_000, "f() { f; f; }\nf\n", "a=$a$a\n" * 2_000]
)
def test_hostile_scripts_end_soon(text: str) -> None:
    """Nesting, recursion and growth are bounded."""
    start = time.monotonic()
    simple_commands(text)

    assert time.monotonic() - start < 2
