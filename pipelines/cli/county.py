"""At the county: take a file in, run a quarter, publish, see what is due."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.console import DATA, FINE, PRIVACY, USAGE, Format, as_json, complain, facts, patiently, say, step, stop, table
from pipelines.cli.history import as_told, sent_by, taken, to_confirm
from pipelines.cli.keys import KeyOption, name_of, signing_as
from pipelines.cli.options import ConfirmOption, DryRun, FormatOption, NoteOption, WorkspaceOption, folder, quarter
from pipelines.cli.reporting import reports

if TYPE_CHECKING:
    from pipelines.defs.office import Office
    from pipelines.disclosure_control.audit import Audit
    from pipelines.publication.receipt import Receipt
    from pipelines.publication.signing import SigningKey
    from schemas import Quarter


def add_to(app: typer.Typer) -> None:
    for command in (submit, run, publish, status):
        app.command()(command)


def submit(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="Named AGENCY.EXTRACT.QUARTER, as CSV, XLSX, ODS or XLS; .r2 before the ending: your second."),
    ],
    confirm: ConfirmOption = None,
    note: NoteOption = None,
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.table,
    dry_run: DryRun = False,
) -> int:
    """Take a file in and answer it with a receipt. The file itself is left where it is."""
    from pipelines.defs.intake import clock, take_in
    from pipelines.defs.office import Office
    from pipelines.desk import Named, parse
    from pipelines.desk.preparing.bridge import parse as is_bridge

    if not file.is_file():
        stop(USAGE, "there is no such file; give the path of a CSV or XLSX file")
    if is_bridge(file.name):
        stop(USAGE, f"this is a bridge between two linking keys; take it in with: safecount bridge {file.name}")
    office = Office.open(folder(workspace))
    if dry_run:
        say("would examine the file and keep it if it is accepted; `safecount check` says what would be found")
        return FINE
    from schemas import Quarter

    if _is_made_up(office):
        complain("schemas/agencies.yaml still describes the made-up Example County; the receipt is one of its.")
    now, named = clock(), parse(file.name)
    when = named.quarter if isinstance(named, Named) else Quarter.of(now.date())
    given = taken(office, when, confirm, note)
    with patiently("examining the file; a large one takes a while"):
        receipt = take_in(office, file, now, given)
    place = office.workspace.receipts / receipt.agency / f"{receipt.name}.html"
    as_told(receipt, place, format)
    if len(given) > len(receipt.confirmed):
        complain("Nothing was asked under some of the codes that you confirmed; those answers were not kept.")
    return _told([(place, receipt)] if receipt.status == "rejected" else [])


def run(
    quarter_named: Annotated[str, typer.Argument(metavar="QUARTER", help="Like 2026-Q3.")],
    key: KeyOption = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="With report.pdf for screen readers; needs the extra `pdf` and Pango.")] = False,
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.table,
    dry_run: DryRun = False,
) -> int:
    """The whole line, from the inbox to a draft publication."""
    from pipelines.defs import gates
    from pipelines.defs.intake import waiting
    from pipelines.defs.office import Office
    from pipelines.publication import store

    last, place = quarter(quarter_named), folder(workspace)
    office = Office.open(place)
    if not office.quarters:
        stop(USAGE, "no agency owes a file; write who sends what into schemas/agencies.yaml")
    if last not in office.quarters:
        stop(USAGE, f"no agency owes a file for {last}; the agreements run from {office.quarters[0]} to {office.quarters[-1]}")
    later = [p for p in store.publications(office.workspace.published) if store.quarter_of(p) > str(last)]
    if later:
        stop(USAGE, f"{later[-1]} is published already, and what was published stays; run its quarter or a later one")
    if last.end >= date.today():
        complain(f"{last} is not over before {last.end}; whatever is still to come will be missing from its numbers.")
    if dry_run:
        say(f"would take in {len(waiting(office.workspace.inbox))} files and draft a publication of {last}")
        return FINE
    before = set(office.workspace.receipts.glob("*/*.json"))
    runner = signing_as(office.workspace, key) if key else None
    draft = run_now(place, last, runner, pdf=pdf)
    refused = _refused(office, before)
    statuses, notes = office.standing(last), gates.notes(office, last)
    now = {key: status for key, status in statuses.items() if key[2] == last}
    if format is Format.json:
        files = [{"agency": a, "extract": e, "status": s} for (a, e, _), s in sorted(now.items())]
        as_json({"draft": str(draft), "files": files, "refused": [str(p) for p, _ in refused], "notes": notes})
        return _told(refused)
    table(["agency", "extract", "status"], [(a, e, s) for (a, e, _), s in sorted(now.items())])
    if refused:
        say("", "Refused just now; each receipt says why:", *(f"  {p.with_suffix('.html')}" for p, _ in refused))
    if notes:
        say("", *notes)
    say("", f"Draft: {draft}", f"Look at {draft / 'dashboard.html'}; then: {_next(office, draft, place, runner)}")
    return _told(refused)


def _next(office: "Office", draft: Path, place: Path, runner: "SigningKey | None") -> str:
    if office.workspace.demo:
        return f"safecount publish {draft.name} --workspace {place}"
    if runner is None:
        return f"run it again with --key, for nobody can approve what nobody signed: safecount run {draft.name[:7]} --key FILE"
    return f"two other stewards look at it: safecount review {draft.name} --workspace {place}"


def _is_made_up(office: "Office") -> bool:
    """A county's own workspace that still has the agencies of the example."""
    return not office.workspace.demo and office.schemas.county == "Example County"


