"""Where a program makes its schema by itself, instead of by migrations."""

from __future__ import annotations

from readiness.model import Component
from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness.scan import Pattern

_SCRIPTS = ("javascript", "typescript")
_SETTINGS = (".yml", ".yaml", ".properties", ".json", ".conf", ".env")

CREATIONS: dict[str, Pattern] = {
    "`synchronize` lets TypeORM alter the schema at start": Pattern(
        literals=("synchronize",),
        regex=r"[\"']?\bsynchronize[\"']?\s*:\s*true\b",
        languages=_SCRIPTS,
        suffixes=(".json", ".example", ".yml", ".yaml"),
        roles=("source", "configuration", "sample"),
    ),
    "`sequelize.sync()` makes the schema at start": Pattern(
        literals=(".sync(",), regex=r"\b(?:sequelize|db|database|models?|connection)\.(?:sequelize\.)?sync\(", languages=_SCRIPTS
    ),
    "Hibernate makes the schema at start (`ddl-auto`)": Pattern(
        literals=("ddl-auto", "hbm2ddl.auto", "database.generation"),
        regex=r"(?:ddl-auto|hbm2ddl\.auto|database\.generation)\s*[:=]\s*[\"']?(?:update|create|create-drop|drop-and-create)\b",
        suffixes=_SETTINGS,
        roles=("configuration", "source"),
    ),
    "a script makes the schema at start (`spring.sql.init`)": Pattern(
        literals=("spring.sql.init", "spring.datasource.schema"),
        regex=r"^\s*spring\.(?:sql\.init\.(?:mode|schema-locations)|datasource\.schema)\s*=",
        suffixes=(".properties",),
        roles=("configuration", "source"),
    ),
    "`EnsureCreated` makes the schema at start": Pattern(
        literals=("EnsureCreated",), regex=r"\.EnsureCreated(?:Async)?\(", languages=("csharp", "fsharp", "vb")
    ),
    "`create_all` makes the tables at start": Pattern(literals=("create_all",), regex=r"\.create_all\b", languages=("python",)),
    "`AutoMigrate` alters the schema at start": Pattern(literals=("AutoMigrate(",), regex=r"\.AutoMigrate\(", languages=("go",)),
    "`CREATE TABLE` runs from the source": Pattern(
        literals=("CREATE TABLE IF NOT EXISTS", "create table if not exists"),
        languages=("python", "javascript", "typescript", "go", "php", "java", "kotlin", "csharp", "rust", "ruby"),
    ),
}


@dataclass(frozen=True, slots=True)
class Creation:
    """One place where the schema comes into being without a migration, in words."""

    note: str
    path: str
    line: int


@fact
def schema_creations(repo: Repo, component: Component) -> tuple[Creation, ...]:
    """The component's own places, each kind once, in the order of the table above."""
    found = []
    for note, pattern in CREATIONS.items():
        hit = next((hit for hit in repo.hits(pattern) if component.owns(hit.path)), None)
        if hit is not None:
            found.append(Creation(note, hit.path, hit.line))
    return tuple(found)
