"""Globs mean what gitignore means, and cost no more than their length times the path's."""

from __future__ import annotations

import time

import pytest

from readiness.glob import glob_matches


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("*.py", "app/main.py", True),
        ("*.py", "app/main.pyc", False),
        ("Dockerfile", "backend/Dockerfile", True),
        ("/app/*.py", "app/main.py", True),
        ("/app/*.py", "app/sub/main.py", False),
        ("app/**/*.py", "app/main.py", True),
        ("app/**/*.py", "app/a/b/main.py", True),
        ("**/migrations/*.sql", "migrations/1.sql", True),
        ("docs/", "docs/a/b.md", True),
        ("docs/", "docs", False),
        ("docs/**", "docs/a.md", True),
        ("docs/**", "docs", False),
        ("LICENSE?", "license1", True),
        ("[a-c]*.txt", "b.txt", True),
        ("[!a-c]*.txt", "b.txt", False),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("a*b*c", "axbyc", True),
        ("*]", "a]", True),
        ("*", "any", True),
        ("**", "a/b", True),
        ("a/**/b/**/c", "a/x/b/y/z/c", True),
    ],
)
def test_meaning(glob: str, path: str, matches: bool) -> None:
    """A glob without a slash speaks of names, one with a slash of whole paths."""
    assert glob_matches(glob, path) == matches


def test_hostile_globs_cost_little() -> None:
    """Many stars on a long name, and many `**` on a deep path, are answered at once."""
    started = time.monotonic()
    answers = [glob_matches("*a" * 12 + "b", "a" * 255), glob_matches("**/" * 300 + "b", "a/" * 500 + "c")]

    assert answers == [False, False]
    assert time.monotonic() - started < 1
