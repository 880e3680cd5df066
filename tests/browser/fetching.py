"""Asking the running site as a program does, without a browser."""

import urllib.error
import urllib.request


def fetch(address: str) -> tuple[int, str, bytes]:
    """Status, content type and body; a refusal is an answer too."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers.get_content_type(), refusal.read()