def _refused(office: "Office", before: set[Path]) -> "list[tuple[Path, Receipt]]":
    """The receipts of files that this run refused."""
    from pipelines.publication.receipt import Receipt

    new = sorted(set(office.workspace.receipts.glob("*/*.json")) - before)
    receipts = [(path, Receipt.from_json(path.read_text(encoding="utf-8"))) for path in new]
    return [(path, receipt) for path, receipt in receipts if receipt.status == "rejected"]


def _told(refused: "list[tuple[Path, Receipt]]") -> int:
    """The exit code for files that were refused, the gravest first."""
    codes = {f["code"][0] for _, receipt in refused for f in receipt.findings}
    return PRIVACY if codes & {"P", "T"} else DATA if refused else FINE


def publish(
    publication: Annotated[str, typer.Argument(metavar="PUB", help="Like 2026-Q3-v1.")],
    not_before: Annotated[
        datetime | None, typer.Option("--not-before", metavar="DAY", formats=["%Y-%m-%d"], help="Refuse before this day, like 2026-12-01.")
    ] = None,
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.table,
    dry_run: DryRun = False,
) -> None:
    """Put a draft out, after an attacker has failed on its files."""
    from pipelines.defs import certificates
    from pipelines.defs.office import Office

    office = Office.open(folder(workspace))
    target, audit = publish_now(office, publication, dry_run=dry_run, not_before=not_before.date() if not_before else None)
    certificate = None if dry_run or audit.certificate is None else certificates.place(office, publication)
    if format is Format.json:
        as_json(
            {
                "publication": str(target),
                "withheld": audit.withheld,
                "exact": audit.exact,
                "narrowed": audit.narrowed,
                "certificate": certificate and str(certificate),
                "published": not dry_run,
            }
        )
        return
    say(audit.summary())
    if certificate:
        say(f"Certificate: {certificate}")
    say(f"{'would publish' if dry_run else 'Published'}: {target}")


