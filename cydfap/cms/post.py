"""Letters, whole as we wrote them, on their way to a mail server; or to a folder, where there is
none.
"""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class Whole:
    """What Django's backends want of a message, which is composed already."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    def as_bytes(self, *, linesep: str = "\r\n", **_: Any) -> bytes:
        return self.raw.replace(b"\r\n", linesep.encode())


class Ready(EmailMessage):
    """A message that no backend changes any more."""

    def __init__(self, raw: bytes, sender: str, to: str) -> None:
        super().__init__(from_email=sender, to=[to])
        self.raw = raw

    def message(self, **_: Any) -> Any:
        return Whole(self.raw)


class Folder(BaseEmailBackend):
    """A file for each letter in EMAIL_FILE_PATH, which every mail program opens."""

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for number, message in enumerate(email_messages):
            file = folder / f"{time.time_ns()}-{os.getpid()}-{number}.eml"
            # Written aside: whoever looks never sees half a letter.
            aside = file.with_suffix(".part")
            with open(os.open(aside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as new:
                new.write(message.message().as_bytes(linesep="\n"))
            aside.rename(file)
        return len(email_messages)
