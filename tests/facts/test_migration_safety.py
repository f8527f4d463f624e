"""What locks or breaks a running release is told from what does not, as the linters for one tool tell it in their manuals."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from readiness_checks.facts.column_types import is_free
from readiness_checks.facts.migrating.operations import Column, Operation
from readiness_checks.facts.migrating.statements import operations_of_sql
from readiness_checks.facts.migration_databases import database_of, databases_of
from readiness_checks.facts.migration_hazards import Setting, hazard_of
from readiness_checks.facts.migration_safety import judged_migrations
from readiness_checks.facts.migrations import migration_sets
from tests.repos import repo_of

POSTGRESQL = Setting("postgresql")


def is_dangerous(text: str, database: str = "postgresql", *, transactional: bool | None = None) -> bool:
    operations, unread = operations_of_sql(text, database, "m.sql")
    assert not unread
    return any(hazard_of(operation, Setting(database, transactional=transactional)) for operation in operations)


@pytest.mark.parametrize(
    "text",
    [
        # what Squawk warns of
        "CREATE INDEX CONCURRENTLY i ON a (b); CREATE INDEX j ON a (c)",
        "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c (id)",
        "ALTER TABLE a ADD COLUMN b int REFERENCES c (id)",
        "ALTER TABLE a ADD CONSTRAINT k CHECK (b > 0)",
        "ALTER TABLE a ADD CONSTRAINT u UNIQUE (b)",
        "ALTER TABLE a ADD COLUMN b int UNIQUE",
        "ALTER TABLE a ADD PRIMARY KEY (id)",
        "ALTER TABLE a ADD COLUMN b bigserial",
        "ALTER TABLE a ADD COLUMN b int GENERATED ALWAYS AS (c + 1) STORED",
        "ALTER TABLE a ADD COLUMN b uuid DEFAULT uuid_generate_v4()",
        "ALTER TABLE a ADD COLUMN b float DEFAULT random()",
        "ALTER TABLE a ADD COLUMN b text DEFAULT my_own_function()",
        "ALTER TABLE a ADD COLUMN b int NOT NULL",
        "ALTER TABLE a ALTER COLUMN b SET NOT NULL",
        "ALTER TABLE a ALTER COLUMN b TYPE bigint",
        "ALTER TABLE a RENAME COLUMN b TO c",
        "ALTER TABLE a RENAME TO b",
        "ALTER TABLE a DROP COLUMN b",
        "DROP TABLE a",
        "TRUNCATE a CASCADE",
        "DROP SCHEMA s CASCADE",
        # what strong_migrations adds
        "ALTER TABLE a ADD CONSTRAINT e EXCLUDE USING gist (b WITH =)",
        "ALTER SCHEMA s RENAME TO t",
        "ALTER TYPE state RENAME VALUE 'old' TO 'new'",
        "UPDATE a SET b = 1",
        # what locks by its nature
        "VACUUM FULL a",
        "CLUSTER a USING i",
        "REINDEX TABLE a",
        "LOCK TABLE a IN ACCESS EXCLUSIVE MODE",
        "ALTER TABLE a SET UNLOGGED",
        "VACUUM (FULL, ANALYZE) a",
        "ALTER DOMAIN d ADD CONSTRAINT k CHECK (value > 0)",
        "ALTER TABLE a ADD COLUMN b bigint GENERATED ALWAYS AS IDENTITY",
    ],
)
def test_postgresql_is_warned_of_what_other_linters_warn_of(text: str) -> None:
    """Squawk's and strong_migrations' dangerous statements, in words of our own, are dangerous here too."""
    assert is_dangerous(text)


@pytest.mark.parametrize(
    "text",
    [
        "CREATE INDEX CONCURRENTLY i ON a (b)",
        "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c (id) NOT VALID",
        "ALTER TABLE a VALIDATE CONSTRAINT f",
        "ALTER TABLE a ADD CONSTRAINT k CHECK (b > 0) NOT VALID",
        "ALTER TABLE a ADD CONSTRAINT u UNIQUE USING INDEX i",
        "ALTER TABLE a ADD COLUMN b int NOT NULL DEFAULT 0",
        "ALTER TABLE a ADD COLUMN b smallint NOT NULL DEFAULT -1",
        "ALTER TABLE a ADD COLUMN b timestamptz NOT NULL DEFAULT now()",
        "ALTER TABLE a ADD COLUMN b jsonb NOT NULL DEFAULT '{}'::jsonb",
        "ALTER TABLE a ADD COLUMN b text",
        "ALTER TABLE a ALTER COLUMN b DROP NOT NULL",
        "ALTER TABLE a ALTER COLUMN b SET DEFAULT 1",
        "ALTER TABLE a ALTER COLUMN b TYPE text",
        "ALTER TABLE a DROP CONSTRAINT k",
        "DROP INDEX i",
        "UPDATE a SET b = 1 WHERE c = 'one'",
        "VACUUM a",
        "VACUUM (FULL FALSE) a",
        "ALTER DOMAIN d ADD CONSTRAINT k CHECK (value > 0) NOT VALID",
        "ALTER DOMAIN d DROP CONSTRAINT k",
        "ALTER TABLE a ADD COLUMN b text[] DEFAULT array['c', 'd']::text[], ADD COLUMN e float DEFAULT pi()",
        "REINDEX INDEX CONCURRENTLY i",
        "ALTER TYPE state ADD VALUE 'new'",
        "ALTER TABLE a ENABLE ROW LEVEL SECURITY",
    ],
)
def test_postgresql_s_gentle_forms_pass(text: str) -> None:
    """What the manuals recommend instead is no finding."""
    assert not is_dangerous(text)


def test_postgresql_refuses_a_concurrent_index_in_a_transaction() -> None:
    """The gentle form fails where the tool wraps the migration."""
    text = "CREATE INDEX CONCURRENTLY i ON a (b)"

    assert is_dangerous(text, transactional=True)
    assert not is_dangerous(text, transactional=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ALTER TABLE a ADD INDEX i (b)", False),
        ("ALTER TABLE a ADD UNIQUE KEY u (b)", False),
        ("ALTER TABLE a ADD COLUMN b int NOT NULL DEFAULT 0", False),
        ("ALTER TABLE a MODIFY b varchar(100) NOT NULL", False),
        ("ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c (id)", True),
        ("ALTER TABLE a ADD CHECK (b > 0)", True),
        ("ALTER TABLE a CONVERT TO CHARACTER SET utf8mb4", True),
        ("ALTER TABLE a CHANGE b c int", True),
        ("ALTER TABLE a ADD COLUMN b int NOT NULL", True),
        ("ALTER TABLE a ADD INDEX i (b), ALGORITHM=COPY", True),
        ("ALTER TABLE a ADD INDEX i (b), LOCK=NONE", False),
        ("CREATE INDEX i ON a (b) LOCK=EXCLUSIVE", True),
        ("DROP INDEX i ON a LOCK=SHARED", True),
        ("ALTER TABLE a ADD COLUMN b datetime DEFAULT (now())", True),
        ("ALTER TABLE a ADD COLUMN b datetime DEFAULT CURRENT_TIMESTAMP(6)", False),
        ("ALTER TABLE a ADD COLUMN b int GENERATED ALWAYS AS (c + 1) STORED", True),
        ("ALTER TABLE a ADD COLUMN b int GENERATED ALWAYS AS (c + 1) VIRTUAL", False),
        ("ALTER TABLE a ADD COLUMN b int AUTO_INCREMENT", True),
        ("SET foreign_key_checks = 0; ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c (id)", False),
        ("SET foreign_key_checks = 0; SET foreign_key_checks = 1; ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c (id)", True),
        ("ALTER TABLE a ADD CHECK (b > 0) NOT ENFORCED", False),
    ],
)
def test_mysql_differs(text: str, expected: bool) -> None:
    """MySQL builds indexes online and copies tables for keys and checks; what the old type was is not guessed."""
    assert is_dangerous(text, "mysql") is expected


@pytest.mark.parametrize("database", ["sqlite", "sqlserver", "oracle", "cockroachdb", ""])
def test_elsewhere_only_what_breaks_counts(database: str) -> None:
    """Where locks are not known, what the running release would miss still is."""
    assert is_dangerous("ALTER TABLE a DROP COLUMN b", database)
    assert not is_dangerous("CREATE INDEX i ON a (b)", database)


def test_marks_and_state_are_respected() -> None:
    """A reviewer's mark, and what changes only the tool's own state, are no danger (safety_assured, SeparateDatabaseAndState)."""
    assert hazard_of(Operation("drop-column", "m.py", 1, "a", columns=(Column("b"),)), POSTGRESQL)
    assert not hazard_of(Operation("drop-column", "m.py", 1, "a", columns=(Column("b"),), assured=True), POSTGRESQL)
    assert not hazard_of(Operation("drop-column", "m.py", 1, "a", columns=(Column("b"),), state_only=True), POSTGRESQL)


@pytest.mark.parametrize(
    ("database", "before", "after", "expected"),
    [
        ("postgresql", "varchar(20)", "varchar(30)", True),
        ("postgresql", "character varying(30)", "varchar(20)", False),
        ("postgresql", "varchar(20)", "text", True),
        ("postgresql", "text", "varchar(20)", False),
        ("postgresql", "int", "bigint", False),
        ("postgresql", "numeric(10,2)", "numeric(12,2)", True),
        ("postgresql", "numeric(10,2)", "numeric(12,3)", False),
        ("postgresql", "timestamp", "timestamptz", False),
        ("postgresql", "timestamp(3)", "timestamp", True),
        ("postgresql", "timestamp", "timestamp(6)", True),
        ("postgresql", "timestamp", "timestamp(3)", False),
        ("postgresql", "cidr", "inet", True),
        ("postgresql", "state", "state", False),
        ("postgresql", "", "varchar(30)", None),
        ("postgresql", "", "bigint", False),
        ("mysql", "varchar(20)", "varchar(60)", True),
        ("mysql", "varchar(60)", "varchar(300)", False),
        ("mysql", "varchar(60)", "varchar(200)", None),
        ("mysql", "enum('a','b')", "enum('a','b','c')", True),
        ("mysql", "int", "int", True),
        ("mysql", "", "bigint", None),
    ],
)
def test_a_change_of_type_is_free_or_not(database: str, before: str, after: str, expected: bool | None) -> None:
    """Widening is free, narrowing and other types are not, and where the old type is not known nothing is said of what may be free."""
    assert is_free(before, after, database) is expected


def test_the_type_a_column_had_is_looked_up() -> None:
    """A longer text is free only because an earlier migration says that it was a shorter one."""
    repo = repo_of({
        "migrations/postgres/1_a.up.sql": "CREATE TABLE a (b varchar(50), c varchar(50));",
        "migrations/postgres/2_a.up.sql": "ALTER TABLE a ALTER COLUMN b TYPE varchar(80);",
        "migrations/postgres/3_a.up.sql": "ALTER TABLE a ALTER COLUMN b TYPE varchar(60);",
        "migrations/postgres/4_a.up.sql": "CREATE TABLE d (e uuid);",
        "migrations/postgres/5_a.up.sql": "ALTER TABLE d RENAME COLUMN e TO f; ALTER TABLE d RENAME TO g;",
        "migrations/postgres/6_a.up.sql": "ALTER TABLE g ALTER COLUMN f TYPE UUID;",
    })  # fmt: skip
    (made,) = migration_sets(repo)
    judged = judged_migrations(repo, made)

    assert [len(each.hazards) for each in judged] == [0, 0, 1, 0, 2, 0]


def test_each_migration_is_judged_for_its_own_database() -> None:
    """Files for several databases side by side are told apart by their names, folders by theirs."""
    repo = repo_of({
        "migrations/1_a.postgres.up.sql": "CREATE TABLE a (b int);",
        "migrations/1_a.mysql.up.sql": "CREATE TABLE a (b int);",
        "migrations/2_a.postgres.up.sql": "CREATE INDEX i ON a (b);",
        "migrations/2_a.mysql.up.sql": "CREATE INDEX i ON a (b);",
    })  # fmt: skip
    (made,) = migration_sets(repo)
    found = {each.migration.path: len(each.hazards) for each in judged_migrations(repo, made)}

    assert {database_of(repo, made, migration) for migration in made.migrations} == {"postgresql", "mysql"}
    assert found["migrations/2_a.postgres.up.sql"] == 1
    assert found["migrations/2_a.mysql.up.sql"] == 0


def test_a_database_is_known_by_the_words_of_its_migrations() -> None:
    """Where nothing names the database, words that one alone knows do."""
    repo = repo_of({"db/migrations/1_a.sql": "CREATE TABLE a (b jsonb);", "db/migrations/2_a.sql": "ALTER TABLE a ADD c bytea;"})
    (made,) = migration_sets(repo)

    assert databases_of(repo, made) == ("postgresql",)


def test_columns_and_tables_made_before_in_the_migration_are_excused() -> None:
    """A column that is dropped to be added anew had values; one that was just added had none; a table of rows is not recreated."""
    repo = repo_of({
        "migrations/sqlite/1_a.up.sql": "CREATE TABLE a (b int);",
        "migrations/sqlite/2_a.up.sql": "ALTER TABLE a ADD c int; ALTER TABLE a DROP COLUMN c;",
        "migrations/sqlite/3_a.up.sql": "ALTER TABLE a DROP COLUMN b; ALTER TABLE a ADD b text;",
        "migrations/sqlite/4_a.up.sql": "DROP TABLE a; CREATE TABLE a (b text);",
        "migrations/sqlite/5_a.up.sql": "ALTER TABLE a RENAME TO old; CREATE TABLE a (b text); DROP TABLE old;",
        "migrations/sqlite/6_a.up.sql": "ALTER TABLE a DROP COLUMN b; DROP TABLE a;",
    })  # fmt: skip
    (made,) = migration_sets(repo)

    assert [len(each.hazards) for each in judged_migrations(repo, made)] == [0, 0, 1, 1, 0, 1]


def test_what_an_earlier_release_let_go_of_may_be_dropped() -> None:
    """Django's state without a field in one release, its column dropped in the next: nothing that runs misses it."""
    head = "from django.db import migrations, models\nclass Migration(migrations.Migration):\n"
    repo = repo_of({
        "shop/migrations/__init__.py": "",
        "shop/migrations/0001_initial.py": f"{head}    operations = [migrations.CreateModel('Order', [('a', models.TextField()),"
        " ('b', models.TextField())])]",
        "shop/migrations/0002_state.py": f"{head}    dependencies = [('shop', '0001_initial')]\n    "
        "operations = [migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField('order', 'a')])]",
        "shop/migrations/0003_drop.py": f"{head}    dependencies = [('shop', '0002_state')]\n    operations = ["
        "migrations.RunSQL('ALTER TABLE shop_order DROP COLUMN a'), migrations.RemoveField('order', 'b')]",
    })  # fmt: skip
    (made,) = migration_sets(repo)
    found = [hazard.message for each in judged_migrations(repo, made) for hazard in each.hazards]

    assert found == ["drops `b` of `shop_order`, which the running release may still use"]


