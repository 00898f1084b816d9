"""A staff file as payroll software exports it, read into typed rows. Pure: no database, no clock.

Nothing is guessed and nothing is lost silently: what cannot be read is refused with row, column and reason, what was
understood in an unexpected way is a warning. A file with one refusal is not imported at all.

A blank cell says nothing: it does not erase what the register has.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from drillhub.core.errors import Invalid
from drillhub.core.i18n import LazyString
from drillhub.core.text import full_width_kana, half_width, katakana, one_line
from drillhub.identity import staff_values
from drillhub.identity.models import Department, Employment, Person, PersonStatus, Site
from drillhub.identity.sign_in import mail_key
from drillhub.identity.staff_columns import Columns, StaffField, recognise
from drillhub.identity.staff_refusals import (
    CharacterDoubtful,
    ColumnMissing,
    EmploymentUnknown,
    LeftBeforeJoining,
    LeftWithoutDate,
    MailTwice,
    NamesNotSplit,
    NoRows,
    NumberLooksMangled,
    NumbersOfUnequalLength,
    NumberTwice,
    RowTooWide,
    ValueMissing,
    ValueTooLong,
    ZeroRestored,
)

# Some exports begin with a title and the day of printing.
_ROWS_SEARCHED_FOR_HEADINGS: Final = 10
_ROWS_NAMED: Final = 10
T = TypeVar("T")
# Rows in order: (number as a spreadsheet counts from 1, cells). Blank rows may be missing.
Table = Sequence[tuple[int, Sequence[str]]]


@dataclass(frozen=True)
class StaffRow:
    """One person of the file. None: the file says nothing about it. row: as a spreadsheet counts, headings being 1.

    departments: names from the root.
    """

    row: int
    employee_number: str
    family_name: str
    given_name: str
    family_name_kana: str | None = None
    given_name_kana: str | None = None
    departments: tuple[str, ...] | None = None
    site: str | None = None
    job_title: str | None = None
    email: str | None = None
    mobile: str | None = None
    employment: Employment | None = None
    status: PersonStatus | None = None
    joined_on: date | None = None
    left_on: date | None = None

    @property
    def name(self) -> str:
        return f"{self.family_name} {self.given_name}".strip()


@dataclass(frozen=True)
class Remark:
    """Something about one cell: a refusal or a warning. field: the heading of the column as the file has it."""

    row: int
    field: str | LazyString
    reason: Invalid


@dataclass(frozen=True)
class StaffFile:
    """What a file says. rows are all that could be read; they are used only when nothing was refused.

    read: how many rows below the headings are not blank. table: headings and rows without the content of columns
    that are not used; reading it again gives the same StaffFile.
    """

    encoding: str
    columns: Columns
    read: int
    rows: tuple[StaffRow, ...]
    refused: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    table: Table = ()

    @property
    def is_accepted(self) -> bool:
        return not self.refused


def read_staff_file(table: Table, *, encoding: str) -> StaffFile:
    """Read a table with its headings. encoding: of the file, for people to see."""
    filled = [(row, [one_line(cell) for cell in cells]) for row, cells in table]
    filled = [(row, cells) for row, cells in filled if any(cells)]
    columns, body = _find_headings(filled)
    refused = [Remark(columns.row, _place(columns, problem), problem) for problem in columns.problems]
    if refused:
        return StaffFile(encoding, columns, len(body), (), tuple(refused), ())
    if not body:
        return StaffFile(encoding, columns, 0, (), (Remark(columns.row, "", NoRows()),), ())

    readers = [_RowReader(columns, row, cells) for row, cells in body]
    rows = tuple(found for reader in readers if (found := reader.read()) is not None)
    refused = [remark for reader in readers for remark in reader.refused]
    refused += [*_numbers_used_twice(columns, readers), *_mails_used_twice(columns, rows)]
    warnings = [remark for reader in readers for remark in reader.warnings]
    warnings += [*_lost_zeros(columns, rows), *_unsplit_names(columns, rows)]
    return StaffFile(
        encoding, columns, len(body), rows, _by_row(refused), _by_row(warnings), _without_ignored(columns, filled)
    )


def _find_headings(table: list[tuple[int, list[str]]]) -> tuple[Columns, list[tuple[int, list[str]]]]:
    """The first row that has the headings, or the first row with what it lacks; and the rows below."""
    for index, (row, cells) in enumerate(table[:_ROWS_SEARCHED_FOR_HEADINGS]):
        columns = recognise(row, cells)
        if not any(isinstance(problem, ColumnMissing) for problem in columns.problems):
            return columns, table[index + 1 :]
    first, cells = table[0] if table else (1, [])
    return recognise(first, cells), table[1:]


def _without_ignored(columns: Columns, table: list[tuple[int, list[str]]]) -> Table:
    used = set(columns.places.values())
    return [
        (row, cells if row == columns.row else [cell if index in used else "" for index, cell in enumerate(cells)])
        for row, cells in table
        if row >= columns.row
    ]


def _place(columns: Columns, problem: Invalid) -> str | LazyString:
    return columns.heading(StaffField(problem.field)) if problem.field else ""


def _by_row(remarks: list[Remark]) -> tuple[Remark, ...]:
    return tuple(sorted(remarks, key=lambda remark: remark.row))


class _RowReader:
    """Reads the cells of one row and collects what is wrong with them, all of it at once."""

    def __init__(self, columns: Columns, row: int, cells: list[str]) -> None:
        self.columns = columns
        self.row = row
        self.cells = cells
        self.refused: list[Remark] = []
        self.warnings: list[Remark] = []
        self.number: str | None = None

    def read(self) -> StaffRow | None:
        """The row, or None when something was refused."""
        width = max(index + 1 for index, cell in enumerate(self.cells) if cell)
        if width > self.columns.width:
            self.refused.append(Remark(self.row, "", RowTooWide(cells=width)))
            return None
        self.number = self._required(StaffField.EMPLOYEE_NUMBER, staff_values.employee_number)
        if self.number is not None and staff_values.looks_mangled(self.number):
            self._warn(StaffField.EMPLOYEE_NUMBER, NumberLooksMangled(text=self.number))
        family, given = self._name()
        family_kana, given_kana = self._kana()
        joined_on = self._value(StaffField.JOINED_ON, staff_values.day)
        left_on = self._value(StaffField.LEFT_ON, staff_values.day_if_ever)
        status = self._value(StaffField.STATUS, staff_values.status)
        if joined_on is not None and left_on is not None and left_on < joined_on:
            self._refuse(StaffField.LEFT_ON, LeftBeforeJoining())
        if status is PersonStatus.LEFT and left_on is None:
            self._warn(StaffField.STATUS, LeftWithoutDate())
        row = StaffRow(
            row=self.row,
            employee_number=self.number or "",
            family_name=family,
            given_name=given,
            family_name_kana=family_kana,
            given_name_kana=given_kana,
            departments=self._departments(),
            site=self._value(StaffField.SITE, full_width_kana, limit=_limit(Site, "name")),
            job_title=self._value(StaffField.JOB_TITLE, full_width_kana, limit=_limit(Person, "job_title")),
            email=self._value(StaffField.EMAIL, staff_values.mail, limit=_limit(Person, "email")),
            mobile=self._phone(),
            employment=self._employment(),
            status=status,
            joined_on=joined_on,
            left_on=left_on,
        )
        return None if self.refused else row

    def _value(self, kind: StaffField, convert: Callable[[str], T], *, limit: int = 400) -> T | None:
        """What a cell says; None when it says nothing, has no column, or is refused."""
        cell = self._cell(kind)
        if staff_values.says_nothing(cell):
            return None
        try:
            staff_values.require_readable(cell, limit=limit)
            return convert(cell)
        except Invalid as reason:
            self._refuse(kind, reason)
            return None

    def _required(self, kind: StaffField, convert: Callable[[str], T], *, limit: int = 400) -> T | None:
        if staff_values.says_nothing(self._cell(kind)):
            self._refuse(kind, ValueMissing())
            return None
        return self._value(kind, convert, limit=limit)

    def _name(self) -> tuple[str, str]:
        limit = _limit(Person, "family_name")
        if self.columns.has(StaffField.FULL_NAME):
            name = self._required(StaffField.FULL_NAME, full_width_kana, limit=limit) or ""
            family, given = staff_values.split_name(name)
            kind = StaffField.FULL_NAME
        else:
            family = self._required(StaffField.FAMILY_NAME, full_width_kana, limit=limit) or ""
            given = self._value(StaffField.GIVEN_NAME, full_width_kana, limit=limit) or ""
            kind = StaffField.FAMILY_NAME
        if staff_values.is_doubtful(family + given):
            self._warn(kind, CharacterDoubtful(text=f"{family} {given}".strip()))
        return family, given

    def _kana(self) -> tuple[str | None, str | None]:
        limit = _limit(Person, "family_name_kana")
        if not self.columns.has(StaffField.FULL_NAME_KANA):
            return (
                self._value(StaffField.FAMILY_NAME_KANA, katakana, limit=limit),
                self._value(StaffField.GIVEN_NAME_KANA, katakana, limit=limit),
            )
        whole = self._value(StaffField.FULL_NAME_KANA, katakana, limit=limit)
        return staff_values.split_name(whole) if whole else (None, None)

    def _departments(self) -> tuple[str, ...] | None:
        names: list[str] = []
        for level in self.columns.department_levels:
            names += self._value(level, _department_names) or ()
        path = _limit(Department, "path")
        for level in self.columns.department_levels[:1]:
            if len(" / ".join(names)) > path:
                self._refuse(level, ValueTooLong(length=len(" / ".join(names)), limit=path))
        return tuple(names) or None

    def _phone(self) -> str | None:
        found = self._value(StaffField.MOBILE, staff_values.phone, limit=_limit(Person, "mobile"))
        if found is None:
            return None
        number, restored = found
        if restored:
            self._warn(StaffField.MOBILE, ZeroRestored(text=half_width(self._cell(StaffField.MOBILE)), number=number))
        return number

    def _employment(self) -> Employment | None:
        word = self._value(StaffField.EMPLOYMENT, str, limit=100)
        if word is None:
            return None
        found = staff_values.employment(word)
        if found is None:
            self._warn(StaffField.EMPLOYMENT, EmploymentUnknown(text=word))
        return found or Employment.OTHER

    def _cell(self, kind: StaffField) -> str:
        index = self.columns.places.get(kind)
        return self.cells[index] if index is not None and index < len(self.cells) else ""

    def _refuse(self, kind: StaffField, reason: Invalid) -> None:
        self.refused.append(Remark(self.row, self.columns.heading(kind), reason))

    def _warn(self, kind: StaffField, reason: Invalid) -> None:
        self.warnings.append(Remark(self.row, self.columns.heading(kind), reason))


def _department_names(cell: str) -> tuple[str, ...]:
    """Names from the root. Raises ValueTooLong."""
    names = staff_values.department_names(full_width_kana(cell))
    limit = _limit(Department, "name")
    for name in names:
        if len(name) > limit:
            raise ValueTooLong(length=len(name), limit=limit)
    return names


def _limit(model: Any, column: str) -> int:
    """How many characters the database keeps."""
    return int(model.__table__.c[column].type.length)


# --- What only shows when rows are seen together ----------------------------------------------------------------


def _numbers_used_twice(columns: Columns, readers: list[_RowReader]) -> Iterator[Remark]:
    rows = defaultdict(list)
    for reader in readers:
        if reader.number is not None:
            rows[reader.number].append(reader.row)
    for number, where in rows.items():
        for row, other in _pairs(where):
            yield Remark(row, columns.heading(StaffField.EMPLOYEE_NUMBER), NumberTwice(number=number, other=other))


def _mails_used_twice(columns: Columns, rows: Sequence[StaffRow]) -> Iterator[Remark]:
    users = defaultdict(list)
    for row in rows:
        if row.email is not None and row.status is not PersonStatus.LEFT:
            users[mail_key(row.email)].append(row.row)
    for mail, where in users.items():
        for place, other in _pairs(where):
            yield Remark(place, columns.heading(StaffField.EMAIL), MailTwice(mail=mail, other=other))


def _pairs(rows: list[int]) -> Iterator[tuple[int, int]]:
    """Each of several rows with one that it clashes with: the first with the second, the others with the first."""
    if len(rows) > 1:
        yield rows[0], rows[1]
        for row in rows[1:]:
            yield row, rows[0]


def _lost_zeros(columns: Columns, rows: Sequence[StaffRow]) -> Iterator[Remark]:
    """One warning when numbers of digits are shorter than most, as happens when a spreadsheet drops zeros in front."""
    lengths = Counter(len(row.employee_number) for row in rows if row.employee_number.isdigit())
    if not lengths:
        return
    usual = max(lengths, key=lambda length: (lengths[length], length))
    short = [row.row for row in rows if row.employee_number.isdigit() and len(row.employee_number) < usual]
    if short:
        reason = NumbersOfUnequalLength(usual=usual, count=len(short), rows=_named(short))
        yield Remark(short[0], columns.heading(StaffField.EMPLOYEE_NUMBER), reason)


def _unsplit_names(columns: Columns, rows: Sequence[StaffRow]) -> Iterator[Remark]:
    whole = [row.row for row in rows if not row.given_name]
    if whole and columns.has(StaffField.FULL_NAME):
        reason = NamesNotSplit(count=len(whole), rows=_named(whole))
        yield Remark(whole[0], columns.heading(StaffField.FULL_NAME), reason)


def _named(rows: list[int]) -> str:
    """5、9、12 … for a sentence; not all of a thousand."""
    return "、".join(map(str, rows[:_ROWS_NAMED])) + (" …" if len(rows) > _ROWS_NAMED else "")
