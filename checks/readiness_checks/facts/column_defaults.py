"""Tells whether the default of a column that is added makes the database write the whole table anew."""

from __future__ import annotations

import re

from readiness.regex import Regex

_CALLED = Regex(r"\b([A-Za-z_]\w*)\s*\(")
# functions of PostgreSQL that are not volatile (pg_proc.provolatile), and words that look like calls
_STABLE = frozenset(
    "now current_timestamp current_date current_time localtimestamp localtime transaction_timestamp statement_timestamp cast array"
    " row coalesce nullif greatest least lower upper initcap concat concat_ws format trim btrim ltrim rtrim lpad rpad split_part"
    " strpos position overlay translate reverse chr ascii regexp_replace quote_literal quote_ident to_char to_number to_hex"
    " date_trunc date_bin age timezone to_timestamp to_date jsonb_build_object json_build_object jsonb_build_array json_build_array"
    " to_jsonb to_json interval make_interval make_date make_time make_timestamp make_timestamptz justify_interval date time"
    " timestamp timestamptz char varchar character varying numeric decimal bit varbit current_setting md5 sha256 sha512 repeat"
    " point int4range int8range tstzrange tsrange daterange numrange decode encode convert_to to_tsvector uuid_nil abs round floor"
    " ceil ceiling trunc sign mod div pi sqrt cbrt power exp ln log degrees radians sin cos tan replace substr substring left right"
    " length char_length octet_length extract date_part at json_object jsonb_object parse_json json jsonb array_fill array_append"
    " array_prepend array_cat array_to_string string_to_array jsonb_set txid_current pg_current_xact_id hashtext inet cidr host if"
    " case"
    .split()
)  # fmt: skip
# defaults that PostgreSQL has to work out for each row
_VOLATILE = Regex(
    r"\b(?:random|gen_random_uuid|randomuuid|uuid_generate_v\w+|uuidv?[47]?|clock_timestamp|timeofday|nextval|setval)\s*\(", re.IGNORECASE
)
# MySQL takes any default in parentheses for one, whatever is in them: `(json_array())`, `-> { "(now())" }`, `DB::raw('(uuid())')`
_EXPRESSION = Regex(r"(?:->\s*\{|lambda\b[^(]{0,20}|(?:\w{1,20}(?:::|\.))?(?:raw|text|Expression|literal)\()?[\s\"'`]*\(", re.IGNORECASE)


def rewrites(default: str, path: str, database: str) -> bool:
    """Whether a default, as it is written in the file at `path`, makes the database work out a value for each present row.

    PostgreSQL (ALTER TABLE, Notes) does so for volatile functions, and functions are volatile unless they are known or said not to be;
    MySQL (Online DDL Operations) for expressions in parentheses.
    """
    if database == "mysql":
        return _EXPRESSION.match(default) is not None
    if database != "postgresql":
        return False
    if _VOLATILE.search(default):
        return True
    called = _CALLED.findall(default) if path.endswith(".sql") else []
    return any(name.lower() not in _STABLE for name in called)
