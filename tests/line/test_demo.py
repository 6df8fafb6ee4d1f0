"""A new user's first command: a county of made-up files goes the whole way, and its numbers are the true ones."""

import json
import shutil
import stat

import polars as pl

from pipelines.confidential.store.frames import Frames
from pipelines.disclosure_control.audit import Checked, verify_publications
from tests.line.command import here, safecount


def test_the_demo_ends_with_a_page_to_open(demo):
    last = demo.says.strip().splitlines()[-1].strip()
    assert last == str((demo.publication / "dashboard.html").resolve())
    assert (demo.publication / "handbook" / "index.html").is_file()


def test_beside_the_page_lie_the_files_for_programs_the_workbook_and_the_agencies_pages(demo):
    there = {p.name for p in demo.publication.iterdir()}
    assert {"cells.csv", "cells.parquet", "datapackage.json", "cells.csv-metadata.json", "tables.xlsx", "changes.csv", "agencies"} <= there
    signed = json.loads((demo.publication / "manifest.json").read_text("utf-8"))["files"]
    assert {"cells.parquet", "tables.xlsx", "changes.html", "agencies/index.html"} <= set(signed)
    newest = json.loads((demo.publication.parent / "latest.json").read_text("utf-8"))
    assert newest["publication"] == demo.publication.name


def test_each_agency_gets_a_page_with_what_its_receipts_said_outside_of_the_publication(demo, tmp_path):
    said = here("agencies", tmp_path / "pages", "--workspace", demo.workspace)
    assert said.returncode == 0, said.stderr
    page = tmp_path / "pages" / "sheriff.html"
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert "sheriff.law_enforcement_contacts.2025-Q4.001" in page.read_text("utf-8")
    assert "probation.probation" not in page.read_text("utf-8")
    inside = here("agencies", demo.publication / "agencies", "--workspace", demo.workspace)
    assert inside.returncode == 2 and "outside of published/" in inside.stderr


def test_every_count_before_protection_equals_the_truth(demo):
    truth = pl.read_csv(demo.workspace / "extracts" / "truth" / "truth.csv", infer_schema=False).fill_null("")
    counted = pl.concat(Frames.open(demo.workspace / "confidential").load_all("tabulated", "2025-Q4"))
    key = [c for c in truth.columns if c not in ("value", "status")]
    ours = counted.select(*key, pl.col("value").cast(pl.String).fill_null(""), "status")
    different = ours.join(truth, on=[*key, "value", "status"], how="anti")
    assert different.height == 0, different.select(key).head()
    assert ours.height == truth.height
    mature = truth.filter((pl.col("measure") == "recidivism") & (pl.col("horizon") == "24m") & (pl.col("period") == "2022"))
    assert mature.filter(pl.col("value") != "").height > 0, "four years are long enough for a cohort of 24 months"


def test_no_published_count_rests_on_one_to_ten(demo):
    cells = pl.read_csv(demo.publication / "cells.csv", infer_schema_length=None)
    counts = cells.filter(pl.col("statistic").is_in(["count", "denominator", "numerator"]) & pl.col("value").is_not_null())
    assert counts.height > 100
    assert counts.filter(pl.col("value").is_between(1, 10)).height == 0


def test_what_is_published_is_the_truth_or_withheld(demo):
    truth = pl.read_csv(demo.workspace / "extracts" / "truth" / "truth.csv", infer_schema=False).fill_null("")
    cells = pl.read_csv(demo.publication / "cells.csv", infer_schema=False).fill_null("")
    key = [c for c in cells.columns if c not in ("value", "status")]  # a breakdown of no measure that was published has no column
    both = cells.filter(pl.col("status") == "").join(truth, on=key, how="inner", suffix="_true")
    assert both.height > 100
    assert both.filter(pl.col("value") != pl.col("value_true")).height == 0
    withheld = cells.filter(pl.col("status") == "c")
    assert withheld.height > 100
    assert withheld.filter(pl.col("value") != "").height == 0


def test_an_attacker_works_out_nothing(demo):
    found = safecount("audit", demo.publication, "--format", "json")
    said = json.loads(found.stdout)
    assert found.returncode == 0
    assert (said["exact"], said["narrowed"]) == (0, 0)
    assert said["withheld"] > 100


def test_each_withheld_number_has_two_whole_tables_in_the_certificate(demo, tmp_path):
    kept = demo.workspace / "confidential" / "certificates" / "2025-Q4-v1.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    said = json.loads(kept.read_text("utf-8"))
    assert verify_publications(said, [demo.publication]) == Checked([], withheld=len(said["cells"]), lacking=0)
    marked = pl.read_csv(demo.publication / "cells.csv", infer_schema=False).filter(pl.col("status") == "c")
    counts = marked.filter(pl.col("statistic").is_in(["count", "denominator", "numerator"])).height
    assert len({c["cell"] for c in said["cells"]}) == counts > 100
    assert safecount("audit", demo.publication, "--check-certificate", kept).returncode == 0
    wrong = tmp_path / "wrong.json"
    said["base"][0] += 1
    wrong.write_text(json.dumps(said), "utf-8")
    assert safecount("audit", demo.publication, "--check-certificate", wrong).returncode == 1


def test_verify_passes_and_fails_after_one_byte_of_any_file(demo, tmp_path):
    assert here("verify", demo.publication).returncode == 0
    copy = tmp_path / demo.publication.name
    shutil.copytree(demo.publication, copy)
    for path in sorted(p for p in copy.rglob("*") if p.is_file() and p.suffix in (".html", ".csv", ".json") and p.parent == copy):
        path.chmod(0o644)
        whole = path.read_bytes()
        path.write_bytes(whole[:-2] + bytes([whole[-2] ^ 1]) + whole[-1:])
        found = here("verify", copy)
        assert found.returncode == 1, path.name
        path.write_bytes(whole)
    (copy / "extra.txt").write_text("x")
    assert here("verify", copy).returncode == 1
    (copy / "extra.txt").unlink()
    assert here("verify", copy).returncode == 0


def test_a_published_publication_does_not_change(demo):
    before = (demo.publication / "manifest.json").read_bytes()
    again = safecount("publish", "2025-Q4-v1", "--workspace", demo.workspace)
    assert again.returncode == 2
    assert (demo.publication / "manifest.json").read_bytes() == before


def test_every_file_of_the_demo_has_a_receipt_that_verifies(demo):
    receipts = sorted((demo.workspace / "receipts").glob("*/*.json"))
    assert len(receipts) == 80
    assert safecount("verify", receipts[0]).returncode == 0
    forged = receipts[0].with_name("forged.json")
    forged.write_text(receipts[0].read_text().replace('"status": "accepted"', '"status": "rejected"'))
    found = safecount("verify", forged)
    forged.unlink()
    assert found.returncode == 1


def test_status_names_what_is_in(demo):
    said = json.loads(safecount("status", "--workspace", demo.workspace, "--format", "json").stdout)
    assert said["published"] == ["2025-Q4-v1"]
    assert {f["status"] for f in said["files"]} == {"accepted"}
    assert (said["waiting"], said["failed"]) == (0, [])


def test_the_doctor_finds_the_demo_in_order(demo):
    found = safecount("doctor", "--workspace", demo.workspace)
    assert found.returncode == 0, found.stdout
