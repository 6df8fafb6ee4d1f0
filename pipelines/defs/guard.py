"""Errors about rows quote rows, and Dagster keeps errors. So nothing a confidential stage says gets past here."""

import functools
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from pipelines.confidential.record_linkage import BridgeProblem
from pipelines.confidential.store.keys import KeyProblem
from pipelines.defs.workers import WorkersProblem
from pipelines.disclosure_control.protection import ExternalProblem, NotAsPublished, ProtectionFailed, SumsDisagree
from pipelines.workspace import WorkspaceError
from schemas import SchemaError

P = ParamSpec("P")
R = TypeVar("R")

_HERE = Path(__file__).parents[2]


# Errors of our own whose words name files, agencies and measures, and never a value.
SPEAK = (
    WorkersProblem,
    BridgeProblem,
    KeyProblem,
    WorkspaceError,
    SchemaError,
    ExternalProblem,
    NotAsPublished,
    ProtectionFailed,
    SumsDisagree,
)


class ConfidentialStageFailed(Exception):
    """What kind of error and where in the code; never what it said."""


def tight_lipped(stage: Callable[P, R]) -> Callable[P, R]:
    """A stage whose errors tell their kind and their place only."""

    @functools.wraps(stage)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        failure = ""
        try:
            return stage(*args, **kwargs)
        except (ConfidentialStageFailed, KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except SPEAK as error:
            failure = str(error)
        except BaseException as error:  # an engine that panics is no Exception, and quotes what it choked on all the same
            failure = f"{type(error).__name__} at {_place(error)}"
        raise ConfidentialStageFailed(failure)

    return wrapped


def _place(error: BaseException) -> str:
    """The innermost line of our own code."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if Path(f.filename).is_relative_to(_HERE) and "site-packages" not in f.filename] or list(frames)
    last = ours[-1]
    return f"{Path(last.filename).name}:{last.lineno}"
