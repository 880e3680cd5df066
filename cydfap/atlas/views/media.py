"""Images that were uploaded at the desk. Documents there have their own address and rules."""

import os.path
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest

# Where Wagtail keeps images, and what a browser shows without running anything in it.
FOLDERS = ("images", "original_images", "avatar_images")
TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
A_DAY = "public, max-age=86400"


def image(request: HttpRequest, name: str) -> FileResponse:
    """An image by its path in MEDIA_ROOT; 404 for anything else that lies there."""
    root = Path(settings.MEDIA_ROOT).resolve()
    if "\0" in name:
        raise Http404
    path = (root / name).resolve()
    within = path.parts[len(root.parts) :] if path.is_relative_to(root) else ()
    kind = TYPES.get(path.suffix.lower())
    # Not Path's own: a name too long for a disk is an error there, and here just no file.
    if not kind or not within or within[0] not in FOLDERS or not os.path.isfile(path):
        raise Http404
    response = FileResponse(path.open("rb"), content_type=kind)
    response.headers["Cache-Control"] = A_DAY
    return response
