"""The attacker: reads what was published back from its files and works out as much as anyone could. It shares no code
with what withholds numbers, so that a mistake there is not repeated here."""

from pipelines.disclosure_control.audit.publications import audit_publications
from pipelines.disclosure_control.audit.returns import among_families, told_with
from pipelines.disclosure_control.audit.table import audit_table
from pipelines.disclosure_control.audit.verdict import Attacked, Audit
from pipelines.disclosure_control.audit.verify_certificate import verify_certificate
from pipelines.disclosure_control.audit.verify_publications import Checked, verify_publications

__all__ = [
    "Attacked",
    "Audit",
    "Checked",
    "among_families",
    "audit_publications",
    "audit_table",
    "told_with",
    "verify_certificate",
    "verify_publications",
]
