"""What an address may carry."""

from typing import Any, Final

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST_ID: Final = 2**31 - 1  # the integer of the databases; a larger one can be nobody's id


class IdConverter(IntegerConverter):
    """`<int:…>`: an id. One that no row can have is an unknown address (404), not a database error."""

    def __init__(self, map: Map, **options: Any) -> None:
        super().__init__(map, max=LARGEST_ID, **options)


def init_app(app: Flask) -> None:
    """Use it for every `<int:…>` of the app."""
    app.url_map.converters["int"] = IdConverter
