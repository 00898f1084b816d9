"""Text that enters keeps what the person wrote, and is found however they type it."""

import pytest

from drillhub.core.text import clean, full_width_kana, half_width, katakana, one_line, search_key


def test_i6_names_keep_the_characters_payroll_software_writes():
    name = "髙﨑 𠮷野 塚本\ufa10 隆\uf9dc ①㈱ 〜～ －−"
    assert clean(name) == name


def test_parts_of_a_character_are_joined():
    assert clean("カ\u3099クセイ e\u0301") == "ガクセイ é"


@pytest.mark.parametrize(
    ("dirty", "kept"),
    [
        pytest.param("佐藤\x00 美\x1f咲\x7f", "佐藤 美咲", id="control characters"),
        pytest.param("\ufeff0101", "0101", id="a byte order mark"),
        pytest.param("evil\u202egnp.exe", "evilgnp.exe", id="marks that turn the reading direction"),
        pytest.param("a\ud800b", "ab", id="half of a surrogate pair"),
        pytest.param("一\r\n二\r三\x85四\u2028五", "一\n二\n三\n四\n五", id="every kind of line end"),
        pytest.param("A\tB", "A\tB", id="a tab stays"),
        pytest.param("👨‍👩‍👧", "👨‍👩‍👧", id="a joined family stays together"),
    ],
)
def test_what_no_document_accepts_is_left_out(dirty, kept):
    assert clean(dirty) == kept


def test_one_line_has_single_blanks():
    assert one_line("　佐藤 　美咲\r\n 様 ") == "佐藤 美咲 様"


def test_half_width_kana_becomes_full_width_with_its_sound_marks():
    assert full_width_kana("ﾊﾝｶｸ ｶﾞｷﾞ ﾊﾟ ｳﾞ ｰ･｢｣ABC") == "ハンカク ガギ パ ヴ ー・「」ABC"


def test_a_sound_mark_that_stands_alone_stays_readable():
    assert full_width_kana("ﾞﾟ") == "゛゜"


def test_full_width_letters_are_not_touched_by_kana():
    assert full_width_kana("ＡＢＣ①㈱") == "ＡＢＣ①㈱"


def test_a_reading_is_kept_in_katakana():
    assert katakana("さとう ﾐｻｷ") == "サトウ ミサキ"


def test_full_width_numbers_and_addresses_become_ascii():
    assert half_width("０１０１　ＡＢ－１＠ａｏｂａ．ｅｘａｍｐｌｅ　㈱") == "0101 AB-1@aoba.example ㈱"


@pytest.mark.parametrize("typed", ["高崎", "髙﨑", "髙崎", " 高 崎 "])
def test_a_name_is_found_by_its_everyday_characters(typed):
    assert search_key(typed) in search_key("0101 髙﨑 陸")


@pytest.mark.parametrize("typed", ["ｻﾄｳ", "さとう", "サトウ", "ｻﾄｳ ﾐｻｷ", "さとうみさき"])
def test_a_reading_is_found_in_any_kana(typed):
    assert search_key(typed) in search_key("サトウ ミサキ")


def test_a_number_is_found_in_any_width_and_case():
    assert search_key("ｈ００７７") == search_key("H0077")
