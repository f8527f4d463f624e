"""What models declare is held against what migrations leave, tool by tool."""

from __future__ import annotations

import pytest

from readiness_checks.facts.keys.declared import keys_declared
from readiness_checks.facts.migrating.operations import Changes, Column, Operation, OperationKind
from readiness_checks.facts.models.classes import classes_of, imported_from
from readiness_checks.facts.models.compared import schemas_compared
from readiness_checks.facts.models.schema import folded
from readiness_checks.facts.models.sqlalchemy import sqlalchemy_tables
from readiness_checks.facts.services import components
from tests.repos import repo_of


def missing(files: dict[str, str]) -> list[str]:
    """`path:line message` for everything that models declare and no migration makes."""
    repo = repo_of(files)
    compared = [each for component in components(repo) for each in schemas_compared(repo, component)]
    assert compared, "nothing was compared"
    return [f"{each.path}:{each.line} {each.message}" for made in compared for each in made.missing]


CREATE_ORDER = (
    "from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n    operations = [\n"
    '        migrations.CreateModel(name="Order", fields=[("id", models.AutoField(primary_key=True)), ("state", models.TextField())]),\n'
    "    ]\n"
)
DJANGO = {"manage.py": "", "requirements.txt": "Django==5.1\n", "shop/__init__.py": "", "shop/migrations/0001_initial.py": CREATE_ORDER}
ORDER = "from django.db import models\n\n\nclass Order(models.Model):\n    state = models.TextField()\n"


@pytest.mark.parametrize(
    ("models", "expected"),
    [
        (ORDER, []),
        (ORDER + "    note = models.TextField()\n", ["shop/models.py:6 no migration adds `Order.note`"]),
        (ORDER + "    @property\n    def note(self):\n        return self.state\n", []),
        (ORDER + "    lines = models.ManyToManyField('Line')\n    objects = models.Manager()\n    LIMIT = 3\n", None),
        (ORDER + "\n\nclass Bill(models.Model):\n    pass\n", ["shop/models.py:8 no migration creates the model `Bill`"]),
        (ORDER + "\n\nclass Bill(models.Model):\n    class Meta:\n        managed = False\n", []),
        (ORDER + "\n\nclass Bill(models.Model):\n    class Meta:\n        abstract = True\n", []),
        (ORDER + "\n\nclass Bill(Order):\n    class Meta:\n        proxy = True\n", []),
        (ORDER + "\n\nclass Bill(models.Model):\n    class Meta:\n        app_label = 'other'\n", []),
        (ORDER + "\n\nclass Bill(Unknown):\n    pass\n", []),
        (ORDER + "\n\nclass Bill:\n    note = models.TextField()\n", []),
        (
            (
                "from django.db import models\n\n\nclass Noted(models.Model):\n    note = models.TextField()\n\n    class Meta:\n"
                "        abstract = True\n\n\nclass Order(Noted):\n    state = models.TextField()\n"
            ),
            ["shop/models.py:5 no migration adds `Order.note`"],
        ),
        (
            (
                "from django.db import models\n\n\nclass Noted(models.Model):\n    note = models.TextField()\n\n    class Meta:\n"
                "        abstract = True\n\n\nclass Order(Noted):\n    note = None\n    state = models.TextField()\n"
            ),
            [],
        ),
    ],
)
def test_django_models_are_what_makemigrations_would_see(models: str, expected: list[str] | None) -> None:
    """Abstract fields are the model's own unless it takes them back; proxies, other apps and unknown bases make no table."""
    found = missing({**DJANGO, "shop/models.py": models})

    assert found == (expected if expected is not None else ["shop/models.py:6 no migration adds `Order.lines`"])


REVISION = (
    'import sqlalchemy as sa\nfrom alembic import op\n\nrevision = "a1"\ndown_revision = None\n\n\ndef upgrade():\n'
    '    op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("state", sa.Text()))\n'
)
ALEMBIC = {
    "requirements.txt": "alembic==1.14\nSQLAlchemy==2.0\n",
    "alembic.ini": "",
    "alembic/env.py": "",
    "alembic/versions/a1.py": REVISION,
}
BASE = "class Base(DeclarativeBase):\n    pass\n\n\nclass Order(Base):\n    __tablename__ = 'orders'\n"


@pytest.mark.parametrize(
    ("models", "expected"),
    [
        ("    id: Mapped[int] = mapped_column(primary_key=True)\n    state: Mapped[str]\n", []),
        ("    note: Mapped[str | None]\n", ["shop/models.py:7 no migration adds the column `note` to `orders`"]),
        ("    note = Column(Text)\n", ["shop/models.py:7 no migration adds the column `note` to `orders`"]),
        ("    note = Column('state', Text)\n", []),
        ("    note: Mapped[str] = mapped_column(name='state')\n", []),
        ("    lines: Mapped[list['Line']] = relationship()\n", []),
        ("    lines: Mapped[list['Line']]\n", []),
        ("    total: Mapped[int] = column_property(1)\n    kind: ClassVar[str]\n    LIMIT = 3\n", []),
        ("    __abstract__ = True\n    note: Mapped[str]\n", None),
        ("    __table_args__ = {'info': {'is_view': True}}\n    note: Mapped[str]\n", None),
        (
            "\n\nclass Bill(Base):\n    __tablename__ = 'bills'\n",
            ["shop/models.py:9 no migration creates the table `bills` of `Bill`"],
        ),
    ],
)
def test_sqlalchemy_columns_are_those_that_are_certain(models: str, expected: list[str] | None) -> None:
    """Columns go by their names in the database; relations, constants and what may be no table of ours are left out."""
    files = {**ALEMBIC, "shop/models.py": BASE + models}
    if expected is None:
        assert sqlalchemy_tables(repo_of(files)) == ()
        return

    assert missing(files) == expected


