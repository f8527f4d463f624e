"""Decides what a file is: the repository's own source, configuration, documentation or data, a test, or somebody else's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Literal, TypeAlias

Role: TypeAlias = Literal[
    "source", "configuration", "documentation", "data", "test", "fixture", "sample", "generated", "vendored", "build", "lock", "binary"
]
OWN: frozenset[Role] = frozenset({"source", "configuration", "documentation"})

# Language names follow GitHub Linguist, in lower case.
LANGUAGES: dict[str, str] = {
    ".py": "python", ".pyi": "python", ".js": "javascript", ".mjs": "javascript", ".cjs": "javascript", ".jsx": "javascript",
    ".ts": "typescript", ".mts": "typescript", ".cts": "typescript", ".tsx": "typescript", ".vue": "vue", ".svelte": "svelte",
    ".java": "java", ".kt": "kotlin", ".kts": "kotlin", ".scala": "scala", ".groovy": "groovy", ".clj": "clojure",
    ".go": "go", ".rs": "rust", ".rb": "ruby", ".rake": "ruby", ".ru": "ruby", ".php": "php", ".cs": "csharp", ".fs": "fsharp", ".vb": "vb",
    ".ex": "elixir", ".exs": "elixir", ".erl": "erlang", ".hrl": "erlang", ".swift": "swift", ".dart": "dart", ".c": "c", ".h": "c",
    ".cc": "cpp", ".cpp": "cpp", ".hpp": "cpp", ".lua": "lua", ".pl": "perl", ".pm": "perl", ".hs": "haskell", ".cr": "crystal",
    ".sql": "sql", ".sh": "shell", ".bash": "shell", ".zsh": "shell", ".ps1": "powershell", ".bat": "batch", ".cmd": "batch",
    ".tf": "hcl", ".hcl": "hcl", ".graphql": "graphql", ".gql": "graphql", ".graphqls": "graphql", ".proto": "protobuf",
    ".prisma": "prisma", ".bicep": "bicep", ".cshtml": "razor", ".razor": "razor",
}  # fmt: skip
# Languages a backend can be written in: those that count as its source code.
BACKEND_LANGUAGES: frozenset[str] = frozenset({
    "python", "javascript", "typescript", "java", "kotlin", "scala", "groovy", "clojure", "go", "rust", "ruby", "php", "csharp",
    "fsharp", "vb", "elixir", "erlang", "swift", "dart", "c", "cpp", "perl", "haskell", "crystal", "lua",
})  # fmt: skip

_DOCUMENTATION = {".md", ".mdx", ".markdown", ".rst", ".adoc", ".asciidoc", ".txt", ".org"}
_MARKUP_OR_STYLE = {".html", ".htm", ".css", ".scss", ".sass", ".less", ".erb", ".haml", ".slim", ".twig", ".ejs", ".hbs", ".pug", ".heex", ".eex", ".leex", ".jinja", ".j2", ".mako", ".po", ".pot", ".xlf", ".svg"}  # fmt: skip
_DATA = {".csv", ".tsv", ".geojson", ".ndjson", ".jsonl", ".xsd", ".dtd", ".wsdl", ".dump", ".snap", ".ipynb", ".har", ".ics"}
_BINARY = {
    ".png", ".jpg", ".jpeg", ".gif", ".ico", ".webp", ".avif", ".bmp", ".tiff", ".pdf", ".zip", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".7z",
    ".rar", ".tar", ".jar", ".war", ".ear", ".class", ".pyc", ".pyo", ".so", ".dll", ".dylib", ".exe", ".o", ".a", ".lib", ".wasm", ".woff",
    ".woff2", ".ttf", ".otf", ".eot", ".mp3", ".mp4", ".mov", ".avi", ".webm", ".ogg", ".wav", ".flac", ".psd", ".ai", ".sketch", ".fig",
    ".sqlite", ".sqlite3", ".db", ".mmdb", ".parquet", ".avro", ".pkl", ".npy", ".npz", ".h5", ".onnx", ".pt", ".bin", ".dat", ".mo", ".nupkg",
    ".snk", ".p12", ".pfx", ".jks", ".keystore", ".docx", ".xlsx", ".pptx", ".odt", ".heic", ".icns", ".deb", ".rpm", ".apk", ".ipa", ".dmg",
}  # fmt: skip
_LOCKS = {
    "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb", "poetry.lock", "pipfile.lock", "uv.lock",
    "pdm.lock", "pylock.toml", "conda-lock.yml", "composer.lock", "gemfile.lock", "gems.locked", "cargo.lock", "go.sum", "go.work.sum", "mix.lock", "packages.lock.json",
    "gradle.lockfile", "deno.lock", "pubspec.lock", "paket.lock", "flake.lock", ".terraform.lock.hcl", "chart.lock", "requirements.lock", "project.assets.json", "rebar.lock", "podfile.lock", "buf.lock", "verification-metadata.xml",
}  # fmt: skip

_VENDORED_FOLDERS = {"node_modules", "bower_components", "third_party", "third-party", "thirdparty", "vendored", ".yarn", "godeps", "jspm_packages", "site-packages", ".bundle", "external_libs", "_vendor"}  # fmt: skip
_BUILD_FOLDERS = {"dist", ".next", ".nuxt", "__pycache__", ".gradle", "htmlcov", ".terraform", ".serverless", "cdk.out", ".aws-sam", "_site", "storybook-static", ".output", ".turbo"}  # fmt: skip
_TEST_FOLDERS = {"test", "tests", "__tests__", "spec", "specs", "e2e", "testing", "testutil", "testutils", "test-utils", "test_utils", "itest", "integrationtest", "integration-test", "integration-tests", "integration_tests", "integrationtests", "functionaltest", "functional-tests", "functional_tests", "unittests", "unit-tests", "unit_tests", "cypress", "__mocks__", "mocks", "androidtest", "inttest", "acceptance", "load-tests", "loadtests", "load_tests", "load-test", "loadtest", "perf-tests", "k6"}  # fmt: skip
_FIXTURE_FOLDERS = {"fixtures", "fixture", "testdata", "test-data", "test_data", "__snapshots__", "__fixtures__", "cassettes", "golden", "goldens", "mock-data", "stubs", "testfixtures", "test-fixtures", "test_fixtures"}  # fmt: skip
_SAMPLE_FOLDERS = {"example", "examples", "sample", "samples", "demo", "demos", "tutorial", "tutorials", "snippets", "playground", "quickstart", "cookbook", "_examples"}  # fmt: skip
_DOCUMENTATION_FOLDERS = {"docs", "doc", "documentation", "docsrc", "wiki", "adr", "adrs"}
_TEST_NAME = re.compile(
    r"(?:^test_.+\.py$|.+_tests?\.(?:py|go|exs|rb|rs|c|cc|cpp|js|ts|dart|clj|erl)$|.+[._-](?:test|spec|e2e|e2e-spec|cy|bench)\.(?:[cm]?[jt]sx?|exs)$|.+_spec\.(?:rb|js|ts|lua)$"
    r"|^tests\.py$|^conftest\.py$|.+(?:Test|Tests|IT|ITCase|TestCase|Spec|Specs|TestBase|TestUtil|TestUtils)\.(?:java|kt|scala|groovy|cs|php|fs|vb|swift)$|^Test[A-Z].*\.(?:java|kt)$|.+Cest\.php$|^(?:test_helper|spec_helper|rails_helper)\.rb$"
    r"|.+\.feature$|.+_SUITE\.erl$)"
)
_TEST_PROJECT = re.compile(r"(?:^|[._-])(?:(?:unit|integration|functional|acceptance|e2e|component|architecture|application|system|load|performance|contract|api|arch)[._-]?)?tests?$", re.I)
_GENERATED_NAME = re.compile(
    r"(?:\.pb\.(?:go|cc|h|rb|swift|dart)|_pb2(?:_grpc)?\.pyi?|_pb\.(?:js|ts|d\.ts|rb)|_grpc_pb\.(?:js|d\.ts)|\.pb\.gw\.go|\.pb\.validate\.go|_gen\.go|\.gen\.(?:go|ts|tsx|js|cs|py)|\.generated\.[a-z]+|\.g\.(?:cs|dart)|\.designer\.cs"
    r"|zz_generated.*\.go|_string\.go|\.min\.(?:js|css)|[.-]bundle\.js|\.js\.map|\.css\.map|\.freezed\.dart|_generated\.go|\.twirp\.go|mock_.+\.go|.+_mock\.go|wire_gen\.go|bindata\.go|\.connect\.go|_pb\.d\.ts)$",
    re.I,
)
_GENERATED_FOLDERS = {"generated", "__generated__", "_generated", "gen", "genproto", ".generated", "autogen", "openapi-generated", "generated-sources"}
_SAMPLE_NAME = re.compile(r"(?:[._-](?:example|sample|dist|template|tmpl|tpl)s?(?:\.[a-z0-9]+)?$)", re.I)
_CONFIGURATION_NAMES = {"dockerfile", "containerfile", "makefile", "gnumakefile", "justfile", "rakefile", "gemfile", "procfile", "jenkinsfile", "vagrantfile", "tiltfile", "brewfile", "codeowners", "pipfile", "caddyfile", "earthfile", "guardfile", "berksfile", "capfile", "fastfile", "podfile"}  # fmt: skip
_DOCUMENTATION_NAMES = {"readme", "license", "licence", "copying", "changelog", "changes", "history", "news", "contributing", "authors", "maintainers", "owners", "security", "notice", "install", "unlicense", "support", "governance", "releases", "upgrading", "copyright", "contributors"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """A file of the repository and what it is. `language` follows Linguist, lower case; "" when it has none."""

    path: str
    size: int
    role: Role
    language: str
    link: str | None = None

    @property
    def own(self) -> bool:
        """Whether the file is the repository's own source, configuration or documentation."""
        return self.role in OWN

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def suffix(self) -> str:
        """The last extension, lower case with its dot; "" for none."""
        return suffix_of(self.name)


