"""What an agency, or a tool of theirs, needs to fill in an extract: made from its contract, never written by hand."""

from schemas.forms.dictionary import dictionary
from schemas.forms.expectations import expectations, expectations_json
from schemas.forms.table_schema import table_schema, table_schema_json
from schemas.forms.template_csv import template_csv

__all__ = ["dictionary", "expectations", "expectations_json", "table_schema", "table_schema_json", "template_csv"]
