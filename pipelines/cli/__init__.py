"""The command `safecount`. Heavy libraries are imported by the commands that need them, so that --help is quick."""

import errno
import io
import os
import sys

import typer
from typer.exceptions import TyperException

from pipelines.cli import (
    agency_pages,
    building,
    calendar,
    checking,
    county,
    desk,
    granting,
    handbook,
    history,
    keeping,
    linking,
    making,
    plan,
    preparing,
    reviewing,
    rotating,
    sealing,
    serving,
    tables,
    upgrading,
)
from pipelines.cli.console import DATA, FINE, INTERNAL, USAGE, Stop, complain, unheard

app = typer.Typer(
    name="safecount",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="From agencies' quarterly extracts to a published dashboard that never shows a young person.",
)
_READ_ENOUGH = 141  # as a shell says of a command whose reader went away
_FULL = (errno.ENOSPC, errno.EDQUOT)

for room in (
    making,
    plan,
    desk,
    handbook,
    building,
    preparing,
    county,
    reviewing,
    agency_pages,
    granting,
    linking,
    history,
    calendar,
    keeping,
    rotating,
    sealing,
    upgrading,
    checking,
    serving,
    tables,
):
    room.add_to(app)


def main() -> None:
    """Run a command. Whatever goes wrong is said in a sentence, without a traceback, and told by the exit code."""
    os.umask(0o022)
    sys.stdout = sys.stdout or io.StringIO()  # a program may start us with no place to speak to
    sys.stderr = sys.stderr or io.StringIO()
    sys.exit(_heard(_run()))


def _heard(code: int) -> int:
    """What is still held back is said now, while it can be told that it could not be."""
    try:
        sys.stdout.flush()
    except OSError as error:
        unheard(sys.stdout)
        if error.errno != errno.EPIPE and code != INTERNAL:
            complain(_unwritten(error))
            return INTERNAL
    return code


def _run() -> int:
    try:
        outcome = app(standalone_mode=False)
        return outcome if isinstance(outcome, int) else 0
    except Stop as end:
        complain(*end.says)
        return end.code
    except typer.Exit as end:
        return end.exit_code
    except TyperException as error:
        complain(_misuse(error))
        return USAGE
    except typer.Abort:
        complain("stopped")
        return USAGE
    except KeyboardInterrupt:
        return DATA
    except BrokenPipeError:
        return _READ_ENOUGH
    except SystemExit as end:  # `safecount --help | head`: whoever read along has read enough
        return FINE if isinstance(end.__context__, BrokenPipeError) else end.code if isinstance(end.code, int) else DATA
    except (NotADirectoryError, FileExistsError, PermissionError, IsADirectoryError, FileNotFoundError) as error:
        complain(f"{error.strerror or 'cannot be used'}: {error.filename}" if error.filename else "a file or folder cannot be used")
        return USAGE
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _FULL:
            complain(_unwritten(error))
            return INTERNAL
        return _unforeseen(error)
    except BaseException as error:  # an engine that panics is no Exception
        return _unforeseen(error)


def _unwritten(error: OSError) -> str:
    if error.errno in _FULL:
        return "the disk is full, so not all could be written; make room and run the command again"
    return f"what was to be said could not be written: {error.strerror or 'the place for it is gone'}"


def _misuse(error: TyperException) -> str:
    """What was wrong with the call, naming the argument or option, and where to read on."""
    said = error.format_message() if hasattr(error, "format_message") else str(error)
    parameter = getattr(error, "param", None)
    name = getattr(parameter, "human_readable_name", None) or getattr(parameter, "name", None)
    options = " / ".join(getattr(parameter, "opts", ()) or ())
    about = options if options.startswith("-") else name
    told = said.removeprefix("Value error, ").strip() or "something is missing"
    prefix = f"{about}: " if about and str(about) not in told else ""
    return f"{prefix}{told} (see --help)"


def _unforeseen(error: BaseException) -> int:
    """Errors with a message of our own are told; of any other only its kind, since it may quote what it choked on."""
    if type(error).__module__.startswith(("schemas", "pipelines")):
        complain(str(error))
        return USAGE
    place = _innermost(error)
    complain(f"safecount stopped: {type(error).__name__} at {place}. Nothing was published. Please report this line.")
    return INTERNAL


def _innermost(error: BaseException) -> str:
    import traceback
    from pathlib import Path

    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"
