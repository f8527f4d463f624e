"""Which files make data for development and tests, and which are only called so."""

from __future__ import annotations

import pytest

from readiness.model import Component
from readiness_checks.facts.seeds import MAX_READ, seeds, seeds_of
from tests.repos import repo_of


def notes(files: dict[str, str]) -> list[tuple[str, str]]:
    return [(seed.path, seed.note) for seed in seeds(repo_of(files))]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("prisma/seed.ts", "await prisma.customer.createMany({ data: customers });\n"),
        ("db/seeds.rb", 'Customer.find_or_create_by!(email: "ada@example.org")\n'),
        ("priv/repo/seeds.exs", "Repo.insert!(%Customer{name: name})\n"),
        ("database/seeders/DatabaseSeeder.php", "<?php\nclass DatabaseSeeder {\n  function run() { $this->call(UserSeeder::class); }\n}\n"),
        ("src/Data/CatalogContextSeed.cs", "await context.Items.AddRangeAsync(items);\nawait context.SaveChangesAsync();\n"),
        ("src/main/resources/data.sql", "insert into owners values (1, 'Ada');\n"),
        ("scripts/init_db.sh", 'psql "$DATABASE_URL" -f schema.sql\n'),
        ("cmd/seed/main.go", "db.Create(&Customer{Name: name})\n"),
        ("sql/sample_data.sql", "COPY public.orders (id, total) FROM stdin;\n"),
    ],
)
def test_a_script_that_writes_rows_seeds(path: str, text: str) -> None:
    """A name for seeds and a row that is written make a seed, whatever the language."""
    assert [(path, "seeds records")] == notes({path: text})


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("prisma/seed.ts", "// await prisma.customer.createMany({ data: [] });\nexport {};\n"),
        ("db/seeds.rb", "# Customer.create!(name: 'Ada')\n"),
        ("src/random_seed.py", "generator.save(seed)\n"),
        ("cypress/fixtures/user.json", '{"model": "shop.user", "pk": 1}\n'),
        ("db/migrations/0004_populate_slugs.sql", "insert into slugs values (1);\n"),
        ("sql/schema.sql", "insert into orders values (1);\n"),
        ("src/seed.py", ""),
        ("tests/fixtures/answer.json", '{"total": 12}\n'),
        ("src/test_data.py", 'FOLDER = os.path.join("a")\nMODEL = load("orders")\n'),
    ],
)
def test_a_name_alone_seeds_nothing(path: str, text: str) -> None:
    """Comments, random numbers, canned answers of a browser's tests, migrations and empty files put nothing into a database."""
    assert notes({path: text}) == []


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("tests/factories.py", "class OrderFactory(factory.django.DjangoModelFactory):\n    pass\n", "factory of records (factory_boy)"),
        ("spec/factories/orders.rb", "FactoryBot.define do\nend\n", "factory of records (FactoryBot)"),
        ("database/factories/OrderFactory.php", "<?php\nclass OrderFactory extends Factory\n{\n}\n", "factory of records (Laravel)"),
        ("src/Db/Model.cs", "builder.Entity<Role>().HasData(new Role());\n", "records that the migrations seed"),
        ("shop/fixtures/orders.json", '[{"model": "shop.order", "pk": 1, "fields": {}}]\n', "fixtures of records"),
        ("test/fixtures/orders.yml", "first:\n  total: 12\n", "fixtures of records"),
        (
            "tests/conftest.py",
            "import pytest\n\n@pytest.fixture\ndef order(session):\n    made = Order()\n    session.add(made)\n    return made\n",
            "records made by a fixture of pytest",
        ),
    ],
)  # fmt: skip
def test_factories_and_fixtures_are_told_by_their_library(path: str, text: str, expected: str) -> None:
    """What makes the records of tests is named as what it is."""
    assert [(path, expected)] == notes({path: text})


def test_a_fixture_that_makes_no_record_is_none() -> None:
    """A pytest fixture that builds a client fills no database."""
    text = "import pytest\n\n@pytest.fixture\ndef client(app):\n    return app.test_client()\n"

    assert notes({"tests/conftest.py": text}) == []


def test_scripts_for_development_come_before_what_only_tests_use() -> None:
    """Whoever starts the service needs the script; the factories of its tests help nobody there."""
    files = {
        "orders/pyproject.toml": '[project]\nname = "orders"\ndependencies = ["fastapi"]\n',
        "orders/main.py": "app = FastAPI()\n",
        "users/pyproject.toml": '[project]\nname = "users"\ndependencies = ["fastapi"]\n',
        "users/main.py": "app = FastAPI()\n",
        "orders/tests/factories.py": "class OrderFactory(DjangoModelFactory):\n    pass\n",
        "orders/scripts/seed.py": "Order.objects.bulk_create(orders)\n",
        "users/scripts/seed.py": "User.objects.bulk_create(users)\n",
    }
    found = seeds_of(repo_of(files), Component("orders", "orders", "backend"))

    assert [seed.path for seed in found] == ["orders/scripts/seed.py", "orders/tests/factories.py"]


def test_only_the_first_part_of_a_huge_dump_is_read() -> None:
    """A dump of many megabytes costs no more than a small one: rows behind the bound are not looked for."""
    far = "-- a\n" * (MAX_READ // 5) + "insert into a values (1);\n"
    near = "insert into a values (1);\n" + "-- a\n" * (MAX_READ // 5)

    assert notes({"db/seed.sql": far}) == []
    assert notes({"db/seed.sql": near}) == [("db/seed.sql", "seeds records")]
