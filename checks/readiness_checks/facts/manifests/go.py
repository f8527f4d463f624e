"""Go: go.mod."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo
from readiness_checks.facts.manifests import Dependency, Group, Manifest

LOCKS = ("go.sum",)

_REQUIRE = Regex(r"(?:require\s+)?([^\s()/]+\.[^\s()]+)\s+(v\S+)(.*)$")
_REPLACE = Regex(r"(?:replace\s+)?([^\s()]+)(?:\s+v\S+)?\s+=>\s+(\S+)")


def read(repo: Repo) -> Iterator[Manifest]:
    """Every go.mod with what it requires directly; `// indirect` requirements are those of others."""
    for file in repo.named("go.mod"):
        module, block = "", ""
        wanted: list[tuple[str, str, int]] = []
        local: set[str] = set()
        for line, text in enumerate(repo.text(file.path).splitlines(), 1):
            stripped = text.strip()
            word = stripped.split(" ", 1)[0].split("(", 1)[0]
            if stripped.endswith("(") and not stripped.startswith("//"):
                block = word
                continue
            if stripped == ")":
                block = ""
                continue
            kind = block or word
            if word == "module" and not block:
                module = stripped.removeprefix("module").strip().strip('"')
            elif kind == "require":
                found = _REQUIRE.match(stripped)
                if found and "indirect" not in found.group(3):
                    wanted.append((found.group(1), found.group(2), line))
            elif kind == "replace":
                replaced = _REPLACE.match(stripped)
                if replaced and replaced.group(2).startswith((".", "/")):
                    local.add(replaced.group(1))
        group: Group = "development" if file.role == "test" else "runtime"
        yield Manifest(
            file.path, "go", module,
            tuple(Dependency(name, "go", version, True, group, file.path, line, name in local) for name, version, line in wanted),
        )  # fmt: skip
