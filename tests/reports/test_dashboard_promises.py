"""The dashboard carries what was promised: first what was open when the quarter began, with the word for how it stands."""

import re
from pathlib import Path

import pytest

from reports import dashboard
from schemas import Schemas
from tests.reports.sample import Sample
from tests.reports.two_publications import found

LISTED = (
    "met_on,item,action,organization_id,due_on,state,closed_on\n"
    "2025-08-05,1,train_staff,probation,2025-09-02,closed,2025-10-07\n"
    "2025-08-05,2,renew_agreement,child_welfare,2025-10-07,closed,2025-10-07\n"
    "2025-08-12,1,name_contact,schools,2025-11-04,open,\n"
    "2025-10-07,1,open_service,drop_in_center,2026-01-06,open,\n"
    "2025-10-07,2,fill_post,elsewhere,2026-01-06,dropped,\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Sample(first="2025-Q1", last="2025-Q4").write(tmp_path_factory.mktemp("promised"))
    (folder / "actions.csv").write_text(LISTED)
    dashboard.build(folder, promises=dashboard.promised(folder, Schemas.load()))
    return folder


def _tables(html: str) -> dict[str, list[list[str]]]:
    part = html.partition('id="actions"')[2].partition("</section>")[0]
    tables = re.findall(r"<caption>(.*?)</caption>(.*?)</table>", part, re.DOTALL)
    rows = {caption: re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", body) for caption, body in tables}
    return {
        caption: [re.sub(r"</?(?:th|strong)>", "", row).replace("</td>", "").split("<td>") for row in of] for caption, of in rows.items()
    }


def test_it_says_what_who_until_when_and_how_it_stands(folder: Path) -> None:
    assert _tables((folder / "dashboard.html").read_text("utf-8")) == {
        "Promised before this quarter, and open when it began": [
            ["Train staff", "Probation Department", "2025-08-05", "2025-09-02", "Done late"],
            ["Renew an agreement", "Social Services Agency", "2025-08-05", "2025-10-07", "Done on time"],
            ["Name a contact", "Schools", "2025-08-12", "2025-11-04", "Not done, and its day has passed"],
        ],
        "Promised in this quarter": [
            ["Open a service", "Drop-in Center", "2025-10-07", "2026-01-06", "Open"],
            ["Fill a post", "elsewhere", "2025-10-07", "2026-01-06", "Dropped"],
        ],
    }


def test_the_attacker_has_nothing_to_say_of_the_page_and_the_list(folder: Path) -> None:
    assert found(folder) == set()


def test_a_number_put_among_the_promises_stops_the_publication(folder: Path, tmp_path: Path) -> None:
    page = (folder / "dashboard.html").read_text("utf-8")
    for name in ("cells.csv", "measures.json", "publication.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / "dashboard.html").write_text(page.replace("<td>Done late</td>", "<td>Done for 7 girls</td>"))
    assert found(tmp_path)


def test_a_county_without_the_register_has_no_such_part(tmp_path: Path) -> None:
    sample = Sample(first="2025-Q1", last="2025-Q2").write(tmp_path)
    assert dashboard.promised(sample, Schemas.load()) == ()
    assert 'id="actions"' not in dashboard.build(sample)
