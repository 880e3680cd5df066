from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cydfap.news.enums import NewsKind

from .news_page import NewsPage

# The newest; the index has the rest.
MOST_SHOWN = 20


class Topic(NewsPage):
    """Something to follow. Stories, events, reports and campaigns belong to topics."""

    kind = NewsKind.TOPIC
    template = "news/topic.html"

    # Of both sides, where a list has looked for them.
    slugs: set[str]

    order = models.PositiveSmallIntegerField(_("order among the topics"), default=0)

    content_panels = [*NewsPage.content_panels, *NewsPage.link_panels]
    promote_panels = [*Page.promote_panels, FieldPanel("order")]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def own_date(self) -> str:
        return ""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from .finding import Filters, found_in

        context = super().get_context(request, *args, **kwargs)
        filters = Filters(topic=self.slug)
        found = list(found_in(self.locale_id, filters)[: MOST_SHOWN + 1])
        return context | {
            "pages_of_topic": found[:MOST_SHOWN],
            "topic_query": filters.query(),
            "has_more": len(found) > MOST_SHOWN,
        }
