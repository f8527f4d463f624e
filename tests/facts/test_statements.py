"""SQL is read into operations with their lines, and what is not understood is counted."""

from __future__ import annotations

import pytest

from readiness_checks.facts.migrating.operations import Column, Operation
from readiness_checks.facts.migrating.splitting import statements
from readiness_checks.facts.migrating.statements import operations_of_sql


def read(text: str, dialect: str = "postgresql") -> tuple[Operation, ...]:
    operations, unread = operations_of_sql(text, dialect, "m.sql")
    assert not unread
    return operations


def kinds(text: str, dialect: str = "postgresql") -> list[str]:
    return [operation.kind for operation in read(text, dialect)]


def test_quotes_comments_and_bodies_end_no_statement() -> None:
    """A semicolon ends a statement only where the database would say so, and lines stay exact."""
    text = """-- first; second
CREATE FUNCTION f() RETURNS trigger AS $body$ BEGIN x := 'a;b'; END; $body$ LANGUAGE plpgsql;
/* one; /* two; */ three; */ ALTER TABLE a ADD b text DEFAULT 'x;''y';
\\connect; other
COPY t (a) FROM stdin;
it's; data
\\.
CREATE TRIGGER tr AFTER UPDATE ON x BEGIN UPDATE y SET a = CASE WHEN 1 THEN 2 END; DELETE FROM z; END;
DROP TABLE q"""

    assert [statement.line for statement in statements(text)] == [2, 3, 8, 9]


def test_delimiter_and_go_end_statements() -> None:
    """MySQL's client and SQL Server's tools have end marks of their own."""
    mysql = "DELIMITER $$\nCREATE PROCEDURE p() BEGIN SELECT 1; END$$\nDELIMITER ;\nDROP TABLE x; # done\n"
    server = "IF NOT EXISTS (SELECT 1)\nALTER TABLE x\n  ADD y int\nGO\nCREATE PROC p AS SELECT 1; DELETE FROM x;\nGO\nDROP TABLE [a]"

    assert [statement.line for statement in statements(mysql, "mysql")] == [2, 4]
    assert [statement.line for statement in statements(server, "sqlserver")] == [1, 2, 5, 7]


def test_a_column_is_read_as_it_is_declared() -> None:
    """Type, nullability, default and reference of a column come from its declaration."""
    (operation,) = read("ALTER TABLE ONLY public.orders ADD COLUMN IF NOT EXISTS owner int NOT NULL DEFAULT 0 REFERENCES people(id)")

    assert operation.table == "orders"
    assert (Column("owner", "int", False, "0", "people"),) == operation.columns


def test_each_action_of_one_statement_has_its_line() -> None:
    """An ALTER TABLE over several lines is several operations."""
    operations = read("ALTER TABLE a\n  ADD b int,\n  DROP COLUMN c,\n  ALTER d SET NOT NULL")

    assert [(each.kind, each.line) for each in operations] == [("add-column", 2), ("drop-column", 3), ("set-not-null", 4)]


@pytest.mark.parametrize(
    ("dialect", "text", "expected"),
    [
        ("postgresql", "ALTER TABLE a VALIDATE CONSTRAINT fk", ["validate-constraint"]),
        ("postgresql", "ALTER TABLE a RENAME b TO c", ["rename-column"]),
        ("postgresql", "ALTER TABLE a RENAME TO c", ["rename-table"]),
        ("postgresql", "ALTER TABLE a OWNER TO me, ENABLE ROW LEVEL SECURITY", ["other", "other"]),
        ("postgresql", "CREATE TEMP TABLE t (a int); GRANT SELECT ON a TO b; INSERT INTO a VALUES (1)", ["grant", "insert-rows"]),
        ("mysql", "ALTER TABLE `a` CHANGE b c int, ADD KEY k (c), DROP PRIMARY KEY",
         ["change-column-type", "rename-column", "add-index", "drop-constraint"]),
        ("mysql", "RENAME TABLE a TO b, c TO d", ["rename-table", "rename-table"]),
        ("mysql", "ALTER TABLE a ADD (b int, c int)", ["add-column", "add-column"]),
        ("sqlserver", "ALTER TABLE dbo.a ADD b INT NULL, c BIT NOT NULL DEFAULT 0", ["add-column", "add-column"]),
        ("sqlserver", "EXEC sp_rename 'dbo.a.b', 'c', 'COLUMN'", ["rename-column"]),
        ("sqlite", "PRAGMA foreign_keys=OFF; ALTER TABLE a RENAME TO b", ["rename-table"]),
    ],
)  # fmt: skip
def test_statements_of_each_database_are_read(dialect: str, text: str, expected: list[str]) -> None:
    """Each database's own words for a change give the same operation."""
    assert expected == kinds(text, dialect)


