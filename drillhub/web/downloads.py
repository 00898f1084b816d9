"""Files handed out."""

from io import BytesIO
from urllib.parse import quote

from flask import Response, send_file


def hand_out(data: bytes, *, media_type: str, name: str, plain_name: str) -> Response:
    """A file to be saved, never opened in the page's place. plain_name: in ASCII, where no other name is understood."""
    response = send_file(BytesIO(data), mimetype=media_type)
    names = {"filename": plain_name, "filename*": f"UTF-8''{quote(name, safe='')}"}
    response.headers.set("Content-Disposition", "attachment", **({"filename": name} if name.isascii() else names))
    return response