def status(
    agency: Annotated[
        str | None, typer.Option("--agency", metavar="NAME", help="All that this agency sent, and which files count.")
    ] = None,
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.table,
) -> None:
    """What is in, what is missing, what failed. No number that an agency sent."""
    from pipelines.defs import reviews
    from pipelines.defs.intake import waiting, without_their_file
    from pipelines.defs.office import Office
    from pipelines.publication import store

    office = Office.open(folder(workspace))
    if agency is not None:
        sent_by(office, agency, format)
        return
    sent = sorted({q for a in office.schemas.agencies for q in office.sent_quarters(a)})
    last = sent[-1] if sent else None
    files = [{"agency": a, "extract": e, "status": s} for (a, e, q), s in office.standing(last).items() if q == last] if last else []
    drafts, published = (store.publications(shelf) for shelf in (office.workspace.drafts, office.workspace.published))
    notices, inbox, apart = office.notices(), len(waiting(office.workspace.inbox)), without_their_file(office.workspace.inbox)
    asked = to_confirm(office, last)
    states = {name: reviews.stands(office, name).state for name in drafts}
    withdrawn = store.withdrawn(office.workspace.published)
    if format is Format.json:
        told = {"to_confirm": asked, "confirmations_without_a_file": apart}
        as_json(
            {
                **told,
                "quarter": str(last or ""),
                "files": files,
                "waiting": inbox,
                "drafts": drafts,
                "states": states,
                "published": published,
                "withdrawn": sorted(withdrawn),
                "failed": notices,
            }
        )
        return
    facts(
        {
            "Waiting in the inbox": inbox,
            **({"Confirmations without their file": apart} if apart else {}),
            "Latest quarter": last or "-",
            "Drafts": ", ".join(name if office.workspace.demo else f"{name} ({state})" for name, state in states.items()) or "-",
            "Published": ", ".join(f"{name} (withdrawn)" if name in withdrawn else name for name in published) or "-",
            "Failed runs": len(notices),
        }
    )
    if files:
        table(["agency", "extract", "status"], [tuple(f.values()) for f in files])
    for name, codes in asked.items():
        say(f"to confirm: {name}: {', '.join(codes)}")
    for notice in notices:
        say(f"failed: {notice['job']} {notice['partition']} at {notice['steps']} (run {notice['run']})")


def run_now(place: Path, last: "Quarter", runner: "SigningKey | None" = None, *, pdf: bool = False) -> Path:
    """The line, then the draft's pages, made by a process that cannot reach anything confidential."""
    from pipelines.defs import reviews, seals, shelf
    from pipelines.defs.office import Office
    from pipelines.defs.runs import run_quarter
    from pipelines.publication import store

    office = Office.open(place)
    _ready(office, last)
    with shelf.alone(office) as held:
        reviews.catch_up(office)
        step(f"the line, up to {last}")
        ran = run_quarter(place, last)
        if ran.draft is None:
            stop(DATA, "The line stopped; nothing was published.", *ran.stopped_at)
        step("the dashboard, the handbook and the files beside them")
        earlier = store.standing(office.workspace.published)
        before = ["--before", office.workspace.published / earlier[-1]] if earlier else []
        made = reports("pages", ran.draft, *before, *(["--pdf"] if pdf else []), of=office.workspace, holding=held)
        if made.returncode:
            stop(made.returncode, "The pages could not be made; nothing was published.", made.stderr.strip())
        made = seals.note(office, ran.draft, runner)
        who = name_of(runner.public_key, office.workspace.stewards) if runner else reviews.WORKSPACE
        reviews.write_down(
            office, "draft made", who, {"publication": ran.draft.name, "draft": made.digest, **reviews.made_of(office, last)}
        )
    return ran.draft


def _ready(office: "Office", last: "Quarter") -> None:
    """What a steward must settle before a run: whose county it is, agencies that vanished, papers that were changed or misread."""
    from pipelines.disclosure_control.protection import ExternalProblem, external
    from pipelines.publication import signing, store
    from pipelines.publication.manifest import problems
    from schemas.structure import structure

    if last.start > date.today():
        stop(USAGE, f"{last} has not begun")
    if _is_made_up(office):
        stop(USAGE, "schemas/agencies.yaml still describes the made-up Example County; write your county's name and agencies into it")
    if office.workspace.demo and office.workspace.stewards:
        stop(
            USAGE,
            "safecount.toml has stewards and says demo = true; a made-up county needs none, and a real one is no demo. To go on with the "
            "made-up one: safecount steward remove NAME; to rehearse approvals: demo = false, and another county: in agencies.yaml",
        )
    gone = sorted(set(office.senders()) - set(office.schemas.agencies))
    if gone:
        stop(USAGE, f"{gone[0]} has sent files and is not in agencies.yaml any more; keep it there and let its agreement expire instead")
    try:
        external.read(office.workspace.external, structure(office.schemas))
    except ExternalProblem as error:
        stop(DATA, *str(error).splitlines())
    for name in store.publications(office.workspace.published):
        changed = problems(office.workspace.published / name, signing.verify, office.county_keys)
        if changed:
            stop(DATA, f"{name} is not as it was published, so nothing can be protected beside it:", *changed[:5])
        if office.workspace.demo and not store.is_made_up(office.workspace.published, name):
            stop(USAGE, f"{name} is of a real county, which does not become a made-up one; set demo = false in safecount.toml")


MOST_PLACES = 20


