"""A receipt says what became of a file, shows no value of it, and cannot be changed unseen."""

import html
import json
import re
import stat
from dataclasses import asdict, fields, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from pipelines.publication.receipt import FINDING, LATER, STATUSES, Receipt, StatusPart
from pipelines.publication.receipt_page import page
from pipelines.publication.signing import SigningKey, create_key

FACTS: dict[str, Any] = {
    "submission": "probation.probation_referrals.2025-Q4.001",
    "agency": "probation",
    "extract": "probation_referrals",
    "quarter": "2025-Q4",
    "received_at": "2026-01-20T16:05:00+00:00",
    "sha256": "ab" * 32,
    "contract_version": 1,
    "status": "accepted in part",
    "on_time": True,
    "rows_in": 120,
    "rows_accepted": 117,
    "rows_held": 3,
    "totals": {"rows": 117, "young people": 88},
    "findings": (
        {
            "code": "E201", "kind": "must fix", "row": 42, "column": "accepted_on", "cell": "H42",
            "says": "this is not a real date", "allowed": "Write YYYY-MM-DD", "example": "2025-07-14",
        },
        {
            "code": "C711", "kind": "please confirm", "row": None, "column": None, "cell": None,
            "says": "250 rows this quarter, about 120 in the quarters before", "allowed": "", "example": "",
        },
        {
            "code": "E201", "kind": "must fix", "row": 57, "column": "started_on", "cell": "I57",
            "says": "this <b>day</b> & that one", "allowed": "Write YYYY-MM-DD", "example": "2025-07-21",
        },
    ),
    "changes": {"new": 4, "changed": 2, "unchanged": 111, "gone": 1},
    "next_due": "2026-04-30",
    "how": "comma-separated text, 120 rows",
}  # fmt: skip

# Another value for each field: none of them may be put in unseen.
OTHERWISE: dict[str, Any] = {
    "submission": "probation.probation_referrals.2025-Q4.002",
    "agency": "sheriff",
    "extract": "child_welfare_cases",
    "quarter": "2025-Q3",
    "received_at": "2026-01-21T16:05:00+00:00",
    "sha256": "cd" * 32,
    "contract_version": 2,
    "status": "accepted",
    "on_time": False,
    "rows_in": 121,
    "rows_accepted": 116,
    "rows_held": 2,
    "totals": {"rows": 117, "young people": 89},
    "findings": FACTS["findings"][1:],
    "changes": {"new": 4, "changed": 2, "unchanged": 111, "gone": 0},
    "next_due": "2026-05-30",
    "how": "",
    "key_id": "0" * 16,
    "public_key": "00" * 32,
    "signature": "00" * 64,
    "version": 2,
    "issued_at": "2026-01-22T16:05:00+00:00",
    "revision": "r2",
    "confirmed": ({"code": "C711", "reason": "backlog_entered", "note_sha256": ""},),
    "to_confirm": ("C711",),
    "counts_now": "probation.probation_referrals.2025-Q4.002",
    "reason": "wrong_quarter",
    "ledger": "ab" * 32,
}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return create_key(tmp_path_factory.mktemp("keys") / "county.key")


@pytest.fixture(scope="module")
def receipt(key: SigningKey) -> Receipt:
    return Receipt.signed(key, **FACTS)


def test_a_receipt_is_genuine_as_written_and_as_read_back(receipt: Receipt, key: SigningKey) -> None:
    assert receipt.is_genuine(key.public_key)
    again = Receipt.from_json(receipt.to_json())
    assert again == receipt
    assert again.is_genuine(key.public_key)


def test_every_field_of_a_receipt_is_tried() -> None:
    assert set(OTHERWISE) == {f.name for f in fields(Receipt)}


@pytest.mark.parametrize("field", OTHERWISE)
def test_a_change_of_any_field_shows(receipt: Receipt, key: SigningKey, field: str) -> None:
    tampered = replace(receipt, **{field: OTHERWISE[field]})
    assert not tampered.is_genuine(key.public_key)
    assert not Receipt.from_json(tampered.to_json()).is_genuine(key.public_key)


