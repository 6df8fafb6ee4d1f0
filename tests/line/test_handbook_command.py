"""`safecount handbook` writes the guides of the county's agencies, by a process that cannot reach anything confidential."""

from tests.line.command import here


def test_the_handbook_is_written_with_a_guide_for_one_agency(tmp_path):
    said = here("handbook", tmp_path / "book", "--agency", "parole")
    assert said.returncode == 0, said.stderr
    begin = tmp_path / "book" / "desk" / "guides" / "parole.html"
    assert said.stdout == f"{begin}\n"
    assert "A guide for Parole" in begin.read_text(encoding="utf-8")
    assert [p.name for p in begin.parent.iterdir()] == ["parole.html"]
    assert "E201" in (tmp_path / "book" / "desk" / "rules.html").read_text(encoding="utf-8")


def test_a_county_s_own_agencies_have_their_guides(tmp_path):
    assert here("init", tmp_path / "county").returncode == 0
    (tmp_path / "county" / "schemas" / "agencies.yaml").write_text(
        """county: Willow County
agencies:
  willow_police:
    name: Willow Police
    programmes:
      patrol:
        name: Patrol
        extracts:
          law_enforcement_contacts: {tier: linkable, legal_basis: 'Court order', since: 2026-Q1, expires: 2030-12-31, due_days: 10}
""",
        encoding="utf-8",
    )
    said = here("handbook", tmp_path / "book", "--workspace", tmp_path / "county")
    assert said.returncode == 0, said.stderr
    guides = tmp_path / "book" / "desk" / "guides"
    assert [p.name for p in guides.iterdir()] == ["willow_police.html"]
    html = (guides / "willow_police.html").read_text(encoding="utf-8")
    assert "The file for 2026-Q1 is due on 2026-04-10." in html
    assert "safecount check willow_police.law_enforcement_contacts.2026-Q1.csv" in html


def test_an_agency_that_is_not_there_or_a_file_in_the_way_is_a_matter_of_usage(tmp_path):
    assert here("handbook", tmp_path / "book", "--agency", "nobody").returncode == 2
    (tmp_path / "book").write_text("")
    assert here("handbook", tmp_path / "book").returncode == 2


def test_a_dry_run_writes_nothing(tmp_path):
    said = here("handbook", tmp_path / "book", "--dry-run")
    assert (said.returncode, said.stdout) == (0, f"would write {tmp_path / 'book' / 'desk' / 'index.html'}\n")
    assert not (tmp_path / "book").exists()


def test_a_folder_that_was_not_published_gives_no_figures_for_the_clauses(tmp_path):
    said = here("handbook", tmp_path / "book", "--publication", tmp_path)
    assert said.returncode == 2 and "is no published folder" in said.stderr
