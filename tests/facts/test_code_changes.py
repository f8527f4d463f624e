"""What code migrations do, tool by tool."""

from __future__ import annotations

import pytest

from readiness_checks.facts.changes import changes_of
from readiness_checks.facts.migrating.operations import Changes
from readiness_checks.facts.migrations import migration_sets
from tests.repos import repo_of

ALEMBIC = """
import sqlalchemy as sa
from alembic import op

revision = "b2"
down_revision = "a1"
TABLE = "orders"


def upgrade():
    op.add_column(TABLE, sa.Column("state", sa.String(20), nullable=False, server_default="new"))
    with op.batch_alter_table("lines") as batch:
        batch.alter_column("price", new_column_name="amount")
    with op.get_context().autocommit_block():
        op.create_index("ix_state", "orders", ["state"], postgresql_concurrently=True)
    for name in ("a", "b"):
        op.drop_column("orders", name)
    op.execute("UPDATE orders SET state = 'old'")
    _more()


def _more():
    if op.get_bind().dialect.name == "postgresql":
        op.create_table("bills", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade():
    op.drop_column("orders", "state")
"""
DJANGO = """
from django.db import migrations, models


def fill(apps, schema_editor):
    apps.get_model("shop", "Order").objects.update(state="old")


class Migration(migrations.Migration):
    atomic = False
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[("id", models.AutoField(primary_key=True)), ("user", models.ForeignKey("auth.User", on_delete=models.CASCADE))],
            options={"db_table": "orders"},
        ),
        migrations.AddField("order", "state", models.CharField(max_length=20, default="new")),
        migrations.AlterField("order", "state", models.CharField(max_length=40, default="new", help_text="more")),
        migrations.AlterField("order", "state", models.CharField(max_length=40, default="new")),
        migrations.RenameField("order", "user", "owner"),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL("DROP TABLE old")], state_operations=[migrations.DeleteModel("Order")]
        ),
    ]
"""
RAILS = """
class Change < ActiveRecord::Migration[7.1]
  disable_ddl_transaction!

  def change
    create_table :orders do |t|
      t.string :state, limit: 20, null: false
      t.references :user, foreign_key: true
      t.timestamps
    end
    add_index :users, %i[name age], algorithm: :concurrently
    safety_assured { remove_column :users, :nick, :string }
    %w[a b].each { |name| add_column :users, name, :text }
    reversible do |dir|
      dir.up { execute <<~SQL }
        DROP TABLE old
      SQL
    end
    change_table :lines do |t|
      t.rename :price, :amount
    end
  end
end
"""
LARAVEL = """<?php
return new class extends Migration {
    public function up(): void
    {
        Schema::create('orders', function (Blueprint $table) {
            $table->id();
            $table->foreignId('user_id')->nullable()->constrained();
            $table->timestamps();
        });
        Schema::table('users', function (Blueprint $table) {
            $table->string('nick', 20)->default('x')->change();
            $table->dropColumn(['a', 'b']);
        });
        DB::statement('DROP TABLE old');
        DB::table('users')->where('id', 1)->update(['a' => 1]);
    }
};
"""
DOCTRINE = """<?php
final class Version20240101000000 extends AbstractMigration
{
    public function up(Schema $schema): void
    {
        $this->addSql('CREATE TABLE orders (id INT NOT NULL)');
        $this->addSql(<<<'SQL'
            ALTER TABLE users DROP COLUMN nick
        SQL);
    }
}
"""
PHINX = """<?php
class Orders extends AbstractMigration
{
    public function change()
    {
        $table = $this->table('orders');
        $table->addColumn('state', 'string', ['null' => false])->create();
        $this->table('users')->removeColumn('nick')->update();
    }
}
"""
KNEX = """
exports.up = async function (knex) {
  await knex.schema.createTable('orders', (t) => { t.increments(); t.string('state', 20).notNullable(); })
  await knex.schema.alterTable('users', function (table) { table.dropColumn('nick'); table.index(['name']) })
  await knex('users').update({ a: 1 })
}
exports.down = (knex) => knex.schema.dropTable('orders')
"""
SEQUELIZE = """
module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.createTable('orders', { id: { type: Sequelize.INTEGER, primaryKey: true }, state: Sequelize.STRING(20) })
    await queryInterface.addColumn('users', 'nick', { type: Sequelize.STRING, allowNull: false })
    await queryInterface.addIndex('users', ['nick'], { unique: true, concurrently: true })
  },
  async down(queryInterface) { await queryInterface.dropTable('orders') },
}
"""
TYPEORM = """
export class Orders1700000000000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(new Table({ name: 'orders', columns: [{ name: 'id', type: 'int', isPrimary: true }] }))
    await queryRunner.addColumn('users', new TableColumn({ name: 'nick', type: 'varchar', isNullable: true }))
    await queryRunner.query(`DROP TABLE old`)
  }
  public async down(queryRunner: QueryRunner): Promise<void> { await queryRunner.dropTable('orders') }
}
"""
EF_CORE = """
using Microsoft.EntityFrameworkCore.Migrations;
public partial class Orders : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "Orders",
            columns: table => new { Id = table.Column<int>(type: "integer"), Note = table.Column<string>(nullable: true) });
        migrationBuilder.AddColumn<string>(name: "Nick", table: "Users", nullable: false, defaultValue: "");
        migrationBuilder.AlterColumn<string>(
            name: "Age", table: "Users", type: "text", nullable: false, oldType: "text", oldNullable: true);
        migrationBuilder.Sql(@"DROP TABLE old");
    }
    protected override void Down(MigrationBuilder migrationBuilder) { migrationBuilder.DropTable(name: "Orders"); }
}
"""
FLUENT = """
using FluentMigrator;
[Migration(202401010000)]
public class Orders : Migration
{
    public override void Up()
    {
        Create.Table("orders").WithColumn("id").AsInt32().PrimaryKey().WithColumn("state").AsString(20).NotNullable();
        Alter.Table("users").AddColumn("nick").AsString().Nullable();
        Delete.Column("old").FromTable("users");
    }
    public override void Down() { Delete.Table("orders"); }
}
"""
ECTO = """
defmodule App.Repo.Migrations.Orders do
  use Ecto.Migration
  @disable_ddl_transaction true

  def change do
    create table(:orders) do
      add :user_id, references(:users, on_delete: :nothing), null: false
      timestamps()
    end

    create unique_index(:orders, [:user_id], concurrently: true)

    alter table(:users) do
      remove :nick
    end

    rename table(:lines), :price, to: :amount
    execute "DROP TABLE old", ""
  end
end
"""
CASES = {
    "migrations/versions/b2.py": (
        ALEMBIC,
        [
            "add-column orders.state varchar(20) 'new'", "rename-column lines.price > amount", "add-index orders.ix_state concurrent",
            "drop-column orders.a", "drop-column orders.b", "update-rows orders", "create-table bills(id) if",
        ],
    ),
    "shop/migrations/0001_initial.py": (
        DJANGO,
        [
            "create-table orders(id,user_id)", "add-column orders.state varchar(20) 'new'", "change-column-type orders.state varchar(40)",
            "rename-column orders.user_id > owner_id", "run-code", "drop-table old", "drop-table orders state",
        ],
    ),
    "db/migrate/20240101000000_change.rb": (
        RAILS,
        [
            "create-table orders(id,state,user_id,created_at,updated_at)", "add-index users concurrent", "drop-column users.nick assured",
            "add-column users.a text", "add-column users.b text", "drop-table old", "rename-column lines.price > amount",
        ],
    ),
    "database/migrations/2024_01_01_000000_orders.php": (
        LARAVEL,
        [
            "create-table orders(id,user_id,created_at,updated_at)", "change-column-type users.nick varchar(20)", "drop-column users.a",
            "drop-column users.b", "drop-table old", "update-rows users where",
        ],
    ),
    "priv/repo/migrations/20240101000000_orders.exs": (
        ECTO,
        [
            "create-table orders(id,user_id,inserted_at,updated_at)", "add-index orders concurrent", "drop-column users.nick",
            "rename-column lines.price > amount", "drop-table old",
        ],
    ),
    "migrations/Version20240101000000.php": (DOCTRINE, ["create-table orders(id)", "drop-column users.nick"]),
    "db/migrations/20240101000000_orders.php": (PHINX, ["create-table orders(id,state)", "drop-column users.nick"]),
    "migrations/20240101000000_orders.js": (
        KNEX,
        ["create-table orders(id,state)", "drop-column users.nick", "add-index users", "update-rows users"],
    ),
    "migrations/20240101000001-orders.js": (
        SEQUELIZE,
        ["create-table orders(id,state)", "add-column users.nick varchar(255)", "add-index users concurrent"],
    ),
    "src/migrations/1700000000000-Orders.ts": (
        TYPEORM,
        ["create-table orders(id)", "add-column users.nick varchar", "drop-table old"],
    ),
    "Migrations/20240101000000_Orders.cs": (
        EF_CORE,
        ["create-table orders(id,note)", "add-column users.nick text ''", "set-not-null users.age", "drop-table old"],
    ),
    "Migrations/20240101000001_Fluent.cs": (
        FLUENT,
        ["create-table orders(id,state)", "add-column users.nick varchar", "drop-column users.old"],
    ),
}  # fmt: skip


