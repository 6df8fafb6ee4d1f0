"""What may be written in a column, in a sentence for the person who fills it in."""

from schemas import under
from schemas.catalogue import Schemas
from schemas.forms.rule_words import one_of
from schemas.table import Column

TYPES = {
    "token": "code of a young person",
    "code": "one word of a list",
    "date": "day",
    "integer": "whole number",
    "boolean": "true or false",
    "text": "text",
}


def allowed(schemas: Schemas, column: Column) -> str:
    """The form of a value, its codes named in backticks."""
    match column.type:
        case "token":
            return "16 to 64 of the signs 0-9 and a-f, as your desk tool makes it"
        case "date":
            return "YYYY-MM-DD, also of the next two years" if column.promised else "YYYY-MM-DD"
        case "integer":
            least = f"a whole number, {column.minimum} or more" if column.minimum is not None else "a whole number"
            return f"{least}; or `{under.written(column.under)}` for 1 to {column.under - 1}" if column.under else least
        case "boolean":
            return "`true` or `false`"
        case "code":
            return one_of(schemas.codes_of(column))
    return "text"


def filled_in(column: Column) -> str:
    return "always filled in" if column.required else "may be empty"
