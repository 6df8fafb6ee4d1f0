"""What an agency sent and what became of it: confirming later, taking back, the list of all its files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.cli.console import FINE, PRIVACY, USAGE, Format, as_json, facts, say, stop, table
from pipelines.cli.options import ConfirmOption, DryRun, FormatOption, NoteOption, WorkspaceOption, by_code, folder

if TYPE_CHECKING:
    from pipelines.confidential.submissions import Confirmation
    from pipelines.defs.office import Office
    from pipelines.publication.receipt import Receipt
    from schemas import Quarter

SubmissionArgument = Annotated[str, typer.Argument(metavar="SUBMISSION", help="As on the receipt, like sheriff.contacts.2025-Q4.002.")]
_STAY = "Figures that were published already stay as they were published; the next run counts without this file."


def add_to(app: typer.Typer) -> None:
    app.command()(confirm)
    app.command()(retract)


def confirm(
    submission: SubmissionArgument,
    confirm: ConfirmOption = None,
    note: NoteOption = None,
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.table,
    dry_run: DryRun = False,
) -> None:
    """Say why what is unusual in a file is right. Its receipt is issued anew."""
    from pipelines.defs import corrections
    from pipelines.defs.intake import clock
    from pipelines.defs.office import Office

    office = Office.open(folder(workspace))
    where = corrections.place(office, submission)
    given = taken(office, where.quarter, confirm, note)
    if not given:
        stop(USAGE, "give at least one --confirm CODE=REASON; `safecount status --agency NAME` lists what is asked")
    if dry_run:
        say("would keep the answers and issue the receipt anew")
        return
    receipt = corrections.confirm(office, where, given, clock())
    as_told(receipt, office.workspace.receipts / receipt.agency / f"{receipt.name}.html", format)


def retract(
    submission: SubmissionArgument,
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help="A code of the codelist retraction.")] = "other",
    workspace: WorkspaceOption = None,
    format: FormatOption = Format.table,
    dry_run: DryRun = False,
) -> int:
    """Take a file back: the agency's word is again the one before it, or the quarter is missing."""
    from pipelines.defs import corrections
    from pipelines.defs.intake import clock
    from pipelines.defs.office import Office

    office = Office.open(folder(workspace))
    listed = office.schemas.codelists.get("retraction")
    if listed is None or reason not in listed.codes:
        stop(USAGE, f"that is not a reason on the list; there are {', '.join(listed.codes if listed else ())}")
    where = corrections.place(office, submission)
    if dry_run:
        say("would withdraw it, keep its history and issue a receipt. " + _STAY)
        return FINE
    receipt = corrections.retract(office, where, reason, clock())
    place = office.workspace.receipts / receipt.agency / f"{receipt.name}.html"
    if format is Format.json:
        say(receipt.to_json().rstrip())
        return FINE
    facts({"Result": receipt.status, "Counts now": receipt.counts_now or "nothing; the quarter is missing", "Receipt": place})
    if receipt.version == 1:
        say("No file of that number has come yet; when it comes it will be refused.")
    say(_STAY)
    return FINE


def as_told(receipt: "Receipt", place: Path, format: Format) -> None:
    """A receipt on the terminal."""
    from pipelines.desk import Finding

    if format is Format.json:
        say(receipt.to_json().rstrip())
        return
    say(*(Finding(**f).text for f in receipt.findings))
    private = any(f["code"][0] == "P" for f in receipt.findings) and receipt.status == "rejected"
    about: dict[str, object] = {"Result": f"{receipt.status}: refused for privacy, and not kept" if private else receipt.status}
    if receipt.to_confirm:
        about["To confirm"] = f"{', '.join(receipt.to_confirm)} (safecount confirm {receipt.submission} --confirm CODE=REASON)"
    about |= {"Rows": receipt.rows_in, "accepted": receipt.rows_accepted, "held": receipt.rows_held}
    if receipt.counts_now and receipt.counts_now != receipt.submission:
        about["Counts for the quarter"] = receipt.counts_now
    facts(about | {"Receipt": place})
    if receipt.rows_held and receipt.status != "rejected":
        say("The held rows are not counted. Correct them and send the whole file again, with .r2 before the ending.")


def taken(office: "Office", when: "Quarter", reasons: list[str] | None, notes: list[str] | None) -> "Sequence[Confirmation]":
    """The answers as typed, checked before anything is kept; what does not pass is refused and not repeated."""
    from pipelines.confidential.submissions import NotTaken, Tells, confirmations

    try:
        return confirmations(by_code(reasons, "--confirm"), by_code(notes, "--note"), when, office.schemas)
    except Tells as error:
        stop(PRIVACY, f"Refused: {error}.")
    except NotTaken as error:
        stop(USAGE, f"{error}")


def sent_by(office: "Office", agency: str, format: Format) -> None:
    """Every file of an agency in the order of arrival, what became of it, and whether it counts."""
    from pipelines.confidential.submissions import withdrawn
    from pipelines.defs.corrections import open_questions

    if agency not in {*office.schemas.agencies, *office.senders()}:
        stop(USAGE, f"there is no agency of that name; there are {', '.join(office.schemas.agencies)}")
    rows: list[dict[str, Any]] = []
    for quarter in office.sent_quarters(agency):
        taken_back, words = office.retractions(agency, quarter), office.current(agency, quarter)
        for sent in sorted(office.submissions(agency, quarter), key=lambda s: (s.extract, s.number)):
            counts = words.get(sent.extract)
            gone = sent.accepted and withdrawn(sent, taken_back)
            rows.append(
                {
                    "submission": sent.id,
                    "revision": f"r{sent.revision}" if sent.is_numbered else "",
                    "received": sent.received_at,
                    "status": "retracted" if gone else f"{sent.status}, rows destroyed" if sent.destroyed_on else sent.status,
                    "counts": counts is not None and counts.id == sent.id,
                    "to_confirm": [] if gone else list(open_questions(office, sent)),
                }
            )
    if format is Format.json:
        as_json({"agency": agency, "submissions": rows})
        return
    heads = ["submission", "your number", "received", "status", "counts", "to confirm"]
    table(heads, [(*list(r.values())[:4], "yes" if r["counts"] else "", ", ".join(r["to_confirm"])) for r in rows])


def to_confirm(office: "Office", last: "Quarter | None") -> dict[str, list[str]]:
    """Submission → what it still has to confirm, for the files that count in the latest quarter."""
    from pipelines.defs.corrections import open_questions

    agencies = office.schemas.agencies if last else ()
    words = [s for a in agencies for s in office.current(a, last).values() if s.status != "accepted"] if last else []
    asked = {s.id: list(open_questions(office, s)) for s in words}
    return {name: codes for name, codes in sorted(asked.items()) if codes}
