"""Who reported and who did not: the latest quarter, and the gaps before it."""

from dataclasses import dataclass

from reports.dashboard.publication import Publication, Reported
from reports.dashboard.said import said
from reports.dashboard.words import became

FEW = 12
"""Up to so many files the first screen names each."""


@dataclass(frozen=True)
class Source:
    """One agency's extract: how the latest quarter came in, and the quarters that lack; `since`: the first of a gap that lasts."""

    agency: str
    extract: str
    status: str
    lacking: bool
    gaps: str
    since: str = ""


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
            return tuple((_who(s, several), s.status, s.lacking) for s in self.sources)
        by_agency: dict[str, list[Source]] = {}
        for s in self.sources:
            by_agency.setdefault(s.agency, []).append(s)
        gaps = tuple((agency, _of_all(files), True) for agency, files in by_agency.items() if any(f.lacking for f in files))
        rest = ((said("all_others" if gaps else "all_agencies"), said("every_file_is_in"), False),)
        return (*gaps, *(rest if len(gaps) < len(by_agency) else ()))


def _who(source: Source, several: set[str]) -> str:
    return said("agency_and_file", agency=source.agency, file=source.extract) if source.agency in several else source.agency


def _of_all(files: list[Source]) -> str:
    """What lacks of an agency that sends several files; since when, where that is the same for all of them."""
    lacking = [f for f in files if f.lacking]
    since, none = {f.since for f in lacking}, len(lacking) == len(files)
    if len(since) == 1 and "" not in since:
        return said("no_file_could_be_counted_since" if none else "some_files_are_missing_since", quarter=since.pop())
    return said("no_file_could_be_counted" if none else "some_files_are_missing")


def reporting(publication: Publication) -> Reporting:
    latest = [r for r in publication.reported if r.quarter == publication.quarter]
    sources = tuple(_source(publication, r) for r in latest)
    return Reporting(_sentence(publication.quarter, latest), sources)


def _sentence(quarter: str, latest: list[Reported]) -> str:
    if not latest:
        return said("nothing_was_due", quarter=quarter)
    due, lacking = len(latest), sum(r.lacking for r in latest)
    if not lacking:
        return said("all_are_in", n=due, quarter=quarter)
    return said("some_are_lacking", n=due, quarter=quarter, here=due - lacking, lacking=lacking)


def _source(publication: Publication, row: Reported) -> Source:
    history = sorted((r for r in publication.reported if (r.agency, r.extract) == (row.agency, row.extract)), key=lambda r: r.quarter)
    lacking = [r.quarter for r in history if r.lacking]
    since = _since(history)
    earlier = [q for q in lacking if since is None or q < since]
    gaps = ", ".join(earlier) or said("no_gaps")
    if since and since != row.quarter:
        return Source(row.name, row.title, said("status_since", status=became(row.status), quarter=since), row.lacking, gaps, since)
    status = said("rejected_so_not_counted") if row.status == "rejected" else became(row.status)
    return Source(row.name, row.title, status, row.lacking, gaps)


def _since(history: list[Reported]) -> str | None:
    """The first quarter of the gap that still lasts."""
    run = []
    for row in reversed(history):
        if not row.lacking:
            break
        run.append(row.quarter)
    return run[-1] if run else None
