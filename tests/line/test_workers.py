"""Several workers count the same as one: in processes and on a cluster, and also when one of them is killed in the middle."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from pipelines import synthesis
from pipelines.confidential.tabulation import added, adds_up, part, tabulate
from pipelines.defs import workers
from pipelines.defs.office import Office
from pipelines.defs.runs import run_quarter
from pipelines.workspace import Workspace
from schemas import Quarter
from tests import small_county
from tests.faults import agreement
from tests.line.dying import MARK, count_but_die_once

LAST, PARTS = Quarter(2022, 2), 4
ASKED = ("crossover", "new_justice_contact_6m", "under_both_jurisdictions", "who_raised_the_concern", "who_saw_it_first")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county that was run by two processes, because the setting says so."""
    place = tmp_path_factory.mktemp("workers")
    folder = Workspace.create(place / "county", demo=True, shipped_schemas=False).folder
    agreed = agreement.write(folder / "schemas")
    written = synthesis.synthesize(place / "sent", schemas=agreed, youth_per_year=80, quarters=2, last=LAST, seed=5)
    for path in written.files:
        shutil.copy(path, folder / "inbox" / path.name)
    with pytest.MonkeyPatch.context() as setting:
        setting.setenv(workers.VARIABLE, "2")
        ran = run_quarter(folder, LAST)
    assert ran.draft, ran.stopped_at
    return folder


def counted(county: Path, spread: workers.Spread | None) -> dict[str, bytes]:
    office = Office.open(county)
    followed = {
        p.stem: office.frames.load("followed", str(LAST), p.stem) for p in (county / "confidential" / "followed" / str(LAST)).iterdir()
    }
    found = workers.tabulated(office, LAST, followed, spread, PARTS)
    return {name: cells.write_csv().encode() for name, cells in found.items()}


@pytest.fixture(scope="module")
def by_one(county: Path) -> dict[str, bytes]:
    return counted(county, None)


def test_the_run_by_two_processes_kept_the_same_bytes_as_one_would(county: Path, by_one: dict[str, bytes]) -> None:
    frames = Office.open(county).frames
    assert {name: frames.load("tabulated", str(LAST), name).write_csv().encode() for name in by_one} == by_one
    assert pl.read_csv(by_one["crossover"])["value"].sum() > 20, "nothing was counted in parts"


def test_a_process_that_is_killed_in_the_middle_changes_nothing(county: Path, by_one: dict[str, bytes]) -> None:
    assert counted(county, workers.processes(2, count_but_die_once)) == by_one
    assert (county / MARK).exists(), "nobody died"
    (county / MARK).unlink()


def test_a_cluster_counts_the_same_and_a_worker_of_it_that_is_killed_is_replaced(
    county: Path, by_one: dict[str, bytes], tmp_path: Path
) -> None:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, local_directory=str(tmp_path)) as dask,
        Client(dask) as client,
    ):
        assert counted(county, workers.cluster(client, count_but_die_once)) == by_one
    assert (county / MARK).exists(), "nobody died"
    (county / MARK).unlink()


def test_what_several_parts_count_is_what_one_counts_also_for_measures_of_other_kinds() -> None:
    schemas = small_county.SCHEMAS
    tables = small_county.tables_of(small_county.sent(), ASKED)
    measures = [schemas.measures[name] for name in ASKED]
    assert all(adds_up(m, tables, schemas) for m in measures)
    split = [{name: part(rows, n, PARTS) for name, rows in tables.items()} for n in range(PARTS)]
    assert min(sum(rows.height for rows in one.values()) for one in split) > 0
    for measure in measures:
        whole = tabulate(tables, measure, schemas, small_county.LAST)
        assert added([tabulate(one, measure, schemas, small_county.LAST) for one in split], schemas).equals(whole), measure.name
        assert whole["value"].sum() > 0


def test_a_median_and_the_young_people_behind_a_difference_of_times_are_never_added_up() -> None:
    schemas = small_county.SCHEMAS
    nobody = dict.fromkeys(schemas.tables | schemas.contracts, pl.DataFrame(schema={"youth_id": pl.String}))
    assert not adds_up(schemas.measures["referral_funnel"], nobody, schemas)
    assert not adds_up(schemas.measures["new_justice_contact_12m"], nobody, schemas)
    assert adds_up(schemas.measures["new_justice_contact_6m"], nobody, schemas)


@pytest.mark.parametrize("said", ["tcp://10.0.0.7:8786", "many", "8786", "tcp://127.0.0.1.evil.example:1"])
def test_counts_go_over_no_wire_in_the_open(said: str) -> None:
    with pytest.raises(workers.WorkersProblem, match="begins with tls://"):
        workers.chosen(said)