def test_functions_of_a_list_in_go_are_read_by_their_literals() -> None:
    """A program's own list of migrations holds its SQL in literals; text that is put together is counted as unread."""
    code = """package database

var migrations = [...]func(tx *sql.Tx) error{
	func(tx *sql.Tx) (err error) {
		_, err = tx.Exec(`CREATE TABLE users (id bigserial PRIMARY KEY);`)
		return err
	},
	func(tx *sql.Tx) (err error) {
		_, err = tx.Exec(`
			CREATE INDEX users_id ON users (id);
		`)
		return err
	},
	func(tx *sql.Tx) (err error) {
		_, err = tx.Exec("ALTER TABLE " + name + " DROP COLUMN a")
		return err
	},
}
"""
    repo = repo_of({"go.mod": "module a\n\nrequire github.com/lib/pq v1.10.9\n", "database/migrations.go": code})
    (made,) = migration_sets(repo)
    judged = judged_migrations(repo, made)

    assert [len(each.hazards) for each in judged] == [0, 1, 0]
    assert judged[1].hazards[0].operation.line == 10
    assert judged[2].unread


def hazards_of(files: Mapping[str, str]) -> list[list[str]]:
    """The messages for each migration that a repository holds in one set."""
    repo = repo_of(files)
    (made,) = migration_sets(repo)
    return [[hazard.message for hazard in each.hazards] for each in judged_migrations(repo, made)]


