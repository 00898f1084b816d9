"""Commands that scripts may already call but whose rooms do not exist yet: one sentence, exit code 2."""

import sys

import click

from drillhub.core.i18n import _

_NOT_YET = {
    ("questions", "import"): _("問題の取り込みは、まだできません。"),
    ("questions", "export"): _("問題の書き出しは、まだできません。"),
    ("token", "create"): _("アクセストークンは、まだ使えません。"),
}
_TAKES_ANYTHING = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}


def not_yet(name: str, sentence: str) -> click.Command:
    """A command that says it is not there yet, whatever its options."""

    def say() -> None:
        click.echo(sentence, err=True)
        sys.exit(2)

    return click.Command(name, callback=say, help=sentence, context_settings=_TAKES_ANYTHING)


def groups() -> list[click.Group]:
    """The groups of these commands."""
    made: dict[str, click.Group] = {}
    for (group, name), sentence in _NOT_YET.items():
        made.setdefault(group, click.Group(group, help=sentence)).add_command(not_yet(name, sentence))
    return list(made.values())