def suffix_of(name: str) -> str:
    """The last extension of a file name, lower case with its dot; a leading dot starts a name, not an extension."""
    stem, dot, extension = name.rpartition(".")
    return "." + extension.lower() if dot and stem else ""


def classify(path: str, linguist: frozenset[str] = frozenset()) -> tuple[Role, str]:
    """The role and language of a path; `linguist` holds the attributes that `.gitattributes` sets on it.

    Attributes follow GitHub Linguist: `vendored`, `generated`, `documentation`, each also with a leading `-` for "not".
    """
    folder, _, name = path.rpartition("/")
    lowered = name.lower()
    suffix = suffix_of(lowered)
    language = LANGUAGES.get(suffix, "")
    if "vendored" in linguist:
        return "vendored", language
    if "generated" in linguist:
        return ("lock" if lowered in _LOCKS else "generated"), language
    if suffix in _BINARY:
        return "binary", ""
    place = _place(folder)
    if place in ("vendored", "build") and not {"-vendored", "-generated"} & linguist:
        return place, language
    if lowered in _LOCKS or lowered.endswith(".lock.json"):
        return "lock", ""
    if (_GENERATED_NAME.search(lowered) or place == "generated") and "-generated" not in linguist:
        return "generated", language
    if place in ("fixture", "sample"):
        return place, language
    if place == "test" or _TEST_NAME.match(name):
        return "test", language
    if "documentation" in linguist:
        return "documentation", language
    return _by_name(lowered, suffix, language, place), language


