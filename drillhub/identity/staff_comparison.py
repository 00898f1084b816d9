"""What a staff file would change in the register (名簿): a pure comparison of rows with the people as they are.

Rules
- A person is recognised by the employee number. When the name does not fit the number, when the person had left, or
  when an unknown number comes with the mail or name of somebody who is missing from the file, a question is asked:
  nobody is merged with anybody silently.
- People who are not in the file stay as they are. They are counted as absent, and only a person decides that they left.
- A blank cell and a missing column change nothing.
- Someone whose last day is past has left; a leaver whom the register does not know is not entered.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final

from drillhub.core.i18n import LazyString, _l
from drillhub.core.text import search_key
from drillhub.identity.models import Employment, PersonStatus
from drillhub.identity.sign_in import mail_key
from drillhub.identity.staff_columns import StaffField
from drillhub.identity.staff_file import Remark, StaffFile, StaffRow
from drillhub.identity.staff_refusals import MailOfAnother, ZerosLost

# Numbers of people entered by an operator before the first file came; payroll software knows nothing of them.
OPERATORS_PREFIX: Final = "admin-"
DepartmentPath = tuple[str, ...]


class PersonField(StrEnum):
    """What can change about a person."""

    EMPLOYEE_NUMBER = "employee_number"
    NAME = "name"
    KANA = "kana"
    DEPARTMENT = "department"
    SITE = "site"
    JOB_TITLE = "job_title"
    EMAIL = "email"
    MOBILE = "mobile"
    EMPLOYMENT = "employment"
    STATUS = "status"
    JOINED_ON = "joined_on"
    LEFT_ON = "left_on"

    @property
    def label(self) -> LazyString:
        return _LABELS[self]


_LABELS: Final = {
    PersonField.EMPLOYEE_NUMBER: _l("社員番号"),
    PersonField.NAME: _l("名前"),
    PersonField.KANA: _l("フリガナ"),
    PersonField.DEPARTMENT: _l("部署"),
    PersonField.SITE: _l("拠点"),
    PersonField.JOB_TITLE: _l("役職"),
    PersonField.EMAIL: _l("メール"),
    PersonField.MOBILE: _l("携帯"),
    PersonField.EMPLOYMENT: _l("雇用区分"),
    PersonField.STATUS: _l("在籍状況"),
    PersonField.JOINED_ON: _l("入社日"),
    PersonField.LEFT_ON: _l("退職日"),
}


@dataclass(frozen=True)
class RegisteredPerson:
    """A person as the register has them. department: names from the root, () for none; site: "" for none."""

    id: int
    employee_number: str
    family_name: str
    given_name: str
    family_name_kana: str
    given_name_kana: str
    department: DepartmentPath
    site: str
    job_title: str
    email: str | None
    mobile: str | None
    employment: Employment
    status: PersonStatus
    joined_on: date | None
    left_on: date | None

    @property
    def name(self) -> str:
        return f"{self.family_name} {self.given_name}".strip()

    @property
    def has_left(self) -> bool:
        return self.status is PersonStatus.LEFT


@dataclass(frozen=True)
class Register:
    """The register before the import: everyone, leavers too."""

    people: tuple[RegisteredPerson, ...]
    departments: frozenset[DepartmentPath]
    sites: frozenset[str]


@dataclass(frozen=True)
class Change:
    """One field, old → new. For names, kana and departments the texts that people read."""

    field: PersonField
    old: str | date | None
    new: str | date | None


class Outcome(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    CHANGED = "changed"
    LEFT = "left"
    UNCHANGED = "unchanged"
    UNDECIDED = "undecided"  # a question is open
    NOT_ENTERED = "not_entered"  # a leaver whom the register does not know


class QuestionKind(StrEnum):
    NAME_DIFFERS = "name_differs"  # the number belongs to somebody with another name
    RETURNED = "returned"  # the number belongs to somebody who left
    SAME_MAIL = "same_mail"  # an unknown number with the address of somebody who is not in the file
    SAME_NAME = "same_name"  # an unknown number with the name of somebody who is not in the file


class Decision(StrEnum):
    """The answer to a question."""

    LEAVE_OUT = "leave_out"
    SAME_PERSON = "same_person"
    OTHER_PERSON = "other_person"


@dataclass(frozen=True)
class Question:
    """Is the row this person? choices: the answers that are possible; without one the row is left out.

    SAME_PERSON changes the person, and their number where it differs. OTHER_PERSON adds a new person; a person who
    had the number before gives it up and has left.
    """

    kind: QuestionKind
    person: RegisteredPerson
    choices: tuple[Decision, ...] = (Decision.SAME_PERSON, Decision.OTHER_PERSON, Decision.LEAVE_OUT)


# An address cannot belong to two people, and a leaver is not entered as a new person.
_SAME_OR_NOT: Final = (Decision.SAME_PERSON, Decision.LEAVE_OUT)


@dataclass(frozen=True)
class Entry:
    """A row with what it does. person: whom it was recognised as. changes: what it changes on that person, for
    UNDECIDED what it would change if it is the same person."""

    row: StaffRow
    outcome: Outcome
    person: RegisteredPerson | None = None
    changes: tuple[Change, ...] = ()
    question: Question | None = None


@dataclass(frozen=True)
class StaffImportPreview:
    """What an import would do. refused: what speaks against it; with one refusal nothing is imported.

    absent: people of the register who are not in the file. new_departments, new_sites: what would be created.
    """

    read: int
    entries: tuple[Entry, ...]
    absent: tuple[RegisteredPerson, ...]
    refused: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    new_departments: tuple[DepartmentPath, ...]
    new_sites: tuple[str, ...]

    def of(self, outcome: Outcome) -> tuple[Entry, ...]:
        return self._by_outcome[outcome]

    @cached_property
    def _by_outcome(self) -> dict[Outcome, tuple[Entry, ...]]:
        return {kind: tuple(entry for entry in self.entries if entry.outcome is kind) for kind in Outcome}

    @property
    def questions(self) -> dict[int, Question]:
        """Row number → question."""
        return {entry.row.row: entry.question for entry in self.entries if entry.question is not None}

    @property
    def digest(self) -> str:
        """Changes when anything that would be done changes: the same digest, the same effect."""
        return hashlib.sha256(repr((self.entries, self.absent)).encode()).hexdigest()


def compare(file: StaffFile, register: Register, *, today: date) -> StaffImportPreview:
    """Compare an accepted or refused file with the register. today: the organisation's calendar day."""
    comparison = _Comparison(file, register, today)
    entries = tuple(comparison.entry(row) for row in file.rows)
    asked_about = {entry.question.person.id for entry in entries if entry.question}
    used = [entry for entry in entries if entry.outcome in {Outcome.ADDED, Outcome.CHANGED, Outcome.UNDECIDED}]
    new_departments, new_sites = missing_places(used, register.departments, register.sites)
    return StaffImportPreview(
        read=file.read,
        entries=entries,
        absent=tuple(person for person in comparison.absent if person.id not in asked_about),
        refused=tuple(sorted((*file.refused, *comparison.refused(entries)), key=lambda remark: remark.row)),
        warnings=file.warnings,
        new_departments=new_departments,
        new_sites=new_sites,
    )


