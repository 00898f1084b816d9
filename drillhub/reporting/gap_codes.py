"""What can be missing in a report. The sentences are with the layout (`annual_words`)."""

from enum import StrEnum


class GapCode(StrEnum):
    NO_PLAN = "no_plan"
    NO_CERTIFICATE = "no_certificate"
    NO_COMPANY_DETAILS = "no_company_details"
    NOT_CHECKED = "not_checked"
    NO_COMMENT = "no_comment"
    NO_DRILL_HELD = "no_drill_held"
    MONTH_NOT_MET = "month_not_met"
    NO_STRUCTURE = "no_structure"
    NOT_HELD_WITHOUT_REASON = "not_held_without_reason"
    RECORD_NOT_CLOSED = "record_not_closed"
    RATINGS_INCOMPLETE = "ratings_incomplete"
    NO_FINDINGS = "no_findings"
    REVIEW_LATE = "review_late"
    REVIEW_NOT_RECORDED = "review_not_recorded"
    MEASURE_OVERDUE = "measure_overdue"
    COMMUNICATION_NOT_RECORDED = "communication_not_recorded"
    NEXT_YEAR_EMPTY = "next_year_empty"
    NO_EVIDENCE = "no_evidence"
