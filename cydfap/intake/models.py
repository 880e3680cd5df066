"""The records of what came in: imports, how their headings were read, and what undoing them
needs.
"""

import secrets

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cydfap.directory.models import Entry
from cydfap.lib.languages import NAMES

from .enums import State


def new_name() -> str:
    """A name for a folder, that none had before."""
    return secrets.token_hex(8)


class Import(models.Model):
    """A file that came in, how to read it, and what became of it.

    The file itself, its plan and its progress lie in `cydfap.intake.store.folder(import)`.
    """

    # Names of folders on the disk: of all that is kept of this import, and in it of the plan. They
    # are whole before a row says their names; what no row names is swept away.
    folder = models.CharField(max_length=32, unique=True, default=new_name, editable=False)
    plan = models.CharField(max_length=32, blank=True, editable=False)

    name = models.CharField(_("file"), max_length=255)
    layer = models.CharField(_("layer"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    lang = models.CharField(_("language of the texts"), max_length=2, choices=NAMES, default="en")
    complete = models.BooleanField(
        _("this file is the whole of its source"),
        default=False,
        help_text=_("Entries of the source that the file lacks are then listed. None is closed."),
    )
    # {heading of the file: field, or "" for a column to leave out}; what is not here is guessed.
    mapping = models.JSONField(default=dict, blank=True)
    # {row: a public id, "row N", or "another"}: what a person said about possible duplicates.
    decisions = models.JSONField(default=dict, blank=True)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    counts = models.JSONField(default=dict, blank=True)
    # The directory's generation when the plan was made, and what the plan came to.
    generation = models.PositiveBigIntegerField(default=0)
    fingerprint = models.CharField(max_length=64, blank=True)
    # What went wrong, as a code and its details: it is told in the reader's language.
    trouble = models.JSONField(default=dict, blank=True)
    # Ranges of primary keys that this import added: [[first, last], …].
    added = models.JSONField(default=list, blank=True)
    created_layers = models.JSONField(default=list, blank=True)
    # What undoing left alone: [[public id, why], …].
    kept = models.JSONField(default=list, blank=True)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("brought in"), auto_now_add=True)
    # Who asked for what the worker has to do, or did last: it is done in this name. Nobody where
    # the account is deleted, or whoever runs the site asked, by a command.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_by_site = models.BooleanField(default=False, editable=False)
    # How often a worker began what was last asked of it: to plan, apply or undo it.
    attempts = models.PositiveSmallIntegerField(default=0)
    applied_at = models.DateTimeField(_("imported"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_state_is_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="the_site_that_asks_is_nobody",
                condition=Q(asked_by_site=False) | Q(asked_by=None),
            ),
            models.CheckConstraint(
                name="an_applied_import_says_when",
                condition=~Q(state__in=[State.APPLIED, State.UNDOING, State.UNDONE])
                | ~Q(applied_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def note_asker(self, by: User | None) -> None:
        """None: whoever runs the site."""
        self.asked_by, self.asked_by_site = by, by is None

    @property
    def asker(self) -> User | AnonymousUser | None:
        """Whose rights hold for what is done. None: whoever runs the site, who has all; who asked
        and has no account any more has none.
        """
        return None if self.asked_by_site else self.asked_by or AnonymousUser()


class Mapping(models.Model):
    """How a person said that a file with these headings is to be read; used for the next such
    file.
    """

    signature = models.CharField(max_length=64, unique=True)
    columns = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.signature[:12]


class Before(models.Model):
    """What an entry was before an import changed it: {field: value}, enough to take the change
    back.
    """

    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="before")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    values = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="an_import_changes_an_entry_once", fields=["imported", "entry"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.imported_id}: {self.entry_id}"
