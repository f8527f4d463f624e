"""Migrations are read with their identity, parents, order and way back, and never run."""

from __future__ import annotations

import pytest

from readiness_checks.facts.migration_order import breaks
from readiness_checks.facts.migrations import Migration, MigrationSet, latest, migration_sets
from tests.repos import repo_of

DJANGO = """from django.db import migrations


def f(apps, schema_editor): ...


class Migration(migrations.Migration):
    dependencies = [{}]
    operations = [{}]
"""
LARAVEL = "<?php\npublic function up() {{}}\npublic function down() {{ {} }}\n"
SEQUELIZE = """module.exports = {
  async up(queryInterface) {},
  async down({ context: queryInterface }) { await queryInterface.drop(); },
};
"""
ECTO = "  def change do\n    {}\n  end\n"
EF_CORE = """public partial class X : Migration {
  protected override void Up(MigrationBuilder migrationBuilder) { migrationBuilder.A(); }
  protected override void Down(MigrationBuilder migrationBuilder) { }
}
"""
REVERSIBLE = "reversible do |dir|\n      dir.up { execute 'x' }\n    end"
RAILS = "class X < ActiveRecord::Migration[7.1]\n  def change\n    {}\n  end\nend\n"
ALEMBIC = 'revision = "{}"\ndown_revision = {}\n\n\ndef upgrade():\n    {}\n\n\ndef downgrade():\n    {}\n'
LIQUIBASE = '<databaseChangeLog>\n  <changeSet id="1" author="a"><{}/></changeSet>\n</databaseChangeLog>\n'


def _only(path: str, text: str) -> tuple[MigrationSet, Migration]:
    (made,) = migration_sets(repo_of({path: text}))
    return made, made.migrations[0]


WAYS_BACK = [
    ("alembic", "versions/a.py", ALEMBIC.format("a", "None", "op.add()", "op.drop()"), True),
    ("alembic", "versions/a.py", ALEMBIC.format("a", "None", "op.add()", "pass"), False),
    ("alembic", "versions/a.py", ALEMBIC.format("a", "None", "op.add()", "raise NotImplementedError"), False),
    ("alembic", "versions/a.py", ALEMBIC.format("a", '("b", "c")', "pass", "pass"), None),
    ("alembic", "versions/a.py", ALEMBIC.format("a", "None", "op.add(", "op.drop()"), True),
    ("django", "shop/migrations/0001_a.py", DJANGO.format("", "migrations.AddField()"), True),
    ("django", "shop/migrations/0001_a.py", DJANGO.format("", "migrations.RunPython(f)"), False),
    ("django", "shop/migrations/0001_a.py", DJANGO.format("", "migrations.RunPython(f, migrations.RunPython.noop)"), True),
    ("django", "shop/migrations/0001_a.py", DJANGO.format("", 'migrations.RunSQL("x", reverse_sql="y")'), True),
    ("django", "shop/migrations/0001_a.py", DJANGO.format("", 'migrations.RunSQL("x")'), False),
    ("django", "shop/migrations/0001_a.py", DJANGO.format("", ""), None),
    ("rails", "db/migrate/20240101000000_x.rb", RAILS.format("add_column :a, :b, :string"), True),
    ("rails", "db/migrate/20240101000000_x.rb", RAILS.format("remove_column :a, :b"), False),
    ("rails", "db/migrate/20240101000000_x.rb", RAILS.format("remove_column :a, :b, :string"), True),
    ("rails", "db/migrate/20240101000000_x.rb", RAILS.format("execute 'x'"), False),
    ("rails", "db/migrate/20240101000000_x.rb", RAILS.format("User.update_all(x: 1)"), False),
    ("rails", "db/migrate/20240101000000_x.rb", RAILS.format("drop_table :a"), False),
    ("rails", "db/migrate/20240101000000_x.rb", RAILS.format(REVERSIBLE), True),
    ("laravel", "database/migrations/2024_01_01_000000_x.php", LARAVEL.format("Schema::drop('a');"), True),
    ("laravel", "database/migrations/2024_01_01_000000_x.php", LARAVEL.format("/* } */ // none\n"), False),
    ("doctrine", "migrations/Version20240101000000.php", LARAVEL.format("$this->throwIrreversibleMigrationException();"), False),
    ("knex", "migrations/20240101_x.js", "exports.up = (knex) => knex.a();\nexports.down = (knex) => knex.schema.dropTable('a');\n", True),
    ("knex", "migrations/20240101_x.js", "exports.up = function (knex) {};\nexports.down = function (knex) {};\n", False),
    ("sequelize", "migrations/20240101-x.js", SEQUELIZE, True),
    ("ef-core", "Migrations/20240101_X.cs", EF_CORE, False),
    ("ecto", "priv/repo/migrations/20240101000000_x.exs", ECTO.format("create table(:a) do\n      add :b, :string\n    end"), True),
    ("ecto", "priv/repo/migrations/20240101000000_x.exs", ECTO.format('execute "x"'), False),
    ("liquibase", "db/changelog/a.xml", LIQUIBASE.format("createTable"), True),
    ("liquibase", "db/changelog/a.xml", LIQUIBASE.format("dropColumn"), False),
    ("goose", "migrations/001_a.sql", "-- +goose Up\nCREATE TABLE a();\n-- +goose Down\nDROP TABLE a;\n", True),
    ("goose", "migrations/001_a.sql", "-- +goose Up\nCREATE TABLE a();\n-- +goose Down\n-- none\n", False),
    ("dbmate", "db/migrations/001_a.sql", "-- migrate:up\nCREATE TABLE a();\n\n-- migrate:down\nDROP TABLE a;\n", True),
    ("sql", "migrations/1_a.up.sql", "CREATE TABLE a();\n", False),
]  # fmt: skip


