"""How to check the door yourself: attack a publication, then break it. Open with marimo: uv run --extra notebooks marimo edit FILE"""

import marimo

app = marimo.App(app_title="Checking the door yourself")


@app.cell
def _():
    import os
    import shutil
    import tempfile
    from pathlib import Path

    import marimo as mo
    import polars as pl

    from pipelines.disclosure_control.audit import audit_publications

    return Path, audit_publications, mo, os, pl, shutil, tempfile


@app.cell
def _(mo):
    mo.md("""
    # Checking the door yourself

    A count of few young people never leaves the county, and neither does anything from which it can be worked out.
    You need not take our word for that. Here an attacker reads what was published, as anyone could. Then we
    break a copy in two ways, and see whether the attacker notices.
    """)
    return


@app.cell
def _(Path, os, shutil, tempfile):
    # The files that say what is published. The rest of the folder is attacked by `safecount audit FOLDER` in the same way.
    published = Path(os.environ.get("SAFECOUNT_PUBLICATION", "demo/published/2025-Q4-v1"))
    files = ("cells.csv", "measures.json", "publication.json")

    def copy_of() -> Path:
        """A copy in a folder of its own, to break at will."""
        folder = Path(tempfile.mkdtemp()) / published.name
        folder.mkdir()
        for name in files:
            shutil.copyfile(published / name, folder / name)
        return folder

    return (copy_of,)


@app.cell
def _(audit_publications, copy_of):
    # The attacker knows what any reader knows: the files, the rules, and which numbers are withheld. It tries to work each out.
    as_published = audit_publications([copy_of()])
    return (as_published,)


@app.cell
def _(audit_publications, copy_of):
    def with_one_mark_lifted():
        """Show one withheld number of young people. The number is made up; that it stands there is what matters."""
        folder = copy_of()
        lines = (folder / "cells.csv").read_text("utf-8").splitlines(keepends=True)
        first = next(n for n, line in enumerate(lines) if line.endswith(",numerator,,c\n"))
        lines[first] = lines[first].replace(",numerator,,c\n", ",numerator,7,\n")
        (folder / "cells.csv").write_text("".join(lines), "utf-8")
        return audit_publications([folder])

    lifted = with_one_mark_lifted()
    return (lifted,)


@app.cell
def _(audit_publications, copy_of):
    def with_a_number_on_the_side():
        """Leave the table as it is, and let a page say a number that nobody published, where hardly anybody looks."""
        folder = copy_of()
        (folder / "page.html").write_text('<html lang="en"><body><p title="recidivism, 2025: 7331">A page.</p></body></html>', "utf-8")
        return audit_publications([folder])

    on_the_side = with_a_number_on_the_side()
    return (on_the_side,)


@app.cell
def _(as_published, lifted, mo, on_the_side, pl):
    tried = {
        "as it was published": as_published,
        "with one withheld number shown": lifted,
        "with a number hidden in a page": on_the_side,
    }
    found = pl.DataFrame(
        [
            {
                "the publication": what,
                "holds": "yes" if audit.passed else "no",
                "what the attacker says": "; ".join(sorted({leak.kind for leak in audit.leaks})) or "nothing can be worked out",
            }
            for what, audit in tried.items()
        ]
    )
    mo.vstack([mo.md("## What the attacker found"), mo.ui.table(found, selection=None, show_download=False, wrapped_columns=found.columns)])
    return (found,)


@app.cell
def _(as_published, mo):
    mo.md(f"""
    In the publication **{as_published.withheld:,}** numbers are withheld. Of these
    **{as_published.exact + as_published.narrowed}** can be worked out. `safecount audit FOLDER` does the same
    for a whole folder, with its pages, workbook and charts.
    """)
    return


@app.cell
def test_the_publication_holds_and_each_break_is_found(as_published, lifted, on_the_side):
    assert as_published.passed and as_published.withheld > 0
    assert not lifted.passed
    assert not on_the_side.passed and on_the_side.leaks


if __name__ == "__main__":
    app.run()
