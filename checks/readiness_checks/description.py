"""What the report says of a repository before any check judges it: its stack and its components."""

from __future__ import annotations

from dataclasses import replace

from readiness.model import Description
from readiness.repo import Repo
from readiness_checks.facts.services import components
from readiness_checks.facts.stack import stack, stack_of


def describe_repository(repo: Repo) -> Description:
    """The stack of the repository, and its components each with its own."""
    return Description(stack(repo), tuple(replace(component, stack=stack_of(repo, component)) for component in components(repo)))
