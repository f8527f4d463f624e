"""Which keys a settings file sets, in each of its formats, and what the environments beside it lack."""

from __future__ import annotations

import pytest

from readiness_checks.facts.environments import parallel_environments
from readiness_checks.facts.settings_keys import MAX_DEPTH, MAX_KEYS, keys_of
from tests.repos import repo_of


def keys(path: str, text: str) -> dict[str, tuple[str, int]] | None:
    found = keys_of(repo_of({path: text}), path)
    return None if found is None else {key: (setting.value, setting.line) for key, setting in found.items()}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.yaml", "db:\n  host: a\n  ports: [1, 2]\nempty: {}\n", {"db.host": ("a", 2), "db.ports": ("", 3), "empty": ("", 4)}),
        ("a.yaml", "a: 1\n---\nb: x\n", {"a": ("1", 1), "b": ("x", 3)}),
        ("a.yaml", "a: x\nsops:\n  mac: b\n", {"a": ("x", 1)}),
        ("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  HOST: a\n", {"HOST": ("a", 5)}),
        ("a.json", '{\n  "a": {"b": "c"}\n}\n', {"a.b": ("c", 2)}),
        ("a.json", '[\n  {"ParameterKey": "Size", "ParameterValue": "8"}\n]\n', {"Size": ("", 2)}),
        ("a.properties", "# x=1\n! y=1\ndb.host = a\ndb.nodes[0]: b\n", {"db.host": ("a", 3), "db.nodes": ("b", 4)}),
        ("a.tfvars", 'a = "x"\nb = {\n  c = 1\n}\nd = [\n  "e = 1",\n]\n', {"a": ('"x"', 1), "b": ("{", 2), "d": ("[", 5)}),
        ("a.tfvars.json", '{\n  "a": {"b": 1},\n  "c": 2\n}\n', {"a": ("", 2), "c": ("", 3)}),
        (".env.prod", "# A=1\nexport B=2\nC=\n", {"B": ("2", 2), "C": ("", 3)}),
    ],
)
def test_keys_are_flattened_with_their_lines(path: str, text: str, expected: dict[str, tuple[str, int]]) -> None:
    """Maps join with dots, lists and empty maps are values, and comments, metadata and encryption set nothing."""
    assert keys(path, text) == expected


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.yaml", "apiVersion: apps/v1\nkind: Deployment\nspec: {}\n"),
        ("a.yaml", "- a\n- b\n"),
        ("a.yaml", "a: [1\n"),
        ("a.yaml", ""),
        ("a.json", '{"a": 1'),
        ("a.tfvars", "a = [\n"),
        ("a.properties", "".join(f"key{at}=1\n" for at in range(MAX_KEYS + 1))),
    ],
)
def test_what_holds_no_settings_is_none(path: str, text: str) -> None:
    """Other objects of Kubernetes, lists, broken files and files beyond the bound are not settings without keys: they are unread."""
    assert keys(path, text) is None


def test_what_is_nested_too_deep_is_one_value() -> None:
    """A hostile depth ends at the bound, with the key that was reached."""
    text = "".join("  " * depth + "a:\n" for depth in range(60)) + "  " * 60 + "a: b\n"
    found = keys("a.yaml", text)

    assert found is not None
    assert [key.count(".") for key in found] == [MAX_DEPTH]


def lacking(files: dict[str, str]) -> list[tuple[str, str, str, int]]:
    return [(item.key, item.path, item.other, item.line) for found in parallel_environments(repo_of(files)) for item in found.lacking]


def test_a_key_that_one_environment_lacks_is_told_with_where_the_other_sets_it() -> None:
    """Production without the key that staging sets is the finding; a branch that lacks whole is told once, at its first key."""
    files = {
        "config/staging.yml": "host: a\nport: 1\nmail:\n  from: a\n  key: b\n",
        "config/production.yml": "host: b\nport: 2\ncache: c\n",
    }

    assert lacking(files) == [
        ("cache", "config/staging.yml", "config/production.yml", 3),
        ("mail", "config/production.yml", "config/staging.yml", 4),
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"config/staging.yml": "a: 1\nb: 1\nc: 1\n", "config/development.yml": "a: 1\n"},
        {"compose.staging.yml": "a: 1\nb: 1\nc: 1\n", "compose.production.yml": "a: 1\nb: 1\n"},
        {
            "config/staging.yml": "a: 1\nb: 1\nmail: {enabled: false}\n",
            "config/production.yml": "a: 1\nb: 1\nmail: {enabled: true, from: a}\n",
        },
        {
            "chart/values.yaml": "mail: {from: a}\n",
            "chart/values-staging.yaml": "a: 1\nb: 1\n",
            "chart/values-production.yaml": "a: 1\nb: 1\nmail: {from: b}\n",
        },
        {
            "variables.tf": 'variable "size" {\n  default = 1\n}\n',
            "staging.tfvars": "a = 1\nb = 1\n",
            "production.tfvars": "a = 1\nb = 1\nsize = 3\n",
        },
    ],
)
def test_what_another_place_gives_is_not_lacking(files: dict[str, str]) -> None:
    """Development, build files, what is switched off, the base file and a variable's default leave nothing to miss."""
    assert lacking(files) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("envs/staging/terraform.tfvars", "envs/production/terraform.tfvars"),
        ("config/application-staging.properties", "config/application-prod.properties"),
        (".env.staging", ".env.production"),
        ("deploy/values-qa.yaml", "deploy/values-live.yaml"),
    ],
)
def test_the_environment_stands_in_the_name_or_in_the_folder(first: str, second: str) -> None:
    """However a repository keeps its environments apart, their files are compared."""
    sign = ": " if first.endswith("yaml") else "="
    files = {first: f"A{sign}1\nB{sign}1\nC{sign}1\n", second: f"A{sign}1\nB{sign}1\n"}

    assert lacking(files) == [("C", second, first, 3)]
