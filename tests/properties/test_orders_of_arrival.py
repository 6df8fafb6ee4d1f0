"""In whatever order an agency's files arrive, the same one is its word in the end; and of two at once exactly one is."""

import itertools
import json
import multiprocessing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.defs import corrections
from pipelines.defs.intake import clock, take_in
from pipelines.defs.office import Office
from pipelines.publication.receipt import Receipt
from pipelines.workspace import Workspace
from schemas import Quarter, Schemas
from tests.desk_files import as_csv, cells, contacts

Q4 = Quarter(2025, 4)
EXTRACT = "law_enforcement_contacts"
NAME = f"sheriff.{EXTRACT}.2025-Q4"
BEGIN = datetime(2026, 1, 10, tzinfo=UTC)
COLUMNS = list(Schemas.load().contracts[EXTRACT].columns)
CONTENT = {rows: as_csv(cells(contacts(rows), COLUMNS)) for rows in range(1, 9)}
BROKEN = b"youth_token\nx\n"


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Office:
    """One county for all orders: what an agency sent is cleared away before each."""
    return Office.open(Workspace.create(tmp_path_factory.mktemp("orders") / "county", demo=True).folder)


def cleared(office: Office) -> Office:
    for shelf in (office.frames.confidential, office.workspace.receipts):
        for path in [p for p in shelf.rglob("*") if p.suffix in (".parquet", ".json", ".html") and "sheriff" in p.parts]:
            path.unlink()
    office.examined.clear()
    return office


def arrive(office: Office, what: tuple[str, bytes | None], at: datetime, folder: Path) -> Receipt:
    """A file of this number with this content; or, where there is none, word that the number is taken back."""
    number, content = what
    if content is None:
        return corrections.retract(office, corrections.place(office, f"{NAME}.{number}"), "other", at)
    path = folder / f"{NAME}.{number}.csv".replace("..", ".")
    path.write_bytes(content)
    return take_in(office, path, at)


def end(office: Office) -> tuple[object, str]:
    """What counts: the sender's number and the rows; and what the reports are told."""
    word = office.current("sheriff", Q4).get(EXTRACT)
    return word and (word.revision, office.content(word)), office.standing(Q4)["sheriff", EXTRACT, Q4]


# The second file comes twice, the third is no good.
PLAIN = [("r1", CONTENT[3]), ("r2", CONTENT[5]), ("r2", CONTENT[5]), ("r3", BROKEN), ("r4", CONTENT[4])]
BACK_TO_THE_FIRST = [("r1", CONTENT[3]), ("r2", CONTENT[5]), ("r2", CONTENT[5]), ("r3", BROKEN), ("r2", None)]
THE_FIRST_TAKEN_BACK = [("r1", CONTENT[3]), ("r2", CONTENT[5]), ("r2", CONTENT[5]), ("r3", BROKEN), ("r1", None)]
NOTHING_LEFT = [("r1", CONTENT[3]), ("r1", CONTENT[3]), ("r1", None), ("r2", CONTENT[5]), ("r2", None)]
SENT = {
    "the last number": (PLAIN, ((4, CONTENT[4]), "accepted")),
    "the last is taken back": (BACK_TO_THE_FIRST, ((1, CONTENT[3]), "accepted")),
    "an earlier one is taken back": (THE_FIRST_TAKEN_BACK, ((2, CONTENT[5]), "accepted")),
    "all are taken back": (NOTHING_LEFT, (None, "missing")),
}


@pytest.mark.parametrize("kind", SENT)
def test_all_120_orders_of_five_arrivals_end_the_same(office, tmp_path, kind):
    arrivals, wanted = SENT[kind]
    ends = []
    for order in dict.fromkeys(itertools.permutations(arrivals)):  # the same bytes twice: pairs of the 120 are one and the same
        cleared(office)
        for minute, what in enumerate(order):
            last = arrive(office, what, BEGIN + timedelta(minutes=minute), tmp_path)
        ends.append(end(office))
        word = office.current("sheriff", Q4).get(EXTRACT)
        if last.status != "rejected":
            assert last.counts_now == (word.id if word else ""), "the last receipt names what counts"
    assert len(ends) == 60
    assert all(e == wanted for e in ends)


