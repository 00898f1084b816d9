"""Evidence in an organisation's rows: numbered, never replaced, withdrawn instead of deleted."""

import io

import pytest

from drillhub.audit import OPERATOR
from drillhub.core import clock
from drillhub.core.errors import NotFound
from drillhub.evidence import queries, services
from drillhub.evidence.errors import FileLost, ReasonMissing
from drillhub.evidence.intake import take_in
from drillhub.evidence.models import SubjectKind
from drillhub.evidence.services import Subject
from drillhub.evidence.storage import Store
from tests.drills.stage import actor
from tests.evidence import files as sent
from tests.support.rows import counted_statements

DRILL = Subject(SubjectKind.DRILL, 1)


@pytest.fixture
def store(files, org):
    return Store(files, org.id)


@pytest.fixture
def add(world, org, store, trainer):
    """Keep files and enter them; gives what was entered."""

    def adding(*named: tuple[str, bytes], subject: Subject = DRILL):
        stored = take_in([(name, io.BytesIO(data)) for name, data in named], store)
        with world.changing(org):
            return services.add_files(stored, subject, note="", by=actor(trainer), at=clock.now())

    return adding


def test_files_are_numbered_within_the_organisation(add, world, org):
    add(("一.txt", b"1"), ("二.txt", b"2"))
    add(("三.txt", b"3"), subject=Subject(SubjectKind.DRILL, 2))

    with world.inside(org):
        lines = queries.files_of(SubjectKind.DRILL, [1, 2])
    assert [(line.number, line.file_name, line.subject_id) for line in lines] == [
        (1, "一.txt", 1),
        (2, "二.txt", 1),
        (3, "三.txt", 2),
    ]


def test_the_same_content_counts_once_for_a_subject(add, world, org):
    add(("一.txt", b"1"))

    again = add(("別名.txt", b"1"), ("二.txt", b"2"), ("二の写し.txt", b"2"))

    assert [file.is_new for file in again] == [False, True, False]
    with world.inside(org):
        assert [line.file_name for line in queries.files_of(SubjectKind.DRILL, [1])] == ["一.txt", "二.txt"]


def test_a_withdrawn_file_stays_with_its_reason_and_comes_back(add, world, org, trainer):
    row = add(("一.txt", b"1"))[0].row
    with world.changing(org):
        services.withdraw(row.id, reason=" 別の訓練の写真 ", by=actor(trainer), at=clock.now())

    with world.inside(org):
        assert queries.files_of(SubjectKind.DRILL, [1]) == ()
        [line] = queries.files_of(SubjectKind.DRILL, [1], withdrawn=True)
        assert (line.withdrawn_reason, line.withdrawn_by_id, line.sha256) == ("別の訓練の写真", trainer.id, row.sha256)
    with world.changing(org):
        services.bring_back(row.id, by=OPERATOR, at=clock.now())
    with world.inside(org):
        assert len(queries.files_of(SubjectKind.DRILL, [1])) == 1


def test_a_withdrawal_needs_a_reason_and_a_file(add, world, org):
    row = add(("一.txt", b"1"))[0].row

    with world.inside(org):
        with pytest.raises(ReasonMissing):
            services.withdraw(row.id, reason="  ", by=OPERATOR, at=clock.now())
        with pytest.raises(NotFound):
            services.withdraw(row.id + 1, reason="誤り", by=OPERATOR, at=clock.now())


def test_withdrawing_twice_keeps_the_first_reason(add, world, org):
    row = add(("一.txt", b"1"))[0].row
    for reason in ("はじめの理由", "次の理由"):
        with world.changing(org):
            services.withdraw(row.id, reason=reason, by=OPERATOR, at=clock.now())

    with world.inside(org):
        assert services.find(row.id).withdrawn_reason == "はじめの理由"


def test_a_replaced_or_missing_file_is_found_and_never_handed_out(add, world, org, store):
    rows = [file.row for file in add(("一.txt", b"1"), ("写真.jpg", sent.jpeg()), ("三.txt", b"3"), ("四.txt", b"4"))]
    store.path(rows[0].sha256).write_bytes(b"2")
    store.path(rows[1].copy_sha256).unlink()
    store.path(rows[2].sha256).unlink()

    with world.inside(org):
        found = services.verify_all(store)

        assert (found.checked, [lost.number for lost in found.lost], found.is_sound) == (4, [1, 2, 3], False)
        for row in rows[:3]:
            with pytest.raises(FileLost, match=row.file_name):
                services.copy_to_show(row, store)
        assert services.original(rows[1], store).data == sent.jpeg()


def test_verifying_takes_one_statement_for_any_number_of_files(add, world, org, store):
    def statements() -> int:
        with world.inside(org), counted_statements(world.app) as sent_statements:
            assert services.verify_all(store).is_sound
        return len(sent_statements)

    add(("一.txt", b"1"))
    few = statements()
    add(*((f"{number}.txt", str(number).encode()) for number in range(2, 30)))
    assert statements() == few
