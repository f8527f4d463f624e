"""Functions of the Serverless Framework: the files of code that their handlers name."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo
from readiness.syntax import Map, mapping, string, strings
from readiness_checks.facts.absence import surely_absent
from readiness_checks.facts.provisioning.flaws import Flaw

# languages whose handler is a file's path and a name in it; compiled ones name what a build makes
_ENDINGS = {
    "nodejs": (".js", ".ts", ".mjs", ".cjs", ".mts", ".cts", ".jsx", ".tsx", ".coffee"),
    "python": (".py", ".pyx"),
    "ruby": (".rb",),
}
_PATH = Regex(r"[\w@./-]{1,200}\.[\w$]{1,80}$")


def handlers(repo: Repo, path: str) -> Iterator[Flaw]:
    """The handlers of a `serverless.yml` for which there is no file."""
    document = mapping(repo.yaml(path).value)
    runtime = string(mapping(document.get("provider")).get("runtime"))
    plugins = strings(document.get("plugins"))
    packed = mapping(document.get("package"))
    functions = mapping(document.get("functions"))
    if "artifact" in packed:
        return
    for written in functions.values():
        function = mapping(written)
        handler = string(function.get("handler"))
        chosen = (string(function.get("runtime")) or runtime).lower()
        endings = next((found for name, found in _ENDINGS.items() if chosen.startswith(name)), ())
        # a plugin or a layer may bring a file of its own
        brought = "/" not in handler and ("layers" in function or "layers" in mapping(document.get("provider")) or bool(plugins))
        if endings and _PATH.match(handler) and not brought and "artifact" not in mapping(function.get("package")):
            yield from _absent(repo, path, function, handler, endings)


def _absent(repo: Repo, path: str, function: Map, handler: str, endings: tuple[str, ...]) -> Iterator[Flaw]:
    folder = path.rpartition("/")[0]
    module = handler.rpartition(".")[0]
    # Python's modules may be joined by dots
    names = [module, module.replace(".", "/")] if "/" not in module else [module]
    absent = [surely_absent(repo, folder, name + ending) for name in names for ending in ("", *endings)]
    if all(absent):
        yield Flaw("reference", f"the handler's file `{absent[1]}` does not exist", function.line_of("handler"))