@pytest.mark.parametrize(("tool", "path", "text", "expected"), WAYS_BACK, ids=[f"{row[0]} {index}" for index, row in enumerate(WAYS_BACK)])
def test_way_back_is_told_from_an_empty_one(tool: str, path: str, text: str, expected: bool | None) -> None:
    """A way back has content; an operation that its tool reverses by itself has one; a merge needs none."""
    made, migration = _only(path, text)

    assert (made.tool, migration.reversible) == (tool, expected)


@pytest.mark.parametrize(
    ("tool", "path"),
    [
        ("prisma", "prisma/migrations/20240101000000_init/migration.sql"),
        ("flyway", "db/migration/V1__init.sql"),
        ("supabase", "supabase/migrations/20240101000000_init.sql"),
        ("sql", "store/migration/postgres/0.27/00__init.sql"),
    ],
)
def test_tools_that_only_go_forward_are_known(tool: str, path: str) -> None:
    """Where the tool has no way back, none is missed."""
    made, _ = _only(path, "CREATE TABLE a (id int);\n")

    assert (made.tool, made.forward_only) == (tool, True)


@pytest.mark.parametrize(
    "path",
    [
        "tests/fixtures/migrations/V1__a.sql",
        "sql/schema.sql",
        "docker/initdb/01_init.sql",
        "docs/0001_notes.sql",
        "vendor/migrations/1_a.up.sql",
    ],
)
def test_other_sql_is_no_migration(path: str) -> None:
    """A schema script, a container's first data, and others' files are not versioned migrations."""

    assert migration_sets(repo_of({path: "CREATE TABLE a (id int);\n"})) == ()


def test_empty_files_are_no_migrations() -> None:
    """A folder that only exists holds nothing."""

    assert migration_sets(repo_of({"db/migrate/.gitkeep": "", "db/migration/V1__a.sql": ""})) == ()


def test_undo_scripts_give_flyway_a_way_back() -> None:
    """With undo scripts, versions without one are missed."""
    (made,) = migration_sets(repo_of({"m/V1__a.sql": "x;", "m/U1__a.sql": "x;", "m/V2__b.sql": "x;"}))

    assert (made.forward_only, [migration.reversible for migration in made.migrations]) == (False, [True, False])


def test_labelled_alembic_branches_may_end_apart() -> None:
    """Branches with labels are meant: each may have its head."""
    first = ALEMBIC.format("a", "None", "op.a()", "op.b()") + 'branch_labels = ("one",)\n'
    second = ALEMBIC.format("b", "None", "op.a()", "op.b()") + 'branch_labels = ("two",)\n'

    assert _broken({"versions/a.py": first, "versions/b.py": second}) == []


