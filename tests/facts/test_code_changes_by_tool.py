"""The calls of each migration tool mean what its manual says they do to the database."""

from __future__ import annotations

import pytest

from readiness_checks.facts.changes import changes_of
from readiness_checks.facts.migrating.operations import Changes, Operation
from readiness_checks.facts.migrations import migration_sets
from tests.repos import repo_of

LARAVEL = "<?php\nreturn new class extends Migration {\n    public function up(): void\n    {\n        {}\n    }\n};\n"
DOCTRINE = (
    "<?php\nfinal class Version20240101000000 extends AbstractMigration\n{\n"
    "    public function up(Schema $schema): void\n    {\n        {}\n    }\n}\n"
)
PHINX = "<?php\nclass Orders extends AbstractMigration\n{\n    public function change()\n    {\n        {}\n    }\n}\n"
KNEX = "exports.up = async (knex) => {\n  {}\n}\nexports.down = (knex) => {}\n"
SEQUELIZE = "module.exports = {\n  async up(queryInterface, Sequelize) {\n    {}\n  },\n  async down(queryInterface) {},\n}\n"
TYPEORM = (
    "export class A1700000000000 implements MigrationInterface {\n  public async up(queryRunner: QueryRunner): Promise<void> {\n"
    "    {}\n  }\n  public async down(queryRunner: QueryRunner): Promise<void> {}\n}\n"
)
EF_CORE = (
    "using Microsoft.EntityFrameworkCore.Migrations;\npublic partial class A : Migration\n{\n"
    "    protected override void Up(MigrationBuilder migrationBuilder)\n    {\n        {}\n    }\n}\n"
)
FLUENT = (
    "using FluentMigrator;\n[Migration(202401010000)]\npublic class A : Migration\n{\n"
    "    public override void Up()\n    {\n        {}\n    }\n}\n"
)
ECTO = "defmodule A do\n  use Ecto.Migration\n\n  def change do\n    {}\n  end\nend\n"
FRAMES = {
    "laravel": ("database/migrations/2024_01_01_000000_a.php", LARAVEL),
    "doctrine": ("migrations/Version20240101000000.php", DOCTRINE),
    "phinx": ("db/migrations/20240101000000_a.php", PHINX),
    "knex": ("migrations/20240101000000_a.js", KNEX),
    "sequelize": ("migrations/20240101000001-a.js", SEQUELIZE),
    "typeorm": ("src/migrations/1700000000000-A.ts", TYPEORM),
    "ef-core": ("Migrations/20240101000000_A.cs", EF_CORE),
    "fluentmigrator": ("Migrations/20240101000001_A.cs", FLUENT),
    "ecto": ("priv/repo/migrations/20240101000000_a.exs", ECTO),
}


def changes(tool: str, body: str) -> Changes:
    """What a migration of the tool does whose way up is `body`."""
    path, frame = FRAMES[tool]
    repo = repo_of({path: frame.replace("{}", body, 1)})
    (made,) = migration_sets(repo)
    assert made.tool == tool
    found = changes_of(repo, made, made.migrations[0])
    assert found is not None
    return found


def said(done: Operation) -> str:
    """An operation in short: kind, table, columns or name, and where it leads."""
    of = "+".join(column.name for column in done.columns) or done.name
    return f"{done.kind} {done.table}{f'.{of}' if of else ''}{f' > {done.target}' if done.target else ''}"


