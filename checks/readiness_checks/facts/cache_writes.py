"""Where a service writes to a cache, and whether what it writes ever goes away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from readiness.model import Component
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Hit, Pattern
from readiness_checks.facts.argument_text import arguments_of
from readiness_checks.facts.wiring import reaching

_SCRIPTS = ("javascript", "typescript")
_JVM = ("java", "kotlin")
_code = partial(Pattern, code=True, roles=("source",))

DJANGO = _code(("cache.set(", "cache.add(", "cache.get_or_set("), r"\bcache\.(set|add|get_or_set)\(", languages=("python",))
DJANGO_IMPORT = _code(("django.core.cache",), r"from django\.core\.cache import", languages=("python",))
CACHED = _code(
    ("cache_page(", "@cached(", "@cache(", ".cached(", ".memoize("),
    r"(?:\bcache_page|@(?:\w+\.)?cached|@cache|@\w*cache\w*\.(?:cached|memoize))\(", languages=("python",),
)  # fmt: skip
RAILS = _code(("Rails.cache.",), r"\bRails\.cache\.(fetch|write|fetch_multi|write_multi)\b", languages=("ruby",))
RAILS_DROPS = _code(
    ("Rails.cache.delete",),
    r"\bRails\.cache\.delete(?:_matched|_multi)?[ (]\s*(?:[\[%w/]{0,3}[\"']?([\w:/.-]{3,40}))?",
    languages=("ruby",),
)
LARAVEL = _code(
    ("Cache::", "cache()->"),
    r"(?:\bCache::(?:store\([^)\n]{0,60}\)->|tags\([^)\n]{0,120}\)->)?|\bcache\(\)->)(put|remember|forever|rememberForever|add|flexible)\(",
    languages=("php",),
)  # fmt: skip
SYMFONY = _code(("expiresAfter(", "expiresAt(", "CacheInterface"), r"->(expiresAfter|expiresAt)\(", languages=("php",))
SPRING = _code(("@Cacheable", "@CachePut", "@CacheResult"), r"@(Cacheable|CachePut|CacheResult)\b", languages=_JVM)
SPRING_EVICTS = _code(("@CacheEvict", "@CacheInvalidate", "CacheEvict("), r"@(?:CacheEvict|CacheInvalidate)\w{0,4}\b", languages=_JVM)
SPRING_EXPIRES = Pattern(
    ("entryTtl(", "expireAfterWrite", "expireAfterAccess", "expireAfterCreate", "maximumSize", "time-to-live", "<ttl", "<expiry",
     "expire-after-write", "timeToLive", "ExpiryPolicy", "setTimeToLiveSeconds", "maximum-size"),
    languages=_JVM, suffixes=(".yml", ".yaml", ".properties", ".xml"), roles=("source", "configuration"), once=True,
)  # fmt: skip
DOTNET = _code(
    ("ache.Set", "ache.GetOrCreate", "ache.GetOrSet"),
    r"\b_?\w{0,30}[cC]ache\.(Set(?:String)?(?:Async)?|GetOrCreate(?:Async)?|GetOrSet(?:Async)?)(?:<[^<>()\n]{1,60}>)?\(",
    languages=("csharp",),
)  # fmt: skip
DOTNET_CACHES = _code(
    ("IMemoryCache", "IDistributedCache", "HybridCache", "IFusionCache"),
    r"\b(?:IMemoryCache|IDistributedCache|HybridCache|IFusionCache)\b",
    languages=("csharp",),
)  # fmt: skip
NODE = _code(
    ("ache.set(", "acheManager.set(", "acheService.set(", "ache.wrap("),
    r"\b\w{0,30}[cC]ache(?:Manager|Service)?\.(set|wrap)\(",
    languages=_SCRIPTS,
)
NODE_CACHES = _code(
    ("node-cache", "cache-manager", "ioredis", "'redis'", '"redis"', "lru-cache", "CACHE_MANAGER", "keyv", "memjs"),
    r"(?:from|require\()\s*[\"'](?:node-cache|(?:@nestjs/)?cache-manager|ioredis|redis|lru-cache|keyv|memjs|@isaacs/ttlcache)[\"']|\bCACHE_MANAGER\b",
    languages=_SCRIPTS,
)  # fmt: skip
NODE_EXPIRES = _code(
    ("stdTTL", "CacheModule.register", "new LRUCache(", "new LRU(", "@CacheTTL("),
    r"stdTTL|\bttl:|\bmax:|@CacheTTL\(",
    languages=_SCRIPTS,
    lines=6,
)
GO = _code(
    (".Set(", ".SetWithTTL(", ".SetEX("),
    r"\b\w{0,20}(?:\.\w{1,20}){0,2}[cC]ache\.(Set|SetEX|SetWithTTL|SetDefault|Add)\(",
    languages=("go",),
)
GO_EXPIRES = _code(
    ("DefaultTTL", "DefaultExpiration", "lru.New", "cache.New(", "ristretto.NewCache", "WithTTL("),
    r"\bDefaultTTL\s*[:=]|\b\w{0,10}cache\.New\(\s*[\w.*]{1,40}\s*,|\bgcache\.New\((?!0\))|\blru\.New\w{0,20}\(|ristretto\.NewCache"
    r"|\bWithTTL\(",
    languages=("go",),
)
# A cache in the process that is built with its bound: each is one place that decides for all that is written to it.
BUILT = _code(
    ("affeine.newBuilder(", "CacheBuilder.newBuilder(", "memoizee(", "TTLCache(", "LRUCache(", "LFUCache("),
    r"\b(?:(?:Caffeine|CacheBuilder)\.newBuilder|(?<![.\w])memoizee|(?<!class )\b(?:cachetools\.)?(?:TTL|LRU|LFU)Cache)\(",
    languages=("java", "kotlin", "python", *_SCRIPTS),
)  # fmt: skip
FLASK_CACHING = _code(("flask_caching",), r"^\s*(?:from|import) flask_caching\b", languages=("python",))
ELIXIR = _code(("Cachex.put(", "ConCache.put(", "Cachex.fetch("), r"\b(?:Cachex|ConCache)\.(put|fetch)\(", languages=("elixir",))

_EXPIRY = Regex(r"(?i)\bttl|_ttl|expir|timeout|\bex\b|\bpx\b|max_?age|lifetime|duration|timespan|options|policy|entry|tags?:")
_NEVER = Regex(r"(?i)(?:timeout|expires_in|ttl|expire)\s*[=:]\s*(?:none|nil|null|0)\b|\bNoExpiration\b|\bNeverRemove\b|-1\b")
_INVALIDATES = {
    "python": Regex(r"\bcache\.(?:delete|delete_many|delete_pattern|clear|incr_version)\("),
    "ruby": Regex(r"Rails\.cache\.(?:delete|delete_matched|delete_multi|clear)\b"),
    "php": Regex(r"Cache::(?:forget|flush|pull)|->(?:forget|flush|deleteItem|invalidateTags|delete)\("),
    "csharp": Regex(r"[cC]ache\.(?:Remove|RemoveAsync|RemoveByTagAsync)\("),
    "javascript": Regex(r"[cC]ache\w{0,10}\.(?:del|delete|reset|clear|invalidate)\("),
    "typescript": Regex(r"[cC]ache\w{0,10}\.(?:del|delete|reset|clear|invalidate)\("),
    "go": Regex(r"[cC]ache\.(?:Del|Delete|Remove|Invalidate|Flush)\("),
    "elixir": Regex(r"\b(?:Cachex|ConCache)\.(?:del|delete|clear|expire)\("),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CacheWrite:
    """A place that writes to a cache; `expires` says how its entries go away, "" when nothing makes them."""

    call: str
    expires: str
    path: str
    line: int


@fact
def cache_writes(repo: Repo, component: Component) -> tuple[CacheWrite, ...]:
    """Every place in the component's source that writes to a cache whose library we know, by place."""
    found: dict[tuple[str, int], CacheWrite] = {}
    for pattern, judge, needs in _FAMILIES:
        files = {hit.path for hit in repo.hits(needs)} if needs is not None else None
        for hit in repo.hits(pattern):
            if files is None or hit.path in files:
                found.setdefault((hit.path, hit.line), CacheWrite(_named(hit), judge(repo, hit), hit.path, hit.line))
    return tuple(sorted(reaching(repo, component, found.values()), key=lambda write: (write.path, write.line)))