def test_sqlmodel_fields_are_columns() -> None:
    """A class with `table=True` has a column for each scalar, also of those that it derives from; relations are none."""
    text = (
        "class OrderBase(SQLModel):\n    state: str\n    note: Optional[str] = None\n\n\n"
        "class Order(OrderBase, table=True):\n    id: int | None = Field(default=None, primary_key=True)\n"
        "    lines: list['Line'] = Relationship()\n"
    )
    (table,) = sqlalchemy_tables(repo_of({"shop/models.py": "from sqlmodel import Field, SQLModel\n\n\n" + text}))

    assert (table.table, sorted(name for name, _, _ in table.columns)) == ("order", ["id", "note", "state"])


PRISMA = {
    "package.json": '{"dependencies": {"@prisma/client": "6.0.0", "express": "5.0.0"}}',
    "src/index.js": "require('express')().listen(80)\n",
    "prisma/migrations/20240101000000_a/migration.sql": 'CREATE TABLE "orders" ("id" INTEGER NOT NULL, "state_name" TEXT);\n',
}
SOURCE = 'datasource db {\n  provider = "postgresql"\n}\n'


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ('  id Int @id\n  state String? @map("state_name")\n  @@map("orders")\n', []),
        ('  id Int @id\n  note String\n  @@map("orders")\n', ["prisma/schema.prisma:6 no migration adds the column `note` to `orders`"]),
        ('  id Int @id\n  // note String\n  lines Line[]\n  hidden String @ignore\n  @@map("orders")\n', []),
        ("  id Int @id\n", ["prisma/schema.prisma:4 no migration creates the table `order` of `Order`"]),
        ("  id Int @id\n  @@ignore\n", None),
    ],
)
def test_a_prisma_schema_is_read_by_its_names_in_the_database(model: str, expected: list[str] | None) -> None:
    """`@map` and `@@map` name columns and tables; relations, comments and ignored parts are none."""
    files = {**PRISMA, "prisma/schema.prisma": f"{SOURCE}model Order {{\n{model}}}\n"}
    if expected is None:
        repo = repo_of(files)
        assert [schemas_compared(repo, component) for component in components(repo)] == [()]
        return

    assert missing(files) == expected


RAILS = {
    "Gemfile": "gem 'rails'\ngem 'pg'\n",
    "config/application.rb": "module Shop\n  class Application < Rails::Application\n  end\nend\n",
    "db/migrate/20240101000000_a.rb": "class A < ActiveRecord::Migration[7.1]\n  def change\n    create_table :orders do |t|\n"
    "      t.text :state\n    end\n  end\nend\n",
}


@pytest.mark.parametrize(
    ("version", "tables", "expected"),
    [
        ("2024_01_01_000000", '  create_table "orders" do |t|\n    t.text "state"\n  end\n', []),
        (
            "2024_01_01_000000",
            '  create_table "orders" do |t|\n    t.index ["state"]\n  end\n',
            ["db/schema.rb:1 lacks the column `state` of `orders`, which the migrations add"],
        ),
        ("2023_01_01_000000", "", ["db/schema.rb:1 stands at version 20230101000000, before the migration `20240101000000_a`"]),
    ],
)
def test_a_dump_of_rails_is_as_new_as_its_migrations(version: str, tables: str, expected: list[str]) -> None:
    """An old dump is said once, not column by column."""
    dump = f"ActiveRecord::Schema[7.1].define(version: {version}) do\n{tables}end\n"

    assert missing({**RAILS, "db/schema.rb": dump}) == expected


def test_classes_are_read_with_what_they_assign() -> None:
    """Bases, keywords, the inner Meta and annotations without a value are kept apart."""
    head = "@final\nclass A(Base, table=True):\n    a: int\n    b = 1\n\n"
    text = f"{head}    class Meta(Other.Meta):\n        abstract = True\n\n    def c(self): ...\n"
    (found,) = classes_of(repo_of({"a.py": text}), "a.py")

    assert (found.name, found.line, found.bases, dict(found.keywords)) == ("A", 2, ("Base",), {"table": True})
    assert [(each.name, each.value, each.annotation, each.bare) for each in found.assigned] == [
        ("a", None, "int", True),
        ("b", 1, "", False),
    ]
    assert (dict(found.meta), found.meta_bases, found.functions) == ({"abstract": True}, ("Other.Meta",), ("c",))


