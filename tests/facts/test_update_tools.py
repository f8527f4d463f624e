"""Update tools watch what their configuration says and no more."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from readiness_checks.facts.dependencies import manifests
from readiness_checks.facts.update_tools import watches
from tests.repos import repo_of

TWO = {
    "go.mod": "module a\n\nrequire github.com/gin-gonic/gin v1.10.0\n",
    "web/package.json": '{"dependencies": {"react": "19"}}',
    "backend/requirements.txt": "flask\n",
}


def watched(files: Mapping[str, str]) -> list[str]:
    """The manifests of `TWO` that some entry covers."""
    repo = repo_of({**TWO, **files})
    return [manifest.path for manifest in manifests(repo) if any(watch.covers(manifest) for watch in watches(repo))]


def dependabot(*entries: str) -> dict[str, str]:
    """A Dependabot file with the entries, each in flow style."""
    return {".github/dependabot.yml": "version: 2\nupdates:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)}


def test_dependabot_watches_its_ecosystem_and_folder() -> None:
    """An entry covers manifests of its ecosystem in its folder."""
    assert watched(dependabot("package-ecosystem: pip, directory: /backend")) == ["backend/requirements.txt"]


def test_dependabot_takes_globs_of_directories() -> None:
    """`directories` may hold several, with wildcards."""
    entry = 'package-ecosystem: npm, directories: ["/apps/*", "/w*"]'

    assert watched(dependabot(entry)) == ["web/package.json"]


def test_dependabot_does_not_find_go_modules_below_its_folder() -> None:
    """Go modules in other folders need entries of their own."""
    assert watched(dependabot("package-ecosystem: gomod, directory: /server")) == []


@pytest.mark.parametrize("path", ["renovate.json", ".github/renovate.json5", ".renovaterc", ".gitlab/renovate.json", ".renovaterc.json"])
def test_renovate_watches_everything(path: str) -> None:
    """Under any of its names Renovate finds every manifest."""
    assert watched({path: '{"extends": ["config:recommended"]}'}) == ["backend/requirements.txt", "go.mod", "web/package.json"]


@pytest.mark.parametrize(
    ("configuration", "expected"),
    [
        ('{"enabledManagers": ["gomod", "github-actions"]}', ["go.mod"]),
        ('{"npm": {"enabled": false}}', ["backend/requirements.txt", "go.mod"]),
        ('{"packageRules": [{"matchManagers": ["gomod"], "enabled": false}]}', ["backend/requirements.txt", "web/package.json"]),
        ('{"packageRules": [{"matchManagers": ["gomod"], "matchUpdateTypes": ["major"], "enabled": false}]}', [*sorted(TWO)]),
        ('{"ignorePaths": ["**/web/**"]}', ["backend/requirements.txt", "go.mod"]),
        ('{"enabled": false}', []),
        ("{", []),
    ],
)
def test_renovate_can_be_narrowed(configuration: str, expected: list[str]) -> None:
    """Managers, rules and paths that are switched off are not watched; a rule about some updates only switches nothing off."""
    assert watched({"renovate.json": configuration}) == expected


def test_renovate_in_json5_with_its_freedoms() -> None:
    """Comments, single quotes, bare keys and trailing commas are JSON5."""
    text = "{\n  // web only\n  extends: ['config:recommended'],\n  enabledManagers: [\n    'npm',\n  ],\n}\n"

    assert watched({"renovate.json5": text}) == ["web/package.json"]


def test_a_job_on_pushes_is_no_update_tool() -> None:
    """Only scheduled jobs propose updates; one that runs on every push builds with what it finds."""
    job = "on: {0}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: go get -u ./...\n"
    path = ".github/workflows/update.yml"

    assert watched({path: job.format("push")}) == []
    assert watched({path: job.format("{schedule: [{cron: '0 5 * * 1'}]}")}) == ["go.mod"]