def of_postgres(*texts: str) -> list[list[str]]:
    return hazards_of(
        {f"migrations/postgres/{number}_a.up.sql": text for number, text in enumerate(("CREATE TABLE z (b int);", *texts), 1)}
    )


def test_a_required_column_keeps_its_default_or_is_found() -> None:
    """A default that is dropped after the column is added, or set to NULL, serves no release that runs; one that is set again does."""
    added = "ALTER TABLE a ADD COLUMN b int NOT NULL DEFAULT 1;\n"
    dropped = "ALTER TABLE a ALTER COLUMN b DROP DEFAULT;\n"
    _, kept, gone, back, nothing = of_postgres(
        added, added + dropped, added + dropped + "ALTER TABLE a ALTER b SET DEFAULT 2;", added + "ALTER TABLE a ALTER b SET DEFAULT NULL;"
    )

    assert [len(kept), len(gone), len(back), len(nothing)] == [0, 1, 0, 1]


def test_a_constraint_is_validated_in_a_later_transaction() -> None:
    """The lock of adding a constraint is held to the end of its transaction, wherever the file itself begins and ends one."""
    add = "ALTER TABLE a ADD CONSTRAINT k CHECK (b > 0) NOT VALID;\n"
    validate = "ALTER TABLE a VALIDATE CONSTRAINT k;\n"
    _, together, apart, unknown = of_postgres(
        f"BEGIN;\n{add}{validate}COMMIT;", f"BEGIN;\n{add}COMMIT;\nBEGIN;\n{validate}COMMIT;", add + validate
    )

    assert [len(together), len(apart), len(unknown)] == [1, 0, 0]