CALLS = [
    ("laravel", "Schema::rename('a', 'b');", ["rename-table a > b"]),
    ("laravel", "Schema::dropIfExists('a');", ["drop-table a"]),
    ("laravel", "Schema::dropColumns('users', ['a', 'b']);", ["drop-column users.a", "drop-column users.b"]),
    ("laravel", "Schema::connection('x')->table('users', fn ($t) => $t->dropColumn('a'));", ["drop-column users.a"]),
    ("laravel", "Schema::table('users', function ($t) { $t->renameColumn('a', 'b'); });", ["rename-column users.a > b"]),
    (
        "laravel",
        "Schema::table('a', function ($t) { $t->foreign('user_id')->references('id')->on('users'); });",
        ["add-foreign-key a.user_id > users"],
    ),
    (
        "laravel",
        "Schema::table('a', function ($t) { $t->foreignIdFor(OrderLine::class)->constrained(); });",
        ["add-column a.order_line_id", "add-foreign-key a.order_line_id > order_lines"],
    ),
    ("laravel", "Schema::table('a', function ($t) { $t->dropSoftDeletes(); });", ["drop-column a.deleted_at"]),
    ("laravel", "Schema::table('a', function ($t) { $t->morphs('owner'); });", ["add-column a.owner_type", "add-column a.owner_id"]),
    ("laravel", "DB::unprepared('TRUNCATE TABLE a');", ["truncate-table a"]),
    ("doctrine", "$this->addSql('ALTER TABLE a ' . 'RENAME COLUMN b TO c');", ["rename-column a.b > c"]),
    ("doctrine", "$schema->dropTable('a');", ["drop-table a"]),
    ("phinx", "$this->table('a')->addIndex(['b', 'c'], ['unique' => true])->save();", ["add-index a.b+c"]),
    ("phinx", "$this->table('a')->renameColumn('b', 'c')->update();", ["rename-column a.b > c"]),
    ("phinx", "$this->table('a')->rename('b')->update();", ["rename-table a > b"]),
    ("phinx", "$this->table('a')->drop()->save();", ["drop-table a"]),
    ("phinx", "$this->execute('DROP TABLE a');", ["drop-table a"]),
    (
        "phinx",
        "$this->table('a')->addForeignKey('b_id', 'bs', 'id', ['delete' => 'CASCADE'])->update();",
        ["add-foreign-key a.b_id > bs"],
    ),
    ("knex", "await knex.schema.renameTable('a', 'b')", ["rename-table a > b"]),
    ("knex", "await knex.schema.table('a', (t) => { t.renameColumn('b', 'c') })", ["rename-column a.b > c"]),
    ("knex", "await knex.schema.alterTable('a', (t) => { t.string('b', 40).alter() })", ["change-column-type a.b"]),
    ("knex", "await knex.schema.alterTable('a', (t) => { t.dropNullable('b') })", ["set-not-null a.b"]),
    (
        "knex",
        "await knex.schema.alterTable('a', (t) => { t.foreign('b_id').references('id').inTable('bs') })",
        ["add-foreign-key a.b_id > bs"],
    ),
    ("knex", "await knex.schema.alterTable('a', (t) => { t.foreign('b_id').references('bs.id') })", ["add-foreign-key a.b_id > bs"]),
    (
        "knex",
        "await knex.schema.alterTable('a', (t) => { t.integer('b_id').references('bs.id') })",
        ["add-column a.b_id", "add-foreign-key a.b_id > bs"],
    ),
    ("knex", "await knex.schema.dropTableIfExists('a').dropTableIfExists('b')", ["drop-table a", "drop-table b"]),
    ("knex", "await knex.raw(`DROP TABLE a`)", ["drop-table a"]),
    ("knex", "await knex('a').where({ b: 1 }).del()", ["delete-rows a"]),
    ("sequelize", "await queryInterface.renameColumn('a', 'b', 'c')", ["rename-column a.b > c"]),
    ("sequelize", "await queryInterface.renameTable('a', 'b')", ["rename-table a > b"]),
    ("sequelize", "await queryInterface.removeColumn({ tableName: 'a', schema: 's' }, 'b')", ["drop-column a.b"]),
    ("sequelize", "await queryInterface.changeColumn('a', 'b', { type: Sequelize.TEXT })", ["change-column-type a.b"]),
    (
        "sequelize",
        "await queryInterface.addConstraint('a', { fields: ['b_id'], type: 'foreign key', references: { table: 'bs', field: 'id' } })",
        ["add-foreign-key a.b_id > bs"],
    ),
    ("sequelize", "await queryInterface.sequelize.query('DROP TABLE a')", ["drop-table a"]),
    ("sequelize", "await queryInterface.bulkUpdate('a', { b: 1 }, { c: 2 })", ["update-rows a"]),
    ("typeorm", "await queryRunner.renameColumn('a', 'b', 'c')", ["rename-column a.b > c"]),
    ("typeorm", "await queryRunner.renameTable('a', 'b')", ["rename-table a > b"]),
    ("typeorm", "await queryRunner.dropColumns('a', ['b', 'c'])", ["drop-column a.b", "drop-column a.c"]),
    (
        "typeorm",
        "await queryRunner.changeColumn('a', 'b', new TableColumn({ name: 'b', type: 'text' }))",
        ["change-column-type a.b"],
    ),
    (
        "typeorm",
        "await queryRunner.createForeignKey('a', new TableForeignKey({ columnNames: ['b_id'], referencedTableName: 'bs' }))",
        ["add-foreign-key a.b_id > bs"],
    ),
    ("ef-core", 'migrationBuilder.RenameTable(name: "A", newName: "B");', ["rename-table a > b"]),
    ("ef-core", 'migrationBuilder.RenameColumn(name: "B", table: "A", newName: "C");', ["rename-column a.b > c"]),
    ("ef-core", 'migrationBuilder.DropColumn("B", "A");', ["drop-column a.b"]),
    ("ef-core", 'migrationBuilder.DropTable("A", "dbo");', ["drop-table a"]),
    ("ef-core", 'migrationBuilder.CreateIndex(name: "IX", table: "A", columns: new[] { "B", "C" });', ["add-index a.b+c"]),
    (
        "ef-core",
        'migrationBuilder.AddForeignKey(name: "FK", table: "A", column: "BId", principalTable: "Bs", principalColumn: "Id");',
        ["add-foreign-key a.bid > bs"],
    ),
    (
        "ef-core",
        'migrationBuilder.AlterColumn<long>(name: "B", table: "A", type: "bigint", nullable: false, oldType: "int", oldNullable: false);',
        ["change-column-type a.b"],
    ),
    (
        "ef-core",
        'migrationBuilder.AlterColumn<string>(name: "B", table: "A", type: "text", nullable: true, oldType: "text");',
        ["drop-not-null a.b"],
    ),
    ("ef-core", 'migrationBuilder.Sql(@"ALTER TABLE ""A"" DROP COLUMN ""B""");', ["drop-column a.b"]),
    ("fluentmigrator", 'Create.Column("b").OnTable("a").AsString().Nullable();', ["add-column a.b"]),
    ("fluentmigrator", 'Alter.Column("b").OnTable("a").AsInt64();', ["change-column-type a.b"]),
    ("fluentmigrator", 'Delete.Column("b").Column("c").FromTable("a");', ["drop-column a.b", "drop-column a.c"]),
    ("fluentmigrator", 'Rename.Table("a").To("b");', ["rename-table a > b"]),
    ("fluentmigrator", 'Rename.Column("b").OnTable("a").To("c");', ["rename-column a.b > c"]),
    (
        "fluentmigrator",
        'Create.ForeignKey("fk").FromTable("a").ForeignColumn("b_id").ToTable("bs").PrimaryColumn("id");',
        ["add-foreign-key a.b_id > bs"],
    ),
    ("fluentmigrator", 'Execute.Sql("DROP TABLE a");', ["drop-table a"]),
    ("fluentmigrator", 'Delete.FromTable("a").AllRows();', ["delete-rows a"]),
    ("ecto", "rename table(:a), to: table(:b)", ["rename-table a > b"]),
    ("ecto", "drop_if_exists table(:a)", ["drop-table a"]),
    ("ecto", "drop constraint(:a, :b_positive)", ["drop-constraint a.b_positive"]),
    ("ecto", 'create index("a", [:b, :c])', ["add-index a.b+c"]),
    ("ecto", 'create constraint(:a, :b_positive, check: "b > 0", validate: false)', ["add-check a.b_positive"]),
    (
        "ecto",
        "alter table(:a) do\n      modify :b, :text, null: false, from: :string\n    end",
        ["change-column-type a.b", "set-not-null a.b"],
    ),
    (
        "ecto",
        "alter table(:a) do\n      add :b_id, references(:bs)\n      remove_if_exists :c, :text\n    end",
        ["add-column a.b_id", "add-foreign-key a.b_id > bs", "drop-column a.c"],
    ),
    ("ecto", 'execute """\n    DROP TABLE a;\n    DROP TABLE b\n    """', ["drop-table a", "drop-table b"]),
]  # fmt: skip


