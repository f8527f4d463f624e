"""One place decides what a file is."""

from __future__ import annotations

import pytest

from readiness.classify import classify
from readiness.linguist import MAX_ATTRIBUTES
from tests.repos import repo_of

ROLES = {
    "app/main.py": "source",
    "cmd/server/main.go": "source",
    "src/main/java/org/example/samples/petclinic/Owner.java": "source",
    "src/test/java/org/example/OwnerTests.java": "test",
    "tests/Application.FunctionalTests/Testing.cs": "test",
    "src/Shop.UnitTests/OrderTest.cs": "test",
    "internal/store/store_test.go": "test",
    "src/users/users.controller.spec.ts": "test",
    "spec/models/user_spec.rb": "test",
    "spec/openapi.yaml": "configuration",
    "tests/fixtures/dump.json": "fixture",
    "testdata/key.pem": "fixture",
    "examples/client/main.py": "sample",
    ".env.example": "sample",
    "config/database.yml.sample": "sample",
    "node_modules/left-pad/index.js": "vendored",
    "vendor/github.com/pkg/errors/errors.go": "vendored",
    "app/models/vendor/invoice.rb": "source",
    "dist/bundle.js": "build",
    "api/v1/user.pb.go": "generated",
    "internal/zz_generated.deepcopy.go": "generated",
    "static/jquery.min.js": "generated",
    "package-lock.json": "lock",
    "go.sum": "lock",
    "docs/setup.md": "documentation",
    "docs/conf.py": "documentation",
    "README": "documentation",
    "LICENSE": "documentation",
    "requirements.txt": "configuration",
    ".github/workflows/ci.yml": "configuration",
    ".github/CODEOWNERS": "configuration",
    "Dockerfile": "configuration",
    "k8s/deployment.yaml": "configuration",
    "migrations/0001_init.sql": "source",
    "schema.graphql": "source",
    "scripts/deploy.sh": "source",
    "logo.png": "binary",
    "templates/index.html": "data",
    "contest/latest/attestation.py": "source",
}


@pytest.mark.parametrize(("path", "role"), ROLES.items(), ids=list(ROLES))
def test_role(path: str, role: str) -> None:
    """A path has the role that a reader would give it."""
    assert classify(path)[0] == role


def test_linguist_attributes_are_honoured() -> None:
    """`.gitattributes` says what is vendored, generated or documentation, and what is not."""
    repo = repo_of({
        ".gitattributes": "proto/** linguist-generated\nlib/*.js linguist-vendored=true\ndist/app.js -linguist-vendored\n",
        "proto/api.go": "",
        "lib/jquery.js": "",
        "dist/app.js": "",
    })  # fmt: skip

    assert {file.path: file.role for file in repo.files if file.path != ".gitattributes"} == {
        "dist/app.js": "source",
        "lib/jquery.js": "vendored",
        "proto/api.go": "generated",
    }


def test_a_flood_of_attributes_is_bounded() -> None:
    """Each file is held against each attribute line: so many lines are honoured, and no more."""
    lines = [f"a{number}.py linguist-vendored\n" for number in range(MAX_ATTRIBUTES + 1)]
    repo = repo_of({".gitattributes": "".join(lines), "a0.py": "", f"a{MAX_ATTRIBUTES}.py": ""})

    assert [file.role for file in repo.files if file.name != ".gitattributes"] == ["vendored", "source"]
