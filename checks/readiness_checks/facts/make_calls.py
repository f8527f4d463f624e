"""Calls of make: targets of the Makefile that is meant, with what they need."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from readiness.repo import Repo
from readiness_checks.facts.following import MAX_DEPTH, Context, Missing, Run
from readiness_checks.facts.runners.make import makefile, makefile_in
from readiness_checks.facts.shell_words import joined_folder

if TYPE_CHECKING:
    from readiness_checks.facts.indirection import Resolver


def follow_make(resolver: Resolver, words: tuple[str, ...], folder: str | None, context: Context) -> Iterator[Run]:
    """The targets that a call of make names, or the first of the Makefile."""
    targets, given, where, file = make_words(words, folder)
    paths = (
        [resolver.found(file, where) or ""]
        if file
        else [makefile_in(resolver.repo, where)]
        if where is not None
        else _makefiles(resolver.repo, targets)
    )
    for path in paths:
        if not path:
            # a configuration step may write the Makefile
            if where is not None and context.trusted:
                resolver.missing.extend(
                    Missing("target", name, context.path, context.line, context.via, fault=False) for name in targets or ("make",)
                )
            continue
        made = makefile(resolver.repo, path)
        for name in targets or (made.default,):
            yield from _target(
                resolver,
                path,
                name,
                given,
                where if where is not None else posixpath.dirname(path),
                context,
                bool(targets) and where is not None,
            )


def _makefiles(repo: Repo, targets: tuple[str, ...]) -> list[str]:
    """Makefiles that have the targets, where the folder is not known."""
    found = [file.path for file in repo.named("Makefile", "GNUmakefile")[:60] if file.own]
    return [path for path in found if any(name in makefile(repo, path).targets for name in targets)][:3]


def _target(resolver: Resolver, path: str, name: str, given: dict[str, str], folder: str, context: Context, sure: bool) -> Iterator[Run]:
    made = makefile(resolver.repo, path)
    key = ("make", path, name)
    if key in context.seen or context.depth >= MAX_DEPTH:
        return
    script = made.script(name, given)
    if script is None:
        exists = resolver.repo.file(posixpath.normpath(posixpath.join(folder, name))) is not None
        wild = "%" in made.patterns or made.open or "$" in name or "=" in name
        if sure and context.trusted and not exists and not wild:
            resolver.missing.append(Missing("target", name, context.path, context.line, context.via))
        return
    inside = replace(context, seen=context.seen | {key}, depth=context.depth)
    for need in script.needs[:60]:
        if need and not need.startswith("$"):
            yield from _target(resolver, path, need, given, folder, replace(inside, depth=context.depth + 1), sure=False)
    yield from resolver.texts(script.commands, folder, context, script.path, True, key)


def make_words(words: tuple[str, ...], folder: str | None) -> tuple[tuple[str, ...], dict[str, str], str | None, str]:
    """Targets, variables, folder and file of a call of make."""
    targets, given, file = [], {}, ""
    index = 1
    while index < len(words):
        word = words[index]
        if word in ("-C", "--directory") and index + 1 < len(words):
            folder = joined_folder(folder, words[index + 1])
            index += 1
        elif word.startswith("-C") and len(word) > 2:
            folder = joined_folder(folder, word[2:])
        elif word.startswith("--directory="):
            folder = joined_folder(folder, word.partition("=")[2])
        elif word in ("-f", "--file", "--makefile") and index + 1 < len(words):
            file = words[index + 1]
            index += 1
        elif word in ("-j", "-l", "-o", "-W", "-I") and index + 1 < len(words) and words[index + 1].isdigit():
            index += 1
        elif not word.startswith("-"):
            name, equals, value = word.partition("=")
            if equals:
                given[name.rstrip(":?+")] = value
            else:
                targets.append(word)
        index += 1
    return tuple(targets), given, folder, file