def _said(changes: Changes) -> list[str]:
    said = []
    for made in changes.up:
        words = made.kind + (f" {made.table}" if made.table else "")
        if made.kind == "create-table":
            words += f"({','.join(column.name for column in made.columns)})"
        elif made.name or (made.columns and made.kind.endswith("column")):
            words += f".{made.name or made.columns[0].name}"
        if made.kind in ("add-column", "change-column-type"):
            words += f" {made.columns[0].type}"
        if made.kind == "add-column" and made.columns[0].default:
            words += f" {made.columns[0].default}"
        if made.target and made.kind.startswith("rename"):
            words += f" > {made.target}"
        marks = (
            ("concurrent", made.concurrent), ("assured", made.assured), ("state", made.state_only), ("if", made.conditional),
            ("where", made.where),
        )  # fmt: skip
        said.append(" ".join([words.strip(), *(word for word, holds in marks if holds)]))
    return said


@pytest.mark.parametrize(("path", "text", "expected"), [(path, *case) for path, case in CASES.items()], ids=list(CASES))
def test_a_migration_is_read_into_what_it_does(path: str, text: str, expected: list[str]) -> None:
    """Each tool's calls, and the SQL in them, become operations with the names that the database has."""
    repo = repo_of({path: text})
    made = migration_sets(repo)[0]
    changes = changes_of(repo, made, made.migrations[0])

    assert changes is not None
    assert expected == _said(changes)
    assert changes.unread == 0


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("versions/a1.py", 'revision = "a1"\ndown_revision = None\n\n\ndef upgrade():\n    op.add_column(table(), column())\n'),
        ("versions/a1.py", 'revision = "a1"\ndown_revision = None\n\n\ndef upgrade():\n    create_everything()\n'),
        ("versions/a1.py", 'revision = "a1"\ndown_revision = None\n\n\ndef upgrade():\n    op.execute(f"DROP TABLE {name}")\n'),
        (
            "db/migrate/20240101000000_a.rb",
            "class A < ActiveRecord::Migration[7.0]\n  def change\n    add_column table, :a, :text\n  end\nend\n",
        ),
        (
            "app/migrations/0001_a.py",
            "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    operations = make()\n",
        ),
    ],
)
def test_what_cannot_be_read_is_counted(path: str, text: str) -> None:
    """A table, a column or a text that is worked out elsewhere is counted, never guessed."""
    repo = repo_of({path: text})
    made = migration_sets(repo)[0]
    changes = changes_of(repo, made, made.migrations[0])

    assert changes is not None
    assert changes.unread == 1