def test_imports_are_known_by_the_name_that_they_are_given() -> None:
    """`as` gives another name, and a list in parentheses may stand on several lines."""
    text = "from a.b import C as D, E\nfrom .x import (\n    F,  # why\n    G as H,\n)\n"

    assert imported_from(repo_of({"a.py": text}), "a.py") == {"D": "a.b.C", "E": "a.b.E", "F": ".x.F", "H": ".x.G"}


@pytest.mark.parametrize(
    "text", ["class A(" * 3000, "class A:\n" + "".join(f"{' ' * depth}class B:\n" for depth in range(1, 900)), "class\x00"]
)
def test_broken_classes_are_no_error(text: str) -> None:
    """What cannot be parsed declares no table."""
    assert sqlalchemy_tables(repo_of({"a.py": f"__tablename__ = 'x'\n{text}"})) == ()


def done(kind: OperationKind, table: str, name: str = "", target: str = "", *, conditional: bool = False) -> Operation:
    """An operation on a column, or on a table where no column is named."""
    return Operation(kind, "a.sql", 1, table, name, (Column(name),) if name else (), target, conditional=conditional)


def test_migrations_are_folded_in_their_order() -> None:
    """A table renamed and dropped, a column renamed and dropped: only what is left at the end stands."""
    up = (
        done("create-table", "a", "x"),
        done("add-column", "a", "y"),
        done("rename-column", "a", "y", "z"),
        done("drop-column", "a", "x"),
        done("create-table", "b", "x"),
        done("rename-table", "b", target="c"),
        done("create-table", "d", "x"),
        done("drop-table", "d"),
        done("add-column", "old", "x"),
    )
    schema = folded([("a.sql", Changes(up=up, down=(done("drop-table", "a"),)))])

    assert {name: sorted(table.columns) for name, table in schema.tables.items()} == {"a": ["z"], "c": ["x"], "old": ["x"]}
    assert [name for name, table in schema.tables.items() if not table.created] == ["old"]


def test_what_may_not_have_been_done_leaves_things_there() -> None:
    """A drop under a condition takes nothing away for certain, and the table is doubted."""
    up = (
        done("create-table", "a", "x"),
        done("drop-column", "a", "x", conditional=True),
        done("create-table", "b", "x"),
        done("drop-table", "b", conditional=True),
    )
    schema = folded([("a.sql", Changes(up=up, unread=1)), ("b.sql", Changes())])

    assert {name: (sorted(table.columns), table.doubted) for name, table in schema.tables.items()} == {
        "a": (["x"], True),
        "b": (["x"], True),
    }
    assert schema.unread == ("a.sql",)


KEYED = "CREATE TABLE users (id int PRIMARY KEY);\nCREATE TABLE orders (\n  id int PRIMARY KEY,\n  user_id int REFERENCES users (id)\n);\n"
POSTGRES = {"package.json": '{"dependencies": {"pg": "8.13.1", "express": "5.0.0"}}', "src/index.js": "require('express')().listen(80)\n"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"db/schema.sql": KEYED}, [("db/schema.sql", "orders", ("user_id",), 4, False)]),
        ({"db/schema.sql": KEYED + "CREATE INDEX ON orders (user_id);\n"}, [("db/schema.sql", "orders", ("user_id",), 4, True)]),
        (
            {"db/schema.sql": KEYED + "CREATE INDEX ON orders (user_id) WHERE user_id IS NOT NULL;\n"},
            [("db/schema.sql", "orders", ("user_id",), 4, True)],
        ),
        (
            {"db/schema.sql": KEYED + "CREATE INDEX ON orders (user_id) WHERE state = 'new';\n"},
            [("db/schema.sql", "orders", ("user_id",), 4, False)],
        ),
        ({"db/schema.sql": "CREATE TABLE users (id int PRIMARY KEY);\n"}, []),
        (
            {"db/schema.sql": KEYED, "migrations/V1__a.sql": KEYED, "migrations/V2__b.sql": "CREATE INDEX ON orders (user_id);\n"},
            [("migrations/V1__a.sql", "orders", ("user_id",), 4, True)],
        ),
    ],
)
def test_foreign_keys_are_those_of_the_schema_that_is_used(
    files: dict[str, str], expected: list[tuple[str, str, tuple[str, ...], int, bool]]
) -> None:
    """Migrations stand before a script of the whole schema; a partial index that leaves out but nulls serves."""
    repo = repo_of({**POSTGRES, **files})
    found = [key for component in components(repo) for keys in keys_declared(repo, component) for key in keys.foreign_keys]

    assert [(key.path, key.table, key.columns, key.line, key.indexed) for key in found] == expected


def test_a_database_that_indexes_foreign_keys_itself_is_not_judged() -> None:
    """InnoDB makes the index with the constraint."""
    files = {"package.json": '{"dependencies": {"mysql2": "3.11.0", "express": "5.0.0"}}', "src/index.js": POSTGRES["src/index.js"]}
    repo = repo_of({**files, "db/schema.sql": KEYED})
    (keys,) = [keys for component in components(repo) for keys in keys_declared(repo, component)]

    assert (keys.foreign_keys, keys.self_indexed) == ((), True)
