"""Decides what a file is: the repository's own source, configuration, documentation or data, a test, or somebody else's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, TypeAlias

from readiness.records import dataclass

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
BACKEND_LANGUAGES: frozenset[str] = frozenset(
    """
    python javascript typescript java kotlin scala groovy clojure go rust ruby php csharp fsharp vb elixir erlang swift dart c cpp perl
    haskell crystal lua
    """.split()
)

_DOCUMENTATION = frozenset(
    """
    .md .mdx .markdown .rst .adoc .asciidoc .txt .org
    """.split()
)
_MARKUP_OR_STYLE = frozenset(
    """
    .html .htm .css .scss .sass .less .erb .haml .slim .twig .ejs .hbs .pug .heex .eex .leex .jinja .j2 .mako .po .pot .xlf .svg
    """.split()
)
_DATA = frozenset(
    """
    .csv .tsv .geojson .ndjson .jsonl .xsd .dtd .wsdl .dump .snap .ipynb .har .ics
    """.split()
)
_BINARY = frozenset(
    """
    .png .jpg .jpeg .gif .ico .webp .avif .bmp .tiff .pdf .zip .gz .tgz .bz2 .xz .zst .7z .rar .tar .jar .war .ear .class .pyc .pyo .so
    .dll .dylib .exe .o .a .lib .wasm .woff .woff2 .ttf .otf .eot .mp3 .mp4 .mov .avi .webm .ogg .wav .flac .psd .ai .sketch .fig
    .sqlite .sqlite3 .db .mmdb .parquet .avro .pkl .npy .npz .h5 .onnx .pt .bin .dat .mo .nupkg .snk .p12 .pfx .jks .keystore .docx
    .xlsx .pptx .odt .heic .icns .deb .rpm .apk .ipa .dmg
    """.split()
)
_LOCKS = frozenset(
    """
    package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb poetry.lock pipfile.lock uv.lock pdm.lock
    pylock.toml conda-lock.yml composer.lock gemfile.lock gems.locked cargo.lock go.sum go.work.sum mix.lock packages.lock.json
    gradle.lockfile deno.lock pubspec.lock paket.lock flake.lock .terraform.lock.hcl chart.lock requirements.lock project.assets.json
    rebar.lock podfile.lock buf.lock verification-metadata.xml
    """.split()
)

_VENDORED_FOLDERS = frozenset(
    """
    node_modules bower_components third_party third-party thirdparty vendored .yarn godeps jspm_packages site-packages .bundle
    external_libs _vendor
    """.split()
)
_BUILD_FOLDERS = frozenset(
    """
    dist .next .nuxt __pycache__ .gradle htmlcov .terraform .serverless cdk.out .aws-sam _site storybook-static .output .turbo
    """.split()
)
_TEST_FOLDERS = frozenset(
    """
    test tests __tests__ spec specs e2e testing testutil testutils test-utils test_utils itest integrationtest integration-test
    integration-tests integration_tests integrationtests functionaltest functional-tests functional_tests unittests unit-tests
    unit_tests cypress __mocks__ mocks androidtest inttest acceptance load-tests loadtests load_tests load-test loadtest perf-tests k6
    """.split()
)
_FIXTURE_FOLDERS = frozenset(
    """
    fixtures fixture testdata test-data test_data __snapshots__ __fixtures__ cassettes golden goldens stub mock-data stubs testfixtures
    test-fixtures test_fixtures
    """.split()
)
_SAMPLE_FOLDERS = frozenset(
    """
    example examples sample samples demo demos tutorial tutorials snippets playground quickstart cookbook _examples
    """.split()
)
_DOCUMENTATION_FOLDERS = frozenset(
    """
    docs doc documentation docsrc wiki adr adrs
    """.split()
)
_TEST_NAME = re.compile(
    r"""
    ^test_.+\.py$ | ^tests\.py$ | ^conftest\.py$ | ^(?:test|spec|rails)_helper\.rb$ | ^Test[A-Z].*\.(?:java|kt)$
    | .+_tests?\.(?:py|go|exs|rb|rs|c|cc|cpp|js|ts|dart|clj|erl)$ | .+_spec\.(?:rb|js|ts|lua)$ | .+_SUITE\.erl$
    | .+[._-](?:test|spec|e2e|e2e-spec|cy|bench)\.(?:[cm]?[jt]sx?|exs)$ | .+\.feature$ | .+Ce(?:st|pt)\.php$
    | .+(?:Test|Tests|IT|ITCase|TestCase|Spec|Specs|TestBase|TestUtil|TestUtils)\.(?:java|kt|scala|groovy|cs|php|fs|vb|swift)$
    """,
    re.VERBOSE,
)
# "Shop.Tests", "api-tests", "Application.FunctionalTests", "ShopTests": projects and modules that hold tests
_TEST_PROJECT = re.compile(
    r"(?:(?:^|[._-])(?:[Uu]nit|[Ii]ntegration|[Ff]unctional|[Aa]cceptance|[Aa]rchitecture|[Aa]rch|[Ee]2[Ee])?[._-]?[Tt]ests?|[a-z]Tests)$"
)
_GENERATED_NAME = re.compile(
    r"""
    (?: \.pb\.(?:go|cc|h|rb|swift|dart) | _pb2(?:_grpc)?\.pyi? | _pb\.(?:js|ts|rb) | _grpc_pb\.(?:js|d\.ts) | _pb\.d\.ts
    | \.pb\.(?:gw|validate)\.go | (?:_gen|\.gen|_generated|_string|\.twirp|\.connect|bindata|wire_gen|mock_.+|.+_mock)\.go
    | \.gen\.(?:ts|tsx|js|cs|py) | \.generated\.[a-z]+ | \.g\.(?:cs|dart) | \.freezed\.dart | zz_generated.*\.go
    | \.min\.(?:js|css) | [.-]bundle\.js | \.(?:js|css)\.map )$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_GENERATED_FOLDERS = frozenset(
    """
    generated __generated__ _generated gen genproto .generated autogen openapi-generated generated-sources
    """.split()
)
_SAMPLE_NAME = re.compile(r"(?:[._-](?:example|sample|dist|template|tmpl|tpl)s?(?:\.[a-z0-9]+)?$)", re.IGNORECASE)
_DOCUMENTATION_NAMES = frozenset(
    """
    readme license licence copying changelog changes history news contributing authors maintainers owners security notice install
    unlicense support governance releases upgrading copyright contributors
    """.split()
)


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
    if (place == "test" and (language or not _SPECIFICATION.search(folder))) or _TEST_NAME.match(name):
        return "test", language
    if "documentation" in linguist:
        return "documentation", language
    return _by_name(lowered, suffix, language, place), language


