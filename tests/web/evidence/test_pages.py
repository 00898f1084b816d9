"""Evidence at the pages of a drill: added, handed out, withdrawn; refused with nothing changed."""

import errno
import hashlib
import io
import os
import re
from pathlib import PurePath

import pytest
from PIL import Image
from sqlalchemy import select

from drillhub.audit.models import AuditEntry
from drillhub.core.database import db
from drillhub.drills import schedule
from drillhub.drills.snapshot import ParticipantKind
from drillhub.evidence import storage
from drillhub.identity.roles import Role
from tests.drills.build import at
from tests.evidence import files as sent
from tests.support.rows import all_rows, counted_statements
from tests.web.evidence.conftest import on_disk, post

PHOTO = ("集合写真（髙﨑）①.jpg", sent.jpeg())


def trail(world, org) -> list[str]:
    with world.inside(org):
        rows = db.session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("evidence_file.")))
        return [row.action for row in rows]


# --- Adding -----------------------------------------------------------------------------------------------------


def test_files_are_added_and_listed_on_the_drill_with_name_person_and_hash(send, trainers, listed, world, org):
    page = send(PHOTO, ("名簿.xlsx", sent.xlsx()), note="署名入り")

    assert (page.status_code, page.location.split("#")[-1]) == (303, "evidence")
    shown = trainers.get(page.location).text
    assert "証跡を2つ保存しました。" in shown
    assert "集合写真（髙﨑）①.jpg" in shown
    assert "署名入り" in shown
    assert "田中 健一" in shown
    lines = listed()
    assert lines[0].sha256 == hashlib.sha256(PHOTO[1]).hexdigest()
    assert lines[0].sha256[:4] in shown
    assert trail(world, org) == ["evidence_file.added"] * 2


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        pytest.param(
            ("写真.jpg", sent.EXE), "「写真.jpg」は名前と中身が違います。中身は実行できるプログラムです。", id="program"
        ),
        pytest.param(("報告.pdf", sent.HTML), "中身はWebページ（HTML）かXMLです。", id="web page as pdf"),
        pytest.param(("図.png", sent.huge_png()), "「図.png」は90,000万画素あります。", id="huge picture"),
        pytest.param(("議事録.docx", sent.bomb()), "展開すると大きくなりすぎます", id="zip bomb"),
        pytest.param(("議事録.docx", sent.with_entities()), "XMLの実体が定義されています", id="entities"),
        pytest.param(("写真.jpg", sent.jpeg()[:-30]), "「写真.jpg」は壊れているか途中で切れていて", id="cut off"),
        pytest.param(("空.txt", b""), "「空.txt」は空のファイルです。", id="empty"),
        pytest.param(("長い記録.txt", b"a" * 20_000_001), "「長い記録.txt」は20MBを超えています。", id="too large"),
        pytest.param(("setup.exe", sent.EXE), "写真（JPEG、PNG、WebP、HEIC）、PDF、Excel", id="type not kept"),
    ],
)
def test_i5_a_refused_file_is_named_and_neither_database_nor_disk_changes(
    send, world, org, drill, disk, named, sentence
):
    before = all_rows(world, org)

    page = send(("よい記録.txt", b"good"), named)

    assert page.status_code == 422
    assert sentence in page.text
    assert "ファイルはまだ1つも保存していません。" in page.text
    assert all_rows(world, org) == before
    assert on_disk(disk) == {}


def test_the_refusal_is_told_in_a_page_of_the_readers_language(world, trainer, send):
    page = send(("写真.jpg", sent.EXE), browser=world.browser(trainer, language="en"))

    assert page.status_code == 422
    assert '<html lang="en"' in page.text


@pytest.mark.parametrize(
    ("count", "sentence"), [(0, "ファイルを選んでください。"), (11, "一度に選べるのは10ファイルまでです。")]
)
def test_the_number_of_files_is_checked(send, disk, count, sentence):
    page = send(*((f"{number}.txt", b"x") for number in range(count)))

    assert page.status_code == 422
    assert sentence in page.text
    assert on_disk(disk) == {}


