"""What an agency is handed: its own blanks, their dictionaries and its agreement, written by the commands."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest
import yaml

from schemas import Schemas
from schemas.forms.agreement import agreement
from schemas.forms.data_package import data_package
from schemas.forms.dictionary_html import dictionary_html
from schemas.forms.pack import START, pack
from tests.line.command import files_under, here

SCHEMAS = Schemas.load()
AGENCIES = pytest.mark.parametrize("agency", SCHEMAS.agencies)
METRICS = {"nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount"}
OPERATORS = {"mustBe", "mustBeLessOrEqualTo", "mustBeGreaterOrEqualTo"}

# What a reader of Data Packages, version 1, needs to find.
NAME = {"type": "string", "pattern": r"^[a-z0-9._-]+$"}
FIELD = {
    "type": "object",
    "required": ["name", "type", "constraints"],
    "properties": {
        "type": {"enum": ["string", "date", "integer", "boolean"]},
        "constraints": {
            "additionalProperties": False,
            "properties": {
                "required": {"type": "boolean"},
                "enum": {"type": "array", "minItems": 1, "uniqueItems": True},
                "pattern": {"type": "string", "format": "regex"},
                "minimum": {"type": "integer"},
            },
        },
    },
}
PACKAGE = {
    "type": "object",
    "required": ["profile", "name", "resources"],
    "properties": {
        "profile": {"const": "tabular-data-package"},
        "name": NAME,
        "resources": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["profile", "name", "path", "schema", "dialect", "encoding"],
                "properties": {
                    "profile": {"const": "tabular-data-resource"},
                    "name": NAME,
                    "path": {"type": "string", "pattern": r"^[^/.][^/]*\.csv$"},
                    "dialect": {"required": ["delimiter", "header"]},
                    "schema": {
                        "required": ["fields", "missingValues"],
                        "properties": {"fields": {"type": "array", "minItems": 1, "items": FIELD}, "missingValues": {"const": [""]}},
                    },
                },
            },
        },
    },
}


class Outline(HTMLParser):
    """What a screen reader goes by: headings, tables with their captions, heads of columns and lines, where links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def count(self, name: str) -> int:
        return sum(tag == name for tag, _ in self.elements)

    @property
    def levels(self) -> list[int]:
        return [int(tag[1]) for tag, _ in self.elements if re.fullmatch("h[1-6]", tag)]


def is_accessible(page: str) -> None:
    seen = Outline(page)
    assert ("html", {"lang": "en"}) in seen.elements
    assert seen.count("h1") == seen.count("main") == seen.count("title") == 1
    assert all(after - before <= 1 for before, after in zip(seen.levels, seen.levels[1:], strict=False)), "no level is left out"
    assert seen.count("table") == seen.count("caption") > 0
    assert all(a.get("scope") in ("row", "col") for tag, a in seen.elements if tag == "th")
    ids = [a["id"] for _, a in seen.elements if "id" in a]
    assert len(ids) == len(set(ids))
    inner = [str(a["href"])[1:] for tag, a in seen.elements if tag == "a" and str(a.get("href")).startswith("#")]
    assert set(inner) <= set(ids), "every link within the page leads somewhere"


def loads_nothing(page: str) -> None:
    seen = Outline(page)
    assert not {"script", "link", "img", "iframe", "form"} & {tag for tag, _ in seen.elements}
    assert not [a for _, a in seen.elements for name in a if name.startswith("on") or name == "src"]
    assert "default-src 'none'" in page and "url(" not in page and "http://" not in page and "https://" not in page


def test_an_agency_gets_its_own_extracts_and_no_others(tmp_path: Path) -> None:
    done = here("template", "--agency", "probation", "--to", tmp_path)
    assert done.returncode == 0, done.stderr
    names = {p.name for p in files_under(tmp_path / "probation")}
    mine = {s.extract for s in SCHEMAS.agencies["probation"].sources}
    endings = ("template.xlsx", "template.csv", "dictionary.html")
    assert names == {START, "datapackage.json", "agreement.odcs.yaml", *(f"{e}.{ending}" for e in mine for ending in endings)}
    assert str(tmp_path / "probation" / START) in done.stdout


