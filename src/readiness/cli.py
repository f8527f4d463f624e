"""The command line: `readiness check`, `explain` and `list`.

Exit codes: 0 the gate holds, 1 the gate fails, 2 it could not run (bad usage, bad configuration, nothing to assess), 3 a check
crashed (the report is still complete), 130 interrupted.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from readiness import __version__
from readiness.config import FAIL_ON, Config, ConfigError, known_names, load_config, nearest, override
from readiness.model import TIERS, Check, Report
from readiness.plugins import PluginError, load_plugins, page_of
from readiness.source import SourceError, open_source

OK, GATE_FAILED, COULD_NOT_RUN, CRASHED, INTERRUPTED = 0, 1, 2, 3, 130
PATIENCE = 0.5  # seconds before progress is shown


def main() -> NoReturn:
    """Run the command line; every expected error is one clear line and exit code 2."""
    # a short run that makes many small records and hardly a cycle: looking for cycles is a tenth of it
    gc.disable()
    try:
        code = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        code = COULD_NOT_RUN
    except (SourceError, ConfigError, PluginError) as error:
        click.echo(f"readiness: {error}", err=True)
        code = COULD_NOT_RUN
    except (click.Abort, KeyboardInterrupt):
        click.echo("readiness: interrupted", err=True)
        code = INTERRUPTED
    except BrokenPipeError:
        # the reader of our output has left (`readiness check | head`); nothing more can be said to it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = OK
    sys.exit(code if isinstance(code, int) else OK)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="readiness")
def cli() -> None:
    """Say whether a backend repository is fit for production, and where we looked."""


def _split(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


_checks_option = click.option(
    "--checks",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Also load the checks in this Python file or folder.",
)


@cli.command()
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option("--profile", type=click.Choice(TIERS), help="The tier to ask for.  [default: production]")
@click.option(
    "--select", multiple=True, callback=_split, metavar="ID|AREA", help="Run only these checks or areas (repeat, or separate by commas)."
)
@click.option("--ignore", multiple=True, callback=_split, metavar="ID|AREA", help="Leave these checks or areas out.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave files out of sight.")
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True, help="How to print the report."
)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write the report to FILE instead of standard output."
)
@click.option("--fail-under", type=click.FloatRange(0, 100), metavar="N", help="Fail when the score is below N.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    help="Fail when an essential check fails, any fails, any is partial, or never.  [default: essential]",
)
@_checks_option
@click.option("--quiet", "-q", is_flag=True, help="Print the score and counts only.")
@click.option("--verbose", "-v", is_flag=True, help="Print the evidence of passes too, and every finding.")
@click.option("--no-color", is_flag=True, help="No colours, also on a terminal (as does NO_COLOR).")
def check(
    path: Path, form: str, output: Path | None, checks: tuple[Path, ...], quiet: bool, verbose: bool, no_color: bool, **given: Any
) -> int:
    """Judge the repository at PATH (default: here), any folder in it, or a plain folder.

    Exit codes: 0 the gate holds, 1 it fails, 2 could not run or nothing to assess, 3 a check crashed.
    """
    from readiness.report import assess, selected

    source, focus = open_source(path)
    plugins = load_plugins(checks)
    known_names(given["select"], plugins.checks, "--select")
    known_names(given["ignore"], plugins.checks, "--ignore")
    config = override(load_config(source, plugins.checks), **given)
    with _Progress(len(selected(plugins.checks, config))) as progress:
        report = assess(source, plugins, config, focus=focus, progress=progress)
    _write(_render(report, form, output, quiet=quiet, verbose=verbose, no_color=no_color), output)
    return _gate(report, config)


@cli.command()
@click.argument("check_id", metavar="ID", required=False)
@click.option("--all", "every", is_flag=True, help="Print the whole manual, in Markdown.")
@_checks_option
def explain(check_id: str | None, every: bool, checks: tuple[Path, ...]) -> int:
    """Say why the check called ID matters and how to fix what it finds."""
    from readiness.output.reference import render_check, render_manual

    plugins = load_plugins(checks)
    if every:
        click.echo(render_manual((known, _prose(known)) for known in plugins.checks), nl=False)
        return OK
    by_id = {known.id: known for known in plugins.checks}
    if check_id not in by_id:
        raise click.UsageError(f"no check is called {check_id!r}{nearest(check_id, by_id)}" if check_id else "name a check, or say --all")
    text = render_check(by_id[check_id], _prose(by_id[check_id]))
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        Console().print(Markdown(text))
    else:
        click.echo(text, nl=False)
    return OK


def _prose(known: Check) -> str:
    from readiness.examples import parse_page

    text = page_of(known)
    return parse_page(text).prose if text else "This check has no page."


@cli.command(name="list")
@click.option("--format", "form", type=click.Choice(["terminal", "json", "markdown"]), default="terminal", show_default=True)
@_checks_option
def list_checks(form: str, checks: tuple[Path, ...]) -> int:
    """List all checks."""
    plugins = load_plugins(checks)
    if form == "json":
        from readiness.output.json import render_list

        click.echo(render_list(plugins.checks), nl=False)
        return OK
    if form == "markdown":
        from readiness.output.reference import render_table

        click.echo(render_table(plugins.checks), nl=False)
        return OK
    wide = max((len(known.id) for known in plugins.checks), default=0)
    for known in plugins.checks:
        click.echo(f"{known.id:<{wide}}  {known.tier:<10}  {known.weight}{'!' if known.essential else ' '}  {known.title}")
    click.echo("\nweight, ! essential; `readiness explain ID` says more")
    return OK


def _render(report: Report, form: str, output: Path | None, *, quiet: bool, verbose: bool, no_color: bool) -> str:
    if form == "json":
        from readiness.output import json

        return json.render(report)
    from readiness.output import terminal

    on_terminal = output is None and sys.stdout.isatty()
    colour = on_terminal and not no_color and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = _width(on_terminal)
    return terminal.render(report, width=width, colour=colour, verbose=verbose, quiet=quiet)


def _width(on_terminal: bool) -> int:
    import shutil

    return min(shutil.get_terminal_size((80, 24)).columns, 120) if on_terminal else 80


def _write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"cannot write {output}: {error.strerror}; name a file in a folder that exists") from None


def _gate(report: Report, config: Config) -> int:
    """The exit code, with one line on standard error for a gate that does not hold."""
    statuses = [(result.check, result.status) for result in report.results]
    crashed = [check.id for check, status in statuses if status == "crashed"]
    if crashed:
        click.echo(f"readiness: {', '.join(crashed)} crashed; please report it", err=True)
        return CRASHED
    if report.score.overall is None:
        click.echo("readiness: nothing to assess here", err=True)
        return COULD_NOT_RUN
    stops = {"essential": ("fail",), "fail": ("fail",), "partial": ("fail", "partial"), "never": ()}[config.fail_on]
    failed = [check.id for check, status in statuses if status in stops and (check.essential or config.fail_on != "essential")]
    if failed:
        click.echo(f"readiness: gate fails (--fail-on {config.fail_on}): {', '.join(failed)}", err=True)
    under = config.fail_under is not None and report.score.overall < config.fail_under
    if under:
        click.echo(f"readiness: gate fails: score {report.score.overall:.1f} is under {config.fail_under:g}", err=True)
    return GATE_FAILED if failed or under else OK


class _Progress:
    """A line on standard error that says what is under way, on a terminal and only when it takes a while."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._what = ""
        self._shown = False
        self._timer = threading.Timer(PATIENCE, self._show)

    def __enter__(self) -> Callable[[str], None] | None:
        if not sys.stderr.isatty():
            return None
        self._timer.daemon = True
        self._timer.start()
        return self._tick

    def _tick(self, what: str) -> None:
        self._what = what
        if self._shown:
            self._show()
        self._done += 1

    def _show(self) -> None:
        self._shown = True
        click.echo(f"\r\x1b[K[{self._done}/{self._total}] {self._what}", nl=False, err=True)

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)
