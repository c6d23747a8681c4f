"""A mail server of our own, to which real mail is sent."""

import asyncio
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message as Email
from typing import Any

TAKEN = "250 OK"


class Mailbox:
    """What the server took, and how it is to answer: `to_recipient` for RCPT, `to_mail` for DATA."""

    def __init__(self) -> None:
        self.emails: list[Email] = []
        self.to_recipient = TAKEN
        self.to_mail = TAKEN
        # Runs when the mail has been received and before it is answered.
        self.on_data: Callable[[], object] = lambda: None
        self.hangs_up = False

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        """Take the recipient, or answer as told."""
        if self.to_recipient == TAKEN:
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep the mail where the answer is yes."""
        if self.to_mail == TAKEN:
            self.emails.append(message_from_bytes(envelope.content))
        await asyncio.to_thread(self.on_data)
        if self.hangs_up:
            server.transport.abort()
        return self.to_mail
