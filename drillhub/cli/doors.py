"""What every command needs: exit codes, output for people and machines, refusals as sentences.

Exit codes: 0 done; 1 refused, with the reason on standard error and nothing changed; 2 wrong usage.
"""

import json
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, NoReturn, TypeVar

import click
from flask import Flask, current_app

from drillhub.core import directory, tenancy
from drillhub.core.errors import DrillHubError
from drillhub.core.i18n import _

F = TypeVar("F", bound=Callable[..., Any])

org_option = click.option("--org", "slug", required=True, metavar="SLUG", help=_("組織の会社コード"))
json_option = click.option("--json", "as_json", is_flag=True, help=_("結果をJSONで出します。"))
dry_run_option = click.option("--dry-run", is_flag=True, help=_("確かめるだけで、何も変えません。"))


def refusals(command: F) -> F:
    """Decorator: a refusal of the rules becomes its sentence on standard error and exit code 1."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except DrillHubError as error:
            refuse(str(error))

    return wrapped  # type: ignore[return-value]


def refuse(*sentences: str) -> NoReturn:
    """Say why nothing was done, and end with exit code 1."""
    for sentence in sentences:
        click.echo(sentence, err=True)
    sys.exit(1)


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def each_organisation() -> Iterator[str]:
    """Step through all organisations, each in a session of its own."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    for org_id, slug in directory.organisations():
        with app.app_context():
            tenancy.bind(org_id)
            yield slug