@pytest.mark.parametrize(("tool", "body", "expected"), CALLS, ids=[f"{tool}: {body[:60]}" for tool, body, _ in CALLS])
def test_a_call_is_the_operation_that_the_tool_runs(tool: str, body: str, expected: list[str]) -> None:
    """Names are those of the database, in lower case; nothing is left unread."""
    found = changes(tool, body)

    assert expected == [said(done) for done in found.up]
    assert found.unread == 0


@pytest.mark.parametrize(
    ("tool", "body"),
    [
        ("laravel", "Schema::table($name, function ($t) { $t->dropColumn('a'); });"),
        ("laravel", "Schema::table('a', function ($t) { $t->dropColumn($gone); });"),
        ("doctrine", "$this->addSql($sql);"),
        ("phinx", "$this->execute($sql);"),
        ("knex", "await knex.schema.alterTable(name, (t) => { t.dropColumn('a') })"),
        ("knex", "await knex.raw(sql)"),
        ("sequelize", "await queryInterface.removeColumn(name, 'a')"),
        ("sequelize", "await queryInterface.sequelize.query(sql)"),
        ("typeorm", "await queryRunner.query(sql)"),
        ("typeorm", "await queryRunner.dropColumn(name, 'a')"),
        ("ef-core", "migrationBuilder.Sql(sql);"),
        ("ef-core", "migrationBuilder.CreateSomethingOfOurOwn();"),
        ("fluentmigrator", "Execute.Sql(sql);"),
        ("fluentmigrator", 'Execute.EmbeddedScript("a.sql");'),
        ("ecto", "execute(sql)"),
        ("ecto", "drop_everything()"),
    ],
)
def test_what_is_worked_out_elsewhere_is_counted(tool: str, body: str) -> None:
    """A name or a text that only the running program knows is unread, never guessed."""
    found = changes(tool, body)

    assert found.unread == 1


