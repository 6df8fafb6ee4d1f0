"""At the county: take a file in, run a quarter, publish, see what is due."""

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.console import DATA, FINE, PRIVACY, USAGE, Format, as_json, facts, say, step, stop, table
from pipelines.cli.options import DryRun, FormatOption, WorkspaceOption, folder, quarter

if TYPE_CHECKING:
    from pipelines.defs.office import Office
    from pipelines.disclosure_control.audit import Audit
    from schemas import Quarter


def add_to(app: typer.Typer) -> None:
    for command in (submit, run, publish, status):
        app.command()(command)


def submit(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Named AGENCY.EXTRACT.QUARTER.csv or .xlsx.")],
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.table,
    dry_run: DryRun = False,
) -> int:
    """Take a file in and answer it with a receipt. The file itself is left where it is."""
    from pipelines.defs.intake import clock, take_in
    from pipelines.defs.office import Office
    from pipelines.desk import Finding

    if not file.is_file():
        stop(USAGE, "there is no such file; give the path of a CSV or XLSX file")
    office = Office.open(folder(workspace))
    if dry_run:
        say("would take the file in; use `safecount check` to see what would be said of it")
        return FINE
    receipt = take_in(office, file, clock())
    place = office.workspace.receipts / receipt.agency / f"{receipt.submission}.html"
    if format is Format.json:
        say(receipt.to_json().rstrip())
    else:
        say(*(Finding(**f).text for f in receipt.findings))
        facts(
            {
                "Result": receipt.status,
                "Rows": receipt.rows_in,
                "accepted": receipt.rows_accepted,
                "held": receipt.rows_held,
                "Receipt": place,
            }
        )
    if receipt.status == "rejected":
        return PRIVACY if any(f["code"][0] in "PT" for f in receipt.findings) else DATA
    return FINE


def run(
    quarter_named: Annotated[str, typer.Argument(metavar="QUARTER", help="Like 2026-Q3.")],
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.table,
    dry_run: DryRun = False,
) -> None:
    """The whole line, from the inbox to a draft publication."""
    from pipelines.defs.intake import waiting
    from pipelines.defs.office import Office
    from pipelines.publication import store

    last, place = quarter(quarter_named), folder(workspace)
    office = Office.open(place)
    if last not in office.quarters:
        stop(USAGE, f"no agency owes a file for {last}; the agreements run from {office.quarters[0]} to {office.quarters[-1]}")
    later = [p for p in store.publications(office.workspace.published) if store.quarter_of(p) > str(last)]
    if later:
        stop(USAGE, f"{later[-1]} is published already, and what was published stays; run its quarter or a later one")
    if dry_run:
        say(f"would take in {len(waiting(office.workspace.inbox))} files and draft a publication of {last}")
        return
    draft = run_now(place, last)
    statuses = office.standing(last)
    now = {key: status for key, status in statuses.items() if key[2] == last}
    if format is Format.json:
        as_json({"draft": str(draft), "files": [{"agency": a, "extract": e, "status": s} for (a, e, _), s in sorted(now.items())]})
        return
    table(["agency", "extract", "status"], [(a, e, s) for (a, e, _), s in sorted(now.items())])
    say("", f"Draft: {draft}", f"Look at {draft / 'dashboard.html'}; then: safecount publish {draft.name} --workspace {place}")


def publish(
    publication: Annotated[str, typer.Argument(metavar="PUB", help="Like 2026-Q3-v1.")],
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.table,
    dry_run: DryRun = False,
) -> None:
    """Put a draft out, after an attacker has failed on its files."""
    from pipelines.defs.office import Office

    office = Office.open(folder(workspace))
    target, audit = publish_now(office, publication, dry_run=dry_run)
    if format is Format.json:
        as_json(
            {
                "publication": str(target),
                "withheld": audit.withheld,
                "exact": audit.exact,
                "narrowed": audit.narrowed,
                "published": not dry_run,
            }
        )
        return
    say(audit.summary())
    say(f"{'would publish' if dry_run else 'Published'}: {target}")


def status(workspace: WorkspaceOption = None, format: FormatOption = Format.table) -> None:
    """What is in, what is missing, what failed. No number that an agency sent."""
    from pipelines.defs.intake import waiting
    from pipelines.defs.office import Office
    from pipelines.publication import store

    office = Office.open(folder(workspace))
    sent = sorted({q for a in office.schemas.agencies for q in office.sent_quarters(a)})
    last = sent[-1] if sent else None
    files = [{"agency": a, "extract": e, "status": s} for (a, e, q), s in office.standing(last).items() if q == last] if last else []
    drafts, published = (store.publications(shelf) for shelf in (office.workspace.drafts, office.workspace.published))
    notices, inbox = office.notices(), len(waiting(office.workspace.inbox))
    if format is Format.json:
        as_json({"quarter": str(last or ""), "files": files, "waiting": inbox, "drafts": drafts, "published": published, "failed": notices})
        return
    facts(
        {
            "Waiting in the inbox": inbox,
            "Latest quarter": last or "-",
            "Drafts": ", ".join(drafts) or "-",
            "Published": ", ".join(published) or "-",
            "Failed runs": len(notices),
        }
    )
    if files:
        table(["agency", "extract", "status"], [tuple(f.values()) for f in files])
    for notice in notices:
        say(f"failed: {notice['job']} {notice['partition']} at {notice['steps']} (run {notice['run']})")


def run_now(place: Path, last: "Quarter") -> Path:
    """The line, then the draft's pages, made by a process that cannot reach anything confidential."""
    from pipelines.defs.runs import run_quarter
    from pipelines.workspace import Workspace

    step(f"the line, up to {last}")
    ran = run_quarter(place, last)
    if ran.draft is None:
        stop(DATA, "The line stopped; nothing was published.", *ran.stopped_at)
    step("the dashboard and the handbook")
    alone = [] if Workspace.open(place).shipped_schemas else ["--alone"]
    command = [sys.executable, "-m", "reports", "pages", str(ran.draft), "--schemas", str(place / "schemas"), *alone]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        stop(made.returncode, "The pages could not be made; nothing was published.", made.stderr.strip())
    return ran.draft


def publish_now(office: "Office", publication: str, *, dry_run: bool = False) -> "tuple[Path, Audit]":
    """Audit the draft's files beside everything published, then move it out whole, with its signed manifest."""
    from pipelines.defs import gates
    from pipelines.publication import signing, store

    try:
        store.quarter_of(publication)
    except ValueError as error:
        stop(USAGE, str(error))
    draft, target = office.workspace.drafts / publication, office.workspace.published / publication
    if target.exists():
        stop(USAGE, f"{publication} is published already; a correction is a new version")
    if not (draft / "dashboard.html").is_file():
        stop(USAGE, f"there is no complete draft {publication}; make one with: safecount run {store.quarter_of(publication)}")
    if not office.workspace.demo:
        stop(
            DATA,
            "A real county's publication needs two approvals, which this version cannot take yet; only a demo may be published.",
        )
    step("an attacker reads the files")
    for audit in (gates.attack(office, publication), gates.attack_unaided(office, publication)):
        if not audit.passed:
            stop(DATA, "Not published.", audit.summary())
    strays = gates.stray_numbers(office, publication)
    if strays:
        stop(DATA, f"Not published: the dashboard shows {len(strays)} numbers that are not in cells.csv.", *strays)
    if not dry_run:
        key = signing.load_or_create(office.workspace.confidential / "keys" / "county.key")
        facts_of_it = {"publication": publication, "threshold": office.schemas.policy.threshold}
        store.publish(draft, office.workspace.published, facts_of_it, key.public_key, key.sign)
    return target, audit
