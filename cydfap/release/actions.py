"""What people do to editions after the day. Everything is logged in Wagtail's log."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cydfap.directory.models import Generation

from . import editions, folder, withdrawal
from .editions import EditionProblem
from .enums import Reason


def withdraw(
    *, edition: str, entries: Iterable[str], reason: str, by: AbstractBaseUser | None
) -> int:
    """Take entries out of all files of an edition, for good; how many it had.

    The edition keeps its name, its date and its address, and says how many went, when and why.
    Older releases that nobody named go altogether: they may have had the entries too. Raises
    EditionProblem, and nothing has changed, where there is no such edition, where it is what is on
    show now, or where it has none of the entries.
    """
    why, ids = Reason(reason), frozenset(entries)
    with folder.only_builder(wait=True):
        known = editions.find(edition)
        release = known["release"]
        if release == folder.current_hash():
            raise EditionProblem(
                _("%s is what is on show now. Delete the entries and publish first.")
                % known["name"]
            )
        with folder.building() as new:
            count = withdrawal.write(folder.releases() / release, new, ids, why)
            if not count:
                raise EditionProblem(_("%s has none of these entries.") % known["name"])
            with transaction.atomic():
                log(
                    instance=Generation.objects.get(pk=1),
                    action="release.withdraw",
                    user=by,
                    title=known["name"],
                    data={"edition": known["key"], "entries": count, "reason": str(why)},
                )
                folder.put_in_place(new, release)
        folder.prune(most=1)
        return count