def place_key(name: str) -> str:
    """Sites and departments whose names differ only in width, case or blanks are the same."""
    return search_key(name)


def path_key(path: DepartmentPath) -> tuple[str, ...]:
    return tuple(map(place_key, path))


class _Comparison:
    """The register arranged for looking up, and the answers about one row."""

    def __init__(self, file: StaffFile, register: Register, today: date) -> None:
        self.file = file
        self.today = today
        self.by_number = {person.employee_number: person for person in register.people}
        numbers = {row.employee_number for row in file.rows}
        self.absent = [
            person
            for person in register.people
            if not person.has_left
            and person.employee_number not in numbers
            and not person.employee_number.startswith(OPERATORS_PREFIX)
        ]
        missing = [
            person for person in register.people if not person.has_left and person.employee_number not in numbers
        ]
        self.missing_by_mail = {mail_key(person.email): person for person in missing if person.email}
        self.missing_by_name = _unique((search_key(person.name), person) for person in missing)
        self.missing_by_digits = _unique((_without_zeros(person.employee_number), person) for person in missing)

    def entry(self, row: StaffRow) -> Entry:
        row = self._with_standing(row)
        person = self.by_number.get(row.employee_number)
        if row.status is PersonStatus.LEFT:
            return self._leaver(row, person)
        question = self._question(row, person)
        if question is not None:
            return Entry(row, Outcome.UNDECIDED, person, _changes(row, question.person), question)
        if person is None:
            return Entry(row, Outcome.ADDED)
        changes = _changes(row, person)
        return Entry(row, Outcome.CHANGED if changes else Outcome.UNCHANGED, person, changes)

    def _with_standing(self, row: StaffRow) -> StaffRow:
        """The row with the state that follows from its dates: the last day is worked, the day after it has left."""
        planned = row.left_on if row.left_on is not None and row.left_on >= self.today else None
        if row.status is PersonStatus.LEFT and (planned is None or planned == self.today):
            return replace(row, left_on=row.left_on or self.today)
        if row.status is None and row.left_on is not None and planned is None:
            return replace(row, status=PersonStatus.LEFT)
        status = PersonStatus.ACTIVE if row.status is PersonStatus.LEFT else row.status
        return replace(row, status=status, left_on=planned)

    def _leaver(self, row: StaffRow, person: RegisteredPerson | None) -> Entry:
        if person is None:
            return Entry(row, Outcome.NOT_ENTERED)
        if person.has_left:
            return Entry(row, Outcome.UNCHANGED, person)
        if not _same_name(row, person):
            question = Question(QuestionKind.NAME_DIFFERS, person, _SAME_OR_NOT)
            return Entry(row, Outcome.UNDECIDED, person, _leaving(row, person), question)
        return Entry(row, Outcome.LEFT, person, _leaving(row, person))

    def _question(self, row: StaffRow, person: RegisteredPerson | None) -> Question | None:
        if person is not None:
            if person.has_left:
                return Question(QuestionKind.RETURNED, person)
            return None if _same_name(row, person) else Question(QuestionKind.NAME_DIFFERS, person)
        if row.email and (missing := self.missing_by_mail.get(mail_key(row.email))):
            return Question(QuestionKind.SAME_MAIL, missing, _SAME_OR_NOT)
        if missing := self.missing_by_name.get(search_key(row.name)):
            return Question(QuestionKind.SAME_NAME, missing)
        return None

    def refused(self, entries: Iterable[Entry]) -> list[Remark]:
        """What only the register shows: numbers that lost their zeros, addresses that somebody else has."""
        entries = list(entries)
        refused = []
        kept = self._mails_that_stay(entries)
        for entry in entries:
            row = entry.row
            twin = self.missing_by_digits.get(_without_zeros(row.employee_number))
            if entry.person is None and twin is not None and _lost_its_zeros(row, twin):
                reason = ZerosLost(registered=twin.employee_number, name=twin.name)
                refused.append(Remark(row.row, self.file.columns.heading(StaffField.EMPLOYEE_NUMBER), reason))
            holder = kept.get(mail_key(row.email)) if row.email and row.status is not PersonStatus.LEFT else None
            known = entry.question.person if entry.question else entry.person
            if holder is not None and (known is None or holder.id != known.id):
                reason_mail = MailOfAnother(mail=row.email, number=holder.employee_number, name=holder.name)
                refused.append(Remark(row.row, self.file.columns.heading(StaffField.EMAIL), reason_mail))
        return refused

    def _mails_that_stay(self, entries: list[Entry]) -> dict[str, RegisteredPerson]:
        """Addresses of people who keep theirs whatever is decided: address → person."""
        giving_up = {
            entry.person.id
            for entry in entries
            if entry.person is not None
            and (
                entry.outcome is Outcome.LEFT
                or (entry.outcome is Outcome.CHANGED and any(c.field is PersonField.EMAIL for c in entry.changes))
            )
        }
        return {
            mail_key(person.email): person
            for person in self.by_number.values()
            if person.email and not person.has_left and person.id not in giving_up
        }


