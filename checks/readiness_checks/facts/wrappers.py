"""Commands that run another command: what stands before it is peeled off, so that the tool itself is seen."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from readiness.regex import Regex

# program -> options that take a value; what follows the options is the command
_PREFIXES: dict[str, frozenset[str]] = {
    "sudo": frozenset({"-u", "-g", "-h", "-p", "-C", "--user", "--group"}), "env": frozenset({"-u", "-C", "--unset", "--chdir"}),
    "time": frozenset({"-f", "-o"}), "nice": frozenset({"-n"}), "ionice": frozenset({"-c", "-n"}), "nohup": frozenset(),
    "exec": frozenset({"-a"}),
    "command": frozenset(), "builtin": frozenset(), "eatmydata": frozenset(), "setsid": frozenset(), "unbuffer": frozenset(),
    "stdbuf": frozenset({"-o", "-e", "-i"}),
    "xvfb-run": frozenset({"-s", "-e", "-f", "-n", "-p", "-w", "--server-args"}), "dbus-run-session": frozenset(), "tini": frozenset(),
    "dumb-init": frozenset(), "cross-env": frozenset(), "cross-env-shell": frozenset(), "ddtrace-run": frozenset(),
    "opentelemetry-instrument": frozenset(),
    "npx": frozenset({"-p", "--package", "--prefix", "-w", "--workspace"}), "pnpx": frozenset(), "bunx": frozenset({"-p", "--package"}),
    "uvx": frozenset({"--from", "--python", "-p", "--with", "--index-url", "--with-requirements"}),
    "xargs": frozenset({"-n", "-I", "-P", "-L", "-d", "-a", "-i"}),
    "dotenv": frozenset({"-e", "-f", "-c", "-v", "-p"}), "env-cmd": frozenset({"-f", "-e", "--file"}), "dotenvx": frozenset({"-f", "-e"}),
    "retry": frozenset({"-t", "-n", "-d", "--times", "--delay", "--tries"}), "travis_retry": frozenset(), "travis_wait": frozenset(),
    "gosu": frozenset(), "su-exec": frozenset(), "strace": frozenset({"-o", "-e"}), "doas": frozenset({"-u"}),
}  # fmt: skip
# program and sub-command -> options that take a value
_SUBCOMMANDS: dict[tuple[str, ...], frozenset[str]] = {
    ("bundle", "exec"): frozenset(), ("poetry", "run"): frozenset(), ("pipenv", "run"): frozenset(), ("rye", "run"): frozenset(),
    ("pipx", "run"): frozenset({"--spec", "--python", "--index-url"}), ("uv", "tool", "run"): frozenset({"--from", "--python", "--with"}),
    ("uv", "run"): frozenset({"--with", "--extra", "--group", "--only-group", "--no-group", "--python", "-p", "--project", "--directory",
    "--env-file", "--package", "--index", "--with-requirements", "--with-editable", "--config-setting", "--refresh-package",
    "--upgrade-package"}),
    ("pnpm", "exec"): frozenset({"--filter", "-F"}), ("pnpm", "dlx"): frozenset({"--package"}), ("yarn", "exec"): frozenset(),
    ("yarn", "dlx"): frozenset({"-p", "--package"}),
    ("npm", "exec"): frozenset({"-p", "--package", "-w", "--workspace"}), ("npm", "x"): frozenset({"-p", "--package"}),
    ("bun", "x"): frozenset(),
    ("mise", "exec"): frozenset(), ("mise", "x"): frozenset(), ("rbenv", "exec"): frozenset(), ("asdf", "exec"): frozenset(),
    ("direnv", "exec"): frozenset(),
    ("doppler", "run"): frozenset({"-p", "-c", "--project", "--config"}), ("op", "run"): frozenset({"--env-file"}),
    ("infisical", "run"): frozenset({"--env", "--path"}),
    ("chamber", "exec"): frozenset(), ("aws-vault", "exec"): frozenset(), ("conda", "run"): frozenset({"-n", "-p", "--name"}),
    ("micromamba", "run"): frozenset({"-n", "-p"}),
    ("mamba", "run"): frozenset({"-n", "-p"}), ("devbox", "run"): frozenset({"-c"}),
    ("dotnet", "tool", "run"): frozenset(), ("go", "tool"): frozenset({"-modfile"}),
}  # fmt: skip
_POSITIONAL = {"timeout": 1, "gosu": 1, "su-exec": 1, "direnv": 1, "chamber": 1, "aws-vault": 1}
_PYTHON = Regex(r"(?:python|pypy)(?:[23](?:\.\d+)?)?(?:\.exe)?|py")
_CONTAINER_FLAGS = frozenset({
    "--rm", "-i", "-t", "-it", "-ti", "-d", "--detach", "--privileged", "--init", "--interactive", "--tty", "-P", "--read-only", "-T",
    "--no-TTY",
    "--no-deps", "--build", "--quiet-pull", "--service-ports", "--use-aliases", "--remove-orphans", "-q", "--quiet", "--no-healthcheck",
    "-itd", "-dit", "--publish-all", "--sig-proxy", "--oom-kill-disable",
    "--exit-code-from-all", "--abort-on-container-exit", "-V", "--force-recreate", "--wait", "--no-build", "--no-recreate",
    "--always-recreate-deps", "--compatibility", "--verbose", "--no-ansi", "--all-resources",
})  # fmt: skip
_SEPARATING = frozenset({"dockerize", "wait4x", "op", "nix", "flox", "vault-env"})
_SHELLS = frozenset({"bash", "sh", "zsh", "dash", "ash", "ksh"})


def after_options(words: tuple[str, ...], valued: frozenset[str]) -> tuple[str, ...]:
    """`words` without their leading options and `NAME=value` settings; an option in `valued` takes the next word with it."""
    index = 0
    while index < len(words):
        word = words[index]
        if word == "--":
            return words[index + 1 :]
        if word in valued:
            index += 2
        elif word.startswith(("-", "$(")) or re.fullmatch(r"[A-Za-z_]\w*=.*", word, re.DOTALL):
            index += 1
        else:
            break
    return words[index:]


def inner_command(words: tuple[str, ...]) -> tuple[str, ...] | None:
    """The command that this one runs, None when it runs none that is spelt in its words."""
    program = posixpath.basename(words[0])
    for size in (3, 2):
        valued = _SUBCOMMANDS.get((program, *words[1:size])) if len(words) > size else None
        if valued is not None:
            return _inside(program, after_options(words[size:], valued), words[size:])
    if program in _PREFIXES and len(words) > 1:
        rest = after_options(words[1:], _PREFIXES[program])
        if program in ("dotenv", "dotenvx") and rest[:1] == ("run",):
            rest = after_options(rest[1:], _PREFIXES[program])
        return _inside(program, rest, words[1:])
    return (_interpreted(program, words) or _separated(program, words)) or None


def _interpreted(program: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """What an interpreter, or a tool that starts one, is given to run."""
    if _PYTHON.fullmatch(program):
        return _python(words)
    if program == "coverage" and words[1:2] == ("run",):
        if "-m" in words:
            return words[words.index("-m") + 1 :]
        return after_options(words[2:], frozenset({"--source", "--omit", "--include", "--rcfile", "--data-file"}))
    if program in ("php", "ruby", "node", "perl") and "-e" not in words[1:3]:
        rest = after_options(words[1:], frozenset({"-d", "-r", "-I", "-c", "--require", "--import", "--loader"}))
        return rest if rest and ("/" in rest[0] or "." in rest[0] or program != "node") else ()
    if program == "go" and words[1:2] == ("run",):
        # go run example.org/cmd/tool@v1 runs a tool; a path of the repository is its own program
        rest = after_options(words[2:], frozenset({"-tags", "-ldflags", "-modfile", "-C", "-exec"}))
        tool = bool(rest) and not rest[0].startswith(".") and "/" in rest[0]
        # the last part of a module's path may be its major version
        module = re.sub(r"/v\d{1,3}\Z", "", rest[0].partition("@")[0]) if rest else ""
        return (posixpath.basename(module), *rest[1:]) if tool else ()
    if program == "symfony" and len(words) > 2:
        return words[2:] if words[1] in ("php", "run") else words[1:] if words[1] in ("composer", "console") else ()
    return ()


def _separated(program: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """What stands behind `--`, or another mark that the program's own words end with."""
    if "--" in words and (program.startswith("wait-for") or program in _SEPARATING or (program == "kubectl" and "exec" in words[1:4])):
        return words[words.index("--") + 1 :]
    if program == "timeout":
        return after_options(words[1:], frozenset({"-k", "-s", "--kill-after", "--signal"}))[1:]
    if program == "dockerize":
        return after_options(words[1:], frozenset({"-wait", "-timeout", "-template", "-stdout", "-stderr", "-wait-retry-interval"}))
    if program == "nix" and words[1:2] == ("develop",):
        at = next((index for index, word in enumerate(words) if word in ("-c", "--command")), len(words))
        return words[at + 1 :]
    if program == "find" and "-exec" in words:
        return tuple(word for word in words[words.index("-exec") + 1 :] if word not in (";", "+", "{}"))
    return ()


