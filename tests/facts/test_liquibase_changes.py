"""A change set of Liquibase does the same whatever format it is written in."""

from __future__ import annotations

import pytest

from readiness_checks.facts.changes import changes_of
from readiness_checks.facts.migrating.operations import Changes
from readiness_checks.facts.migrations import migration_sets
from tests.repos import repo_of

HEAD = '<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog">\n'
PATH = "src/main/resources/db/changelog/changes"


def of_xml(body: str, attributes: str = "", more: dict[str, str] | None = None) -> Changes:
    """What the only change set of an XML changelog does."""
    text = f'{HEAD}  <changeSet id="1" author="a" {attributes}>\n{body}\n  </changeSet>\n</databaseChangeLog>\n'
    return of_file(f"{PATH}/a.xml", text, more)


def of_file(path: str, text: str, more: dict[str, str] | None = None) -> Changes:
    """What the first change set of a changelog does."""
    repo = repo_of({path: text, **(more or {})})
    made = next(made for made in migration_sets(repo) if made.tool == "liquibase")
    found = changes_of(repo, made, made.migrations[0])
    assert found is not None
    return found


def said(changes: Changes) -> list[str]:
    """Each operation on the way up in short."""
    return [
        f"{done.kind} {done.table}.{'+'.join(each.name for each in done.columns) or done.name}{f' > {done.target}' if done.target else ''}"
        for done in changes.up
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<dropColumn tableName="A"><column name="b"/><column name="c"/></dropColumn>', ["drop-column a.b", "drop-column a.c"]),
        ('<dropColumn tableName="A" columnName="b"/>', ["drop-column a.b"]),
        ('<renameTable oldTableName="a" newTableName="b"/>', ["rename-table a. > b"]),
        ('<renameColumn tableName="a" oldColumnName="b" newColumnName="c"/>', ["rename-column a.b > c"]),
        ('<modifyDataType tableName="a" columnName="b" newDataType="TEXT"/>', ["change-column-type a.b"]),
        ('<createIndex tableName="a" indexName="i"><column name="b"/><column name="c"/></createIndex>', ["add-index a.b+c"]),
        (
            '<addForeignKeyConstraint baseTableName="a" baseColumnNames="b, c" referencedTableName="d" constraintName="f"/>',
            ["add-foreign-key a.b+c > d"],
        ),
        ('<addNotNullConstraint tableName="a" columnName="b"/>', ["set-not-null a.b"]),
        ("<sql>DROP TABLE a; DROP TABLE b</sql>", ["drop-table a.", "drop-table b."]),
        ("<comment>why</comment><tagDatabase tag='x'/>", []),
    ],
)
def test_a_change_is_the_operation_of_its_name(body: str, expected: list[str]) -> None:
    """Names are compared in lower case, columns kept in order; comments and tags change nothing."""
    found = of_xml(body)

    assert said(found) == expected
    assert found.unread == 0


FORMATS = {
    "a.xml": f'{HEAD}<changeSet id="1" author="a"><addColumn tableName="a"><column name="b" type="int" defaultValueNumeric="0">'
    '<constraints nullable="false"/></column></addColumn><rollback>DROP TABLE x</rollback></changeSet></databaseChangeLog>\n',
    "a.yaml": "databaseChangeLog:\n  - changeSet:\n      id: 1\n      author: a\n      changes:\n        - addColumn:\n"
    "            tableName: a\n            columns:\n              - column:\n                  name: b\n                  type: int\n"
    "                  defaultValueNumeric: 0\n                  constraints: {nullable: false}\n",
    "a.json": '{"databaseChangeLog": [\n  {\n    "changeSet": {\n      "id": "1",\n      "author": "a",\n'
    '      "changes": [{"addColumn": {"tableName": "a",'
    ' "columns": [{"column": {"name": "b", "type": "int", "defaultValueNumeric": "0", "constraints": {"nullable": false}}}]}}]}}]}\n',
    "a.sql": "--liquibase formatted sql\n--changeset a:1\nALTER TABLE a ADD COLUMN b int NOT NULL DEFAULT 0;\n--rollback DROP TABLE x;\n",
}  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_says_the_same(name: str) -> None:
    """A new column is new with its type, its default and whether it may be null; a way back is no way up."""
    found = of_file(f"{PATH}/{name}", FORMATS[name])
    (done,) = found.up
    (column,) = done.columns

    assert (done.kind, done.table, column.name, column.type, column.nullable, column.default) == ("add-column", "a", "b", "int", False, "0")
    assert found.unread == 0


def test_rollbacks_are_the_way_down() -> None:
    """Changes and SQL in a rollback are undone work."""
    found = of_xml('<createTable tableName="a"><column name="b"/></createTable><rollback><dropTable tableName="a"/></rollback>')

    assert ([done.kind for done in found.up], [done.kind for done in found.down]) == (["create-table"], ["drop-table"])


@pytest.mark.parametrize(
    ("attributes", "transactional", "dialect"),
    [
        ("", True, ""),
        ('runInTransaction="false"', False, ""),
        ('dbms="postgresql"', True, "postgresql"),
        ('dbms="!mysql"', True, ""),
        ('dbms="mysql, postgresql"', True, ""),
    ],
)
def test_a_change_set_says_how_and_where_it_runs(attributes: str, transactional: bool, dialect: str) -> None:
    """One database that is named is known; a list or a negation leaves it open."""
    found = of_xml('<dropTable tableName="a"/>', attributes)

    assert (found.transactional, found.dialect) == (transactional, dialect)


def test_a_named_file_of_sql_is_read_where_it_lies() -> None:
    """Paths are from the changelog or from a folder of resources; a file that is not here is unread."""
    here = of_xml('<sqlFile path="db/sql/a.sql"/>', more={"src/main/resources/db/sql/a.sql": "\nDROP TABLE a;\n"})
    gone = of_xml('<sqlFile path="db/sql/gone.sql"/>')

    assert [(done.kind, done.path, done.line) for done in here.up] == [("drop-table", "src/main/resources/db/sql/a.sql", 2)]
    assert (gone.up, gone.unread) == ((), 1)


@pytest.mark.parametrize("body", ["<ourOwnChange/>", "<createOrReplaceEverything tableName='a'/>"])
def test_a_change_of_an_unknown_name_is_counted(body: str) -> None:
    """An extension may do anything."""
    assert of_xml(body).unread == 1


def test_nesting_without_end_is_no_error() -> None:
    """A changelog that is nested deeper than Liquibase ever reads ends well."""
    deep = "databaseChangeLog:\n  - changeSet:\n      id: 1\n      author: a\n      changes: " + "[{a: " * 60 + "1" + "}]" * 60 + "\n"

    assert of_file(f"{PATH}/a.yaml", deep).up == ()
