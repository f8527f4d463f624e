"""What Doctrine's migrations do: SQL, or changes of a `Schema`."""

from __future__ import annotations

from readiness_checks.facts.expressions import Call, chain, root
from readiness_checks.facts.migrating.draft import folded
from readiness_checks.facts.migrating.operations import Column, Operation
from readiness_checks.facts.migrating.script import Script

_SQL = ("addSql", "executeStatement", "executeQuery", "executeUpdate", "exec")
_QUIET = (
    "getTable",
    "hasTable",
    "hasColumn",
    "abortIf",
    "skipIf",
    "warnIf",
    "throwIrreversibleMigrationException",
    "setNotnull",
    "setDefault",
)


def act(script: Script, call: Call) -> bool:
    """Take SQL and what is called on the schema and its tables."""
    draft = script.draft
    path, line = draft.path, call.line
    table = next((folded(each.get("name", 0)) for each in list(chain(call))[1:] if each.name in ("getTable", "createTable")), "")
    if call.name in _SQL:
        draft.sql(call.args[0] if call.args else None, line)
    elif call.name == "createTable" and "schema" in root(call).lower():
        draft.add(Operation("create-table", path, line, folded(call.get("name", 0)), open=True))
    elif call.name == "dropTable":
        draft.add(Operation("drop-table", path, line, folded(call.get("name", 0))))
    elif call.name == "addColumn" and table:
        name = folded(call.get("name", 0))
        options = call.get("options", 2)
        nullable = isinstance(options, dict) and options.get("notnull") is False
        default = "default" if isinstance(options, dict) and "default" in options else None
        draft.add(Operation("add-column", path, line, table, name, (Column(name, nullable=nullable, default=default),)))
    elif call.name == "dropColumn" and table:
        name = folded(call.get("name", 0))
        draft.add(Operation("drop-column", path, line, table, name, (Column(name),)))
    elif call.name in ("addIndex", "addUniqueIndex") and table:
        draft.add(Operation("add-index" if call.name == "addIndex" else "add-unique", path, line, table))
    elif call.name == "addForeignKeyConstraint" and table:
        draft.add(Operation("add-foreign-key", path, line, table, target=folded(call.get("foreignTable", 0))))
    elif call.name not in _QUIET and not call.name.startswith(("get", "set", "is", "has")):
        return False
    return True