def _inside(program: str, rest: tuple[str, ...], given: tuple[str, ...]) -> tuple[str, ...] | None:
    rest = rest[_POSITIONAL.get(program, 0) :]
    if program == "uv" and "-m" in given[: len(given) - len(rest)]:
        return rest or None
    if rest and program in ("npx", "uvx", "bunx", "pipx", "pnpm", "yarn", "npm", "pnpx"):
        # npx eslint@8, uvx ruff@0.4
        name, at, version = rest[0].rpartition("@")
        rest = (name if at and name and "/" not in version else rest[0], *rest[1:])
    if rest and rest[0] == "--":
        rest = rest[1:]
    return rest or None


def _python(words: tuple[str, ...]) -> tuple[str, ...]:
    index = 1
    while index < len(words):
        word = words[index]
        if word == "-m":
            return words[index + 1 :]
        if word in ("-c", "-"):
            return ()
        if word in ("-W", "-X"):
            index += 2
        elif word.startswith("-m") and len(word) > 2:
            return (word[2:], *words[index + 1 :])
        elif word.startswith("-"):
            index += 1
        else:
            return words[index:]
    return ()


def inner_scripts(words: tuple[str, ...]) -> tuple[str, ...]:
    """Shell texts that this command hands to a shell: `bash -c "..."`, `ssh host '...'`, `concurrently "a" "b"`."""
    program = posixpath.basename(words[0])
    if program in _SHELLS or program == "su":
        for index, word in enumerate(words[1:-1], 1):
            if re.fullmatch(r"-[a-zA-Z]*c", word):
                return (words[index + 1],)
        return ()
    if program == "eval":
        return (" ".join(words[1:]),)
    if program == "ssh":
        rest = after_options(words[1:], frozenset({"-i", "-p", "-o", "-l", "-F", "-J", "-L", "-R"}))
        return (" ".join(rest[1:]),) if len(rest) > 1 else ()
    if program in ("concurrently", "start-server-and-test"):
        return tuple(re.sub(r"^npm:([\w:-]+)$", r"npm run \1", word) for word in words[1:] if " " in word or word.startswith("npm:"))
    if program in ("nix-shell", "travis_retry", "devenv", "hatch") and "--run" in words[:-1]:
        return (words[words.index("--run") + 1],)
    return ()


