"""Who did what, when: append-only, in the transaction of the change, sealed into a chain by a job."""

from drillhub.audit.models import AuditEntry, AuditSeal
from drillhub.audit.trail import OPERATOR, TIMETABLE, Actor, record

__all__ = ["OPERATOR", "TIMETABLE", "Actor", "AuditEntry", "AuditSeal", "record"]