@pytest.mark.parametrize("part", FACTS["findings"][0])
def test_a_change_within_a_finding_shows(receipt: Receipt, key: SigningKey, part: str) -> None:
    first, *others = receipt.findings
    changed = {**first, part: 43 if part == "row" else "otherwise"}
    assert not replace(receipt, findings=(changed, *others)).is_genuine(key.public_key)


def test_a_receipt_signed_by_another_is_not_the_countys(receipt: Receipt, tmp_path: Path) -> None:
    other = create_key(tmp_path / "other.key")
    assert not receipt.is_genuine(other.public_key)
    renamed = replace(receipt, key_id=other.id, public_key=other.public_key)
    assert not renamed.is_genuine(other.public_key)
    assert not receipt.is_genuine("no key")


def test_a_receipts_file_is_checked_by_itself_and_against_the_countys_key(receipt: Receipt, tmp_path: Path) -> None:
    raw = receipt.to_json().encode()
    assert Receipt.problems(raw) == []
    assert Receipt.problems(raw, receipt.public_key) == []
    late = raw.replace(b'"on_time": true', b'"on_time": false')
    assert Receipt.problems(late) == ["the receipt was changed: its signature does not fit"]
    forged = Receipt.signed(create_key(tmp_path / "other.key"), **FACTS)
    assert Receipt.problems(forged.to_json().encode()) == []
    assert Receipt.problems(forged.to_json().encode(), receipt.public_key) == [
        f"the receipt was signed with another key ({forged.key_id}) than the county's"
    ]
    for torn in (raw[:-20], b"\xff\xfe", b""):
        assert Receipt.problems(torn) == ["this is not a receipt, or it was changed so that it is none any more"]


def test_what_is_signed_is_the_same_bytes_whatever_order_things_were_given_in(receipt: Receipt, key: SigningKey) -> None:
    turned = {k: dict(reversed(v.items())) if isinstance(v, dict) else v for k, v in reversed(FACTS.items())}
    turned["findings"] = tuple(dict(reversed(f.items())) for f in FACTS["findings"])
    assert Receipt.signed(key, **turned).signed_bytes() == receipt.signed_bytes()
    assert Receipt.signed(key, **turned).signature == receipt.signature


def test_what_is_signed_is_json_with_sorted_names_no_spaces_and_no_escapes(key: SigningKey) -> None:
    said = Receipt.signed(key, **{**FACTS, "how": "Ünïcode", "findings": ()}).signed_bytes()
    assert said.startswith(b'{"agency":"probation","changes":{"changed":2,"gone":1,"new":4,"unchanged":111},"contract_')
    assert "Ünïcode".encode() in said
    assert list(json.loads(said)) == sorted({f.name for f in fields(Receipt)} - {"signature", *LATER})


def test_a_receipt_from_before_there_were_versions_is_still_genuine(receipt: Receipt, key: SigningKey) -> None:
    """Its bytes, as they were signed then: none of the later fields was there."""
    old = json.loads(receipt.to_json())
    assert not set(LATER) & set(old)
    assert Receipt.problems(json.dumps(old).encode(), key.public_key) == []


@pytest.mark.parametrize("field", LATER)
def test_what_a_later_version_says_cannot_be_left_out_unseen(key: SigningKey, field: str) -> None:
    whole = json.loads(Receipt.signed(key, **{**FACTS, **{f: OTHERWISE[f] for f in LATER}}).to_json())
    assert Receipt.problems(json.dumps(whole).encode(), key.public_key) == []
    del whole[field]
    assert Receipt.problems(json.dumps(whole).encode(), key.public_key) == ["the receipt was changed: its signature does not fit"]


def test_reports_see_the_status_and_the_codes_only(receipt: Receipt) -> None:
    part = receipt.status_part()
    assert part == StatusPart(
        FACTS["submission"], "probation", "probation_referrals", "2025-Q4", "accepted in part", True, ("C711", "E201")
    )
    assert not re.search("117|120|88|H42|accepted_on|abab", repr(asdict(part)))


