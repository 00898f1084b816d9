"""Commands speak Japanese, as everything does that has no reader's language to go by."""

import re
from collections.abc import Iterator

import click

from drillhub.cli import COMMANDS
from tests.cli.conftest import Installation

JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
NEEDS_NO_HELP = {"--host", "--port", "--help", "--fiscal-year-start", "--format", "--output"}


def commands(group: dict[str, click.Command], path: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.items():
        yield f"{path} {name}".strip(), command
        if isinstance(command, click.Group):
            yield from commands(command.commands, f"{path} {name}")


def test_every_command_and_option_says_in_japanese_what_it_does() -> None:
    english = []
    for name, command in commands({str(command.name): command for command in COMMANDS}):
        if not JAPANESE.search(command.help or ""):
            english.append(name)
        for option in command.params:
            if isinstance(option, click.Option) and not NEEDS_NO_HELP & set(option.opts):
                english += [] if JAPANESE.search(option.help or "") else [f"{name} {option.opts[0]}"]
    assert english == []


def test_a_command_whose_room_is_not_there_yet_says_so_and_ends_with_2(installation: Installation) -> None:
    result = installation.run("token", "create", "--scope", "read")
    assert (result.exit_code, result.stderr) == (2, "アクセストークンは、まだ使えません。\n")


def test_the_outbox_says_what_it_did(installation: Installation) -> None:
    installation.run("org", "create", "--name", "青葉精工", "--slug", "aoba")
    assert installation.run("outbox", "pause").output == "aoba: 送信を止めました。送信待ちのメールは0件です。\n"
    assert installation.run("outbox", "resume").output == "aoba: 送信を再開しました。送信待ちのメールは0件です。\n"
    assert installation.run("outbox", "deliver").output == "0件を処理しました。\n"