def test_every_agency_gets_a_folder(tmp_path: Path) -> None:
    done = here("template", "--all", tmp_path)
    assert done.returncode == 0, done.stderr
    assert {p.name for p in tmp_path.iterdir()} == set(SCHEMAS.agencies)
    assert all((tmp_path / a / START).is_file() for a in SCHEMAS.agencies)


@pytest.mark.parametrize("words", [(), ("probation_referrals", "--agency", "probation"), ("--agency", "nobody"), ("no_such_extract",)])
def test_a_call_that_does_not_say_what_is_wanted_writes_nothing(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert here("template", *words, "--to", tmp_path).returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    done = here("template", "--agency", "advocates", "--to", tmp_path / "new", "--dry-run")
    assert "would write" in done.stdout and not (tmp_path / "new").exists()
    assert here("dictionary", "advocacy_services", "-o", tmp_path / "d.md", "--dry-run").returncode == 0
    assert list(tmp_path.iterdir()) == []


@AGENCIES
def test_the_first_page_names_each_file_its_blank_and_its_day(agency: str) -> None:
    files = pack(SCHEMAS, agency)
    page = files[START].decode()
    is_accessible(page)
    loads_nothing(page)
    for source in SCHEMAS.agencies[agency].sources:
        assert f"{agency}.{source.extract}." in page and f"{source.due_days} days after the quarter ends" in page
    links = [str(a["href"]) for tag, a in Outline(page).elements if tag == "a"]
    assert set(links) <= set(files), "every link leads to a file of the folder"


@pytest.mark.parametrize("contract", SCHEMAS.contracts.values(), ids=SCHEMAS.contracts)
def test_the_dictionary_as_a_page_says_all_and_can_be_listened_to(contract) -> None:
    page = dictionary_html(SCHEMAS, contract).decode()
    is_accessible(page)
    loads_nothing(page)
    said = re.sub(r"<[^>]+>", "", page)
    for column in contract.columns.values():
        assert f"<code>{column.name}</code>" in page
        assert all(f"<code>{code}</code>" in page for code in SCHEMAS.codes_of(column))
    assert f"version {contract.version}, from {contract.effective} on" in said
    assert "`" not in said, "no mark of Markdown is left"


def test_the_dictionary_comes_in_three_forms_that_say_the_same(tmp_path: Path) -> None:
    for form in ("md", "html", "json"):
        assert here("dictionary", "probation_referrals", "--format", form, "-o", tmp_path / form).returncode == 0
    told = json.loads((tmp_path / "json").read_text(encoding="utf-8"))
    columns = SCHEMAS.contracts["probation_referrals"].columns
    assert [c["name"] for c in told["columns"]] == list(columns)
    texts = [(tmp_path / form).read_text(encoding="utf-8") for form in ("md", "html")]
    for column in told["columns"]:
        assert all(column["means"] in text for text in texts)
        assert [c["code"] for c in column["codes"]] == list(SCHEMAS.codes_of(columns[column["name"]]))
        assert all(code["code"] in text for code in column["codes"] for text in texts)
    assert here("dictionary", "probation_referrals").stdout.strip() == texts[0].strip()
    assert here("dictionary", "probation_referrals", "--format", "pdf").returncode == 2


@AGENCIES
def test_the_data_package_has_the_shape_that_its_readers_look_for(agency: str) -> None:
    files = pack(SCHEMAS, agency)
    package = json.loads(files["datapackage.json"])
    jsonschema.validate(package, PACKAGE)
    assert [r["name"] for r in package["resources"]] == [s.extract for s in SCHEMAS.agencies[agency].sources]
    for resource in package["resources"]:
        blank = list(csv.reader(io.StringIO(files[resource["path"]].decode()), delimiter=resource["dialect"]["delimiter"]))
        fields = resource["schema"]["fields"]
        assert blank == [[f["name"] for f in fields]]
        key = resource["schema"].get("primaryKey", resource["schema"].get("uniqueKeys", [[]])[0])
        assert set(key) <= {f["name"] for f in fields}
        codes = {f["name"]: tuple(f["constraints"]["enum"]) for f in fields if "enum" in f["constraints"]}
        columns = SCHEMAS.contracts[resource["name"]].columns
        assert codes == {c.name: SCHEMAS.codes_of(c) for c in columns.values() if c.codelist}


def test_a_data_package_without_a_key_of_the_shape_is_found() -> None:
    package = data_package(SCHEMAS, "one", "One", ["advocacy_services"])
    jsonschema.validate(package, PACKAGE)
    del package["resources"][0]["schema"]["fields"]
    with pytest.raises(jsonschema.ValidationError, match="fields"):
        jsonschema.validate(package, PACKAGE)


@AGENCIES
def test_the_agreement_is_an_open_data_contract_with_days_quality_and_legal_ground(agency: str) -> None:
    read = yaml.safe_load(pack(SCHEMAS, agency)["agreement.odcs.yaml"])
    assert read == agreement(SCHEMAS, agency)
    assert {"version", "apiVersion", "kind", "id", "status"} <= set(read)
    assert (read["apiVersion"], read["kind"]) == ("v3.1.0", "DataContract")
    assert "servers" not in read and "members" not in read["team"], "no machine and no person is named"
    for source, table in zip(SCHEMAS.agencies[agency].sources, read["schema"], strict=True):
        contract = SCHEMAS.contracts[source.extract]
        assert [p["name"] for p in table["properties"]] == list(contract.columns)
        custom = {c["property"]: c["value"] for c in table["customProperties"]}
        assert (custom["tier"], custom["legalBasis"]) == (source.tier, source.legal_basis)
        days = {s["property"]: s["value"] for s in read["slaProperties"] if s["element"] == source.extract}
        assert (days["latency"], days["endOfLife"]) == (source.due_days, str(source.expires))
        assert [q["arguments"]["properties"] for q in table["quality"] if q.get("metric") == "duplicateValues"] == [list(contract.key)]
        checks = [*table["quality"], *(q for p in table["properties"] for q in p.get("quality", ()))]
        for check in checks:
            if check.get("type") == "text":
                assert check["description"]
            else:
                assert check["metric"] in METRICS and len(OPERATORS & set(check)) == 1
        for column, said in zip(contract.columns.values(), table["properties"], strict=True):
            asked = {q["metric"]: q for q in said.get("quality", ())}
            assert said["required"] == column.required == ("nullValues" in asked) == ("missingValues" in asked)
            if column.codelist:
                assert set(SCHEMAS.codes_of(column)) <= set(asked["invalidValues"]["arguments"]["validValues"])


def test_totals_may_not_have_one_bad_row_and_rows_a_few() -> None:
    asked = {}
    for agency, extract in (("advocates", "advocacy_services"), ("probation", "probation_referrals")):
        table = next(t for t in agreement(SCHEMAS, agency)["schema"] if t["name"] == extract)
        asked[extract] = [q for p in table["properties"] for q in p.get("quality", ()) if q["metric"] == "invalidValues"]
        asked[f"{extract} rows"] = [q for q in table["quality"] if q.get("metric") == "rowCount"]
    assert {(q["unit"], q["mustBe"]) for q in asked["advocacy_services"]} == {("rows", 0)}
    assert {(q["unit"], q["mustBeLessOrEqualTo"]) for q in asked["probation_referrals"]} == {("percent", 5)}
    services = SCHEMAS.codes_of(SCHEMAS.contracts["advocacy_services"].columns["service"])
    assert [q["mustBe"] for q in asked["advocacy_services rows"]] == [len(services)]
