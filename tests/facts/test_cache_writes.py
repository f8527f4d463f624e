"""Whether what is written to a cache goes away, by the rules of each library."""

from __future__ import annotations

import pytest

from readiness.model import Component
from readiness_checks.facts.cache_writes import cache_writes
from tests.repos import repo_of

SERVICE = Component("orders", "", "backend")
DJANGO = "from django.core.cache import cache\n"
NODE = 'import NodeCache from "node-cache";\n'
MEMORY = "IMemoryCache cache;\n"


def expiries(files: dict[str, str]) -> list[str]:
    return [write.expires for write in cache_writes(repo_of(files), SERVICE)]


@pytest.mark.parametrize(
    ("path", "text", "expires"),
    [
        ("a.py", DJANGO + 'cache.set("a", 1)\n', "with Django's default lifetime of 300 seconds"),
        ("a.py", DJANGO + 'cache.set("a", 1, 60)\n', "with a lifetime"),
        ("a.py", DJANGO + 'cache.set("a", 1, timeout=None)\n', ""),
        ("a.py", DJANGO + 'cache.set("a", 1, None)\n', ""),
        ("a.py", DJANGO + 'cache.set("a", 1, None)\ncache.delete("a")\n', "entries are dropped explicitly"),
        ("a.py", DJANGO + 'cache.set(\n    "a",\n    read(1, 2),\n    timeout=60,\n)\n', "with a lifetime"),
        ("a.py", "@cached(ttl=30)\nasync def read(): ...\n", "with a lifetime"),
        ("a.py", "CACHE = TTLCache(maxsize=100, ttl=60)\n", "with a lifetime"),
        ("a.py", "CACHE = LRUCache(maxsize=100)\n", "within a bound"),
        ("a.rb", 'Rails.cache.fetch("a", expires_in: 5.minutes) { read }\n', "with a lifetime"),
        ("a.rb", 'Rails.cache.fetch("a") { read }\n', ""),
        ("a.rb", 'Rails.cache.fetch("a", expires_in: nil) { read }\n', ""),
        ("a.rb", "Rails.cache.fetch([order, :total]) { order.total }\n", "its key changes with what it holds"),
        ("a.php", "<?php\nCache::remember('a', 60, fn () => read());\n", "with a lifetime"),
        ("a.php", "<?php\nCache::put('a', 1);\n", ""),
        ("a.php", "<?php\nCache::rememberForever('a', fn () => read());\n", ""),
        ("a.php", "<?php\nCache::rememberForever('a', fn () => read());\nCache::forget('a');\n", "entries are dropped explicitly"),
        ("A.cs", MEMORY + 'cache.Set("a", 1, TimeSpan.FromMinutes(5));\n', "with a lifetime"),
        ("A.cs", MEMORY + 'cache.Set("a", 1);\n', ""),
        ("A.cs", MEMORY + 'cache.Set("a", 1);\ncache.Remove("a");\n', "entries are dropped explicitly"),
        ("A.cs", "HybridCache cache;\nawait cache.GetOrCreateAsync(key, read);\n", "with HybridCache's default lifetime of five minutes"),
        ("a.ts", NODE + 'cache.set("a", 1);\n', ""),
        ("a.ts", NODE + 'cache.set("a", 1, 60);\n', "with a lifetime"),
        ("a.ts", NODE + 'cache.set("a", 1, { ttl: 60 });\n', "with a lifetime"),
        ("a.ts", NODE + 'const cache = new NodeCache({ stdTTL: 60 });\ncache.set("a", 1);\n',
         "the cache has a lifetime or a bound of its own"),
        ("a.go", 'package a\n\nfunc f() { r.cache.Set(ctx, "a", 1, time.Minute) }\n', "with a lifetime"),
        ("a.go", 'package a\n\nfunc f() { r.cache.Set(ctx, "a", 1, 0) }\n', ""),
        ("a.go", 'package a\n\nfunc f() { r.cache.Set("a", 1, cache.NoExpiration) }\n', ""),
        ("a.ex", 'Cachex.put(:orders, "a", 1, ttl: :timer.minutes(5))\n', "with a lifetime"),
        ("a.ex", 'Cachex.put(:orders, "a", 1)\n', ""),
        ("A.java", "Cache a = Caffeine.newBuilder().maximumSize(10).build();\n", "within a bound"),
        ("A.java", "Cache a = Caffeine.newBuilder()\n    .expireAfterWrite(five)\n    .build();\n", "with a lifetime"),
        ("A.java", "Cache a = Caffeine.newBuilder().build();\nint b = x.expireAfterWrite(five);\n", ""),
    ],
)  # fmt: skip
def test_a_write_says_how_its_entries_go_away(path: str, text: str, expires: str) -> None:
    """The argument, the library's own default or the drop in the same file decides; `None`, 0 and "forever" are no lifetime."""
    assert [expires] == expiries({path: text})


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", 'cache.set("a", 1)\n'),
        ("a.ts", 'cache.set("a", 1);\n'),
        ("A.cs", 'cache.Set("a", 1);\n'),
        ("tests/test_a.py", DJANGO + 'cache.set("a", 1)\n'),
        ("a.py", DJANGO + '# cache.set("a", 1)\n'),
        ("a.py", "class LRUCache(Base):\n    pass\n"),
    ],
)
def test_what_is_no_write_to_a_known_cache_is_left_out(path: str, text: str) -> None:
    """A dictionary called `cache`, a test and a comment write to no cache that anybody must bound."""
    assert expiries({path: text}) == []


