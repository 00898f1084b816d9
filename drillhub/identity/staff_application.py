"""Writing a decided preview into the register. Statements go out in batches: their number depends on how many kinds
of change there are, not on how many people.

The order keeps numbers and addresses unique at every moment: who leaves gives up both, who changes follows, who is
new comes last.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core import directory, tenancy
from drillhub.core.database import db
from drillhub.identity import register, services, sign_in
from drillhub.identity.errors import PersonMeantTwice
from drillhub.identity.models import Department, Employment, Person, PersonRole, PersonStatus, Site
from drillhub.identity.roles import Role
from drillhub.identity.staff_comparison import (
    Decision,
    DepartmentPath,
    Entry,
    Outcome,
    PersonField,
    StaffImportPreview,
    missing_places,
    path_key,
    place_key,
)
from drillhub.identity.staff_file import StaffRow

_SEARCHED: Final = frozenset({"employee_number", "family_name", "given_name", "family_name_kana", "given_name_kana"})
_PASSED_ON: Final = "（{year}年退職{again}）"


class Application:
    """One carrying out of a preview. After `carry_out` the counts say what was done."""

    def __init__(
        self,
        preview: StaffImportPreview,
        decisions: Mapping[int, Decision],
        absent_have_left: bool,
        *,
        by: Actor,
        at: datetime,
        today: date,
    ) -> None:
        self.by, self.at, self.today = by, at, today
        self.new: list[Entry] = []
        self.changing: list[Entry] = []
        self.leaving: dict[int, date] = {}  # person id → last day
        self.passing_on: list[int] = []  # people whose number goes to somebody else
        self.returning: list[int] = []
        self.left_out = 0
        self._sort(preview, decisions)
        self.left = len(self.leaving)
        self.absent_marked = len(preview.absent) if absent_have_left else 0
        if absent_have_left:
            self.leaving |= {person.id: today for person in preview.absent}
        self.added = len(self.new)
        self.changed = len(self.changing)
        self.new_departments = 0
        self.new_sites = 0

    def _sort(self, preview: StaffImportPreview, decisions: Mapping[int, Decision]) -> None:
        """What becomes of each row, with the answers to the questions. Raises PersonMeantTwice."""
        meant: dict[int, list[Entry]] = defaultdict(list)
        for entry in preview.entries:
            if entry.outcome is Outcome.ADDED:
                self.new.append(entry)
            elif entry.outcome is Outcome.CHANGED:
                self.changing.append(entry)
            elif entry.outcome is Outcome.LEFT and entry.person is not None:
                self.leaving[entry.person.id] = entry.row.left_on or self.today
            elif entry.question is not None:
                decision = decisions.get(entry.row.row, Decision.LEAVE_OUT)
                decision = decision if decision in entry.question.choices else Decision.LEAVE_OUT
                if decision is Decision.LEAVE_OUT:
                    self.left_out += 1
                else:
                    meant[entry.question.person.id].append(entry)
                    self._decided(entry, decision)
        for entries in meant.values():
            if len(entries) > 1 and entries[0].question is not None:
                rows = "、".join(str(entry.row.row) for entry in entries)
                raise PersonMeantTwice(name=entries[0].question.person.name, rows=rows)

    def _decided(self, entry: Entry, decision: Decision) -> None:
        question = entry.question
        assert question is not None
        person = question.person
        if decision is Decision.SAME_PERSON:
            if entry.row.status is PersonStatus.LEFT:
                self.leaving[person.id] = entry.row.left_on or self.today
            else:
                self.changing.append(entry)
                if person.has_left:
                    self.returning.append(person.id)
        else:
            if entry.person is not None:  # the number is theirs so far
                self.passing_on.append(person.id)
                if not person.has_left:
                    self.leaving[person.id] = self.today
            self.new.append(entry)

    def carry_out(self) -> "Application":
        """Write everything. Raises LastAdministrator."""
        self.people = self._load()
        self._create_places()
        self._let_go()
        self._pass_numbers_on()
        self._change()
        self._add()
        db.session.flush()
        self._keep_an_administrator()
        return self

    def _load(self) -> dict[int, Person]:
        ids = {*self.leaving, *self.passing_on, *self.returning}
        ids |= {_subject(entry) for entry in self.changing}
        if not ids:
            return {}
        # All rows in one statement and picked here: thousands of ids would be more than a statement may carry.
        return {person.id: person for person in db.session.scalars(select(Person)) if person.id in ids}

    def _create_places(self) -> None:
        departments = {row.path: row for row in db.session.scalars(select(Department))}
        sites = {row.name: row for row in db.session.scalars(select(Site))}
        paths, names = missing_places(
            [*self.new, *self.changing],
            {tuple(path.split(" / ")) for path in departments},
            set(sites),
        )
        self.departments = {path_key(tuple(path.split(" / "))): row.id for path, row in departments.items()}
        self.sites = {place_key(name): row.id for name, row in sites.items()}
        for depth in sorted({len(path) for path in paths}):
            self._create_departments([path for path in paths if len(path) == depth])
        new_sites = [Site(name=name) for name in names]
        db.session.add_all(new_sites)
        db.session.flush()
        self.sites |= {place_key(site.name): site.id for site in new_sites}
        self.new_departments, self.new_sites = len(paths), len(names)

    def _create_departments(self, paths: list[DepartmentPath]) -> None:
        """Departments of one level, whose parents exist."""
        rows = [
            Department(name=path[-1], parent_id=self.departments.get(path_key(path[:-1])), path=" / ".join(path))
            for path in paths
        ]
        db.session.add_all(rows)
        db.session.flush()
        self.departments |= {path_key(path): row.id for path, row in zip(paths, rows, strict=True)}

    def _let_go(self) -> None:
        people = [self.people[person_id] for person_id in self.leaving]
        services.mark_left(people, on=self.today, by=self.by, at=self.at)
        for person in people:
            person.left_on = self.leaving[person.id]
        db.session.flush()

    def _pass_numbers_on(self) -> None:
        """Somebody else has the number now: the former holder keeps it with a note, and stays a person of their own."""
        taken = set(db.session.scalars(select(Person.employee_number))) if self.passing_on else set()
        for person_id in self.passing_on:
            person = self.people[person_id]
            person.employee_number = _former_number(person, taken)
            person.search_text = services.search_text_of(person)
            audit.record("person.number_passed_on", by=self.by, at=self.at, subject=person)
        db.session.flush()

    def _change(self) -> None:
        self._take_back()
        by_kind: dict[frozenset[str], list[tuple[Person, dict[str, Any]]]] = defaultdict(list)
        new_mails: list[Person] = []
        for entry in self.changing:
            person = self.people[_subject(entry)]
            values = self._changed_values(entry, person)
            by_kind[frozenset(values)].append((person, values))
            # Whoever left lost the entry of their address, so it is made again even when the address is the same.
            if "email" in values or person.id in self.returning:
                new_mails.append(person)
            facts = {"fields": sorted(change.field.value for change in entry.changes), "row": entry.row.row}
            audit.record("person.changed", by=self.by, at=self.at, subject=person, facts=facts)
        self._strike_mails(new_mails)
        # One kind at a time, because the people of one kind go out in one batch.
        for kind, group in sorted(by_kind.items(), key=lambda item: sorted(item[0])):
            for person, values in group:
                for name, value in values.items():
                    setattr(person, name, value)
                if kind & _SEARCHED:
                    person.search_text = services.search_text_of(person)
            db.session.flush()
        self._enter_mails(new_mails)

    def _take_back(self) -> None:
        """Who comes back starts as an employee without a password: roles and access are given anew."""
        if not self.returning:
            return
        register.forget_access(self.returning)
        for person_id in self.returning:
            audit.record("person.returned", by=self.by, at=self.at, subject=self.people[person_id])

    def _changed_values(self, entry: Entry, person: Person) -> dict[str, Any]:
        """Columns that really change, so that people with the same columns share a statement."""
        row = entry.row
        values: dict[str, Any] = {}
        for change in entry.changes:
            match change.field:
                case PersonField.NAME:
                    values |= {"family_name": row.family_name, "given_name": row.given_name}
                case PersonField.KANA:
                    values |= _kana(row)
                case PersonField.DEPARTMENT:
                    values["department_id"] = self._department_id(row)
                case PersonField.SITE:
                    values["site_id"] = self._site_id(row)
                case other:
                    values[other.value] = change.new
        return {name: value for name, value in values.items() if getattr(person, name) != value}

    def _add(self) -> None:
        added = [(self._new_person(entry.row), entry.row) for entry in self.new]
        db.session.add_all(person for person, _row in added)
        db.session.flush()
        for person, row in added:
            audit.record("person.added", by=self.by, at=self.at, subject=person, facts={"row": row.row})
        self._enter_mails([person for person, _row in added])

    def _new_person(self, row: StaffRow) -> Person:
        person = Person(
            employee_number=row.employee_number,
            family_name=row.family_name,
            given_name=row.given_name,
            family_name_kana=row.family_name_kana or "",
            given_name_kana=row.given_name_kana or "",
            department_id=self._department_id(row),
            site_id=self._site_id(row),
            job_title=row.job_title or "",
            email=row.email,
            mobile=row.mobile,
            employment=row.employment or Employment.REGULAR,
            status=row.status or PersonStatus.ACTIVE,
            joined_on=row.joined_on,
            left_on=row.left_on,
            created_at=self.at,
        )
        person.search_text = services.search_text_of(person)
        return person

    def _department_id(self, row: StaffRow) -> int | None:
        return self.departments[path_key(row.departments)] if row.departments else None

    def _site_id(self, row: StaffRow) -> int | None:
        return self.sites[place_key(row.site)] if row.site else None

    def _strike_mails(self, people: list[Person]) -> None:
        """All old addresses go before the first new one comes, so that two people can exchange theirs."""
        directory.strike(
            directory.KeyKind.SIGN_IN_NAME,
            org_id=tenancy.bound_org_id(),
            subject_ids=[person.id for person in people],
        )

    def _enter_mails(self, people: Iterable[Person]) -> None:
        for person in people:
            if person.email:
                directory.enter(
                    directory.KeyKind.SIGN_IN_NAME,
                    sign_in.mail_key(person.email),
                    org_id=person.org_id,
                    subject_id=person.id,
                )

    def _keep_an_administrator(self) -> None:
        if not self.leaving:
            return
        administrators = select(PersonRole.person_id).where(PersonRole.role == Role.ADMINISTRATOR)
        if set(db.session.scalars(administrators)) & self.leaving.keys():
            register.require_an_administrator()


def _subject(entry: Entry) -> int:
    """The person a row changes."""
    person = entry.question.person if entry.question else entry.person
    assert person is not None
    return person.id


def _kana(row: StaffRow) -> dict[str, str]:
    values = {"family_name_kana": row.family_name_kana, "given_name_kana": row.given_name_kana}
    return {name: value for name, value in values.items() if value is not None}


def _former_number(person: Person, taken: set[str]) -> str:
    """0103（2024年退職）, with a count when that is taken too. Adds it to `taken`."""
    year = person.left_on.year if person.left_on else ""
    count = 1
    while True:
        number = person.employee_number + _PASSED_ON.format(year=year, again="" if count == 1 else f" {count}")
        if number not in taken:
            taken.add(number)
            return number
        count += 1