def test_an_index_after_the_end_of_a_transaction_is_outside_of_it() -> None:
    """A file that ends its transaction, or the tool's, may build an index concurrently after that."""
    index = "CREATE INDEX CONCURRENTLY i ON a (b);\n"
    _, inside, after, ended = of_postgres(f"BEGIN;\n{index}COMMIT;", f"BEGIN;\nSELECT 1;\nCOMMIT;\n{index}", f"COMMIT;\n{index}BEGIN;")

    assert [len(inside), len(after), len(ended)] == [1, 0, 0]


def test_only_a_check_against_null_proves_that_there_is_none() -> None:
    """Another check that is validated says nothing of NULL; a constraint from before what was read is taken for the proof."""
    required = "ALTER TABLE a ALTER COLUMN b SET NOT NULL;"
    _, other, proven, earlier = of_postgres(
        f"ALTER TABLE a ADD CONSTRAINT k CHECK (b <> '') NOT VALID; ALTER TABLE a VALIDATE CONSTRAINT k; {required}",
        f"ALTER TABLE a ADD CONSTRAINT n CHECK (b IS NOT NULL) NOT VALID; ALTER TABLE a VALIDATE CONSTRAINT n; {required}",
        f"ALTER TABLE d VALIDATE CONSTRAINT long_ago; {required.replace(' a ', ' d ')}",
    )

    assert [len(other), len(proven), len(earlier)] == [1, 0, 0]