def test_a_cache_of_spring_is_bounded_where_its_settings_say_so() -> None:
    """`@Cacheable` takes no lifetime: that of the manager, or an eviction, decides for it."""
    java = 'import org.springframework.cache.annotation.Cacheable;\nclass A {\n    @Cacheable("a")\n    int read() { return 1; }\n}\n'
    bounded = "spring:\n  cache:\n    redis:\n      time-to-live: 60s\n"

    assert expiries({"src/main/java/A.java": java}) == [""]
    assert expiries({"src/main/java/A.java": java, "application.yml": bounded}) == ["the cache is bounded in application.yml"]
    assert expiries({"src/main/java/A.java": java, "src/main/java/B.java": 'class B {\n    @CacheEvict("a")\n    void drop() {}\n}\n'}) == [
        "entries are evicted in src/main/java/B.java"
    ]


def test_entries_of_rails_are_dropped_where_their_key_is() -> None:
    """A model may drop what a controller caches: the same key tells, another does not."""
    write = {"app/controllers/orders_controller.rb": 'Rails.cache.fetch("orders/all") { Order.all }\n'}
    same = {"app/models/order.rb": 'Rails.cache.delete("orders/all")\n'}
    other = {"app/models/order.rb": 'Rails.cache.delete("users/all")\n'}

    assert expiries(write | same) == ["entries are dropped in app/models/order.rb"]
    assert expiries(write | other) == [""]


def test_writes_of_another_service_are_not_told() -> None:
    """Each service answers for its own writes, by place."""
    files = {
        "orders/pyproject.toml": '[project]\nname = "orders"\ndependencies = ["fastapi", "django"]\n',
        "orders/main.py": "app = FastAPI()\n",
        "users/pyproject.toml": '[project]\nname = "users"\ndependencies = ["fastapi", "django"]\n',
        "users/main.py": "app = FastAPI()\n",
        "orders/b.py": DJANGO + 'cache.set("b", 1)\n',
        "orders/a.py": DJANGO + 'cache.add("a", 1)\n',
        "users/a.py": DJANGO + "cache.set(1, 2)\n",
    }
    found = cache_writes(repo_of(files), Component("orders", "orders", "backend"))

    assert [(write.call, write.path, write.line) for write in found] == [("cache.add", "orders/a.py", 2), ("cache.set", "orders/b.py", 2)]


def test_a_call_that_never_ends_is_read_to_a_bound() -> None:
    """Brackets that do not close tell of no lifetime, and raise nothing."""
    assert expiries({"a.py": DJANGO + "cache.set(" + "(" * 5_000 + "\n"}) == ["with Django's default lifetime of 300 seconds"]
