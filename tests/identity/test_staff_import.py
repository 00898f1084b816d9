"""A staff file reaches the register through a preview: exactly what was shown, at once, whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from drillhub.audit import OPERATOR, Actor, AuditEntry
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.identity import links, services, sign_in, staff_import
from drillhub.identity.errors import LastAdministrator, PersonMeantTwice, RegisterChanged, StaffImportGone
from drillhub.identity.models import Department, Employment, LinkPurpose, Person, PersonRole, PersonStatus, Site
from drillhub.identity.roles import Role
from drillhub.identity.sign_in import SignInName
from drillhub.identity.staff_comparison import Decision, Outcome, StaffImportPreview
from drillhub.identity.staff_file import StaffFile, read_staff_file
from drillhub.identity.staff_import import Choices, Source, StaffImportResult
from drillhub.identity.staff_models import StaffImport
from tests.support.world import Member, Org, World

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
SOURCE = Source("社員一覧.csv", "0" * 64)
HEADINGS = "社員番号 姓 名 セイ メイ 部署1 部署2 役職 勤務地 入社日 退職日 メール 携帯 雇用区分 在籍状況".split()


def person(number: str, name: str = "新井 花", **cells: str) -> dict[str, str]:
    family, _, given = name.partition(" ")
    return {"社員番号": number, "姓": family, "名": given} | cells


def file_of(*people: dict[str, str]) -> StaffFile:
    body = [[cells.get(heading, "") for heading in HEADINGS] for cells in people]
    return read_staff_file(list(enumerate([HEADINGS, *body], start=1)), encoding="cp932")


class Importer:
    """Imports files into one organisation, as its general affairs."""

    def __init__(self, world: World, org: Org, by: Actor = OPERATOR) -> None:
        self.world, self.org, self.by = world, org, by

    def preview(self, *people: dict[str, str]) -> StaffImportPreview:
        with self.world.inside(self.org):
            return staff_import.preview(file_of(*people), today=TODAY)

    def stage(self, *people: dict[str, str]) -> int:
        with self.world.changing(self.org):
            file = file_of(*people)
            row = staff_import.stage(file, staff_import.preview(file, today=TODAY), SOURCE, by=self.by, at=NOW)
            return row.id

    def apply(self, import_id: int, choices: Choices | None = None, *, at: datetime = NOW) -> StaffImportResult:
        with self.world.changing(self.org):
            return staff_import.apply(import_id, choices or Choices(), by=self.by, at=at, today=TODAY)

    def bring_in(
        self, *people: dict[str, str], decisions: dict[int, Decision] | None = None, absent_have_left: bool = False
    ) -> StaffImportResult:
        return self.apply(self.stage(*people), Choices(decisions or {}, absent_have_left))

    def people(self) -> dict[str, Person]:
        with self.world.inside(self.org):
            rows = db.session.scalars(select(Person).order_by(Person.id)).all()
            for row in rows:
                _ = row.department, row.site
            return {row.employee_number: row for row in rows}

    def account(self, mail: str) -> int | None:
        with self.world.app.app_context():
            found = sign_in.find_account(SignInName(mail), at=NOW)
            return found.person_id if found else None


@pytest.fixture
def importer(world: World, org: Org) -> Importer:
    return Importer(world, org)


@contextmanager
def counted_statements(app: Flask) -> Iterator[list[str]]:
    """The statements sent inside the block; one that is repeated for the next rows counts once.

    PostgreSQL takes many rows in one statement. SQLite, in the same process, takes them one by one.
    """
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        start = statement[:200]
        if not statements or statements[-1] != start or start.startswith("SELECT"):
            statements.append(start)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


# --- Adding and changing ----------------------------------------------------------------------------------------


def test_people_are_added_with_their_departments_and_sites(importer):
    result = importer.bring_in(
        person(
            "0101",
            "髙﨑 𠮷之助",
            セイ="ﾀｶｻｷ",
            メイ="ｷﾁﾉｽｹ",
            部署1="製造部",
            部署2="①班",
            勤務地="第一工場",
            入社日="H27.4.1",
            メール="takasaki@aoba.example",
            携帯="090-1234-5678",
            雇用区分="契約",
            在籍状況="休職",
        ),
        person("0102", "新井 花", 部署1="製造部", 勤務地="第一工場"),
    )
    assert (result.read, result.added, result.new_departments, result.new_sites) == (2, 2, 2, 1)
    people = importer.people()
    takasaki = people["0101"]
    assert (takasaki.name, takasaki.family_name_kana, takasaki.given_name_kana) == (
        "髙﨑 𠮷之助",
        "タカサキ",
        "キチノスケ",
    )
    assert takasaki.department is not None
    assert takasaki.department.path == "製造部 / ①班"
    assert takasaki.site is not None
    assert takasaki.site.name == "第一工場"
    assert (takasaki.joined_on, takasaki.mobile) == (date(2015, 4, 1), "090-1234-5678")
    assert (takasaki.employment, takasaki.status) == (Employment.CONTRACT, PersonStatus.ON_LEAVE)
    assert "高崎" in takasaki.search_text
    assert people["0102"].department_id == takasaki.department.parent_id
    assert importer.account("TAKASAKI@aoba.example") == takasaki.id


def test_changed_cells_change_the_person_and_blank_cells_do_not(importer):
    importer.bring_in(person("0101", 部署1="製造部", 携帯="090-1234-5678", メール="arai@aoba.example", 役職="班長"))
    before = importer.people()["0101"]
    result = importer.bring_in(person("0101", 部署1="物流部", メール="hana@aoba.example"))
    after = importer.people()["0101"]
    assert (result.added, result.changed, result.unchanged) == (0, 1, 0)
    assert after.id == before.id
    assert after.department is not None
    assert (after.department.path, after.email) == ("物流部", "hana@aoba.example")
    assert (after.mobile, after.job_title) == ("090-1234-5678", "班長")
    assert importer.account("arai@aoba.example") is None
    assert importer.account("hana@aoba.example") == after.id


def test_the_same_file_twice_changes_nothing_the_second_time(importer):
    people = [person("0101", 部署1="製造部", 入社日="H27.4.1"), person("0102", "井上 剛", 携帯="９０1２３４５６７８")]
    importer.bring_in(*people)
    result = importer.bring_in(*people)
    assert (result.added, result.changed, result.unchanged, result.left) == (0, 0, 2, 0)


def test_two_people_exchange_their_addresses(importer):
    importer.bring_in(person("1", メール="a@aoba.example"), person("2", "井上 剛", メール="b@aoba.example"))
    importer.bring_in(person("1", メール="b@aoba.example"), person("2", "井上 剛", メール="a@aoba.example"))
    people = importer.people()
    assert importer.account("a@aoba.example") == people["2"].id
    assert importer.account("b@aoba.example") == people["1"].id


def test_the_trail_names_ids_and_counts_but_no_person(importer, world, org):
    importer.bring_in(person("0101", "新井 花", メール="arai@aoba.example"))
    importer.bring_in(person("0101", "新井 花", 役職="班長"))
    with world.inside(org):
        entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    added = next(entry for entry in entries if entry.action == "person.added")
    changed = next(entry for entry in entries if entry.action == "person.changed")
    applied = next(entry for entry in entries if entry.action == "staff_import.applied")
    assert added.subject_id == changed.subject_id == importer.people()["0101"].id
    assert changed.facts == {"fields": ["job_title"], "row": 2}
    assert applied.facts["added"] == 1
    assert not any("新井" in str(entry.facts) or "arai" in str(entry.facts) for entry in entries)


# --- Leaving ----------------------------------------------------------------------------------------------------


def test_who_left_cannot_sign_in_and_their_links_are_dead(importer, world, org):
    importer.bring_in(person("0101", メール="arai@aoba.example"), person("0102", "井上 剛"))
    arai = importer.people()["0101"]
    with world.changing(org):
        link = links.issue(LinkPurpose.ACTIVATION, arai.id, expires_at=clock.now() + timedelta(days=1), at=clock.now())
    result = importer.bring_in(person("0101", 在籍状況="退職", 退職日="2026/10/31"), person("0102", "井上 剛"))
    after = importer.people()["0101"]
    assert (result.left, result.absent) == (1, 0)
    assert (after.status, after.left_on) == (PersonStatus.LEFT, date(2026, 10, 31))
    assert importer.account("arai@aoba.example") is None
    with world.app.app_context(), pytest.raises(links.LinkUnusable):
        links.open_link(link.token, LinkPurpose.ACTIVATION, at=clock.now())


def test_who_is_not_in_the_file_stays_unless_somebody_decides_otherwise(importer):
    importer.bring_in(person("0101"), person("0102", "井上 剛"))
    result = importer.bring_in(person("0101"))
    assert (result.left, result.absent, result.absent_marked) == (1, 1, 0)
    assert importer.people()["0102"].status is PersonStatus.ACTIVE
    result = importer.bring_in(person("0101"), absent_have_left=True)
    assert (result.left, result.absent, result.absent_marked) == (1, 1, 1)
    assert importer.people()["0102"].left_on == TODAY


def test_the_last_administrator_cannot_leave_by_a_file(importer, administrator):
    with pytest.raises(LastAdministrator):
        importer.bring_in(person("0105", "小林 由美", 在籍状況="退職"), person("0200", "井上 剛"))
    people = importer.people()
    assert people["0105"].status is PersonStatus.ACTIVE
    assert "0200" not in people


# --- Questions --------------------------------------------------------------------------------------------------


def test_f59_a_row_with_an_open_question_is_left_out(importer):
    importer.bring_in(person("0107", "渡辺 誠"))
    result = importer.bring_in(person("0107", "渡邉 誠", 役職="課長"), person("0108", "井上 剛"))
    assert (result.added, result.changed, result.undecided) == (1, 0, 1)
    assert importer.people()["0107"].name == "渡辺 誠"


def test_the_same_person_gets_the_new_name(importer):
    importer.bring_in(person("0107", "渡辺 誠"))
    before = importer.people()["0107"]
    result = importer.bring_in(person("0107", "渡邉 誠", 役職="課長"), decisions={2: Decision.SAME_PERSON})
    after = importer.people()["0107"]
    assert (result.changed, result.undecided) == (1, 0)
    assert (after.id, after.name, after.job_title) == (before.id, "渡邉 誠", "課長")


def test_f59_another_person_with_a_used_number_is_never_merged(importer):
    importer.bring_in(person("0107", "渡辺 誠", メール="makoto@aoba.example"))
    former = importer.people()["0107"]
    result = importer.bring_in(
        person("0107", "新井 花", メール="makoto@aoba.example"), decisions={2: Decision.OTHER_PERSON}
    )
    people = importer.people()
    assert result.added == 1
    assert people["0107"].id != former.id
    assert people["0107"].name == "新井 花"
    assert people["0107（2026年退職）"].id == former.id
    assert people["0107（2026年退職）"].status is PersonStatus.LEFT
    assert importer.account("makoto@aoba.example") == people["0107"].id


def test_f59_a_number_used_again_and_again_keeps_everyone_apart(importer):
    importer.bring_in(person("0107", "渡辺 誠"))
    for name in ("新井 花", "井上 剛", "上田 学"):
        importer.bring_in(person("0107", name), decisions={2: Decision.OTHER_PERSON})
    assert {number: found.name for number, found in importer.people().items()} == {
        "0107（2026年退職）": "渡辺 誠",
        "0107（2026年退職 2）": "新井 花",
        "0107（2026年退職 3）": "井上 剛",
        "0107": "上田 学",
    }


def test_who_comes_back_starts_without_roles_and_password(importer, world, org):
    importer.bring_in(person("0107", "渡辺 誠", メール="makoto@aoba.example"), person("0001"))
    with world.changing(org):
        row = db.session.scalars(select(Person).where(Person.employee_number == "0107")).one()
        services.set_roles(row, frozenset({Role.GENERAL_AFFAIRS}), by=OPERATOR, at=NOW)
        services.set_password(row, "hash", by=OPERATOR, at=NOW)
    importer.bring_in(person("0107", "渡辺 誠", 在籍状況="退職"), person("0001"))
    importer.bring_in(
        person("0107", "渡辺 誠", メール="makoto@aoba.example"), person("0001"), decisions={2: Decision.SAME_PERSON}
    )
    back = importer.people()["0107"]
    assert (back.status, back.left_on) == (PersonStatus.ACTIVE, None)
    assert importer.account("makoto@aoba.example") == back.id
    with world.inside(org):
        assert db.session.scalars(select(PersonRole).where(PersonRole.person_id == back.id)).all() == []
        account = sign_in.find_account(SignInName("makoto@aoba.example"), at=NOW)
        assert account is not None
        assert account.password_hash is None


def test_the_operators_first_administrator_becomes_the_person_of_the_file(importer, world, org):
    with world.changing(org):
        services.invite_first_administrator("小林 由美", by=OPERATOR, at=NOW)
    first = importer.people()["admin-1"]
    importer.bring_in(person("0105", "小林 由美", 役職="総務課長"), decisions={2: Decision.SAME_PERSON})
    people = importer.people()
    assert people.keys() == {"0105"}
    assert (people["0105"].id, people["0105"].job_title) == (first.id, "総務課長")
    with world.inside(org):
        assert db.session.scalars(select(PersonRole.role).where(PersonRole.person_id == first.id)).all() == [
            Role.ADMINISTRATOR
        ]


def test_one_person_cannot_be_meant_by_two_rows(importer, world, org):
    with world.changing(org):
        services.invite_first_administrator("小林 由美", by=OPERATOR, at=NOW)
    with pytest.raises(PersonMeantTwice) as refusal:
        importer.bring_in(
            person("0105", "小林 由美"),
            person("0106", "小林 由美"),
            decisions={2: Decision.SAME_PERSON, 3: Decision.SAME_PERSON},
        )
    assert refusal.value.facts == {"name": "小林 由美", "rows": "2、3"}
    assert importer.people().keys() == {"admin-1"}


# --- Preview, staging, repeating ----------------------------------------------------------------------------------


def test_a_preview_changes_nothing(importer, world, org):
    shown = importer.preview(person("0101", 部署1="製造部"))
    assert [entry.outcome for entry in shown.entries] == [Outcome.ADDED]
    assert importer.people() == {}
    with world.inside(org):
        assert db.session.scalar(select(func.count()).select_from(Department)) == 0


def test_a_refused_file_cannot_be_staged(importer, world, org):
    file = file_of(person("0101", 入社日="2015/2/30"))
    with world.changing(org), pytest.raises(ValueError):
        staff_import.stage(file, staff_import.preview(file, today=TODAY), SOURCE, by=OPERATOR, at=NOW)


def test_p2_applying_twice_has_one_effect(importer):
    import_id = importer.stage(person("0101"))
    first = importer.apply(import_id)
    again = importer.apply(import_id)
    assert first == again
    assert list(importer.people()) == ["0101"]


def test_a_register_that_changed_since_the_preview_is_shown_again(importer, world, org):
    import_id = importer.stage(person("0101", 役職="班長"))
    importer.bring_in(person("0101", 役職="係長"))
    with pytest.raises(RegisterChanged):
        importer.apply(import_id)
    assert importer.people()["0101"].job_title == "係長"
    with world.changing(org):
        staff_import.show_again(import_id, at=NOW, today=TODAY)
    assert importer.apply(import_id).changed == 1


def test_what_was_staged_is_erased_when_it_was_applied(importer, world, org):
    import_id = importer.stage(person("0101", メール="arai@aoba.example"))
    importer.apply(import_id)
    with world.inside(org):
        row = staff_import.find(import_id)
        assert row.content is None
        assert "arai" not in str(row.result)


def test_columns_that_are_not_used_are_never_stored(world, org):
    table = [(1, ["社員番号", "氏名", "生年月日"]), (2, ["0101", "新井 花", "S60.1.1"])]
    file = read_staff_file(table, encoding="utf-8")
    with world.changing(org):
        row = staff_import.stage(file, staff_import.preview(file, today=TODAY), SOURCE, by=OPERATOR, at=NOW)
    assert "S60" not in str(row.content)
    with world.inside(org):
        again = staff_import.staged(row.id, at=NOW, today=TODAY)
    assert (again.file.rows, again.file.columns.ignored) == (file.rows, ("生年月日",))


def test_a_discarded_import_is_gone(importer, world, org):
    import_id = importer.stage(person("0101"))
    with world.changing(org):
        staff_import.discard(import_id, by=OPERATOR, at=NOW)
    with pytest.raises(StaffImportGone):
        importer.apply(import_id)
    assert importer.people() == {}


def test_a_staged_import_expires_and_is_erased(importer, world, org):
    import_id = importer.stage(person("0101"))
    later = NOW + staff_import.KEPT_FOR
    with pytest.raises(StaffImportGone):
        importer.apply(import_id, at=later)
    with world.changing(org):
        staff_import.erase_expired(at=later)
    with world.inside(org):
        assert staff_import.find(import_id).content is None


def test_discarding_an_applied_import_changes_nothing(importer, world, org):
    import_id = importer.stage(person("0101"))
    importer.apply(import_id)
    with world.changing(org):
        staff_import.discard(import_id, by=OPERATOR, at=NOW)
    assert importer.apply(import_id).added == 1


def test_t5_another_organisations_import_looks_missing(importer, world, outsider):
    import_id = importer.stage(person("0101"))
    with pytest.raises(NotFound):
        Importer(world, outsider.org).apply(import_id)


def test_t6_the_same_numbers_in_two_companies_stay_apart(importer, world, outsider: Member):
    result = importer.bring_in(person("0101", "新井 花", メール="shared@aoba.example"))
    other = Importer(world, outsider.org)
    shown = other.preview(person("0101", "新井 花"))
    assert result.added == 1
    assert [entry.outcome for entry in shown.entries] == [Outcome.UNDECIDED]
    assert shown.absent == ()


# --- Many people --------------------------------------------------------------------------------------------------


def many(count: int, **cells: str) -> list[dict[str, str]]:
    return [
        person(f"{number:05d}", f"新井 花{number}", メール=f"s{number}@aoba.example", 部署1=f"部{number % 7}", **cells)
        for number in range(count)
    ]


def statements_of(importer: Importer, people: list[dict[str, str]], **decided: bool) -> int:
    import_id = importer.stage(*people)
    with counted_statements(importer.world.app) as statements:
        importer.apply(import_id, Choices({}, **decided))
    return len(statements)


def test_a_thousand_people_take_hardly_more_statements_than_ten(world):
    counts = {}
    for size in (10, 1000):
        importer = Importer(world, world.organisation(f"size-{size}"))
        added = statements_of(importer, many(size))
        changed = statements_of(importer, many(size, 役職="班長"))
        mixed = [
            cells | ({"役職": "係長"} if number % 2 else {"携帯": f"090-0000-{number:04d}"})
            for number, cells in enumerate(many(size))
        ]
        changed_differently = statements_of(importer, mixed)
        left = statements_of(importer, many(size - 5), absent_have_left=True)
        leaving = statements_of(importer, many(size - 5, 在籍状況="退職", 退職日="2026/10/31"))
        counts[size] = [added, changed, changed_differently, left, leaving]
    assert counts[1000] == counts[10]


def test_a_preview_of_a_thousand_people_takes_three_statements(world, org):
    importer = Importer(world, org)
    importer.bring_in(*many(20))
    with counted_statements(world.app) as statements:
        importer.preview(*many(1000))
    assert len([statement for statement in statements if statement.lstrip().startswith("SELECT")]) <= 4


def test_the_register_is_read_as_plain_values(importer, world, org):
    importer.bring_in(person("0101", 部署1="製造部", 部署2="製造一課", 勤務地="第一工場"))
    with world.inside(org):
        register = staff_import.register()
    (found,) = register.people
    assert (found.department, found.site) == (("製造部", "製造一課"), "第一工場")
    assert replace(found, id=0).name == "新井 花"
    assert register.sites == {"第一工場"}
    with world.inside(org):
        assert db.session.scalar(select(func.count()).select_from(Site)) == 1
        assert db.session.scalar(select(func.count()).select_from(StaffImport)) == 1
