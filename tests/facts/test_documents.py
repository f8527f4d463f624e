"""Documents are read for their sections, whatever the markup."""

from __future__ import annotations

import pytest

from readiness_checks.facts.documents import documents, readme, sections
from tests.repos import repo_of

MARKDOWN = """---
title: Guide
---
# Deploy `now`

Intro with a [link](docs/a.md "t") and ![image](img/a.png).

1. First step
2. Second step

```bash
make deploy
```

Roll back
---------

- kubectl rollout undo
<!-- hidden [no](x.md) -->
"""
ASCIIDOC = """= Deploy now

Intro link:docs/a.adoc[there].

. First step
. Second step

[source,bash]
----
make deploy
----

== Roll back

* kubectl rollout undo
"""
REST = """Deploy now
==========

Intro `there <docs/a.rst>`_ with::

    make deploy

1. First step
2. Second step

Roll back
---------

- kubectl rollout undo
"""


@pytest.mark.parametrize(("path", "text"), [("d.md", MARKDOWN), ("d.adoc", ASCIIDOC), ("d.rst", REST)])
def test_sections_have_steps_blocks_and_links(path: str, text: str) -> None:
    """A heading opens a section; its steps, commands and links are read in every format."""
    first, second = [section for section in sections(repo_of({path: text})) if section.title in ("Deploy now", "Roll back")]

    assert (first.numbered, first.steps, [block.text.strip() for block in first.blocks]) == (2, 2, ["make deploy"])
    assert [link.target for link in first.links if not link.image] == [f"docs/a.{path[2:]}"]
    assert (second.steps, second.numbered, second.links) == (1, 0, ())


def test_lines_are_those_of_the_file() -> None:
    """Sections and blocks know their line."""
    found = sections(repo_of({"d.md": MARKDOWN}))

    assert [(section.title, section.line) for section in found] == [("Guide", 1), ("Deploy now", 4), ("Roll back", 15)]
    assert found[1].blocks[0].line == 12


@pytest.mark.parametrize(
    "text", ["# Runbook\n", "# Runbook\n\nTODO\n", "# Runbook\n\n## Steps\n\nComing soon: to be written.\n", "# Runbook\n<!-- later -->\n"]
)
def test_documents_that_say_nothing_are_placeholders(text: str) -> None:
    """Headings without words, and words that only promise words, are no document."""
    assert [document.placeholder for document in documents(repo_of({"runbook.md": text}))] == [True]


def test_what_is_no_document_of_its_own_is_left_out() -> None:
    """Issue forms, tool instructions, fixtures and requirement lists are not the repository's documents."""
    files = {
        ".github/ISSUE_TEMPLATE/bug.md": "# Bug\ntext",
        ".claude/skills/a.md": "# A\ntext",
        "tests/fixtures/a.md": "# A\ntext",
        "requirements.txt": "flask",
        "robots.txt": "User-agent: *",
        ".github/SECURITY.md": "# Security\nmail us",
    }

    assert [document.path for document in documents(repo_of(files))] == [".github/SECURITY.md"]


def test_readme_is_the_one_nearest_the_root() -> None:
    """A README in a sub-folder is not the repository's."""
    found = readme(repo_of({"services/a/README.md": "# A\nx", "docs/README.md": "# Docs\nx", "README.rst": "Root\n====\nx"}))

    assert found is not None
    assert found.path == "README.rst"