RAILS = "class M < ActiveRecord::Migration[8.0]\n  def change\n    {}\n  end\nend\n"


def of_rails(gem: str, statement: str, **further: str) -> list[str]:
    start = "create_table(:users) { |t| t.string :name, limit: 20; t.timestamp :seen_at }"
    files = {
        "Gemfile": f'gem "rails"\ngem "{gem}"\n',
        "db/migrate/20250101000000_a.rb": RAILS.format(start),
        "db/migrate/20250102000000_b.rb": RAILS.format(statement),
    }
    return hazards_of(files | further)[1]


@pytest.mark.parametrize(
    ("gem", "statement", "expected"),
    [
        ("pg", "add_column :users, :n, :primary_key", 1),
        ("pg", "add_column :users, :n, :uuid, default: 'gen_random_uuid()'", 1),
        ("pg", "add_column :users, :n, :virtual, type: :string, as: 'lower(name)', stored: true", 1),
        ("mysql2", "add_column :users, :n, :virtual, type: :string, as: 'lower(name)', stored: true", 1),
        ("mysql2", "add_column :users, :n, :virtual, type: :string, as: 'lower(name)'", 0),
        ("mysql2", "add_column :users, :n, :datetime, default: -> { '(now())' }", 1),
        ("mysql2", "add_column :users, :n, :datetime, default: -> { 'CURRENT_TIMESTAMP' }", 0),
        ("mysql2", "add_index :users, :name, algorithm: :copy", 1),
        ("mysql2", "add_index :users, :name, lock: :none", 0),
        ("mysql2", "add_reference :users, :team, index: { lock: :shared }", 2),
        ("mysql2", "add_check_constraint :users, 'x > 0', validate: false", 1),
        ("pg", "add_check_constraint :users, 'x > 0', validate: false", 0),
        ("pg", "add_reference :users, :team, foreign_key: { validate: false }, index: false", 0),
        ("pg", "add_foreign_key :users, :teams, validate: false\n    validate_foreign_key :users, :teams", 1),
        ("mysql2", "change_column_null :users, :name, false, 'x'", 1),
        ("mysql2", "change_column_null :users, :name, false", 0),
        ("pg", "change_column :users, :seen_at, :timestamptz", 0),
        ("pg", "change_column :users, :seen_at, :timestamp, precision: 3", 1),
        ("pg", "rename_schema :old, :new", 1),
        ("pg", "rename_enum_value :state, from: 'a', to: 'b'", 1),
        ("pg", "rename_enum :state, :status", 0),
        ("pg", "create_table :users_again, force: true do |t|\n    t.string :name\n    end", 0),
        ("pg", "remove_index :users, :name", 0),
    ],
)
def test_rails_is_judged_as_strong_migrations_judges_it(gem: str, statement: str, expected: int) -> None:
    """The statements that its manual and tests call dangerous or safe, for the database in use."""
    assert len(of_rails(gem, statement)) == expected