def container_command(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
    """The image and command of `docker run` (podman, nerdctl alike); None for other commands."""
    program = posixpath.basename(words[0])
    if program not in ("docker", "podman", "nerdctl") or len(words) < 3:
        return None
    at = next((index for index, word in enumerate(words[1:4], 1) if word == "run"), 0) if "compose" not in words[1:4] else 0
    if not at:
        return None
    rest = past_flags(words[at + 1 :], lambda word: word in _CONTAINER_FLAGS)
    entry = next((words[index + 1] for index, word in enumerate(words[:-1]) if word == "--entrypoint"), "")
    entry = entry or next((word.partition("=")[2] for word in words if word.startswith("--entrypoint=")), "")
    if not rest:
        return None
    return rest[0], ((entry, *rest[1:]) if entry else rest[1:])


def past_flags(words: tuple[str, ...], is_flag: Callable[[str], bool]) -> tuple[str, ...]:
    """`words` without leading options: every option that is no plain flag and has no `=` takes the next word with it."""
    index = 0
    while index < len(words) and words[index].startswith("-"):
        index += 1 if is_flag(words[index]) or "=" in words[index] else 2
    return words[index:]


def compose_call(words: tuple[str, ...]) -> tuple[tuple[str, ...], str, str, tuple[str, ...]] | None:
    """`docker compose -f FILE run SERVICE cmd` as (files, `run`, SERVICE, command); None for other commands."""
    program = posixpath.basename(words[0])
    if program in ("docker-compose", "podman-compose"):
        rest = words[1:]
    elif program in ("docker", "podman", "nerdctl") and words[1:2] == ("compose",):
        rest = words[2:]
    else:
        return None
    files = []
    while rest and rest[0].startswith("-"):
        if rest[0] in ("-f", "--file") and len(rest) > 1:
            files.append(rest[1])
        elif rest[0].startswith("--file="):
            files.append(rest[0].partition("=")[2])
        rest = rest[1:] if rest[0] in _CONTAINER_FLAGS or "=" in rest[0] else rest[2:]
    if not rest:
        return None
    action, rest = rest[0], rest[1:]
    if action in ("run", "exec"):
        rest = past_flags(rest, lambda word: word in _CONTAINER_FLAGS)
        return tuple(files), action, rest[0] if rest else "", rest[1:]
    rest = past_flags(
        rest,
        lambda word: (
            word in _CONTAINER_FLAGS or word not in ("-p", "--build-arg", "--exit-code-from", "-t", "--timeout", "--scale", "--progress")
        ),
    )
    return tuple(files), action, "", rest
