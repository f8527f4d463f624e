"""Variables that the repository's own code sets for what it starts or deploys: nobody else has to set them."""

from __future__ import annotations

from readiness.classify import BACKEND_LANGUAGES
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern

_NAME = r"([A-Z][A-Z0-9_]{1,80})"
_CODE = tuple(sorted(BACKEND_LANGUAGES))

# os.environ["X"] = v, process.env.X = v, ENV["X"] ||= v, System.put_env("X", v), os.Setenv("X", v), command.env("X", v)
SET = Pattern(
    (
        "environ[",
        "process.env",
        "ENV[",
        "put_env(",
        "etenv(",
        "putenv(",
        ".env(",
        "set_var(",
        "SetEnvironmentVariable(",
        "nvironment().put(",
    ),
    r"(?:\benviron\[|\bprocess\.env(?:\.|\[)|\bENV\[)[\"']?" + _NAME + r"[\"']?\]?\s{0,3}(?:\|\||\?\?)?=[^=~>]"
    r"|(?:\bput_env\(|\b[Ss]etenv\(|\bputenv\(|\.env\(|\bset_var\(|\bSetEnvironmentVariable\(|nvironment\(\)\.put\(|\bWithEnvironment\()"
    r"\s{0,20}[\"']([A-Z][A-Z0-9_]{1,80})[\"']\s{0,3},",
    languages=_CODE,
)
# the shape of a container's variable where code builds the container: {Name: "X", Value: v}, "name" => "X", "value" => v
CONTAINER = Pattern(
    ('ame: "', 'ame": "', "ame: '", 'name" => "', 'ame:"', "ame': '"),
    r"\b[nN]ame[\"']?\s{0,3}(?::|=>)\s{0,3}[\"']" + _NAME + r"[\"']\s{0,3},\s{0,40}[\"']?[vV]alue(?:From)?[\"']?\s{0,3}(?::|=>)",
    languages=_CODE,
    lines=2,
)
# an image's instructions that code writes
WRITTEN = Pattern(("ENV ",), r"^\s{0,40}(?:[\"'`]|\+\s{0,3}[\"'`])?ENV\s" + _NAME + r"[= ]", languages=_CODE)
# what a script exports before it starts the program, unless it only hands on what it was given
EXPORTED = Pattern(("export ",), r"^\s{0,40}export\s" + _NAME + r"=(.{0,200})", languages=("shell",))

# what a script of the deployment sets on the platform
PLATFORM_SET = Pattern(
    ("config:set", "config:add", "secrets set"),
    r"(?:config:set|config:add|secrets set)\b[^\n]{0,120}?[\s\"']([A-Z][A-Z0-9_]{1,80})=",
    roles=("source", "configuration"),
    lines=3,
)

_STARTS = Regex(r"(?:^|[/._-])(?:(?:docker-?)?entry-?point|start|run|boot|serve|launch)\w*(?:\.(?:sh|bash))?$|(?:^|/)(?:bin|rel)/[^/]+$")


@fact
def given_variables(repo: Repo) -> frozenset[str]:
    """The names of variables that the repository's own code or start scripts set, whatever else reads them."""
    names = {name for hit in repo.hits(SET, CONTAINER, WRITTEN, PLATFORM_SET) for name in hit.groups if name}
    for hit in repo.hits(EXPORTED):
        name, value = hit.groups
        if _STARTS.search(hit.path) and f"${name}" not in value and f"${{{name}" not in value:
            names.add(name)
    return frozenset(names)
