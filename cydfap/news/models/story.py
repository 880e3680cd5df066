from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cydfap.news.enums import NewsKind

from .news_page import NewsPage


class Story(NewsPage):
    """Something that happened, told."""

    kind = NewsKind.STORY
    template = "news/story.html"

    byline = models.CharField(_("by whom"), max_length=120, blank=True)

    content_panels = [
        *NewsPage.content_panels,
        FieldPanel("when"),
        FieldPanel("byline"),
        *NewsPage.link_panels,
    ]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
