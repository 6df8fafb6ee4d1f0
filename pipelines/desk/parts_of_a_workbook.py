"""Which parts a workbook with a plain table is packed of, as the usual programs write them; and what others are called."""

import re
from collections.abc import Collection, Iterator

# What Excel, LibreOffice, Google Sheets, openpyxl and XlsxWriter write for a table.
_OF_XLSX = re.compile(
    r"\[content_types\]\.xml|(?:.*/)?_rels/[^/]*\.rels|docprops/(?:core|app|custom)\.xml|docmetadata/labelinfo\.xml"
    r"|xl/(?:workbook|styles|sharedstrings|calcchain|metadata)\.xml|xl/(?:theme|worksheets|chartsheets|dialogsheets|tables|persons)/[^/]+\.xml"
    r"|xl/drawings/[^/]+\.(?:xml|vml)|xl/printersettings/[^/]+\.bin|xl/featurepropertybag/[^/]+\.xml|customxml/item(?:props)?[0-9]*\.xml",
    re.IGNORECASE,
)
_OF_ODS = re.compile(
    r"mimetype|(?:content|styles|meta|settings)\.xml|manifest\.rdf|meta-inf/manifest\.xml|layout-cache|configurations2/.*"
    r"|thumbnails/thumbnail\.png",  # LibreOffice always puts it in
    re.IGNORECASE,
)
# These have findings of their own: comments, pictures, programs, links, changes.
_TOLD_ELSEWHERE = re.compile(
    r"xl/(?:comments|threadedcomments|media|embeddings|activex|externallinks|macrosheets)|xl/drawings/.*\.(?:png|jpe?g|gif|emf|wmf)"
    r"|.*vbaproject|.*workbook\.bin|(?:basic|scripts|pictures|media|object [0-9]+)/",
    re.IGNORECASE,
)
_KINDS = (
    (r"xl/pivotcache|xl/pivottables|xl/model", "a pivot table's copy of rows"),
    (r"xl/charts/", "a chart with its copy of numbers"),
    (r"docprops/thumbnail\.", "a picture of its first page"),
    (r"xl/(?:revisions|querytables)/|versions/", "a record of earlier contents"),
    (r"xl/connections\.xml|xl/xmlmaps\.xml|xl/querytables", "a connection to other data"),
    (r"xl/(?:slicer|timeline)", "a slicer with its list of values"),
    (r"objectreplacements/", "a picture of another file"),
    (r".*", "a part that no table has"),
)


def strange(names: Collection[str], is_ods: bool) -> Iterator[str]:
    """What a workbook carries that no table needs, in words."""
    usual = _OF_ODS if is_ods else _OF_XLSX
    for name in names:
        if not name.endswith("/") and not usual.fullmatch(name) and not _TOLD_ELSEWHERE.match(name):
            yield next(what for form, what in _KINDS if re.match(form, name, re.IGNORECASE))