def test_a_finding_has_no_place_for_a_value(key: SigningKey) -> None:
    assert "value" not in FINDING
    with pytest.raises(ValueError, match="a finding has no 'value'") as problem:
        Receipt.signed(key, **{**FACTS, "findings": ({**FACTS["findings"][0], "value": "SMITH, JANE"},)})
    assert "SMITH" not in str(problem.value)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"status": "fine"}, "status must be one of accepted, accepted in part, accepted with confirmations, rejected"),
        ({"submission": "../county"}, "a submission is named by letters"),
        ({"submission": ".hidden"}, "a submission is named by letters"),
        ({"sha256": "abc"}, "64 hex digits"),
        ({"rows_in": -1}, "whole numbers, 0 or more"),
        ({"totals": {"rows": 1.5}}, "whole numbers, 0 or more"),
        ({"rows_held": 4}, "more rows were accepted and held than came in"),
        ({"changes": {"stolen": 1}}, "changes must be among new, changed, unchanged, gone"),
        ({"findings": ({"code": "E201"},)}, "a finding has a code and a kind"),
        ({"version": 0}, "a version is a whole number"),
        ({"confirmed": ({"code": "C711", "reason": "other"},)}, "a confirmation has code, reason, note_sha256"),
        ({"confirmed": ({**OTHERWISE["confirmed"][0], "note": "x"},)}, "a confirmation has code, reason, note_sha256"),
    ],
)
def test_a_receipt_refuses_nonsense(key: SigningKey, wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Receipt.signed(key, **{**FACTS, **wrong})


@pytest.mark.parametrize("text", ["", "[]", "3", "{}", '{"agency": "SMITH, JANE"}', "[" * 100_000])
def test_what_is_no_receipt_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(ValueError, match="receipt") as problem:
        Receipt.from_json(text)
    assert "SMITH" not in str(problem.value)


def test_a_receipt_with_a_field_added_is_refused(receipt: Receipt) -> None:
    with pytest.raises(ValueError, match="fields are not those of a receipt"):
        Receipt.from_json(json.dumps({**json.loads(receipt.to_json()), "paid": True}))


def test_writing_leaves_two_files_for_the_owner_only_and_nothing_else(receipt: Receipt, tmp_path: Path) -> None:
    written = receipt.write(tmp_path / "probation")
    assert Receipt.from_json(written.read_text(encoding="utf-8")) == receipt
    names = sorted(p.name for p in (tmp_path / "probation").iterdir())
    assert names == [f"{receipt.submission}.html", f"{receipt.submission}.json"]
    assert {stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "probation").iterdir()} == {0o600}
    assert (tmp_path / "probation" / names[0]).read_text(encoding="utf-8") == page(receipt)


