"""The English catalogue holds every sentence, whole."""

import io
import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tools import catalogue as tool

FACT = re.compile(r"%\((\w+)\)[a-z]")
LONE_PERCENT = re.compile(r"%(?!\(\w+\)[a-z])")
# The mark of a drill stands in every language; examples of dates, words of staff files and the two words that the plan
# has to name stay Japanese.
MAY_STAY_JAPANESE = re.compile(r"【訓練 DRILL】|令和8年4月1日|平成27年4月1日|在籍|休職|退職|〓|（?教育）?|訓練")
JAPANESE = re.compile(r"[぀-ヿ一-鿿]")


@pytest.fixture(scope="module")
def kept() -> Catalog:
    return tool.catalogue()


def pairs(kept: Catalog) -> list[tuple[str, str]]:
    found = []
    for message in kept:
        if message.id:
            ids = [message.id] if isinstance(message.id, str) else list(message.id)
            texts = [message.string] if isinstance(message.string, str) else list(message.string)
            found += [(ids[0] if len(ids) == 1 else ids[min(number, 1)], text) for number, text in enumerate(texts)]
    return found


def test_every_sentence_of_the_program_is_translated(kept: Catalog) -> None:
    assert [message.id for message in tool.untranslated(kept, tool.extracted())] == []


def test_a_translation_uses_the_facts_of_its_sentence_and_no_others(kept: Catalog) -> None:
    wrong = [(id, text) for id, text in pairs(kept) if not set(FACT.findall(text)) <= set(FACT.findall(id))]
    assert wrong == []


def test_a_percent_sign_of_a_page_is_doubled(kept: Catalog) -> None:
    """Templates fill every sentence in, also one without facts: a single percent sign would break the page."""
    of_pages = tool.extracted(("templates",))
    found = Catalog(locale="en")
    for message in of_pages:
        if message.id:
            found.add(message.id, kept.get(message.id, message.context).string, context=message.context)
    assert [pair for pair in pairs(found) for text in pair if LONE_PERCENT.search(text.replace("%%", ""))] == []


def test_english_is_english(kept: Catalog) -> None:
    wrong = [text for _id, text in pairs(kept) if JAPANESE.search(MAY_STAY_JAPANESE.sub("", text))]
    assert wrong == []


def test_the_compiled_catalogue_is_that_of_the_readable_one(kept: Catalog) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, kept)
    assert tool.MO.read_bytes() == compiled.getvalue()
