"""One reader, in a process of its own: `python -m tests.fuzz.run READER SECONDS FOLDER`. What it is given leads on from what it knows."""

import sys
from pathlib import Path

HANGS, ROOM = 20, 3_000
"""Seconds on the clock after which an answer counts as none, on a machine that may be busy; MB that a reader may take."""

FOLLOWED = ("pipelines.desk", "pipelines.disclosure_control.audit.files", "schemas", "yaml", "zipfile", "xml.etree", "html.parser")
"""Modules that say which branches they take."""


def main(name: str, seconds: str, place: str) -> None:
    import atheris

    with atheris.instrument_imports(include=list(FOLLOWED)):
        from tests.fuzz.readers import READERS
    reader, folder = READERS[name], Path(place)
    known = folder / "known"
    known.mkdir(parents=True, exist_ok=True)
    for n, content in enumerate(reader.begins()):
        (known / f"begins-{n}").write_bytes(content)
    limits = [
        f"-max_total_time={seconds}",
        f"-timeout={HANGS}",
        f"-rss_limit_mb={ROOM}",
        f"-max_len={reader.longest}",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={folder}/", str(known)], reader.answers)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