class Reader(HTMLParser):
    """What a reader of the page gets: the elements in it and each row of each table as text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        self._inside = tag in ("td", "th") or (self._inside and tag not in ("tr", "table"))
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.rows[-1][-1] += data


def read(receipt: Receipt) -> Reader:
    reader = Reader()
    reader.feed(page(receipt))
    return reader


def test_the_page_shows_every_finding_with_all_that_it_says(receipt: Receipt) -> None:
    rows = read(receipt).rows
    for finding in receipt.findings:
        told = ["" if finding[k] is None else str(finding[k]) for k in
                ("code", "kind", "row", "column", "cell", "says", "allowed", "example")]  # fmt: skip
        assert rows.count(told) == 1


def test_the_page_shows_the_counts_the_totals_and_what_changed(receipt: Receipt) -> None:
    rows = [tuple(r) for r in read(receipt).rows]
    for told in (
        ("in the file", "120"), ("taken", "117"), ("held back", "3"), ("young people", "88"), ("rows", "117"),
        ("rows not sent before", "4"), ("rows that say something else now", "2"), ("rows of the last one that are gone, or held now", "1"),
        ("Signed with the key", receipt.key_id), ("Signature (Ed25519)", receipt.signature),
        ("Fingerprint of the file (SHA-256)", "ab" * 32), ("Read as", "comma-separated text, 120 rows"),
    ):  # fmt: skip
        assert told in rows
    assert "The next file is due on 2026-04-30." in page(receipt)


@pytest.mark.parametrize("status", STATUSES)
def test_the_status_comes_first_on_the_page(key: SigningKey, status: str) -> None:
    text = page(Receipt.signed(key, **{**FACTS, "status": status}))
    assert text.index("<h1>") == min(m.start() for m in re.finditer("<h[1-6]", text))
    assert f"<h1>{status.capitalize()}</h1>" in text


def test_the_page_shows_what_was_confirmed_and_what_is_still_open(key: SigningKey) -> None:
    asked = {**FACTS, "status": "accepted with confirmations", "rows_held": 0}
    answered = Receipt.signed(key, **asked, confirmed=({"code": "C711", "reason": "staffing", "note_sha256": "ef" * 32},))
    assert ["C711", "staffing", "ef" * 32] in read(answered).rows
    assert "all that was asked is confirmed" in page(answered)
    still = Receipt.signed(key, **asked, to_confirm=("C711",))
    assert ["C711", "not yet confirmed", ""] in read(still).rows
    assert "Confirm what is listed" in page(still)


def test_the_page_of_a_withdrawn_file_says_what_counts_now_and_that_published_figures_stay(key: SigningKey) -> None:
    gone = {**FACTS, "status": "retracted", "version": 2, "reason": "wrong_quarter", "findings": ()}
    text = page(Receipt.signed(key, **gone))
    assert "For this quarter you have no file now; it counts as missing." in text
    assert "Figures that were published before stay as they were published." in text
    assert "What was counted" not in text
    assert "Your word for the quarter is the submission b.002." in page(Receipt.signed(key, **gone, counts_now="b.002"))


def test_a_new_version_is_written_beside_the_one_before(receipt: Receipt, key: SigningKey, tmp_path: Path) -> None:
    receipt.write(tmp_path)
    Receipt.signed(key, **FACTS, version=2).write(tmp_path)
    assert sorted(p.name.removeprefix(receipt.submission) for p in tmp_path.iterdir()) == [".html", ".json", ".v2.html", ".v2.json"]


def test_a_late_file_is_told_so(receipt: Receipt) -> None:
    assert "Received on time." in page(receipt)
    assert "Received after it was due." in page(replace(receipt, on_time=False))


def test_nothing_that_is_written_in_a_receipt_becomes_part_of_the_page(key: SigningKey) -> None:
    hostile = "</td><script>alert(1)</script><img src=x onerror=alert(1)>\"'"
    finding = dict.fromkeys(FINDING, hostile)
    attacked = Receipt.signed(
        key, **{**FACTS, "agency": hostile, "extract": hostile, "how": hostile, "next_due": hostile,
                "totals": {hostile: 1}, "findings": (finding,)},
    )  # fmt: skip
    reader = read(attacked)
    assert not {"script", "img"} & {tag for tag, _ in reader.elements}
    assert html.escape(hostile).replace("&quot;", "&#34;").replace("&#x27;", "&#39;") in page(attacked)


def test_the_page_loads_nothing_and_runs_nothing(receipt: Receipt) -> None:
    elements = read(receipt).elements
    assert not {"script", "link", "img", "iframe", "form", "object"} & {tag for tag, _ in elements}
    assert not [a for _, a in elements for name in a if name.startswith("on") or name in ("src", "href", "style")]
    assert "default-src 'none'; style-src 'unsafe-inline'" in page(receipt)
    assert "url(" not in page(receipt) and "@import" not in page(receipt)


def test_the_page_can_be_read_by_a_screen_reader(receipt: Receipt) -> None:
    elements = read(receipt).elements
    tags = [tag for tag, _ in elements]
    assert ("html", {"lang": "en"}) in elements
    assert tags.count("main") == tags.count("h1") == tags.count("title") == 1
    levels = [int(t[1]) for t in tags if re.fullmatch("h[1-6]", t)]
    assert levels == sorted(levels) and set(levels) == {1, 2}
    assert all(a.get("scope") in ("row", "col") for tag, a in elements if tag == "th")


def test_a_receipt_without_findings_says_so(key: SigningKey) -> None:
    clean = Receipt.signed(key, **{**FACTS, "status": "accepted", "findings": (), "changes": {}, "totals": {}})
    assert "There is nothing you need to do." in page(clean)
    assert "Findings" not in page(clean)
    assert "Totals, to compare" not in page(clean)
