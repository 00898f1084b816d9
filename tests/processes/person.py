"""Somebody at a browser without script: opens pages, fills in their forms and sends them, also twice."""

import json
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import Any


@dataclass
class Answer:
    status: int
    text: str
    location: str

    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class PageForm:
    """A form as the page shows it. fields: with the values it was rendered with."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    """The forms of a page that change something."""

    def __init__(self) -> None:
        super().__init__()
        self.posts = False
        self.forms: list[PageForm] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "form":
            self.posts = (attributes.get("method") or "").lower() == "post"
            if self.posts:
                self.forms.append(PageForm(attributes.get("action") or ""))
        elif tag == "input" and self.posts and attributes.get("name") and _is_sent(attributes):
            self.forms[-1].fields[str(attributes["name"])] = attributes.get("value") or ""


def _is_sent(attributes: dict[str, str | None]) -> bool:
    return attributes.get("type") not in {"checkbox", "radio", "file"} or "checked" in attributes


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:
        return None


class Person:
    """A cookie jar at an address."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), _StayHere())

    def sign_in(self, slug: str, number: str, password: str) -> "Person":
        form = self.form("/sign-in", "/sign-in")
        answer = self.send(form, company_code=slug, name=number, password=password)
        assert answer.status == 303, answer.text
        return self

    def get(self, path: str) -> Answer:
        return self._open(urllib.request.Request(self.address + path))

    def form(self, path: str, action: str) -> PageForm:
        """The form on a page that posts to an address that ends so."""
        page = self.get(path)
        assert page.status == 200, (path, page.status, page.text)
        parser = _Forms()
        parser.feed(page.text)
        for each in parser.forms:
            each.action = each.action or path
        found = [each for each in parser.forms if urllib.parse.urlsplit(each.action).path.endswith(action)]
        assert found, (path, action, [each.action for each in parser.forms])
        return found[0]

    def send(self, form: PageForm, *, as_json: bool = False, **values: str | list[str]) -> Answer:
        body = urllib.parse.urlencode({**form.fields, **values}, doseq=True).encode()
        request = urllib.request.Request(self.address + form.action, data=body)
        if as_json:
            request.add_header("Accept", "application/json")
        return self._open(request)

    def send_file(self, form: PageForm, name: str, file_name: str, content: bytes, **values: str) -> Answer:
        boundary = uuid.uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in {**form.fields, **values}.items()
        ]
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n\r\n'
        body = b"".join(parts) + head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        request = urllib.request.Request(self.address + form.action, data=body)
        request.add_header("Content-Type", f"multipart/form-data; boundary={boundary}")
        return self._open(request)

    def _open(self, request: urllib.request.Request) -> Answer:
        try:
            with self.opener.open(request, timeout=30) as response:
                return Answer(
                    response.status, response.read().decode(errors="replace"), response.headers.get("Location", "")
                )
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode(errors="replace"), error.headers.get("Location", ""))
