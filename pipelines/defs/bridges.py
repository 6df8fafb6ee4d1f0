"""At the county: an agency's bridge from an old key to a new one is checked, kept encrypted, and used whenever rows are linked."""

from dataclasses import replace
from datetime import date

from pipelines.confidential.record_linkage import Bridge, BridgeProblem, OneToken, fitting, meeting, one_token
from pipelines.confidential.submissions import withdrawn
from pipelines.confidential.submissions.sealed import Sealed
from pipelines.defs import sealed
from pipelines.defs.answers import examine, one_at_a_time
from pipelines.defs.office import Office
from pipelines.desk.preparing import bridge as at_the_desk
from schemas import Source

SHELF = "bridges"
LINKABLE, YOUTH = "linkable", "youth_token"


class NotLinkable(ValueError):
    """A bridge from an agency whose rows may not be linked; nothing of it is kept."""


def take_in(office: Office, name: str, content: bytes, today: date, *, dry_run: bool = False) -> Bridge:
    """Keep what may be kept of a bridge file. One between the same keys from the same agency takes the place of the one before.

    Raises:
        NotLinkable: the agency sends nothing that may be linked, or no longer.
        BridgeProblem: the file is no bridge, or does not fit what the county has.
    """
    named = at_the_desk.parse(name)
    if named is None:
        raise BridgeProblem("a bridge is called as `safecount prepare --bridge` calls it, like sheriff.bridge.2026-….to.2027-….csv")
    standing = [s for s in _linkable(office, named.agency) if today <= s.expires]
    if not standing:
        raise NotLinkable(f"{named.agency} has no agreement in force by which its rows may be linked, so no token of it is kept")
    wrong = at_the_desk.problems(content)
    if wrong:
        raise BridgeProblem(wrong[0])
    with one_at_a_time(office.workspace.confidential):
        given = Bridge(named.agency, named.old, named.new, at_the_desk.lines(content))
        given = _without_sealed(office, given, dry_run=dry_run)
        fits = fitting(given, kept(office), _sent(office, named.agency))
        if not dry_run:
            office.frames.save(fits.to_frame(), SHELF, fits.agency, f"{fits.old}.to.{fits.new}")
    return fits


def kept(office: Office, *, unused_too: bool = False) -> list[Bridge]:
    """Every bridge that the county has, of agencies whose rows may be linked; or also of those whose rows no longer may."""
    folder = office.frames.confidential / SHELF
    found = []
    for path in sorted(folder.glob("*/*.parquet")):
        agency, (old, _, new) = path.parent.name, path.stem.split(".")
        if unused_too or _linkable(office, agency):
            found.append(Bridge.from_frame(office.frames.load(SHELF, agency, path.stem), agency, old, new))
    return found


def without(office: Office, seal: Sealed) -> None:
    """No bridge that is kept names anybody whose record is sealed."""
    for bridge in kept(office, unused_too=True):
        fewer, name = _pairs_left(bridge, seal), (SHELF, bridge.agency, f"{bridge.old}.to.{bridge.new}")
        if not fewer.pairs:
            office.frames.remove(*name)
        elif fewer != bridge:
            office.frames.save(fewer.to_frame(), *name)


def _without_sealed(office: Office, given: Bridge, *, dry_run: bool) -> Bridge:
    """A bridge without those whose record is sealed: their other token is sealed from now on, and rows with it go, too."""
    before = sealed.kept(office)
    known = sealed.bridged(before, [given, *kept(office, unused_too=True)]) if before.marks else before
    if known != before and not dry_run:
        sealed.destroy(office, known)
        without(office, known)
    return _pairs_left(given, known)


def _pairs_left(bridge: Bridge, seal: Sealed) -> Bridge:
    return replace(bridge, pairs=tuple(p for p in bridge.pairs if not any(seal.holds(bridge.agency, token) for token in p)))


def tokens(office: Office) -> OneToken:
    """Which token stands for which young person, by all bridges together."""
    return one_token(kept(office))


def links(office: Office) -> dict[tuple[str, str], str]:
    """For each two agencies whose rows are linked a word on whether their tokens meet, by what the last run read."""
    same = tokens(office)
    used = {}
    for agency in office.schemas.agencies:
        files = [
            ("harmonized", agency, str(q), s.extract)
            for s in _linkable(office, agency)
            for q in office.sent_quarters(agency)
            if office.frames.has("harmonized", agency, str(q), s.extract)
        ]
        if files:
            used[agency] = {same.get(t, t) for file in files for t in office.frames.load(*file)[YOUTH]}
    return meeting(used, office.schemas.policy.threshold)


def _linkable(office: Office, agency: str) -> list[Source]:
    contracts = office.schemas.contracts
    sources = [s for s in office.schemas.sources if s.agency == agency and s.tier == LINKABLE]
    return [s for s in sources if YOUTH in contracts[s.extract].columns]


def _sent(office: Office, agency: str) -> set[str]:
    """The tokens in the files of an agency that may be linked; also in one that a later file has replaced, maybe under the new key."""
    extracts = {s.extract for s in _linkable(office, agency)}
    found: set[str] = set()
    for quarter in office.sent_quarters(agency):
        taken_back = office.retractions(agency, quarter)
        files = [s for s in office.submissions(agency, quarter) if s.extract in extracts and s.accepted and not withdrawn(s, taken_back)]
        found.update(str(token) for file in files for token in examine(office, file).rows[YOUTH])
    return found
