"""Test files are told by what they define, and by whether they drive a running system from outside."""

from __future__ import annotations

import pytest

from readiness_checks.facts.licences import licences
from readiness_checks.facts.owners import ownerships
from readiness_checks.facts.tests import test_files as files_of
from tests.repos import repo_of


@pytest.mark.parametrize(
    ("folder", "outside"),
    [("e2e", True), ("tests/e2e-pw/tests", True), ("tests/end-to-end", True), ("shop-playwright", True), ("tests/unit", False)],
)
def test_suites_from_outside(folder: str, outside: bool) -> None:
    """A folder named after the way in, alone or with more, holds tests from outside."""
    repo = repo_of({f"{folder}/auth.spec.ts": 'test("signs in", async () => { expect(1 + 1).toBe(2) })\n'})

    assert [outside] == [file.end_to_end for file in files_of(repo)]


@pytest.mark.parametrize(
    ("line", "owners"),
    [
        ("* @example/shop/backend", ("@example/shop/backend",)),
        ("* @@maintainer", ("@@maintainer",)),
        ("* @your-org/your-team", ()),
        ("* @octocat", ()),
        ("* ada@shop.test", ("ada@shop.test",)),
    ],
)
def test_owners_of_a_rule(line: str, owners: tuple[str, ...]) -> None:
    """Subgroups, roles and addresses own; the examples of the manuals do not."""
    repo = repo_of({"CODEOWNERS": line + "\n"})

    assert [owners] == [rule.owners for rule in ownerships(repo)]


def test_a_licence_is_named_by_its_top() -> None:
    """The licences that a text speaks of further down are not its name."""
    text = "GNU GENERAL PUBLIC LICENSE\nVersion 3\n\n13. Use with the GNU Affero General Public License.\n"
    expected = [("GPL", 1)]

    assert expected == [(licence.name, licence.line) for licence in licences(repo_of({"COPYING": text}))]
