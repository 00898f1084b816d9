"""Staff files as offices save them, and a browser of general affairs."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook
from werkzeug.test import TestResponse

from tests.support.world import Member, World

HEADINGS = "社員番号,姓,名,セイ,メイ,部署1,部署2,役職,勤務地,入社日,メール,携帯,雇用区分,在籍状況"
TAKASAKI = "0201,髙﨑,進,ﾀｶｻｷ,ｽｽﾑ,製造部,①班,班長,第一工場,H27.4.1,takasaki@aoba.example,090-1234-5678,正社員,在籍"
ARAI = "0202,新井,花,ｱﾗｲ,ﾊﾅ,製造部,①班,,第一工場,平成27年4月1日,,,パート,休職"
# General affairs of the cast, so that the file does not leave them out.
SATO = "0103,佐藤,美咲,,,,,,,,sato@aoba.example,,,在籍"


def csv(*lines: str) -> str:
    return "\r\n".join([HEADINGS, *lines, ""])


def xlsx(*lines: str) -> bytes:
    book = Workbook()
    for line in [HEADINGS, *lines]:
        book.active.append(line.split(","))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(browser: FlaskClient, data: bytes, name: str = "社員一覧.csv", key: str = "upload") -> TestResponse:
    return browser.post(
        "/people/imports", data={"file": (BytesIO(data), name), "_key": key}, content_type="multipart/form-data"
    )


def bring_in(browser: FlaskClient, *lines: str, key: str = "bring-in", **answers: str) -> TestResponse:
    """Upload and apply a file with these lines; gives the receipt's page."""
    page = upload(browser, csv(*lines).encode("cp932"), key=f"{key}-upload")
    assert page.status_code == 303, page.text
    done = browser.post(f"{page.location}/application", data={"_key": key, **answers})
    assert done.status_code == 303, done.text
    return browser.get(done.location)


@pytest.fixture
def office(world: World, general_affairs: Member) -> FlaskClient:
    """General affairs' browser."""
    return world.browser(general_affairs)