def test_graph_order_decides_which_are_latest() -> None:
    """The latest ten follow the links between revisions, not their names."""
    files = {f"versions/{chr(122 - n)}.py": ALEMBIC.format(f"r{n}", f'"r{n - 1}"' if n else "None", "op.a()", "op.b()") for n in range(12)}
    (made,) = migration_sets(repo_of(files))

    assert [migration.identity for migration in latest(made)] == [f"r{n}" for n in range(2, 12)]


def test_merge_of_django_branches_leaves_one_head() -> None:
    """Two leaves of an app conflict until a merge joins them."""
    apart = {
        "shop/migrations/0001_a.py": DJANGO.format("", "migrations.A()"),
        "shop/migrations/0002_b.py": DJANGO.format('("shop", "0001_a")', "migrations.A()"),
        "shop/migrations/0002_c.py": DJANGO.format('("shop", "0001_a")', "migrations.A()"),
    }
    joined = {**apart, "shop/migrations/0003_d.py": DJANGO.format('("shop", "0002_b"), ("shop", "0002_c")', "")}

    assert _broken(apart) == ["`0002_b` is one of 2 heads", "`0002_c` is one of 2 heads"]
    assert _broken(joined) == []


def test_liquibase_change_set_for_another_database_is_no_duplicate() -> None:
    """Author and id repeat where `dbms` or `context` tells the change sets apart."""
    apart = "<databaseChangeLog>\n" + '<changeSet id="1" author="a" dbms="{}"/>\n' * 2 + "</databaseChangeLog>\n"
    quoted = """<databaseChangeLog>
<changeSet id="rename 'a' now" author=""/>
<changeSet id="rename 'b' now" author=""/>
</databaseChangeLog>
"""

    assert _broken({"db/changelog/a.xml": apart.format("mysql", "postgresql")}) == []
    assert len(_broken({"db/changelog/a.xml": apart.format("mysql", "mysql")})) == 1
    assert _broken({"db/changelog/a.xml": quoted}) == []


def test_names_of_django_migrations_may_hold_hyphens() -> None:
    """A parent whose name is no identifier is found all the same."""
    files = {
        "shop/migrations/0001_a-b.py": DJANGO.format("", "migrations.A()"),
        "shop/migrations/0002_c.py": DJANGO.format('("shop", "0001_a-b")', "migrations.A()"),
    }

    assert _broken(files) == []


def test_a_dependency_on_another_app_must_be_there() -> None:
    """What another app of the repository lacks is missing; apps from elsewhere, and what a squash replaces, are not."""
    files = {
        "shop/migrations/0001_a.py": DJANGO.format("", "migrations.A()"),
        "shop/migrations/0002_b.py": DJANGO.format('("shop", "0001_a")', "migrations.A()"),
        "mail/migrations/0001_a.py": DJANGO.format('("shop", "0002_b"), ("auth", "0012_x")', "migrations.A()"),
    }
    lost = {path: text for path, text in files.items() if "0002_b" not in path} | {
        "shop/migrations/0002_c.py": DJANGO.format('("shop", "0001_a")', "migrations.A()")
    }

    assert _broken(files) == []
    assert _broken(lost) == ["`0001_a` depends on `shop.0002_b`, which is missing"]


def test_databases_that_share_an_alembic_environment_have_a_line_each() -> None:
    """Folders with nothing in common are no branches of each other; locations that build on each other are one line."""
    apart = {
        "alembic/env.py": "",
        "alembic/versions/core/a.py": ALEMBIC.format("a", "None", "op.a()", "op.b()"),
        "alembic/versions/tenant/b.py": ALEMBIC.format("b", "None", "op.a()", "op.b()"),
    }
    together = {
        "alembic/env.py": "",
        "alembic/versions/a.py": ALEMBIC.format("a", "None", "op.a()", "op.b()"),
        "plugin/versions/b.py": ALEMBIC.format("b", '"a"', "op.a()", "op.b()"),
    }
    needing = {**apart, "alembic/versions/core/a.py": apart["alembic/versions/core/a.py"] + 'depends_on = "gone"\n'}

    assert _broken(apart) == []
    assert _broken(together) == []
    assert _broken(needing) == ["`a` builds on `gone`, which is missing"]