def _by_name(lowered: str, suffix: str, language: str, place: str) -> Role:
    stem = lowered.partition(".")[0]
    if suffix in _DOCUMENTATION and not lowered.startswith(("requirements", "constraints", "cmakelists")):
        return "documentation"
    if stem in _DOCUMENTATION_NAMES and not language:
        return "documentation" if lowered != "codeowners" else "configuration"
    if language in BACKEND_LANGUAGES or language in ("vue", "svelte", "shell", "sql", "graphql", "protobuf", "razor", "powershell", "batch"):
        return "source" if place != "documentation" or language not in BACKEND_LANGUAGES else "documentation"
    if _SAMPLE_NAME.search(lowered):
        return "sample"
    if suffix in _MARKUP_OR_STYLE:
        return "data"
    if suffix in _DATA:
        return "data"
    return "configuration"


@lru_cache(maxsize=8192)
def _place(folder: str) -> str:
    """What the folders of a path say of the files inside; the outermost decisive folder wins."""
    if not folder:
        return ""
    found = ""
    parts = folder.split("/")
    for index, part in enumerate(parts):
        lowered = part.lower()
        if lowered in _VENDORED_FOLDERS or (lowered == "vendor" and _is_vendor(parts, index)):
            return "vendored"
        if lowered in _BUILD_FOLDERS or (lowered in ("build", "target", "out") and index == len(parts) - 1 and "src" not in parts):
            return "build" if lowered in _BUILD_FOLDERS else found
        if lowered in _FIXTURE_FOLDERS and found != "sample":
            found = "fixture" if found in ("test", "") and _fixture_holds(parts, index) else found
        elif not found and (lowered in _TEST_FOLDERS or _TEST_PROJECT.search(part)):
            found = "test"
        elif not found and lowered in _SAMPLE_FOLDERS:
            found = "sample"
        elif not found and lowered in _GENERATED_FOLDERS:
            found = "generated"
        elif not found and lowered in _DOCUMENTATION_FOLDERS:
            found = "documentation"
    return found


def _is_vendor(parts: list[str], index: int) -> bool:
    # Rails keeps its own files in app/…/vendor; a `vendor` folder that is a Java or PHP package of the domain is source.
    return not any(part in ("app", "src", "java", "kotlin") for part in parts[:index])


def _fixture_holds(parts: list[str], index: int) -> bool:
    # database fixtures of an application ("app/fixtures/initial.json") are fixtures too; a package called "stubs" at the root may be source
    return parts[index].lower() != "stubs" or index > 0


def matches_suffix(path: str, suffixes: frozenset[str]) -> bool:
    """Whether the last extension of `path` is one of `suffixes`."""
    return suffix_of(PurePosixPath(path).name) in suffixes
