"""Data made for development and tests: seed scripts, fixtures that are loaded into the database, and factories of records."""

from __future__ import annotations

from readiness.classify import File
from readiness.model import Component
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.affinity import meant_for

MAX_READ = 300_000  # bytes; a longer file of such a name is taken by its first part
_SUFFIXES = (
    ".py", ".rb", ".js", ".ts", ".mjs", ".cjs", ".php", ".go", ".rs", ".java", ".kt", ".mts", ".cs", ".ex", ".exs", ".sql", ".sh",
    ".rake", ".json", ".yml", ".yaml",
)  # fmt: skip
_SCRIPTS = ("javascript", "typescript")
_JVM = ("java", "kotlin", "groovy", "scala")

# What only a factory of records, a loader of fixtures or a framework's own seeding says.
_LIBRARIES: dict[str, Pattern] = {
    "factory of records (factory_boy)": Pattern(
        ("DjangoModelFactory", "SQLAlchemyModelFactory", "MongoEngineFactory", "AsyncSQLAlchemyFactory"),
        r"class\s+\w+\([^)\n]{0,80}(?:DjangoModelFactory|SQLAlchemyModelFactory|MongoEngineFactory|AsyncSQLAlchemyFactory)\b",
        code=True, languages=("python",), roles=("source", "test"),
    ),
    "factory of records (model_bakery)": Pattern(
        ("baker.make(", "mixer.blend("), code=True, languages=("python",), roles=("source", "test"), once=True
    ),
    "factory of records (polyfactory)": Pattern(
        ("SQLAlchemyFactory[", "ModelFactory["), r"class\s+\w+\((?:SQLAlchemy|Model)Factory\[",
        code=True, languages=("python",), roles=("source", "test"),
    ),
    "records made by a fixture of pytest": Pattern(
        ("pytest.fixture", "pytest_asyncio.fixture"),
        r"^@pytest(?:_asyncio)?\.fixture\b[^\n]{0,80}\n(?:@[^\n]{0,80}\n)?(?:async )?def \w[^\n]{0,200}\n(?:[ \t][^\n]{0,200}\n|\n){0,12}?"
        r"[ \t][^\n#]{0,80}\b(?:session\.add(?:_all)?\(|objects\.(?:create|bulk_create|create_user)\("
        r"|create_\w{0,20}(?:user|account|wallet|order|customer)\w{0,20}\()",
        names=("conftest.py",), roles=("test",), lines=14,
    ),
    "fixtures loaded into the test database": Pattern(
        ("fixtures = [",), r"^    fixtures = \[\s*[\"'][\w/.-]+", languages=("python",), roles=("test",)
    ),
    "factory of records (FactoryBot)": Pattern(
        ("FactoryBot.define", "FactoryGirl.define", "Fabricator("), r"^\s*(?:Factory(?:Bot|Girl)\.define|Fabricator\()",
        languages=("ruby",), roles=("source", "test"),
    ),
    "factory of records (Laravel)": Pattern(
        ("extends Factory",), r"^class\s+\w+\s+extends\s+Factory\b", languages=("php",), roles=("source", "test", "data")
    ),
    "fixtures (Doctrine)": Pattern(
        ("extends Fixture", "implements FixtureInterface", "ProxyObjectFactory", "PersistentObjectFactory"),
        r"^(?:final\s+)?class\s+\w+\s+(?:extends\s+(?:Fixture|Persistent(?:Proxy)?ObjectFactory)\b|[^\n]{0,80}implements\s+FixtureInterface)",
        code=True, languages=("php",), roles=("source", "test"),
    ),
    "factory of records (ExMachina)": Pattern(("use ExMachina",), languages=("elixir",), roles=("source", "test")),
    "factory of records (fishery)": Pattern(("Factory.define<",), languages=_SCRIPTS, roles=("source", "test")),
    "factory of records (typeorm-extension)": Pattern(
        ("setSeederFactory(", "implements Seeder", "extends Seeder"),
        r"\bsetSeederFactory\(|\bclass\s+\w+\s+(?:implements|extends)\s+Seeder\b",
        languages=_SCRIPTS, roles=("source", "test"),
    ),
    "SQL loaded before a test": Pattern(("@Sql(", "@DatabaseSetup(", "@DataSet("), languages=_JVM, roles=("test",)),
    "records that the migrations seed": Pattern(
        (".HasData(", ".UseSeeding(", ".UseAsyncSeeding("), languages=("csharp",), roles=("source", "test")
    ),
    "fixtures loaded into the test database (testfixtures)": Pattern(("testfixtures.New(",), languages=("go",), roles=("source", "test")),
}  # fmt: skip
_NAMED = Regex(
    r"(?:^|[._/-])(?:seed(?:s|er|ers|ing)?|(?:sample|demo|mock|fake|dummy|initial|dev)[_-]?data|init[_-]?db|db[_-]?init"
    r"|populate[_-]?(?:db|database|dev|demo|sample|data|\w{0,20}tables)|create[_-](?:sample|demo|dev|initial)\w*)(?:[._/-]|$)"
    r"|(?:^|[/_-])populate\.\w+$"
    r"|(?:^|[./_-])(?:fixtures?|test[_-]?data)(?=[./]|$)|(?:^|/)[Ss]eed[A-Z]\w*\.\w+$|[Ss]eed[_-]\w+\.\w+$"
    r"|(?:Seed(?:er|ers|s|Data|ing)?|Fixtures?|(?:Db|Data|Context|Database)(?:Initiali[sz]er|Loader|Seed)|SampleData|TestData)\.(?:cs|java|kt|php|[jt]s|go)$"
    r"|ContextSeed\w*\.cs$|(?:^|/)(?:tests?|spec)/(?:[\w-]+/){0,4}(?:factory|(?:\w{0,30}_)?factories)\.(?:py|ts|js|go|rs)$"
)
_LOADED = Regex(r"(?:^|/)(?:data(?:-\w+)?|import|load)\.sql$|(?:^|/)db/(?:seeds|fixtures)/|(?:^|/)(?:test|spec)/fixtures/[\w/]+\.ya?ml$")
# Nothing but a row that is written: a name alone seeds nothing.
_WRITES = Regex(
    r"(?i:\binsert\s+(?:or\s+\w+\s+|ignore\s+)?into\b)|(?m:^COPY\s+[\w.\"]+\s*(?:\([^)]*\))?\s+FROM\b)"
    r"|\bpsql\b[^\n]{0,400}\s-f\s|\bmongoimport\b|\bmongorestore\b"
    r"|(?<!path)\.(?:create|createMany|create_batch|bulk_create|bulkCreate|bulkInsert|insert|insertMany|insert_many|insert_all|insertOne|InsertMany"
    r"|save|saveAll|save_all|Save|Create|CreateInBatches|AddRange|AddAsync|AddRangeAsync|add_all|persist|upsert|firstOrCreate"
    r"|updateOrCreate|get_or_create|update_or_create|find_or_create_by|find_or_create|first_or_create|factory|put_item|putItem"
    r"|insert!|create!|save!|find_or_create_by!|CreateAsync|InsertAsync|UpsertAsync|SaveChanges|SaveChangesAsync|Exec|batch_writer)\b\s*[!(<\s]"
    r"|\bsession\.add\(|\bcreate_user\(|\bcreateUser\(|\bcreate_(?:superuser|sample)\w*\(|Repo\.insert|loaddata|load_fixtures"
    r"|\$this->call\(|\binit_db\(|\b[\w.]{0,40}[sS]eed[A-Z_]?\w{0,30}\(|::factory\("
)
_RECORDS = Regex(r'"model"\s*:\s*"\w+\.\w+"|^-\s+model:\s*\w+\.\w+|"pk"\s*:', 0)
_ROWS = Regex(r"(?m)^[A-Za-z_]\w*:\s*\n\s+\w+:")
_NO_SEED = Regex(
    r"random[_-]?seed|seed[_-]?(?:phrase|words|node|peer|ed25519|provider)|(?:^|/)(?:cypress|e2e)/fixtures/[\w./-]+\.json$"
    r"|(?:^|/)migrations/(?:[\w.-]+/)*[\w.-]*populate"
)


