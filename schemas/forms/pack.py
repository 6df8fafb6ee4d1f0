"""All that one agency needs to fill in its files, as a folder: a page to begin with, and for each extract its blanks and its dictionary.

Not one workbook with a sheet for each extract: a file says by its name what it is, so each extract is a file of its own, and a
workbook with two tables is refused.
"""

from collections.abc import Iterator
from html import escape

from schemas.agency import Agency
from schemas.catalogue import Schemas
from schemas.forms import page
from schemas.forms.agreement import agreement_odcs
from schemas.forms.data_package import data_package_json
from schemas.forms.dictionary_html import dictionary_html
from schemas.forms.template_csv import template_csv
from schemas.forms.template_xlsx import template_xlsx

START = "start-here.html"


def pack(schemas: Schemas, agency: str) -> dict[str, bytes]:
    """File name → bytes, of this agency's extracts only."""
    about = schemas.agencies[agency]
    files = {START: page.page(f"Files of {about.title}", _start(schemas, about))}
    for source in about.sources:
        contract = schemas.contracts[source.extract]
        files |= {
            f"{contract.name}.template.xlsx": template_xlsx(schemas, contract),
            f"{contract.name}.template.csv": template_csv(contract),
            f"{contract.name}.dictionary.html": dictionary_html(schemas, contract),
        }
    return files | {"datapackage.json": data_package_json(schemas, agency), "agreement.odcs.yaml": agreement_odcs(schemas, agency)}


def _start(schemas: Schemas, about: Agency) -> Iterator[str]:
    rows = [
        (
            f"[`{s.extract}`]({s.extract}.dictionary.html)",
            schemas.contracts[s.extract].title,
            f"`{s.extract}.template.xlsx`",
            f"`{about.name}.{s.extract}.{max(s.since, schemas.contracts[s.extract].effective)}.xlsx`",
            f"{s.due_days} days after the quarter ends",
            str(s.expires),
        )
        for s in about.sources
    ]
    heads = ("extract, with its dictionary", "what it is", "blank", "name of the file", "due", "agreed until")
    yield f"<h1>Files of {escape(about.title)}</h1>"
    yield page.table("What you send, once a quarter", heads, rows)
    yield "<h2>How to fill one in and send it</h2>"
    yield page.bullets(
        (
            "Open the blank. Choose a cell to see what belongs in it. The page of help in it has an example, which is not sent.",
            "Or let your case system write a CSV file with the same columns.",
            "Write no name, no birth date, no case number. A file with one in it is refused and not kept.",
            "Save it under the name above, with the right quarter.",
            "Check it at your desk: `safecount check FILE`. Nothing is sent. Mend what must be fixed.",
            "Send it as your county told you. You get a receipt that says what was taken.",
        )
    )
    yield "<h2>When you must say more</h2>"
    yield page.bullets(
        (
            "Does the receipt ask you to confirm something? Tell your county the code and your reason, like `C701=one_time_event`. "
            "The county enters it with `safecount confirm`, and you get the receipt anew.",
            "Or lay a small file beside yours when you send it, with the same name and the ending `.confirm.yaml`: one line like "
            "`C701: one_time_event` for each code.",
            f"Reasons are {_listed(schemas, 'confirmation')}.",
            "Did you find errors? Send the whole file again. It replaces the earlier one.",
            "Do you send corrections so fast that they may overtake each other? Number them: `….r2.xlsx`, `….r3.xlsx`. The highest counts.",
            "Sent the wrong file? Tell your county the submission on its receipt. It is withdrawn with `safecount retract`, and the file "
            "before it counts again.",
        )
    )


def _listed(schemas: Schemas, codelist: str) -> str:
    words = schemas.codelists.get(codelist)
    return ", ".join(f"`{code}`" for code in words.codes) if words else "on your county's list"
