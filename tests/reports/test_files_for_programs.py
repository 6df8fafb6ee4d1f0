"""Beside cells.csv lie the same lines as Parquet, and two descriptions from which a program learns what each column and mark means."""

import json
import shutil
from dataclasses import replace

import polars as pl
import pytest

from reports import data
from reports.dashboard.publication import read
from reports.dashboard.words import MARKS
from tests.reports.two_publications import Two, lines, two


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> Two:
    return two(tmp_path_factory.mktemp("two"))


def described(both: Two) -> dict:
    return json.loads((both.now / "datapackage.json").read_text("utf-8"))


def fields(both: Two) -> dict[str, dict]:
    return {f["name"]: f for f in described(both)["resources"][0]["schema"]["fields"]}


def test_the_parquet_file_has_the_lines_of_cells_csv_in_their_order(both):
    heading, rows = lines(both.now / "cells.csv")
    table = pl.read_parquet(both.now / "cells.parquet")
    assert table.columns == heading
    assert table.schema["value"] == pl.Int64
    assert [["" if v is None else str(v) for v in row] for row in table.iter_rows()] == rows


def test_a_withheld_number_is_a_gap_in_the_parquet_file_and_never_nought(both):
    table = pl.read_parquet(both.now / "cells.parquet")
    withheld = table.filter(pl.col("status") == "c")
    assert withheld.height > 10
    assert withheld["value"].null_count() == withheld.height


def test_every_column_is_described_in_both_descriptions_in_the_order_of_the_file(both):
    heading, _ = lines(both.now / "cells.csv")
    web = json.loads((both.now / "cells.csv-metadata.json").read_text("utf-8"))
    assert list(fields(both)) == heading == [c["name"] for c in web["tableSchema"]["columns"]]
    assert all(f["description"] for f in fields(both).values())
    assert all(c["dc:description"] for c in web["tableSchema"]["columns"])


def test_every_code_of_the_file_is_among_the_agreed_codes_with_a_label(both):
    heading, rows = lines(both.now / "cells.csv")
    for n, name in enumerate(heading):
        said = fields(both)[name]
        if "categories" in said:
            labels = {c["value"]: c["label"] for c in said["categories"]}
            assert {row[n] for row in rows} - {""} <= set(labels) == set(said["constraints"]["enum"]), name
            assert all(labels.values())


def test_each_mark_is_explained_in_the_words_of_the_page(both):
    assert {c["value"]: c["label"] for c in fields(both)["status"]["categories"]} == MARKS


def test_the_package_says_licence_and_who_sent_the_files(both):
    said = json.loads((both.now / "publication.json").read_text("utf-8"))
    package = described(both)
    assert {s["title"] for s in package["sources"]} == {r["name"] for r in said["reported"]}
    assert package["licenses"][0]["path"] == "https://creativecommons.org/licenses/by/4.0/"
    assert "licenses/by/4.0/" in (both.now / "cells.csv-metadata.json").read_text("utf-8")


def test_where_the_county_has_not_chosen_a_licence_none_is_named(both, tmp_path):
    undecided = replace(read(both.now), licence="none")
    shutil.copyfile(both.now / "cells.csv", tmp_path / "cells.csv")
    data.build(tmp_path, undecided)
    assert "licenses" not in json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    assert "dc:license" not in json.loads((tmp_path / "cells.csv-metadata.json").read_text("utf-8"))


def test_the_files_that_the_package_names_are_there(both):
    for resource in described(both)["resources"]:
        assert (both.now / resource["path"]).is_file()


def test_the_same_publication_gives_the_same_bytes(both):
    names = ("cells.parquet", "datapackage.json", "cells.csv-metadata.json")
    once = [(both.now / name).read_bytes() for name in names]
    data.build(both.now, read(both.now))
    assert [(both.now / name).read_bytes() for name in names] == once
