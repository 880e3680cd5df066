"""What a page is joined to. The two sides of a page count as one: what either names, both name."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from cydfap.directory.models import Entry
from cydfap.places.models import Area

from .news_page import NewsPage


class NewsTopic(models.Model):
    """A page belongs to a topic. Either language's page of the topic will do."""

    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="topic_links")
    topic = models.ForeignKey(
        "news.Topic", verbose_name=_("topic"), on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="page_is_in_a_topic_once",
                violation_error_message=_("This topic is there already."),
                fields=["page", "topic"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.page} · {self.topic}"


class NewsEntry(Orderable):
    """A page names an entry: each leads to the other."""

    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="entry_links")
    entry = models.ForeignKey(
        Entry, verbose_name=_("entry"), on_delete=models.CASCADE, related_name="+"
    )

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                name="page_names_an_entry_once",
                violation_error_message=_("This entry is there already."),
                fields=["page", "entry"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.page} · {self.entry}"


class NewsArea(models.Model):
    """A page is about an area."""

    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="area_links")
    area = models.ForeignKey(
        Area, verbose_name=_("area"), on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="page_is_about_an_area_once",
                violation_error_message=_("This area is there already."),
                fields=["page", "area"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.page} · {self.area}"


class NewsSource(Orderable):
    """Who says so: a page that was read, and when."""

    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="sources")
    name = models.CharField(_("name"), max_length=250)
    url = models.URLField(_("address"), max_length=1000, blank=True)
    read_on = models.DateField(_("read on"), null=True, blank=True)
    note = models.CharField(_("what it bears out"), max_length=300, blank=True)

    # The database wants a name of a draft's sources too.
    panels = [
        FieldPanel("name", required_on_save=True),
        FieldPanel("url"),
        FieldPanel("read_on"),
        FieldPanel("note"),
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                name="source_of_a_page_has_a_name",
                violation_error_message=_("A source needs a name."),
                condition=~models.Q(name=""),
            )
        ]

    def __str__(self) -> str:
        return self.name
