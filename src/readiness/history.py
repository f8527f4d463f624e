"""When files last changed, as the commits of a repository tell it; nothing where the commits are cut off or git cannot be used."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from readiness.git import Checkout, GitError, run

LATELY = 400 * 86_400  # seconds before the newest commit
MAX_PATHS = 500  # in one question
_COMMITTED = re.compile(r"\n?\x01(\d{1,12})\n*")


class History:
    """The commits below HEAD. Only names and dates are asked for; see `git.py` for what holds while they are."""

    def __init__(self, checkout: Checkout) -> None:
        self._checkout = checkout

    def last_changes(self, paths: Sequence[str]) -> Mapping[str, int] | None:
        """Seconds since 1970 of the newest commit that changed each of the first `MAX_PATHS` files; None where that cannot be told."""
        if not self._whole:
            return None
        paths = paths[:MAX_PATHS]
        try:
            # what changed lately is found without walking through the years before
            newest = _newest_change(self._checkout, ()) if paths else None
            if newest is None:
                return {}
            found = _last_changes(self._checkout, paths, since=newest - LATELY)
            older = [path for path in paths if path not in found]
            return found | _last_changes(self._checkout, older) if older else found
        except GitError:
            return None

    def newest_change(self, besides: Sequence[str]) -> int | None:
        """Seconds since 1970 of the newest commit that changed a file none of the globs matches; None where that cannot be told."""
        if not self._whole:
            return None
        try:
            return _newest_change(self._checkout, besides)
        except GitError:
            return None

    @cached_property
    def _whole(self) -> bool:
        """Whether there are commits, and all of them: in a shallow clone the oldest seems to add every file."""
        try:
            return self._checkout.commit is not None and not _is_shallow(self._checkout)
        except GitError:
            return False


def _is_shallow(checkout: Checkout) -> bool:
    """Whether commits are cut off below some depth, so that the oldest one here seems to add every file. Raises GitError."""
    return run(checkout.root, "rev-parse", "--is-shallow-repository", user_config=checkout.user_config).strip() != b"false"


def _last_changes(checkout: Checkout, paths: Sequence[str], since: int = 0) -> dict[str, int]:
    """When the newest commit of HEAD that changed each file was made, in seconds since 1970; files in no commit `since` are left out.

    Merges change nothing by themselves, and a renamed file begins anew. Raises GitError.
    """
    listed = _log(checkout, "--name-only", "-z", f"--max-age={int(since)}", specs=[f":(top,literal){path}" for path in paths])
    found: dict[str, int] = {}
    when = 0
    for record in listed.decode("utf-8", "surrogateescape").split("\0"):
        # a commit's own record begins its list of names
        stamp = _COMMITTED.match(record)
        if stamp is not None:
            when = int(stamp.group(1))
        name = record[stamp.end() :] if stamp is not None else record
        if name.strip("\n"):
            found.setdefault(name.strip("\n"), when)
    return found


def _newest_change(checkout: Checkout, besides: Sequence[str]) -> int | None:
    """When the newest commit of HEAD was made that changed a file which none of the globs matches. Raises GitError."""
    listed = _log(checkout, "-1", specs=[":(top)", *(f":(top,exclude,glob,icase){glob}" for glob in besides)])
    stamp = _COMMITTED.match(listed.decode("ascii", "replace"))
    return int(stamp.group(1)) if stamp is not None else None


def _log(checkout: Checkout, *options: str, specs: Sequence[str]) -> bytes:
    if checkout.commit is None:
        return b""
    arguments = ("--format=%x01%ct", "--no-renames", "--no-ext-diff", "--no-textconv", *options, checkout.commit, "--", *specs)
    return run(checkout.root, "log", *arguments, user_config=checkout.user_config)
