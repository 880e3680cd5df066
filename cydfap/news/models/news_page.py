from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Page

from cydfap.cms.blocks import PageBlocks
from cydfap.cms.fields import BlocksField
from cydfap.cms.pages import SitePage
from cydfap.directory.enums import TextState
from cydfap.directory.models import Entry, Site
from cydfap.lib import dates
from cydfap.lib.languages import LANGUAGES
from cydfap.news.choosers import area_chooser, entry_chooser
from cydfap.news.enums import NewsKind
from cydfap.news.fuzzy import date_field
from cydfap.news.page_form import PageForm


class NewsPage(SitePage):
    """What all pages of What's happening have: one table, so that one query lists them."""

    kind: NewsKind
    section = "news"
    is_creatable = False
    parent_page_types = ["news.NewsIndex"]
    subpage_types: list[str] = []

    # A report's page has the report's own name, on both sides. Blank: the page's own language.
    title_lang = models.CharField(
        _("language of the title, where it is another"),
        max_length=2,
        blank=True,
        choices=[("en", "English"), ("cy", "Cymraeg")],
    )
    intro = models.TextField(_("introduction"), max_length=600, blank=True)
    when = date_field(_("date"))
    # The first day that `when` may mean: what lists are ordered by.
    day = models.DateField(null=True, blank=True, editable=False, db_index=True)
    text_state = models.CharField(
        _("state of this text"), max_length=10, choices=TextState, default=TextState.ORIGINAL
    )
    checked_on = models.DateField(_("facts checked on"), null=True, blank=True)
    picture = models.ForeignKey(
        "cms.Picture",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = BlocksField(PageBlocks(), verbose_name=_("text"), blank=True)

    base_form_class = PageForm
    content_panels = [
        *Page.content_panels,
        FieldPanel("title_lang"),
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("body"),
    ]
    link_panels = [
        InlinePanel("topic_links", heading=_("Topics"), label=_("Topic")),
        InlinePanel(
            "entry_links",
            heading=_("Entries that it names"),
            label=_("Entry"),
            panels=[FieldPanel("entry", widget=entry_chooser.widget_class)],
        ),
        InlinePanel(
            "area_links",
            heading=_("Areas that it is about"),
            label=_("Area"),
            panels=[FieldPanel("area", widget=area_chooser.widget_class)],
        ),
        InlinePanel("sources", heading=_("Sources"), label=_("Source")),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [FieldPanel("text_state", required_on_save=True), FieldPanel("checked_on")]
                )
            ],
            heading=_("How far it can be trusted"),
        ),
    ]

    class Meta:
        verbose_name = _("page of What’s happening")
        constraints = [
            models.CheckConstraint(
                name="news_title_lang_is_known",
                violation_error_message=_("Choose one of those that are offered."),
                condition=Q(title_lang__in=["", *LANGUAGES]),
            ),
            models.CheckConstraint(
                name="news_text_state_is_known",
                violation_error_message=_("Choose one of those that are offered."),
                condition=Q(text_state__in=TextState.values),
            ),
            models.CheckConstraint(
                name="news_has_a_day_only_with_a_date",
                violation_error_message=_("This is not a date."),
                condition=~Q(when="") | Q(day=None),
            ),
        ]

    def own_date(self) -> str:
        """The EDTF date that the page's own fields give it; a story's is its editor's."""
        return self.when

    def settle(self) -> None:
        """Set what follows from other fields. A draft may hold what is no date yet."""
        try:
            self.when = self.own_date()
            self.day = first_day(self.when)
        except dates.DateProblem:
            self.day = None

    def clean(self) -> None:
        super().clean()
        self.settle()
        if self.when and self.day is None:
            raise ValidationError({"when": _("This is not a date.")})
        if self.live and self.text_state == TextState.MISSING:
            raise ValidationError({"text_state": _("A page without words is not published.")})

    def save(self, *args: Any, **kwargs: Any) -> Any:
        # Wagtail saves drafts without cleaning them.
        self.settle()
        return super().save(*args, **kwargs)

    @property
    def title_in(self) -> str:
        return self.title_lang or self.lang

    @property
    def kind_label(self) -> str:
        return str(NewsKind(self.kind).label)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context |= {
            "entries": named_entries(self),
            "areas": areas_of(self),
            "topics": topics_of(self),
        }
        return context


def first_day(when: str) -> date | None:
    """What a list is ordered by: the earliest that the date may mean, else the latest."""
    if not when:
        return None
    known = dates.parse(when)
    return known.earliest or known.latest


def links_of(page: NewsPage, name: str, *joins: str) -> list[Any]:
    """The page's own links, in a preview those of its draft, and then its public other side's."""
    links: Any = page._meta.get_field(name).related_model
    others = links.objects.filter(page__live=True, page__translation_key=page.translation_key)
    theirs = others.exclude(page=page.pk).select_related(*joins)
    return [*getattr(page, name).all(), *theirs]


def areas_of(page: NewsPage) -> list[Any]:
    return list(dict.fromkeys(link.area for link in links_of(page, "area_links", "area")))


def named_entries(page: NewsPage, first: tuple[int, ...] = ()) -> list[Any]:
    """The entries that either side of a page names, in its own order, some before them.
    `is_placed` of each: the map shows it.
    """
    order = [*first, *(link.entry_id for link in links_of(page, "entry_links"))]
    sites = Site.objects.filter(Site.told(), entry=OuterRef("pk"))
    found = Entry.objects.filter(pk__in=order).annotate(is_placed=Exists(sites))
    entries = {entry.pk: entry for entry in found}
    return [entries[key] for key in dict.fromkeys(order) if key in entries]


def topics_of(page: NewsPage) -> list[Any]:
    """Its topics as pages in its own language, else in the other."""
    keys = [link.topic.translation_key for link in links_of(page, "topic_links", "topic")]
    found = NewsPage.objects.live().filter(translation_key__in=keys).order_by("title")
    sides: dict[Any, NewsPage] = {}
    for topic in found:
        if topic.translation_key not in sides or topic.locale_id == page.locale_id:
            sides[topic.translation_key] = topic
    return list(sides.values())