def _named(hit: Hit) -> str:
    return hit.text.strip().rstrip("(").lstrip("@")


def _arguments(repo: Repo, hit: Hit) -> tuple[str, ...]:
    lines = repo.text(hit.path).split("\n")[hit.line - 1 : hit.line + 40]
    text = "\n".join(lines)
    return arguments_of(text, max(text.find(hit.text.strip()), 0) + max(len(hit.text.strip()) - 1, 0)) or ()


def _invalidated(repo: Repo, hit: Hit) -> str:
    """How the same file drops entries of the cache, "" when it does not."""
    file = repo.file(hit.path)
    pattern = _INVALIDATES.get(file.language) if file is not None else None
    return "entries are dropped explicitly" if pattern is not None and pattern.search(repo.text(hit.path)) else ""


def _positional(repo: Repo, hit: Hit, least: int) -> str:
    """How a write expires whose lifetime is an argument after the first `least`, or is named."""
    given = _arguments(repo, hit)
    whole = ", ".join(given)
    named = _EXPIRY.search(", ".join(given[min(least, 1) :]))
    if _NEVER.search(whole) or (len(given) > least and given[least] in ("None", "nil", "null", "0", "-1")):
        return _invalidated(repo, hit)
    return "with a lifetime" if len(given) > least or named else _invalidated(repo, hit)