def where(audit: "Audit") -> list[str]:
    """What the attacker found, and for what it found in a file in which place of it; never the number itself."""
    names = [dict(leak.key) for leak in audit.leaks]
    found = [f"{leak.kind}: {key['place']}" if "file" in key else leak.kind for leak, key in zip(audit.leaks, names, strict=True)]
    found = list(dict.fromkeys(found))
    return [*found[:MOST_PLACES], *([f"and {len(found) - MOST_PLACES} more"] if len(found) > MOST_PLACES else [])]


def publish_now(office: "Office", publication: str, *, dry_run: bool = False, not_before: date | None = None) -> "tuple[Path, Audit]":
    """Audit the draft's files beside everything published, then move it out whole, with its signed manifest."""
    from pipelines.defs import behind, certificates, gates, returns, reviews, seals, shelf
    from pipelines.publication import ledger, signing, store
    from pipelines.publication.manifest import problems

    try:
        last = store.quarter_of(publication)
    except ValueError as error:
        stop(USAGE, str(error))
    draft, target = office.workspace.drafts / publication, office.workspace.published / publication
    if target.exists():
        if not dry_run and not problems(target, signing.verify, office.county_keys):
            with shelf.alone(office):
                reviews.catch_up(office)  # whoever was stopped in the middle of it
        stop(USAGE, f"{publication} is published already; a correction is a new version")
    if not (draft / "dashboard.html").is_file():
        stop(USAGE, f"there is no complete draft {publication}; make one with: safecount run {last}")
    if any(store.quarter_of(p) > last for p in store.publications(office.workspace.published)):
        stop(USAGE, "a later quarter is published already, and what was published stays")
    first = max((day for day in (not_before, office.workspace.embargo) if day), default=date.today())
    if date.today() < first:
        stop(DATA, f"Not published: nothing goes out before {first}.")
    with shelf.alone(office):
        if not dry_run:
            reviews.catch_up(office)
        reviewed = _approved(office, publication)
        wrong = seals.problems(office, draft)
        if wrong:
            stop(DATA, "Not published: the draft is not as it was made.", *wrong[:10])
        told = returns.told_by(office, gates.seen(office, publication))
        if told:
            stop(DATA, "Not published.", *told)
        step("an attacker reads the files")
        for audit in (gates.attack(office, publication), gates.attack_unaided(office, publication)):
            if not audit.passed:
                stop(DATA, "Not published.", audit.summary(), *where(audit))
        step("two whole tables for each withheld number")
        _certified(office, publication, audit)
        if not dry_run:
            key = office.signing_key
            facts_of_it = {"publication": publication, "threshold": office.schemas.policy.threshold, **reviewed}
            facts_of_it["ledger"] = ledger.head(office.workspace.ledger)
            # These come first, so that nothing is ever out without what was made for it and what the next one is protected with.
            certificates.keep(office, publication, audit.certificate)
            behind.keep(office, publication)
            try:
                store.publish(draft, office.workspace.published, facts_of_it, key.public_key, key.sign)
            finally:
                if not target.exists():
                    certificates.forget(office, publication)
            reviews.catch_up(office)
    return target, audit


def _approved(office: "Office", publication: str) -> "dict[str, list[str]]":
    """By whom a publication was approved, for its manifest; a made-up county needs nobody's word."""
    from pipelines.defs import reviews

    stands = reviews.stands(office, publication)
    if stands.state != "approved" and not office.workspace.demo:
        stop(
            DATA,
            f"Not published: it is {stands.state}, and needs two approvals of stewards who did not run it.",
            *reviews.lacking(office, publication),
        )
    return {"approved_by": [review.key for review in stands.given]} if stands.state == "approved" else {}


def _certified(office: "Office", publication: str, audit: "Audit") -> None:
    """Check the certificate as anyone else would. It may lack something, which is said; it may not be wrong."""
    from pipelines.defs import certificates, gates

    if audit.certificate is None:
        complain("There is no certificate: no whole table that agrees with all that is shown was found.")
        return
    checked = gates.certified(office, publication, certificates.read_back(audit.certificate))
    if checked.problems:
        stop(DATA, "Not published: the certificate is wrong.", *checked.problems)
    if checked.lacking:
        complain(f"{checked.lacking} of {checked.withheld} withheld numbers lack two whole tables in the certificate.")