def _changes(row: StaffRow, person: RegisteredPerson) -> tuple[Change, ...]:
    """What the row changes on this person, if it is this person."""
    found = [
        Change(PersonField.EMPLOYEE_NUMBER, person.employee_number, row.employee_number),
        Change(PersonField.NAME, person.name, _name_for(row, person)),
        Change(PersonField.KANA, _kana_of(person), _kana_for(row, person)),
    ]
    if row.departments is not None and path_key(row.departments) != path_key(person.department):
        found.append(Change(PersonField.DEPARTMENT, " / ".join(person.department), " / ".join(row.departments)))
    if row.site is not None and place_key(row.site) != place_key(person.site):
        found.append(Change(PersonField.SITE, person.site, row.site))
    if row.job_title is not None:
        found.append(Change(PersonField.JOB_TITLE, person.job_title, row.job_title))
    if person.has_left or (row.email is not None and mail_key(row.email) != mail_key(person.email or "")):
        # Somebody who comes back does not get an old address again that others may use by now.
        found.append(Change(PersonField.EMAIL, person.email, row.email))
    if row.mobile is not None and _digits(row.mobile) != _digits(person.mobile or ""):
        found.append(Change(PersonField.MOBILE, person.mobile, row.mobile))
    if row.employment is not None:
        found.append(Change(PersonField.EMPLOYMENT, person.employment, row.employment))
    if row.joined_on is not None:
        found.append(Change(PersonField.JOINED_ON, person.joined_on, row.joined_on))
    found += _standing_changes(row, person)
    return tuple(change for change in found if change.old != change.new)


