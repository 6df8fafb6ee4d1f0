"""Who reported and who did not: the latest quarter, and the gaps before it."""

from dataclasses import dataclass

from reports.dashboard.publication import Publication, Reported

FEW = 12
"""Up to so many files the first screen names each."""


@dataclass(frozen=True)
class Source:
    """One agency's extract: how the latest quarter came in, and the quarters that lack."""

    agency: str
    extract: str
    status: str
    lacking: bool
    gaps: str


@dataclass(frozen=True)
class Reporting:
    """`short`: a line for each file; where many files are due, one for each agency of which something lacks."""

    sentence: str
    sources: tuple[Source, ...]

    @property
    def short(self) -> tuple[tuple[str, str, bool], ...]:
        """Who (and which file, where one sends several), what of them, and whether something lacks."""
        names = [s.agency for s in self.sources]
        if len(names) <= FEW:
            several = {name for name in names if names.count(name) > 1}
            return tuple((f"{s.agency}, {s.extract}" if s.agency in several else s.agency, s.status, s.lacking) for s in self.sources)
        by_agency: dict[str, list[Source]] = {}
        for s in self.sources:
            by_agency.setdefault(s.agency, []).append(s)
        gaps = tuple((agency, _of_all(files), True) for agency, files in by_agency.items() if any(f.lacking for f in files))
        rest = (("All others" if gaps else "All agencies", "every file is in", False),)
        return (*gaps, *(rest if len(gaps) < len(by_agency) else ()))


def _of_all(files: list[Source]) -> str:
    """What lacks of an agency that sends several files; since when, where that is the same for all of them."""
    lacking = [f for f in files if f.lacking]
    since = {f.status.partition(" since ")[2] for f in lacking}
    when = f" since {since.pop()}" if len(since) == 1 and "" not in since else ""
    return f"{'no file could be counted' if len(lacking) == len(files) else 'some files are missing'}{when}"


def reporting(publication: Publication) -> Reporting:
    latest = [r for r in publication.reported if r.quarter == publication.quarter]
    sources = tuple(_source(publication, r) for r in latest)
    return Reporting(_sentence(publication.quarter, latest), sources)


def _sentence(quarter: str, latest: list[Reported]) -> str:
    if not latest:
        return f"No file was due for {quarter}."
    if not any(r.lacking for r in latest):
        return f"Everyone reported for {quarter}: all {len(latest)} files that were due are in."
    lacking = sum(r.lacking for r in latest)
    return f"{len(latest) - lacking} of the {len(latest)} files due for {quarter} are in; {lacking} could not be counted."


def _source(publication: Publication, row: Reported) -> Source:
    history = sorted((r for r in publication.reported if (r.agency, r.extract) == (row.agency, row.extract)), key=lambda r: r.quarter)
    lacking = [r.quarter for r in history if r.lacking]
    since = _since(history)
    earlier = [q for q in lacking if since is None or q < since]
    if since and since != row.quarter:
        status = f"{row.status} since {since}"
    else:
        status = "rejected, so not counted" if row.status == "rejected" else row.status
    return Source(row.name, row.title, status, row.lacking, ", ".join(earlier) or "none")


def _since(history: list[Reported]) -> str | None:
    """The first quarter of the gap that still lasts."""
    run = []
    for row in reversed(history):
        if not row.lacking:
            break
        run.append(row.quarter)
    return run[-1] if run else None