def _django(repo: Repo, hit: Hit) -> str:
    given = _arguments(repo, hit)
    never = _NEVER.search(", ".join(given)) is not None or (len(given) > 2 and given[2] == "None")
    if never:
        return _invalidated(repo, hit)
    return "with a lifetime" if len(given) > 2 else "with Django's default lifetime of 300 seconds"


def _decorated(repo: Repo, hit: Hit) -> str:
    given = ", ".join(_arguments(repo, hit))
    if _NEVER.search(given) or Regex(r"^\s*(?:0|None)\s*(?:,|$)").search(given):
        return _invalidated(repo, hit)
    flask = bool(repo.hits(FLASK_CACHING)) and hit.text.strip().endswith((".cached(", ".memoize("))
    if flask and not _EXPIRY.search(given) and not Regex(r"^\s*\d").search(given):
        return "with Flask-Caching's default lifetime of 300 seconds"
    return "with a lifetime" if given else ""


def _built(repo: Repo, hit: Hit) -> str:
    """What bounds a cache where it is made: the chain after a builder, or the arguments."""
    if "newBuilder" in hit.text:
        lines = repo.text(hit.path).split("\n")[hit.line - 1 : hit.line + 12]
        chain = "\n".join(lines).split(".build(", 1)[0]
        return "with a lifetime" if "expireAfter" in chain else "within a bound" if Regex(r"maximum(?:Size|Weight)\(").search(chain) else ""
    given = ", ".join(_arguments(repo, hit))
    if "memoizee" in hit.text:
        return (
            "with a lifetime" if "maxAge" in given else "within a bound" if Regex(r"\bmax\s*:").search(given) else _invalidated(repo, hit)
        )
    return "with a lifetime" if "TTL" in hit.text or "ttl" in given else "within a bound"


