from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from cydfap.cms.pages import language_of
from cydfap.directory.enums import Sector
from cydfap.directory.models import Entry
from cydfap.lib.languages import NAMES
from cydfap.news.choosers import entry_chooser
from cydfap.news.enums import NewsKind

from .news_page import NewsPage, named_entries


class AuthorName(NamedTuple):
    family: str
    given: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()


def authors_of(text: str) -> list[AuthorName]:
    """Authors as an editor writes them, semicolons between them. Where there are none, commas part
    whole names, of which nobody can tell which word is the family's.
    """
    if ";" not in text:
        return [AuthorName(name.strip(), "") for name in text.split(",") if name.strip()]
    parted = (author.partition(",") for author in text.split(";") if author.strip())
    return [AuthorName(family.strip(), given.strip()) for family, _comma, given in parted]


class Report(NewsPage):
    """A report's text and files. Its entry owns its name, place, source and layers."""

    kind = NewsKind.REPORT
    template = "news/report.html"

    entry = models.ForeignKey(
        Entry, verbose_name=_("its entry"), on_delete=models.PROTECT, related_name="+"
    )
    # The page's own language again: a constraint cannot look into Wagtail's table.
    lang = models.CharField(max_length=2, editable=False)
    authors = models.CharField(
        _("authors"),
        max_length=400,
        blank=True,
        help_text=_("“Conaty, Pat; Bird, Alex”, or an organisation’s name as it is printed"),
    )
    publisher = models.CharField(_("publisher"), max_length=250, blank=True)
    languages = models.CharField(
        _("languages of the report"),
        max_length=60,
        blank=True,
        help_text=_("Codes such as en, or en cy"),
    )
    link = models.URLField(_("where it can be read"), max_length=1000, blank=True)
    abstract = models.TextField(_("abstract"), blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)

    content_panels = [
        *NewsPage.content_panels,
        FieldPanel("entry", widget=entry_chooser.widget_class),
        MultiFieldPanel(
            [
                FieldPanel("authors"),
                FieldRowPanel([FieldPanel("publisher"), FieldPanel("when")]),
                FieldRowPanel([FieldPanel("languages"), FieldPanel("licence")]),
                FieldPanel("link"),
                FieldPanel("abstract"),
            ],
            heading=_("The report"),
        ),
        InlinePanel("files", heading=_("Files"), label=_("File")),
        InlinePanel("case_studies", heading=_("Case studies inside"), label=_("Case study")),
        *NewsPage.link_panels,
    ]

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(
                name="a_report_has_one_entry_in_each_language",
                violation_error_message=_("Another report page has this entry already."),
                fields=["entry", "lang"],
            ),
            models.CheckConstraint(
                name="report_lang_is_known",
                violation_error_message=_("Choose one of those that are offered."),
                condition=Q(lang__in=["en", "cy"]),
            ),
        ]

    def settle(self) -> None:
        super().settle()
        self.lang = language_of(self.locale_id)

    def minimal_clean(self) -> None:
        """A draft, too, must have its entry to itself."""
        super().minimal_clean()
        self.settle()
        self.check_entry_is_free()

    def clean(self) -> None:
        super().clean()
        self.check_entry_is_free()

    def check_entry_is_free(self) -> None:
        if not self.entry_id:
            return
        taken = Report.objects.filter(entry_id=self.entry_id, lang=self.lang).exclude(pk=self.pk)
        if taken.exists():
            raise ValidationError({"entry": _("Another report page has this entry already.")})

    @property
    def author_names(self) -> str:
        """As people read them."""
        return ", ".join(author.name for author in authors_of(self.authors))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return context | {
            "entries": named_entries(self, first=(self.entry_id,)),
            "asked_in_text": request.GET.get("q", "").strip()[:200],
        }


class ReportFile(Orderable):
    """A file of a report, in one language."""

    page = ParentalKey(Report, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name=_("file"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    lang = models.CharField(_("language"), max_length=2, choices=NAMES)

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                name="a_report_has_a_file_once",
                violation_error_message=_("This file is there already."),
                fields=["page", "document"],
            )
        ]

    def __str__(self) -> str:
        return str(self.document)


class CaseStudy(Orderable):
    """A case inside a report."""

    page = ParentalKey(Report, on_delete=models.CASCADE, related_name="case_studies")
    title = models.CharField(_("title"), max_length=200)
    sector = models.CharField(_("sector"), max_length=40, choices=Sector, blank=True)
    country = models.CharField(_("country"), max_length=80, blank=True)
    organisations = models.TextField(_("organisations, one a line"), blank=True)
    summary = models.TextField(_("what it shows"), blank=True)

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                name="case_study_sector_is_known",
                violation_error_message=_("Choose one of those that are offered."),
                condition=Q(sector__in=["", *Sector.values]),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def organisation_list(self) -> list[str]:
        return [line.strip() for line in self.organisations.splitlines() if line.strip()]