@pytest.mark.parametrize(
    ("model", "text", "expected"),
    [
        ("user", "class User < ApplicationRecord\n  self.ignored_columns += %i[\n    old\n    name\n  ]\nend\n", 0),
        ("team", "class Team < ApplicationRecord\n  self.ignored_columns += %i[name]\nend\n", 1),
        ("admin", "class Admin < User\n  self.ignored_columns = ['name']\nend\n", 0),
        ("person", "class Person < ApplicationRecord\n  self.table_name = 'users'\n  self.ignored_columns = [:name]\nend\n", 0),
        ("application_record", "class ApplicationRecord < ActiveRecord::Base\n  self.ignored_columns = [:name]\nend\n", 0),
        ("user", "class User < ApplicationRecord\n  self.ignored_columns = [:username]\nend\n", 1),
    ],
)
def test_a_column_is_ignored_by_the_model_of_its_table(model: str, text: str, expected: int) -> None:
    """What the model of another table leaves alone says nothing of this one."""
    assert len(of_rails("pg", "remove_column :users, :name", **{f"app/models/{model}.rb": text})) == expected


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("migrations.AddField('order', 'b', models.IntegerField(default=0))", 1),
        ("migrations.AddField('order', 'b', models.IntegerField(db_default=0))", 0),
        ("migrations.AddField('order', 'b', models.UUIDField(null=True, default=uuid.uuid4))", 0),
        ("migrations.AddField('order', 'b', models.UUIDField(db_default=RandomUUID()))", 1),
        ("migrations.AddField('order', 'b', models.IntegerField(null=True, db_index=True))", 1),
        ("migrations.AddField('order', 'b', models.ForeignKey('team', null=True, db_index=False))", 1),
        ("migrations.AddField('order', 'b', models.ForeignKey('team', null=True, db_index=False, db_constraint=False))", 0),
        ("migrations.AddField('order', 'b', models.ManyToManyField('team'))", 0),
        ("migrations.AddField('order', 'b', models.IntegerField(default=0)), AddDefaultValue('order', 'b', 0)", 0),
        ("migrations.AlterField('order', 'a', models.TextField(null=True))", 0),
        ("AddIndexConcurrently('order', models.Index(fields=['a'], name='i'))", 1),
        ("IgnoreMigration(), migrations.RemoveField('order', 'a')", 0),
    ],
)
def test_django_is_judged_as_its_migration_linter_judges_it(operation: str, expected: int) -> None:
    """What it calls incompatible on PostgreSQL; a concurrent index needs a migration that is not atomic."""
    head = "from django.db import migrations, models\nclass Migration(migrations.Migration):\n"
    found = hazards_of({
        "requirements.txt": "django==5.2.1\npsycopg==3.2.1\n",
        "shop/migrations/__init__.py": "",
        "shop/migrations/0001_initial.py": f"{head}    operations = [migrations.CreateModel('Order', [('a', models.TextField())])]",
        "shop/migrations/0002_next.py": f"{head}    dependencies = [('shop', '0001_initial')]\n    operations = [{operation}]",
    })  # fmt: skip

    assert len(found[1]) == expected