def _standing_changes(row: StaffRow, person: RegisteredPerson) -> list[Change]:
    """Coming back clears the day of leaving; otherwise only what the row says."""
    status = row.status or (PersonStatus.ACTIVE if person.has_left else person.status)
    changes = [Change(PersonField.STATUS, person.status, status)]
    if person.has_left or row.left_on is not None:
        changes.append(Change(PersonField.LEFT_ON, person.left_on, row.left_on))
    return changes


def _leaving(row: StaffRow, person: RegisteredPerson) -> tuple[Change, ...]:
    """Of a leaver's row nothing but the leaving is taken over."""
    changes = (
        Change(PersonField.STATUS, person.status, PersonStatus.LEFT),
        Change(PersonField.LEFT_ON, person.left_on, row.left_on),
    )
    return tuple(change for change in changes if change.old != change.new)


def _same_name(row: StaffRow, person: RegisteredPerson) -> bool:
    """The same but for blanks and width. 渡邉 and 渡辺 are not: whether it is the same person is asked."""
    return _bare(row.name) == _bare(person.name)


def _name_for(row: StaffRow, person: RegisteredPerson) -> str:
    """A name without a blank does not undo the splitting that the register has."""
    return person.name if not row.given_name and _bare(row.name) == _bare(person.name) else row.name


def _kana_of(person: RegisteredPerson) -> str:
    return f"{person.family_name_kana} {person.given_name_kana}".strip()


def _kana_for(row: StaffRow, person: RegisteredPerson) -> str:
    family = person.family_name_kana if row.family_name_kana is None else row.family_name_kana
    given = person.given_name_kana if row.given_name_kana is None else row.given_name_kana
    kana = f"{family} {given}".strip()
    return _kana_of(person) if _bare(kana) == _bare(_kana_of(person)) else kana


def _bare(name: str) -> str:
    return "".join(name.split())


def _digits(number: str) -> str:
    return "".join(character for character in number if character.isdigit())


def _without_zeros(number: str) -> str:
    return number.lstrip("0")


def _lost_its_zeros(row: StaffRow, twin: RegisteredPerson) -> bool:
    shorter = len(row.employee_number) < len(twin.employee_number)
    return shorter and search_key(row.name) == search_key(twin.name)


def _unique(pairs: Iterable[tuple[str, RegisteredPerson]]) -> dict[str, RegisteredPerson]:
    """key → person, for keys that exactly one person has."""
    found = defaultdict(list)
    for key, person in pairs:
        found[key].append(person)
    return {key: people[0] for key, people in found.items() if len(people) == 1}


def missing_places(
    entries: Iterable[Entry], departments: Iterable[DepartmentPath], sites: Iterable[str]
) -> tuple[tuple[DepartmentPath, ...], tuple[str, ...]]:
    """Departments (parents before children) and sites that rows name and that do not exist, first spelling first."""
    known_departments = {path_key(path) for path in departments}
    known_sites = {place_key(name) for name in sites}
    new_departments: dict[tuple[str, ...], DepartmentPath] = {}
    new_sites: dict[str, str] = {}
    for entry in entries:
        path = entry.row.departments or ()
        for depth in range(1, len(path) + 1):
            key = path_key(path[:depth])
            if key not in known_departments:
                new_departments.setdefault(key, path[:depth])
        if entry.row.site and place_key(entry.row.site) not in known_sites:
            new_sites.setdefault(place_key(entry.row.site), entry.row.site)
    ordered = sorted(new_departments.values(), key=lambda path: (len(path), path))
    return tuple(ordered), tuple(new_sites.values())