def test_a_cycle_of_revisions_never_runs() -> None:
    """Two revisions that wait for each other are said once."""
    files = {
        "versions/a.py": ALEMBIC.format("a", '"b"', "op.a()", "op.b()"),
        "versions/b.py": ALEMBIC.format("b", '"a"', "op.a()", "op.b()"),
        "versions/c.py": ALEMBIC.format("c", '"b"', "op.a()", "op.b()"),
    }

    assert _broken(files) == ["`a` waits for migrations that wait for it"]


def test_rails_refuses_two_migrations_of_one_name() -> None:
    """Versions that differ do not help: the class is the same."""
    text = "class AddX < ActiveRecord::Migration[7.0]\n  def change\n    add_column :a, :x, :text\n  end\nend\n"

    assert _broken({"db/migrate/20240101000000_add_x.rb": text, "db/migrate/20240201000000_add_x.rb": text}) == [
        "`20240201000000_add_x` has the same name as `20240101000000_add_x`"
    ]


def test_flyway_compares_versions_as_numbers() -> None:
    """`1.0` and `1` are one version, `1_1` and `1.1` too."""
    sql = "CREATE TABLE a (id int);"

    assert len(_broken({"db/migration/V1__a.sql": sql, "db/migration/V1.0__b.sql": sql})) == 1
    assert len(_broken({"db/migration/V1_1__a.sql": sql, "db/migration/V01.1__b.sql": sql})) == 1
    assert _broken({"db/migration/V1__a.sql": sql, "db/migration/V10__b.sql": sql}) == []


def test_journals_say_what_runs() -> None:
    """Drizzle runs what its journal lists; Atlas refuses a folder that is not as its sum says."""
    sql = "CREATE TABLE a (id int);"
    journal = '{"entries": [{"idx": 0, "tag": "0000_a"}, {"idx": 1, "tag": "0001_b"}]}'

    assert _broken({"drizzle/0000_a.sql": sql, "drizzle/0002_c.sql": sql, "drizzle/meta/_journal.json": journal}) == [
        "lists `0001_b`, which is missing",
        "`0002_c` is not in the journal, so that nothing runs it",
    ]
    assert _broken({"migrations/1_a.sql": sql, "migrations/2_b.sql": sql, "migrations/atlas.sum": "h1:x=\n1_a.sql h1:y=\n"}) == [
        "`2_b` is not in `atlas.sum`"
    ]


def test_an_include_of_liquibase_names_a_file() -> None:
    """A changelog that is not there stops the rest."""
    master = """databaseChangeLog:
  - include:
      file: changes/one.yaml
  - changeSet:
      id: 1
      author: a
"""

    assert _broken({"db/changelog/master.yaml": master}) == ["includes `changes/one.yaml`, which is missing"]


def _broken(files: dict[str, str]) -> list[str]:
    repo = repo_of(files)
    return [found.message for made in migration_sets(repo) for found in breaks(repo, made)]


def test_newer_python_is_read_as_text() -> None:
    """A migration in a Python that the host cannot parse is still read."""
    text = DJANGO.format("", "migrations.RunPython(f)") + "type X = int\ndef g[T](): match\n"
    _, migration = _only("shop/migrations/0001_a.py", text)

    assert migration.reversible is False


@pytest.mark.parametrize(
    "text", ["class Migration(migrations.Migration):\nfrom django.db import x\n", "down_revision = (\n", "\0", "<changeSet" * 50]
)
def test_malformed_migrations_raise_nothing(text: str) -> None:
    """Whatever stands in a file that looks like a migration, reading it gives values."""
    paths = ("a/migrations/0001_x.py", "versions/x.py", "db/migrate/1_x.rb", "db/changelog/x.xml")
    files = {path: f"databaseChangeLog{text}" if path.endswith(".xml") else text for path in paths}

    assert isinstance(migration_sets(repo_of(files)), tuple)
