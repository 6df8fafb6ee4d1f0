"""What the task force has agreed, in YAML that partners can read and sign, and the small Python that reads it.

Nothing here ever sees a row about a young person.
"""

from schemas.agency import Agency, Source
from schemas.catalogue import Schemas
from schemas.codelist import Code, Codelist
from schemas.contract import Contract, Feed, Rule
from schemas.files import SchemaError
from schemas.legal_breaks import LegalBreak
from schemas.measure import Measure, Outcome
from schemas.period import Period, Quarter, Year, parse_period
from schemas.policy import Policy
from schemas.residents import Residents
from schemas.table import Column, Table

__all__ = [
    "Agency",
    "Code",
    "Codelist",
    "Column",
    "Contract",
    "Feed",
    "LegalBreak",
    "Measure",
    "Outcome",
    "Period",
    "Policy",
    "Quarter",
    "Residents",
    "Rule",
    "SchemaError",
    "Schemas",
    "Source",
    "Table",
    "Year",
    "parse_period",
]
