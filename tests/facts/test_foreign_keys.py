"""What is read of foreign keys and of the indexes that lead with them."""

from __future__ import annotations

import pytest

from readiness_checks.facts.keys import Key, leads
from readiness_checks.facts.keys.folding import folded
from readiness_checks.facts.keys.prisma import prisma_schemas
from readiness_checks.facts.keys.rails import keys_of_dump
from readiness_checks.facts.migrating.statements import operations_of_sql
from tests.repos import repo_of

PARENTS = "CREATE TABLE parents (id bigserial PRIMARY KEY);\n"


def indexed(sql: str, dialect: str = "postgresql") -> dict[str, bool | None]:
    """Whether an index leads with each foreign key that SQL leaves, by table and columns."""
    operations, _ = operations_of_sql(sql, dialect, "a.sql")
    keys = folded((operation, operation.where) for operation in operations)
    return {f"{key.table}.{'+'.join(key.columns)}": key.indexed for key in keys}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Key(("a", "b")), True),
        (Key(("b", "a", "c")), True),
        (Key(("a",)), False),
        (Key(("a",), unique=True), True),
        (Key(("c", "a", "b")), False),
        (Key(("a", "b"), partial=True), False),
        (Key(()), False),
    ],
)
def test_leads(key: Key, expected: bool) -> None:
    """An index serves whose first columns are those of the foreign key, or a unique one that holds no others."""
    assert leads(("a", "b"), [key]) is expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("CREATE TABLE a (p bigint REFERENCES parents);", {"a.p": False}),
        ("CREATE TABLE a (p bigint REFERENCES parents UNIQUE);", {"a.p": True}),
        ("CREATE TABLE a (p bigint REFERENCES parents, q int, PRIMARY KEY (p, q));", {"a.p": True}),
        ("CREATE TABLE a (p bigint REFERENCES parents, q int, PRIMARY KEY (q, p));", {"a.p": False}),
        ("CREATE TABLE a (p bigint REFERENCES parents);\nCREATE INDEX ON a USING btree (p DESC, q);", {"a.p": True}),
        ("CREATE TABLE a (p bigint REFERENCES parents);\nCREATE INDEX ON a (abs(p));", {"a.p": False}),
        ("CREATE TABLE a (p bigint);\nALTER TABLE ONLY x.a ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES x.parents(id);", {"a.p": False}),
        ("CREATE TABLE a (p bigint REFERENCES parents);\nALTER TABLE a DROP COLUMN p;", {}),
        ("CREATE TABLE a (p bigint REFERENCES parents);\nALTER TABLE a RENAME TO b;\nCREATE INDEX ON b (p);", {"b.p": True}),
        ("CREATE TABLE a (p bigint REFERENCES parents);\nALTER TABLE a DROP CONSTRAINT something_else;", {"a.p": None}),
        ("CREATE TABLE a (LIKE b INCLUDING ALL);\nALTER TABLE a ADD FOREIGN KEY (p) REFERENCES parents (id);", {"a.p": None}),
        ("CREATE TABLE a (p bigint REFERENCES parents);\nCREATE INDEX i ON a (p);\nDROP INDEX i;", {"a.p": False}),
    ],
)  # fmt: skip
def test_sql(sql: str, expected: dict[str, bool | None]) -> None:
    """What statements do is followed in order; of a table that may have other indexes nothing is said."""
    actual = indexed(PARENTS + sql)

    assert actual == expected


def test_sql_server_keys() -> None:
    """The columns of a clustered primary key are read in their order."""
    sql = """
    CREATE TABLE [dbo].[A] (
        [P] INT NOT NULL, [Q] INT NOT NULL,
        CONSTRAINT [PK_A] PRIMARY KEY CLUSTERED ([P] ASC, [Q] ASC),
        CONSTRAINT [FK_P] FOREIGN KEY ([P]) REFERENCES [dbo].[Ps] ([Id]),
        CONSTRAINT [FK_Q] FOREIGN KEY ([Q]) REFERENCES [dbo].[Qs] ([Id])
    );
    GO
    """

    assert indexed(sql, "sqlserver") == {"a.p": True, "a.q": False}


def test_rails_names_by_convention() -> None:
    """A foreign key without a column is that of the target's singular; one whose column the table lacks is left open."""
    targets = ("categories", "people", "statuses", "geese")
    columns = "".join(f'    t.bigint "{name}_id"\n' for name in ("category", "person", "status", "goose"))
    keys = "".join(f'  add_foreign_key "rows", "{name}"\n' for name in targets)
    dump = f'ActiveRecord::Schema.define(version: 1) do\n  enable_extension "x"\n  create_table "rows" do |t|\n{columns}  end\n{keys}end\n'
    found = keys_of_dump(repo_of({"db/schema.rb": dump}), "db/schema.rb")

    assert found is not None
    assert [(key.columns, key.indexed) for key in found.foreign_keys] == [
        (("category_id",), False),
        (("person_id",), False),
        (("status_id",), False),
        ((), None),
    ]


def test_prisma_in_several_files() -> None:
    """Files beside the datasource and below it are one schema; templates that lie elsewhere are none."""
    source = 'datasource db {\n  provider = "sqlite"\n}\n'
    model = "model Post {\n  // @@index([authorId])\n  author User @relation(fields: [authorId], references: [id])\n  authorId Int\n}\n"
    found = prisma_schemas(
        repo_of(
            {"prisma/schema/base.prisma": source, "prisma/schema/models/post.prisma": model, "src/templates/blog.prisma": source + model}
        )
    )

    assert [(each.path, [(key.path, key.line, key.indexed) for key in each.foreign_keys]) for each in found] == [
        ("prisma/schema/base.prisma", [("prisma/schema/models/post.prisma", 3, False)])
    ]