@dataclass(frozen=True, slots=True)
class Seed:
    """A file that makes data for development or tests, and how."""

    note: str
    path: str
    line: int | None


@fact
def seeds(repo: Repo) -> tuple[Seed, ...]:
    """Every file that seeds a database, loads fixtures into it or makes records for tests, sorted by path."""
    found: dict[str, Seed] = {}
    for note, pattern in _LIBRARIES.items():
        for hit in repo.hits(pattern):
            found.setdefault(hit.path, Seed(note, hit.path, hit.line))
    for file in _candidates(repo):
        if file.path not in found and (note := _does(repo, file)):
            found[file.path] = Seed(note, file.path, None)
    return tuple(found[path] for path in sorted(found))


@fact
def seeds_of(repo: Repo, component: Component) -> tuple[Seed, ...]:
    """The seeds that lie in the component or serve it: scripts for development first, then what only tests use."""
    kept = [seed for seed in seeds(repo) if meant_for(repo, component, seed.path)]
    return tuple(sorted(kept, key=lambda seed: ((file := repo.file(seed.path)) is not None and file.role == "test", seed.path)))


def _candidates(repo: Repo) -> list[File]:
    return [
        file
        for file in repo.files
        if file.suffix in _SUFFIXES
        and file.size
        and file.link is None
        and file.role in ("source", "configuration", "test", "data", "fixture")
        and (_NAMED.search(file.path) or _LOADED.search(file.path))
        and not _NO_SEED.search(file.path)
    ]


def _does(repo: Repo, file: File) -> str:
    """What a file of such a name really does: "" when it writes no record."""
    text = repo.text(file.path)[:MAX_READ]
    if file.suffix in (".json", ".yml", ".yaml"):
        rails = _LOADED.search(file.path) is not None and _ROWS.search(text) is not None
        return "fixtures of records" if rails or _RECORDS.search(text) else ""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith(("#", "--", "//", "*", "/*")))
    return "seeds records" if _WRITES.search("\n".join(lines)) else ""
