"""The keys that configuration files set (Spring's properties, .NET's appsettings), and reads of keys that no file sets."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Hit, Pattern
from readiness.syntax import Map, Seq
from readiness_checks.facts.environment_names import NamedRead

# @Value("${prices.api.key}"): the application does not start when nobody gives the key
VALUE_KEY = Pattern(
    ("@Value(",), r"@Value\(\s{0,9}(?:value\s=\s)?\"\\?\$\{([a-z][\w.-]{2,100})(:[^}\"]{0,200})?\}\"", languages=("java", "kotlin")
)
# an index of the configuration, or one of its methods, with a key whose parts stand between colons
DOTNET_KEY = Pattern(
    ("onfiguration[", "onfiguration.Get", "onfig["),
    r"\b\w{0,20}[cC]onfig(?:uration)?(?:\[|\.(GetConnectionString|GetRequiredValue|GetValue)(?:<[\w?.]{1,40}>)?\()\s{0,3}"
    r"\"([A-Z][A-Za-z0-9]{0,60}(?::[A-Za-z0-9]{1,60}){0,6})\"\s{0,3}([\])])(?!\s{0,3}=[^=>])(\s{0,3}\?\?|!)?",
    languages=("csharp",),
)
# names that an orchestrating project (Aspire) gives to what it starts: connections are handed over under them
RESOURCE = Pattern(
    ("uilder.Add", ".AddDatabase("), r"\.Add[A-Z]\w{1,40}(?:<[\w.]{1,60}>)?\(\s{0,9}\"([\w-]{1,60})\"", languages=("csharp",)
)

MAX_KEYS = 20_000  # of one file
_BUILT_IN = Regex(r"(?:spring|server|management|logging|local|java|user|os|file|line|path|info|eureka|random|vcap|env|process|git|build)\b")
_SPRING_FILE = ("application*.yml", "application*.yaml", "application*.properties", "bootstrap*.yml", "bootstrap*.yaml", "*.properties")
_LINE = Regex(r"^[ \t]*([\w.\[\]-]{1,200}?)[ \t]*[=:]")


@fact
def missing_keys(repo: Repo) -> tuple[NamedRead, ...]:
    """The reads of a key that must be given and that no configuration file of the repository sets, under the key's own name."""
    return (*_spring(repo), *_dotnet(repo))


def _spring(repo: Repo) -> Iterator[NamedRead]:
    wanted = [hit for hit in repo.hits(VALUE_KEY) if not hit.groups[1] and not _BUILT_IN.match(hit.groups[0])]
    if not wanted:
        return
    known = _known(repo, _SPRING_FILE)
    for hit in wanted:
        if _canonical(hit.groups[0]) not in known:
            yield NamedRead(hit.groups[0], hit.path, hit.line, default=False, described=False)


def _dotnet(repo: Repo) -> Iterator[NamedRead]:
    wanted = [hit for hit in repo.hits(DOTNET_KEY) if hit.groups[1].upper() != hit.groups[1] and hit.groups[3].strip() != "??"]
    if not wanted:
        return
    known = _known(repo, ("appsettings*.json", "*settings*.json", "secrets.json", "config*.json"))
    known |= {_canonical(hit.groups[0]) for hit in repo.hits(RESOURCE)}
    # without any such file the keys come from somewhere that is not here to be read
    if not repo.named("appsettings*.json"):
        return
    for hit in wanted:
        key = _dotnet_key(hit)
        if _canonical(key) not in known and _canonical(hit.groups[1]) not in known:
            yield NamedRead(key, hit.path, hit.line, default=False, described=False)


def _dotnet_key(hit: Hit) -> str:
    method, key, *_ = hit.groups
    return f"ConnectionStrings:{key}" if method == "GetConnectionString" else key


def spellings(key: str) -> tuple[str, ...]:
    """The variables that fill a key: Spring's relaxed form of a dotted key, .NET's form of a key parted by colons."""
    if ":" in key:
        return (key.replace(":", "__"), key.replace(":", "__").upper(), key.rpartition(":")[2])
    if "." in key or "-" in key:
        return (key.replace(".", "_").replace("-", "").upper(), key.replace(".", "_").replace("-", "_").upper())
    return (key.upper(),)


def _canonical(key: str) -> str:
    return "".join(letter for letter in key.lower() if letter.isalnum())


def _known(repo: Repo, globs: tuple[str, ...]) -> set[str]:
    """The keys of all files of these names, tests and samples left out, in lower case without what parts their words."""
    found: set[str] = set()
    for file in repo.named(*globs):
        if file.role in ("generated", "binary", "lock") or file.link is not None:
            continue
        if file.suffix == ".properties":
            lines = islice(repo.text(file.path).split("\n"), MAX_KEYS)
            found.update(_canonical(match[1]) for match in map(_LINE.match, lines) if match)
            continue
        parsed = repo.json(file.path) if file.suffix == ".json" else repo.yaml(file.path)
        for document in parsed.documents:
            found.update(_canonical(key) for key in islice(_keys(document), MAX_KEYS))
    return found


def _keys(document: object) -> Iterator[str]:
    """Every path of keys in a document, its inner ones too; shared parts are bounded by what the caller takes."""
    pending: list[tuple[str, object]] = [("", document)]
    while pending:
        path, node = pending.pop()
        if isinstance(node, Seq):
            pending.extend((path, item) for item in node)
        if not isinstance(node, Map) or path.count(".") > 12:
            continue
        for key, value in node.items():
            inner = f"{path}.{key}" if path else str(key)
            yield inner
            pending.append((inner, value))
