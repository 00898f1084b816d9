"""A real mail server for the tests, which can be told to refuse, fail or hang up."""

import email
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from drillhub.config import MailServer

Answer = Callable[[str, int], str]


class Mailbox:
    """What arrived, in order, and how the server answers. rule: (recipient, count so far) → SMTP answer.

    on_taken: called with how many messages there are, after one is taken and before the sender hears of it.
    """

    def __init__(self, rule: Answer) -> None:
        self.rule = rule
        self.messages: list[EmailMessage] = []
        self.on_taken: Callable[[int], None] = lambda _count: None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        answer = self.rule(address, len(self.messages))
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.messages.append(email.message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        self.on_taken(len(self.messages))
        return "250 taken"

    def recipients(self) -> list[str]:
        return [str(message["To"]) for message in self.messages]


def text_of(message: EmailMessage) -> str:
    """What a person reads, whatever else goes with the mail."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(rule: Answer = lambda _address, _count: "250 ok") -> Iterator[tuple[MailServer, Mailbox]]:
    mailbox = Mailbox(rule)
    port = free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield MailServer("127.0.0.1", port, None, None, starttls=False, tls=False), mailbox
    finally:
        controller.stop()