@pytest.mark.parametrize(("code", "status"), [(errno.ENOSPC, 507), (errno.EIO, 503)])
def test_f07_a_full_disk_is_told_and_nothing_counts_as_saved(send, world, org, disk, monkeypatch, code, status):
    before = all_rows(world, org)

    def fail(_descriptor):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(storage.os, "fsync", fail)
    page = send(PHOTO)

    assert page.status_code == status
    assert "何も保存していません。" in page.text
    assert all_rows(world, org) == before
    assert on_disk(disk) == {}


def test_p2_pressing_twice_keeps_one_file(send, listed, disk):
    replies = [send(PHOTO) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    assert replies[0].location == replies[1].location
    assert len(listed()) == 1
    assert len(on_disk(disk)) == 2  # the original and its copy


def test_p2_another_file_under_the_same_key_and_name_is_not_taken_for_the_first(send, listed):
    send(("記録.txt", b"first"))

    assert send(("記録.txt", b"second")).status_code == 422
    assert len(listed()) == 1


def test_the_same_content_from_another_form_is_told_and_not_added(send, trainers, listed):
    trainers.get(send(PHOTO).location)

    page = trainers.get(send(("別名.jpg", PHOTO[1]), key="other").location)

    assert "と同じ内容のファイルはすでにあるため、加えていません。" in page.text
    assert "証跡を1つ保存しました。" not in page.text
    assert len(listed()) == 1


def test_folders_in_a_name_are_dropped_and_long_names_keep_their_ending(send, listed):
    send(("2026年/秋/写真.jpg", sent.jpeg()), ("長" * 300 + ".txt", b"x"))

    assert [line.file_name for line in listed()] == ["写真.jpg", "長" * 251 + ".txt"]


def test_i4_uploads_here_may_be_larger_than_elsewhere(world, trainer, trainers, drill, send, listed, monkeypatch):
    monkeypatch.setitem(world.app.config, "WTF_CSRF_ENABLED", True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', trainers.get(f"/drills/{drill}/evidence/new").text)[1]

    def posted(address: str, field: str) -> int:
        data = {"_key": "k", "csrf_token": token, field: (io.BytesIO(b"a" * 5_000_000), "記録.txt")}
        return post(trainers, address, data).status_code

    assert posted(f"/drills/{drill}/evidence", "files") == 303
    assert posted("/scenarios/uploads", "files") == 413
    assert [line.size_bytes for line in listed()] == [5_000_000]


def test_i4_strangers_cannot_send_large_bodies(world, drill, monkeypatch):
    monkeypatch.setitem(world.app.config, "WTF_CSRF_ENABLED", True)
    data = {"files": (io.BytesIO(b"a" * 5_000_000), "記録.txt")}

    assert post(world.browser(), f"/drills/{drill}/evidence", data).status_code == 413


# --- Handing out ------------------------------------------------------------------------------------------------


def test_i5_a_photo_is_handed_out_without_where_and_by_which_phone(send, trainers, listed, disk, org):
    send(PHOTO)
    [line] = listed()

    answer = trainers.get(f"/evidence/{line.id}")

    assert answer.status_code == 200
    assert answer.mimetype == "image/jpeg"
    assert sent.PHONE.encode() not in answer.data
    picture = Image.open(io.BytesIO(answer.data))
    assert (dict(picture.getexif()), picture.size) == ({}, (80, 40))
    # The original is untouched.
    original = disk / str(org.id) / line.sha256[:2] / line.sha256
    assert original.read_bytes() == PHOTO[1]


@pytest.mark.parametrize(
    ("name", "data", "media_type", "as_name"),
    [
        pytest.param("集合写真（髙﨑）①.jpg", sent.jpeg(), "image/jpeg", None, id="photo"),
        pytest.param("iPhoneの写真.heic", sent.heic(), "image/jpeg", "iPhoneの写真.jpg", id="heic, as its copy"),
        pytest.param("実施報告〜〒.pdf", sent.PDF, "application/pdf", None, id="pdf"),
        pytest.param("記録.csv", "髙﨑,①\r\n".encode("cp932"), "application/octet-stream", None, id="csv in CP932"),
    ],
)
def test_i5_files_are_attachments_with_their_japanese_names(send, trainers, listed, name, data, media_type, as_name):
    from urllib.parse import unquote

    send((name, data))

    answer = trainers.get(f"/evidence/{listed()[0].id}")

    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    shown = as_name or name
    assert unquote(re.search(r"filename\*=UTF-8''(\S+)", disposition)[1]) == shown
    assert f"filename=evidence-1{PurePath(shown).suffix};" in disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == media_type
    if media_type != "image/jpeg":
        assert answer.data == data


def test_the_original_is_handed_out_to_general_affairs_and_that_is_recorded(
    send, world, org, general_affairs, trainers, listed
):
    send(PHOTO)
    [line] = listed()
    office = world.browser(general_affairs)
    assert "の原本を保存する" in office.get(f"/drills/{line.subject_id}").text
    assert "の原本を保存する" not in trainers.get(f"/drills/{line.subject_id}").text

    answer = office.post(f"/evidence/{line.id}/original", data={"_key": "k"})

    assert answer.data == PHOTO[1]
    assert trail(world, org)[-1] == "evidence_file.original_handed_out"
    assert trainers.post(f"/evidence/{line.id}/original", data={"_key": "k"}).status_code == 403
    assert office.get(f"/evidence/{line.id}/original").status_code == 405


def test_a_replaced_file_is_never_handed_out(send, trainers, listed, disk, org):
    send(("記録.txt", b"evidence"))
    [line] = listed()
    (disk / str(org.id) / line.sha256[:2] / line.sha256).write_bytes(b"replaced")

    answer = trainers.get(f"/evidence/{line.id}")

    assert answer.status_code == 500
    assert "「記録.txt」の保存したファイルが、なくなったか、変わっています。" in answer.text


# --- Withdrawing ------------------------------------------------------------------------------------------------


def test_a_file_is_withdrawn_with_a_reason_and_brought_back(send, trainers, listed, world, org, drill, disk):
    send(("記録.txt", b"evidence"))
    [line] = listed()
    assert trainers.get(f"/evidence/{line.id}/withdrawal").status_code == 200

    asked = trainers.post(f"/evidence/{line.id}/withdrawal", data={"_key": "1", "reason": " "})
    assert asked.status_code == 422
    assert "取り下げる理由: 理由を入力してください。" in asked.text

    page = trainers.post(
        f"/evidence/{line.id}/withdrawal", data={"_key": "2", "reason": "別の訓練の記録"}, follow_redirects=True
    )
    assert "「記録.txt」を取り下げました。" in page.text
    assert "取り下げた証跡 1件" in page.text
    assert "別の訓練の記録" in page.text
    assert trainers.get(f"/evidence/{line.id}").status_code == 404
    assert len(on_disk(disk)) == 1

    page = trainers.post(f"/evidence/{line.id}/reinstatement", data={"_key": "3"}, follow_redirects=True)
    assert "「記録.txt」を証跡に戻しました。" in page.text
    assert trainers.get(f"/evidence/{line.id}").status_code == 200
    assert trail(world, org) == [
        "evidence_file.added",
        "evidence_file.withdrawn",
        "evidence_file.brought_back",
    ]


def test_p2_withdrawing_twice_is_recorded_once(send, trainers, listed, world, org):
    send(("記録.txt", b"evidence"))
    [line] = listed()
    for key in ("1", "1", "2"):
        answer = trainers.post(f"/evidence/{line.id}/withdrawal", data={"_key": key, "reason": "誤り"})
        assert answer.status_code == 303

    assert trail(world, org).count("evidence_file.withdrawn") == 1


# --- Who may do what --------------------------------------------------------------------------------------------


def test_general_affairs_and_the_facilitator_of_the_drill_add_files_too(
    send, stage, drill, world, org, general_affairs, employee
):
    with world.changing(org):
        schedule.add_participants(drill, [employee.id], ParticipantKind.FACILITATOR, by=stage.by, at=at(-50))

    for number, member in enumerate((general_affairs, employee)):
        page = send((f"{number}.txt", str(number).encode()), browser=world.browser(member), key=f"k{number}")
        assert page.status_code == 303


def test_who_only_reads_the_drill_sees_files_and_changes_none(send, world, approver, listed, drill, disk):
    send(("記録.txt", b"evidence"))
    [line] = listed()
    reader = world.browser(approver)

    shown = reader.get(f"/drills/{drill}").text
    assert "記録.txt" in shown
    assert "証跡を加える" not in shown
    assert "取り下げる" not in shown
    assert reader.get(f"/evidence/{line.id}").data == b"evidence"
    assert send(("他.txt", b"other"), browser=reader).status_code == 403
    assert reader.get(f"/drills/{drill}/evidence/new").status_code == 403
    for address, form in (("withdrawal", {"reason": "誤り"}), ("reinstatement", {})):
        assert reader.post(f"/evidence/{line.id}/{address}", data={"_key": "k", **form}).status_code == 403
    assert not listed()[0].is_withdrawn


def test_who_does_not_read_the_drill_finds_nothing(send, world, stage, employee, listed, drill):
    send(("記録.txt", b"evidence"))
    [line] = listed()

    for member in (employee, stage.players[0]):
        browser = world.browser(member)
        assert browser.get(f"/evidence/{line.id}").status_code == 404
        assert browser.get(f"/drills/{drill}/evidence/new").status_code == 404
        assert send(("他.txt", b"other"), browser=browser).status_code == 404
        assert browser.post(f"/evidence/{line.id}/withdrawal", data={"_key": "k", "reason": "誤り"}).status_code == 404


def test_t5_files_of_another_organisation_are_not_found(send, world, outsider, listed, drill, disk):
    send(("記録.txt", b"evidence"))
    [line] = listed()
    stranger = world.browser(outsider)
    before = on_disk(disk)

    for number in (line.id, 999999):
        assert stranger.get(f"/evidence/{number}").status_code == 404
        assert stranger.get(f"/evidence/{number}/withdrawal").status_code == 404
        for verb, form in (("original", {}), ("withdrawal", {"reason": "盗"}), ("reinstatement", {})):
            data = {"_key": f"{number}{verb}", **form}
            assert stranger.post(f"/evidence/{number}/{verb}", data=data).status_code == 404
    for number in (drill, 999999):
        assert send(("盗.txt", b"x"), browser=stranger, to=number).status_code == 404
        assert stranger.get(f"/drills/{number}/evidence/new").status_code == 404
    assert not listed()[0].is_withdrawn
    assert on_disk(disk) == before


def test_a7_looking_and_downloading_change_nothing(send, trainers, world, org, listed, drill, disk):
    send(PHOTO)
    [line] = listed()
    before, files = all_rows(world, org), on_disk(disk)

    for address in (f"/evidence/{line.id}", f"/evidence/{line.id}/withdrawal", f"/drills/{drill}/evidence/new"):
        assert trainers.get(address).status_code == 200
        assert trainers.head(address).status_code == 200

    assert all_rows(world, org) == before
    assert on_disk(disk) == files


def test_the_page_takes_as_many_statements_for_one_file_as_for_thirty(send, trainers, world, drill):
    def statements() -> int:
        with counted_statements(world.app) as counted:
            assert trainers.get(f"/drills/{drill}").status_code == 200
        return len(counted)

    send(("0.txt", b"0"))
    trainers.get(f"/drills/{drill}")
    few = statements()
    for start in (1, 11, 21):
        names = ((f"{number}.txt", str(number).encode()) for number in range(start, start + 10))
        send(*names, key=f"k{start}")
    trainers.get(f"/drills/{drill}")
    assert statements() == few


@pytest.mark.parametrize("role", [Role.TRAINER, Role.GENERAL_AFFAIRS, Role.APPROVER, Role.ADMINISTRATOR])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_pages_render_for_every_reader_in_both_languages(send, world, org, listed, drill, role, language):
    send(PHOTO, ("記録.txt", b"evidence"))
    browser = world.browser(world.person(org, "新井 花", role, number="0901"), language=language)

    assert browser.get(f"/drills/{drill}").status_code == 200
    assert "証跡はまだありません" not in browser.get(f"/drills/{drill}").text
