from django.db import models
from django.db.models import Q

from cydfap.news.enums import FileState


class FileText(models.Model):
    """How far a report's file has been read. `name` is the stored file's: another is another text.

    `keys` are all words of it under which the search may ask for it, each between spaces.
    """

    document = models.OneToOneField(
        "wagtaildocs.Document", on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(max_length=500)
    state = models.CharField(
        max_length=12, choices=FileState, default=FileState.WAITING, db_index=True
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    keys = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="file_text_state_is_known", condition=Q(state__in=FileState.values)
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.state}"


class FilePage(models.Model):
    """The text of one page of a file; lang is empty where it cannot be told."""

    file = models.ForeignKey(FileText, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    lang = models.CharField(max_length=2, blank=True)

    class Meta:
        ordering = ["file", "number"]
        constraints = [
            models.UniqueConstraint(name="a_file_has_a_page_once", fields=["file", "number"]),
            models.CheckConstraint(
                name="file_page_lang_is_known", condition=Q(lang__in=["", "en", "cy"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id}, {self.number}"