def _rails(repo: Repo, hit: Hit) -> str:
    line = repo.text(hit.path).split("\n")[hit.line - 1]
    if f"{hit.text.strip()}(" in line:
        line = f"{line} {', '.join(_arguments(repo, hit))}"
    if _NEVER.search(line):
        return _invalidated(repo, hit)
    # a key made of records changes with them, and what is no longer asked for ages out of the store
    recycled = Regex(r"\.cache\.fetch\w*[\s(]+(?:\[|[\w.]*key\b)|updated_at|version|etag").search(line)
    if "expires" in line:
        return "with a lifetime"
    return "its key changes with what it holds" if recycled else _invalidated(repo, hit) or _dropped(repo, hit, line)


def _dropped(repo: Repo, hit: Hit, line: str) -> str:
    """Where entries of the same key are dropped: the part of the key before what is filled in tells."""
    key = Regex(r"[ (]\s*([\"']?)([\w:/.-]{3,40})").search(line, line.find(hit.text.strip()) + len(hit.text.strip()))
    if key is None:
        return ""
    # a key that is worked out may be any of those that are put together where they are dropped
    drops = [drop for drop in repo.hits(RAILS_DROPS) if drop.groups[0] == key.group(2) or not (drop.groups[0] or key.group(1))]
    return f"entries are dropped in {drops[0].path}" if drops else ""


def _laravel(repo: Repo, hit: Hit) -> str:
    call = hit.groups[0]
    if call in ("forever", "rememberForever"):
        return _invalidated(repo, hit)
    given = _arguments(repo, hit)
    if given and call == "put" and len(given) < 3:
        return _invalidated(repo, hit)
    # the other calls cannot be written without a lifetime
    return "with a lifetime" if not given or (len(given) > 1 and given[1] != "null") else _invalidated(repo, hit)


def _symfony(_repo: Repo, hit: Hit) -> str:
    return "" if "null" in hit.text else "with a lifetime"


def _spring(repo: Repo, _hit: Hit) -> str:
    bounded = next((found.path for found in repo.hits(SPRING_EXPIRES) if "cache" in repo.text(found.path).lower()), "")
    if bounded:
        return f"the cache is bounded in {bounded}"
    return f"entries are evicted in {repo.hits(SPRING_EVICTS)[0].path}" if repo.hits(SPRING_EVICTS) else ""


def _dotnet(repo: Repo, hit: Hit) -> str:
    if hit.groups[0].startswith("GetOr") and "HybridCache" in repo.text(hit.path):
        return "with HybridCache's default lifetime of five minutes"
    if "FusionCache" in repo.text(hit.path):
        return "with FusionCache's default duration"
    if hit.groups[0].startswith("GetOr"):
        body = "".join(_arguments(repo, hit))
        return "with a lifetime" if Regex(r"(?i)expir|duration|timespan|options|policy").search(body) else _invalidated(repo, hit)
    return _positional(repo, hit, 2)


def _node(repo: Repo, hit: Hit) -> str:
    return _positional(repo, hit, 2) or ("the cache has a lifetime or a bound of its own" if repo.hits(NODE_EXPIRES) else "")


def _go(repo: Repo, hit: Hit) -> str:
    given = _arguments(repo, hit)
    if hit.groups[0] in ("SetEX", "SetWithTTL", "SetDefault"):
        return "with a lifetime"
    context = 1 if given and "ctx" in given[0].lower() else 0
    return _positional(repo, hit, 2 + context) or ("the cache has a lifetime or a bound of its own" if repo.hits(GO_EXPIRES) else "")


_FAMILIES: tuple[tuple[Pattern, Callable[[Repo, Hit], str], Pattern | None], ...] = (
    (DJANGO, _django, DJANGO_IMPORT),
    (CACHED, _decorated, None),
    (RAILS, _rails, None),
    (LARAVEL, _laravel, None),
    (SYMFONY, _symfony, None),
    (SPRING, _spring, None),
    (DOTNET, _dotnet, DOTNET_CACHES),
    (NODE, _node, NODE_CACHES),
    (GO, _go, None),
    (BUILT, _built, None),
    (ELIXIR, partial(_positional, least=3), None),
)