@pytest.mark.parametrize(
    ("tool", "body"),
    [
        ("laravel", "if (Schema::hasTable('a')) { Schema::drop('a'); }"),
        ("knex", "if (await knex.schema.hasTable('a')) { await knex.schema.dropTable('a') }"),
        ("sequelize", "if (process.env.X) { await queryInterface.dropTable('a') }"),
        ("typeorm", "if (await queryRunner.hasTable('a')) { await queryRunner.dropTable('a') }"),
        ("ef-core", 'if (migrationBuilder.IsNpgsql()) { migrationBuilder.DropTable(name: "a"); }'),
        ("fluentmigrator", 'if (Schema.Table("a").Exists()) { Delete.Table("a"); }'),
        ("ecto", "if direction() == :up do\n      drop table(:a)\n    end"),
    ],
)
def test_what_stands_under_a_condition_says_so(tool: str, body: str) -> None:
    """Whether a branch runs is known only to the program."""
    found = changes(tool, body)

    assert [(done.kind, done.table, done.conditional) for done in found.up] == [("drop-table", "a", True)]


@pytest.mark.parametrize(
    ("tool", "body"),
    [
        ("phinx", "$this->table('a')->addIndex(['b'], ['unique' => true, 'name' => 'ix_b'])->save();"),
        ("sequelize", "await queryInterface.addIndex('a', ['b'], { name: 'ix_b', type: 'UNIQUE' })"),
        ("sequelize", "await queryInterface.addIndex('a', { fields: ['b'], name: 'ix_b', unique: true })"),
        ("typeorm", "await queryRunner.createIndex('a', new TableIndex({ name: 'IX_b', columnNames: ['b'], isUnique: true }))"),
        ("ef-core", 'migrationBuilder.CreateIndex(name: "IX_b", table: "A", column: "B", unique: true);'),
        ("fluentmigrator", 'Create.Index("ix_b").OnTable("a").OnColumn("b").Ascending().WithOptions().Unique();'),
        ("ecto", "create unique_index(:a, [:b], name: :ix_b)"),
    ],
)
def test_a_unique_index_keeps_its_name(tool: str, body: str) -> None:
    """A later migration drops an index by its name, so that name, column and uniqueness are all kept."""
    found = changes(tool, body)

    assert [(done.kind, done.table, done.name, [each.name for each in done.columns], done.unique) for done in found.up] == [
        ("add-index", "a", "ix_b", ["b"], True)
    ]


