"""Static files, gathered in a folder named by their content and compressed once."""

import hashlib
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from whitenoise.compress import Compressor


def fingerprint() -> str:
    """A short hash of every static file's name and content."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list(None), key=lambda found: str(found[0])):
            file = Path(storage.path(path))
            digest.update(path.encode())
            # Packages' files change only with their version, and so with their time of writing.
            is_ours = settings.ROOT / "static" in file.parents or settings.DATA in file.parents
            digest.update(file.read_bytes() if is_ours else str(file.stat().st_size).encode())
    return digest.hexdigest()[:12]


class Command(BaseCommand):
    help = "Gather and compress static files, if any has changed."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("assets")
        mark = fingerprint()
        if mark == settings.STATIC_FINGERPRINT:
            return
        self.stdout.write("Gathering static files…")
        shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
        call_command(
            "collectstatic", interactive=False, verbosity=0, ignore_patterns=["*.map", "*-dev.mjs"]
        )
        # Brotli at its best takes half a minute over Wagtail's files, which only editors fetch.
        everyone, editors = Compressor(quiet=True), Compressor(quiet=True, use_brotli=False)
        for file in settings.STATIC_ROOT.rglob("*"):
            if file.is_file() and everyone.should_compress(file.name):
                of_desk = file.relative_to(settings.STATIC_ROOT).parts[0].startswith("wagtail")
                (editors if of_desk else everyone).compress(str(file))
        settings.STATIC_MARK.write_text(mark)
