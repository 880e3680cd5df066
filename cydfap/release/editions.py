"""Editions: releases that somebody named and dated. They are kept for ever."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import orjson
from django.utils.translation import gettext as _

from . import downloads, folder
from .about import slug


class EditionProblem(Exception):
    """The edition cannot be made; the message says why."""


def make(name: str, on: date | None = None) -> dict[str, Any]:
    """Keep the current release, with all its downloads. EditionProblem if that cannot be.

    Making the same edition again changes nothing; a name stands for one release for ever.
    """
    key = slug(name)
    if not key:
        raise EditionProblem(_("An edition's name needs a letter or a digit."))
    # Held from first to last: what is being made an edition must not be pruned meanwhile.
    with folder.only_builder(wait=True):
        release = folder.current_hash()
        if release is None or not folder.is_whole(release):
            raise EditionProblem(_("There is no release yet. Run ./manage.py publish."))
        for known in folder.editions():
            if known["key"] == key and known["release"] != release:
                raise EditionProblem(
                    _("There is an edition %(name)s already, of %(date)s.") % known
                )
            if known["key"] == key:
                return known
        downloads.write_late(folder.releases() / release)
        return write(key, name, on or datetime.now(UTC).date(), release)


def find(name: str) -> dict[str, str]:
    """The edition of that name. Raises EditionProblem where there is none."""
    key = slug(name)
    for known in folder.editions():
        if known["key"] == key:
            return known
    raise EditionProblem(_("There is no edition %s.") % name)


def write(key: str, name: str, on: date, release: str) -> dict[str, Any]:
    edition = {"key": key, "name": name, "date": on.isoformat(), "release": release}
    place = folder.releases() / "editions"
    place.mkdir(exist_ok=True)
    folder.replace(place / f"{key}.json", orjson.dumps(edition, option=orjson.OPT_INDENT_2))
    return edition