@pytest.mark.parametrize("deep", ["(" * 5000 + ")" * 5000, "[" * 5000, "f(" * 5000, "a." * 5000])
def test_a_hostile_migration_is_no_error(deep: str) -> None:
    """Nesting without end is read as far as the bound."""
    repo = repo_of({"versions/a1.py": f'revision = "a1"\ndown_revision = None\n\n\ndef upgrade():\n    op.execute({deep})\n'})
    for made in migration_sets(repo):
        assert changes_of(repo, made, made.migrations[0]) is not None


def test_db_migrate_is_read_with_its_sql_and_its_own_calls() -> None:
    """`runSql` holds SQL, and the other calls on `db` are operations; the callback is none."""
    first = "exports.up = (db) => db.createTable('orders', { id: 'int' });\n"
    second = """
exports.up = function (db, cb) {
    db.runSql(`ALTER TABLE orders ADD COLUMN state text NOT NULL; DROP TABLE old;`, cb);
    db.addIndex('orders', 'orders_state', ['state'], true, cb);
    db.renameColumn('orders', 'price', 'amount', cb);
    db.addColumn('orders', 'number', { type: 'int', notNull: true, defaultValue: 0 }, cb);
    db.frob('orders');
};
exports.down = function (db, cb) {
    db.removeColumn('orders', 'state', cb);
};
"""
    repo = repo_of(
        {"package.json": '{"dependencies": {"pg": "8.13.1"}}', "migrations/20250101-a.js": first, "migrations/20250102-b.js": second}
    )
    (made,) = migration_sets(repo)
    changes = changes_of(repo, made, made.migrations[1])

    assert changes is not None
    up = [(operation.kind, operation.table, operation.name, operation.target) for operation in changes.up]
    expected = [
        ("add-column", "orders", "", ""),
        ("drop-table", "old", "", ""),
        ("add-index", "orders", "orders_state", ""),
        ("rename-column", "orders", "price", "amount"),
        ("add-column", "orders", "number", ""),
    ]

    assert expected == up
    assert [operation.kind for operation in changes.down] == ["drop-column"]
    assert changes.unread == 1
