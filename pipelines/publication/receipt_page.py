"""A receipt as a page that a person reads: what became of the file first, then what to correct."""

from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined, Template

if TYPE_CHECKING:
    from pipelines.publication.receipt import Receipt

_MEANS = {
    "accepted": "Every row was taken. There is nothing you need to do.",
    "accepted in part": "Some rows are held back and not counted. Correct them and send the whole file again.",
    "accepted with confirmations": "Every row was taken. Confirm what is listed, or correct it and send it again.",
    "rejected": "Nothing of this file was taken. Correct what is listed and send the whole file again.",
    "already received": "This very file was received before. Nothing has changed; the earlier answer still holds.",
    "retracted": "You took this file back. It does not count any more. Figures that were published before stay as they were published.",
}
_ALL_CONFIRMED = "Every row was taken, and all that was asked is confirmed. There is nothing you need to do."
_CHANGES = {
    "new": "rows not sent before",
    "changed": "rows that say something else now",
    "unchanged": "rows as before",
    "gone": "rows of the last one that are gone, or held now",
}

_HEADS = {
    "Kind": "kind",
    "Row": "row",
    "Column": "column",
    "Cell": "cell",
    "What is wrong": "says",
    "What would be right": "allowed",
    "Example": "example",
}

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{{ r.status | capitalize }}: {{ r.extract }}, {{ r.quarter }}</title>
<style>
:root { color-scheme: light dark; --line: #8a8f98; --shade: #f1f3f6; }
@media (prefers-color-scheme: dark) { :root { --shade: #262a30; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
h1 { line-height: 1.2; margin-bottom: 0.25rem; }
.means { font-size: 1.15rem; margin-top: 0; }
table { border-collapse: collapse; margin: 0.5rem 0 1.5rem; }
caption { text-align: left; font-weight: 600; padding-bottom: 0.25rem; }
th, td { border: 1px solid var(--line); padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }
thead th { background: var(--shade); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
.long { overflow-wrap: anywhere; font-family: ui-monospace, monospace; font-size: 0.85rem; }
@media print { body { margin: 0; max-width: none; } }
</style>
</head>
<body>
<main>
<h1>{{ r.status | capitalize }}</h1>
<p class="means">{{ means }}</p>
<p>{{ r.extract }}, {{ r.quarter }}, from {{ r.agency }}. \
{{ "Received on time" if r.on_time else "Received after it was due" }}.\
{% if r.next_due %} The next file is due on {{ r.next_due }}.{% endif %}</p>

{% if r.status != "rejected" %}
<p>{% if r.counts_now == r.submission %}This file is your word for the quarter.\
{% elif r.counts_now %}Your word for the quarter is the submission {{ r.counts_now }}.\
{% elif r.status == "retracted" %}For this quarter you have no file now; it counts as missing.{% endif %}</p>
{% endif %}

{% if r.status != "retracted" %}
<h2>What to look at</h2>
{% if r.findings %}
<div class="wide" role="region" aria-label="Findings" tabindex="0">
<table>
<caption>{{ r.findings | length }} {{ "finding" if r.findings | length == 1 else "findings" }}, \
none of which repeats what was written in the file</caption>
<thead><tr><th scope="col">Code</th>{% for head in heads %}<th scope="col">{{ head }}</th>{% endfor %}</tr></thead>
<tbody>
{% for f in r.findings %}
<tr><th scope="row">{{ f.code }}</th>{% for part in heads.values() %}<td>{{ shown(f.get(part)) }}</td>{% endfor %}</tr>
{% endfor %}
</tbody>
</table>
</div>
{% else %}
<p>Nothing.</p>
{% endif %}

{% if r.confirmed or r.to_confirm %}
<table>
<caption>Confirmations</caption>
<thead><tr><th scope="col">Code</th><th scope="col">Your answer</th><th scope="col">Fingerprint of your sentence (SHA-256)</th></tr></thead>
<tbody>
{% for c in r.confirmed %}
<tr><th scope="row">{{ c.code }}</th><td>{{ c.reason }}</td><td class="long">{{ c.note_sha256 }}</td></tr>
{% endfor %}
{% for code in r.to_confirm %}
<tr><th scope="row">{{ code }}</th><td>not yet confirmed</td><td></td></tr>
{% endfor %}
</tbody>
</table>
{% endif %}

<h2>What was counted</h2>
<table>
<caption>Rows</caption>
<tbody>
<tr><th scope="row">in the file</th><td class="number">{{ r.rows_in }}</td></tr>
<tr><th scope="row">taken</th><td class="number">{{ r.rows_accepted }}</td></tr>
<tr><th scope="row">held back</th><td class="number">{{ r.rows_held }}</td></tr>
</tbody>
</table>
{% if r.totals %}
<table>
<caption>Totals, to compare with your own</caption>
<tbody>
{% for name, total in r.totals | dictsort %}
<tr><th scope="row">{{ name }}</th><td class="number">{{ total }}</td></tr>
{% endfor %}
</tbody>
</table>
{% endif %}
{% if r.changes %}
<table>
<caption>Against what you sent for this quarter before</caption>
<tbody>
{% for name, words in changes.items() if name in r.changes %}
<tr><th scope="row">{{ words }}</th><td class="number">{{ r.changes[name] }}</td></tr>
{% endfor %}
</tbody>
</table>
{% endif %}

{% endif %}
<h2>For your records</h2>
<table>
<tbody>
<tr><th scope="row">Submission</th><td>{{ r.submission }}</td></tr>
{% if r.revision %}<tr><th scope="row">Your own number for it</th><td>{{ r.revision }}</td></tr>{% endif %}
<tr><th scope="row">Received</th><td>{{ r.received_at }}</td></tr>
{% if r.issued_at %}<tr><th scope="row">This receipt</th><td>version {{ r.version }}, of {{ r.issued_at }}</td></tr>{% endif %}
{% if r.reason %}<tr><th scope="row">Withdrawn because</th><td>{{ r.reason }}</td></tr>{% endif %}
{% if r.how %}<tr><th scope="row">Read as</th><td>{{ r.how }}</td></tr>{% endif %}
<tr><th scope="row">Contract version</th><td>{{ r.contract_version or "none" }}</td></tr>
<tr><th scope="row">Fingerprint of the file (SHA-256)</th><td class="long">{{ r.sha256 }}</td></tr>
<tr><th scope="row">Signed with the key</th><td class="long">{{ r.key_id }}</td></tr>
<tr><th scope="row">Signature (Ed25519)</th><td class="long">{{ r.signature }}</td></tr>
</tbody>
</table>
<p>The signature belongs to the JSON file of the same name; that file is what an auditor can check.</p>
</main>
</body>
</html>
"""


def page(receipt: "Receipt") -> str:
    """A whole HTML page that loads nothing and runs nothing; every text in it is escaped."""
    settled = receipt.status == "accepted with confirmations" and receipt.confirmed and not receipt.to_confirm
    means = _ALL_CONFIRMED if settled else _MEANS[receipt.status]
    return _template().render(r=receipt, means=means, changes=_CHANGES, heads=_HEADS, shown=_shown)


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_PAGE)


def _shown(told: Any) -> str:
    """Nothing where there is nothing to say."""
    return "" if told is None else str(told)