def test_gentle_forms_are_seen() -> None:
    """Concurrent, unvalidated, by an index, batched: what makes an operation harmless is read with it."""
    index, key, build, online = read(
        "CREATE UNIQUE INDEX CONCURRENTLY i ON a (b) WHERE c IS NULL;"
        "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c (id) NOT VALID;"
        "ALTER TABLE a ADD CONSTRAINT u UNIQUE USING INDEX i;"
        "DROP INDEX CONCURRENTLY i"
    )
    (added,) = read("ALTER TABLE a ADD INDEX i (b), ALGORITHM=INPLACE, LOCK=NONE", "mysql")

    assert (index.concurrent, index.unique, index.where) == (True, True, True)
    assert (key.unvalidated, key.target) == (True, "c")
    assert (build.using_index, online.concurrent, added.concurrent) == (True, True, True)


def test_a_condition_that_bounds_nothing_is_none() -> None:
    """Rows that are not filled yet, or that have a partner elsewhere, may be every row; a limit makes a batch."""
    every, joined, part, batch = read(
        "UPDATE a SET b = 1 WHERE b IS NULL; UPDATE a SET b = c.b FROM c WHERE c.id = a.c_id;"
        "UPDATE a SET b = 1 WHERE state = 'old'; DELETE FROM a WHERE id IN (SELECT id FROM a LIMIT 100)"
    )

    assert (every.where, joined.where, part.where) == (False, False, True)
    assert batch.batched


def test_blocks_are_looked_into() -> None:
    """What a DO block changes counts whatever decides whether it runs; a statement made of text is not read."""
    text = """DO $$
BEGIN
  IF NOT EXISTS (SELECT 1) THEN
    CREATE INDEX i ON a (b);
  END IF;
  LOOP
    UPDATE a SET b = 1;
    EXIT WHEN NOT FOUND;
  END LOOP;
  EXECUTE 'ALTER TABLE a DROP COLUMN b';
  EXECUTE 'ALTER TABLE ' || t || ' DROP COLUMN c';
END $$;"""
    operations, unread = operations_of_sql(text, "postgresql", "m.sql")

    assert [(each.kind, each.line) for each in operations] == [("add-index", 4), ("update-rows", 7), ("drop-column", 10)]
    assert operations[1].batched
    assert unread == 1


def test_a_reviewer_s_mark_is_seen_where_it_concerns_more_than_style() -> None:
    """Squawk's and Atlas's comments let a statement through; to waive a rule of style says nothing of locks."""
    waived, styled, linted = read(
        "-- squawk-ignore ban-drop-column\nALTER TABLE a DROP COLUMN b;\n"
        "-- squawk-ignore prefer-text-field\nALTER TABLE a DROP COLUMN c;\n"
        "-- atlas:nolint destructive\nDROP TABLE d;"
    )

    assert [waived.assured, styled.assured, linted.assured] == [True, False, True]


def test_what_is_not_understood_is_counted() -> None:
    """Templates, unknown words and broken statements are counted, never guessed; placeholders are names."""
    operations, unread = operations_of_sql(
        "{{ if x }}; ALTER TABLE a FROB b; CREATE TABLE (; ALTER TABLE ${schema}.t DROP COLUMN c", "postgresql", "m.sql", 7
    )

    assert unread == 3
    assert [(each.kind, each.table, each.line) for each in operations] == [("drop-column", "t", 7)]


@pytest.mark.parametrize("text", ["'" * 300_000, "/*" * 300_000, "$a$" * 100_000, ";" * 300_000, "create trigger begin " * 20_000,
                                  "ALTER TABLE a ADD CHECK " + "(" * 50_000, "UPDATE a SET b = " + "not " * 20_000,
                                  "alter table a " + "add b int," * 9_000])  # fmt: skip
def test_text_made_to_hurt_is_read_in_bounded_time(text: str) -> None:
    """No text takes long or ends in an exception."""
    operations_of_sql(text, "", "m.sql")