@pytest.mark.parametrize(
    ("tool", "body", "nullable", "default"),
    [
        ("laravel", "Schema::table('a', function ($t) { $t->integer('b')->default(0); });", False, "0"),
        ("laravel", "Schema::table('a', function ($t) { $t->integer('b')->nullable(); });", True, None),
        ("laravel", "Schema::table('a', function ($t) { $t->integer('b')->nullable(false); });", False, None),
        ("phinx", "$this->table('a')->addColumn('b', 'integer', ['null' => true])->update();", True, None),
        ("knex", "await knex.schema.alterTable('a', (t) => { t.integer('b').notNullable().defaultTo(0) })", False, "0"),
        ("knex", "await knex.schema.alterTable('a', (t) => { t.integer('b') })", True, None),
        ("sequelize", "await queryInterface.addColumn('a', 'b', Sequelize.INTEGER)", True, None),
        ("sequelize", "await queryInterface.addColumn('a', 'b', { type: BOOL, allowNull: false, defaultValue: false })", False, "false"),
        ("typeorm", "await queryRunner.addColumn('a', new TableColumn({ name: 'b', type: 'int', default: 0 }))", False, "0"),
        ("ef-core", 'migrationBuilder.AddColumn<int>(name: "B", table: "A", nullable: false, defaultValue: 0);', False, "0"),
        ("ef-core", 'migrationBuilder.AddColumn<int>(name: "B", table: "A", nullable: true);', True, None),
        ("ecto", "alter table(:a) do\n      add :b, :integer, null: false, default: 0\n    end", False, "0"),
        ("ecto", "alter table(:a) do\n      add :b, :integer\n    end", True, None),
    ],
)  # fmt: skip
def test_a_new_column_says_whether_old_rows_can_do_without_it(tool: str, body: str, nullable: bool, default: str | None) -> None:
    """What each tool takes where nothing is said differs: columns of Knex may be null, those of Laravel may not."""
    (done,) = changes(tool, body).up
    (column,) = done.columns

    assert (column.name, column.nullable, column.default) == ("b", nullable, default)


@pytest.mark.parametrize(
    ("tool", "body", "table", "where"),
    [
        ("laravel", "DB::table('a')->update(['b' => 1]);", "a", False),
        ("laravel", "DB::table('a')->whereNull('b')->update(['b' => 1]);", "a", True),
        ("knex", "await knex('a').update({ b: 1 })", "a", False),
        ("knex", "await knex('a').whereNull('b').update({ b: 1 })", "a", True),
        ("sequelize", "await queryInterface.bulkUpdate('a', { b: 1 })", "a", False),
        ("sequelize", "await queryInterface.bulkUpdate('a', { b: 1 }, { b: null })", "a", True),
        ("fluentmigrator", 'Update.Table("a").Set(new { b = 1 }).AllRows();', "a", False),
        ("fluentmigrator", 'Update.Table("a").Set(new { b = 1 }).Where(new { c = 2 });', "a", True),
    ],
)
def test_rows_are_changed_with_or_without_a_bound(tool: str, body: str, table: str, where: bool) -> None:
    """An update of a whole table holds locks for as long as the table is big."""
    (done,) = changes(tool, body).up

    assert (done.kind, done.table, done.where) == ("update-rows", table, where)


def test_sql_that_leaves_the_transaction_is_known() -> None:
    """`suppressTransaction` of EF Core, and Ecto's attribute, are what CREATE INDEX CONCURRENTLY needs."""
    sql = 'migrationBuilder.Sql("CREATE INDEX CONCURRENTLY ix ON a (b)", suppressTransaction: true);'
    attribute = changes("ecto", "create index(:a, [:b], concurrently: true)\n  end\n\n  @disable_ddl_transaction true\n  def down do")

    assert [changes("ef-core", sql).transactional, attribute.transactional] == [False, False]
    assert changes("ecto", "drop table(:a)").transactional is True


@pytest.mark.parametrize("tool", FRAMES)
@pytest.mark.parametrize("body", ["(" * 4000, "f(" * 3000 + ")" * 3000, "if (x) {" * 2000, "'" * 999, "\x00\ufffd \\"])
def test_a_broken_migration_is_no_error(tool: str, body: str) -> None:
    """Whatever stands in a file, reading it ends, and it does nothing that is not written."""
    path, frame = FRAMES[tool]
    repo = repo_of({path: frame.replace("{}", body, 1)})
    found = [changes_of(repo, made, made.migrations[0]) for made in migration_sets(repo)]

    assert [done.kind for each in found if each is not None for done in each.up if done.kind.startswith("drop")] == []