@settings(max_examples=25, deadline=None)
@given(
    data=st.data(),
    numbers=st.lists(st.integers(1, 9), unique=True, min_size=1, max_size=5),
    back=st.lists(st.integers(1, 9), unique=True, max_size=2),
    bad=st.sets(st.integers(1, 9), max_size=2),
)
def test_any_numbered_files_in_any_order_end_with_the_highest_good_one_that_was_not_taken_back(
    office, tmp_path_factory, data, numbers, back, bad
):
    folder = tmp_path_factory.mktemp("files")
    sent = [(f"r{n}", BROKEN if n in bad else CONTENT[n % 8 + 1]) for n in numbers]
    repeats = data.draw(st.lists(st.sampled_from(sent), max_size=2))
    order = data.draw(st.permutations([*sent, *repeats, *((f"r{n}", None) for n in back)]))
    cleared(office)
    for minute, what in enumerate(order):
        arrive(office, what, BEGIN + timedelta(minutes=minute), folder)
    good = [n for n in numbers if n not in bad and n not in back]
    assert end(office)[0] == ((max(good), CONTENT[max(good) % 8 + 1]) if good else None)


@settings(max_examples=20, deadline=None)
@given(moves=st.lists(st.tuples(st.sampled_from(["send", "send bad", "take back the last"]), st.integers(1, 8)), min_size=1, max_size=6))
def test_files_without_a_number_count_in_the_order_in_which_they_come(office, tmp_path_factory, moves):
    """Beside a list that a clerk would keep: a good file is written below the others, a file taken back is crossed out."""
    folder, clerk = tmp_path_factory.mktemp("files"), []
    cleared(office)
    for minute, (move, rows) in enumerate(moves):
        at = BEGIN + timedelta(minutes=minute)
        if move == "take back the last":
            if clerk:
                crossed_out = clerk.pop()
                corrections.retract(office, corrections.place(office, crossed_out[0]), "other", at)
            continue
        receipt = arrive(office, ("", CONTENT[rows] if move == "send" else BROKEN), at, folder)
        before = clerk[-1][1] if clerk else 0
        if receipt.status == "already received":
            assert rows == before
        elif receipt.status == "accepted":
            assert receipt.changes == {
                "new": max(0, rows - before),
                "changed": 0,
                "unchanged": min(rows, before),
                "gone": max(0, before - rows),
            }
            clerk.append((receipt.submission, rows))
    word = office.current("sheriff", Q4).get(EXTRACT)
    assert (word.id if word else None) == (clerk[-1][0] if clerk else None)


RACES = 25


def race(folder: str, mine: str, rows: int, gun) -> None:
    """One sender of two: at each shot a file for the same quarter."""
    office = Office.open(Path(folder))
    place = Path(folder).parent / mine
    place.mkdir()
    for quarter in Quarter(2023, 1).through(Quarter(2023, 1).plus(RACES - 1))[:RACES]:
        path = place / f"sheriff.{EXTRACT}.{quarter}.csv"
        path.write_bytes(CONTENT[rows].replace(b"2025-", b"2022-"))
        gun.wait()
        take_in(office, path, clock())


def test_of_two_files_at_the_same_instant_exactly_one_is_the_agencys_word(tmp_path):
    """Two processes, so that nothing but the files themselves keeps them apart."""
    folder = Workspace.create(tmp_path / "county", demo=True).folder
    Office.open(folder).signing_key  # noqa: B018  (made before the race)
    spawn = multiprocessing.get_context("spawn")
    gun = spawn.Barrier(2)
    senders = [spawn.Process(target=race, args=(str(folder), f"sender {n}", n, gun)) for n in (3, 5)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(120)
        assert sender.exitcode == 0
    office = Office.open(folder)
    quarters = office.sent_quarters("sheriff")
    assert len(quarters) == RACES >= 20
    for quarter in quarters:
        came = office.submissions("sheriff", quarter)
        assert [(s.number, s.accepted) for s in came] == [(1, True), (2, True)]
        assert office.current("sheriff", quarter)[EXTRACT].number == 2
        told = [json.loads((office.workspace.receipts / "sheriff" / f"{s.id}.json").read_text()) for s in came]
        assert [t["counts_now"] for t in told] == [s.id for s in came]
        assert [t["sha256"] for t in told] == [s.sha256 for s in came]
    assert len({s.sha256 for q in quarters for s in office.submissions("sheriff", q)}) == 2, "each sender was in every race"
