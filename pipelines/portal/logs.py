"""What the server writes down for whoever runs it: the kind of an error and where it was. No address, no name, no value."""

import logging
import sys
import traceback
from pathlib import Path


class Quiet(logging.Handler):
    """Says which part complained, how gravely, and at which line of code; never what an error said, for it may quote a file."""

    def emit(self, record: logging.LogRecord) -> None:
        status = getattr(record, "status_code", "")
        where = ""
        if record.exc_info and record.exc_info[1] is not None:
            last = traceback.extract_tb(record.exc_info[1].__traceback__)[-1:]
            place = f" at {Path(last[0].filename).name}:{last[0].lineno}" if last else ""
            where = f" {type(record.exc_info[1]).__name__}{place}"
        sys.stderr.write(f"{record.levelname.lower()}: {record.name} {status}{where}".rstrip() + "\n")


def set_up() -> None:
    logging.captureWarnings(False)
    root = logging.getLogger()
    root.handlers = [Quiet(level=logging.WARNING)]
    for name in ("django", "uvicorn", "uvicorn.error", "allauth"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