def without_samples(path: str) -> str:
    """The path less the folders that make it a sample: what it is in a repository that is nothing but samples."""
    folder, _, name = path.rpartition("/")
    kept = (part for part in folder.split("/") if part and part.lower() not in _SAMPLE_FOLDERS)
    return "/".join((*kept, name))


def is_all_samples(files: Iterable[File]) -> bool:
    """Whether the repository's code lies in samples only, the wrapper scripts of its build left out."""
    coded = [file for file in files if file.language and file.language not in ("shell", "batch", "powershell")]
    samples = any(file.role == "sample" and file.language in BACKEND_LANGUAGES for file in coded)
    return samples and not any(file.role in ("source", "configuration") for file in coded)


# a folder "spec" holds tests when it holds code, and an API's description otherwise
_SPECIFICATION = re.compile(r"(?:^|/)specs?(?:/|$)")


def _by_name(lowered: str, suffix: str, language: str, place: Role | None) -> Role:
    stem = lowered.partition(".")[0]
    if suffix in _DOCUMENTATION and not lowered.startswith(("requirements", "constraints", "cmakelists")):
        return "documentation"
    if stem in _DOCUMENTATION_NAMES and not language:
        return "documentation" if lowered != "codeowners" else "configuration"
    if language in BACKEND_LANGUAGES or language in (
        "vue",
        "svelte",
        "shell",
        "sql",
        "graphql",
        "protobuf",
        "razor",
        "powershell",
        "batch",
    ):
        return "documentation" if place == "documentation" and language in BACKEND_LANGUAGES else "source"
    if _SAMPLE_NAME.search(lowered):
        return "sample"
    if suffix in _MARKUP_OR_STYLE:
        return "data"
    if suffix in _DATA:
        return "data"
    return "configuration"


@lru_cache(maxsize=8192)
def _place(folder: str) -> Role | None:
    """What the folders of a path say of the files inside; the outermost decisive folder wins."""
    parts = folder.split("/") if folder else []
    found: Role | None = None
    for index, part in enumerate(parts):
        lowered = part.lower()
        if lowered in _VENDORED_FOLDERS or (lowered == "vendor" and not _SOURCE_ROOTS & set(parts[:index])):
            return "vendored"
        if lowered in _BUILD_FOLDERS:
            return "build"
        if found is None and _is_package(parts, index):
            continue  # org/example/samples/demo is the name of a package, not a folder of samples
        if lowered in _FIXTURE_FOLDERS and found in (None, "test"):
            found = "fixture"
        elif found is None:
            found = _folder_role(part, lowered)
    return found


def _folder_role(part: str, lowered: str) -> Role | None:
    if lowered in _TEST_FOLDERS or _TEST_PROJECT.search(part):
        return "test"
    if lowered in _SAMPLE_FOLDERS:
        return "sample"
    if lowered in _GENERATED_FOLDERS:
        return "generated"
    return "documentation" if lowered in _DOCUMENTATION_FOLDERS else None


# a `vendor` folder below one of these is a word of the domain, not other people's code
_SOURCE_ROOTS = {"app", "src", "java", "kotlin", "lib"}


def _is_package(parts: list[str], index: int) -> bool:
    """Whether `parts[index]` lies in the package folders of a Maven layout (`src/main/java/...`)."""
    return any(parts[at] == "src" and parts[at + 1] == "main" for at in range(index - 1))
