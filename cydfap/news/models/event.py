from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel

from cydfap.news.choosers import area_chooser
from cydfap.news.enums import NewsKind
from cydfap.places.models import Area

from .news_page import NewsPage


class EventSeries(NewsPage):
    """Events that belong together: a roadshow, a run of round tables."""

    kind = NewsKind.SERIES
    template = "news/series.html"

    content_panels = [*NewsPage.content_panels, *NewsPage.link_panels]

    class Meta:
        verbose_name = _("series of events")
        verbose_name_plural = _("series of events")

    def own_date(self) -> str:
        return self.when

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from .finding import listed

        context = super().get_context(request, *args, **kwargs)
        sides = Event.objects.live().filter(series__translation_key=self.translation_key)
        events = listed(self.locale_id, Event).filter(
            translation_key__in=sides.values("translation_key")
        )
        return context | {"events": list(events.order_by("event__starts_at"))}


class Event(NewsPage):
    """Something that takes place. Times are those of Europe/London; a day-long one has none."""

    kind = NewsKind.EVENT
    template = "news/event.html"

    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    is_all_day = models.BooleanField(
        _("all day"), default=False, help_text=_("Only the days are shown, no hours.")
    )
    place = models.CharField(_("where"), max_length=250, blank=True)
    area = models.ForeignKey(
        Area,
        verbose_name=_("in which area"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    series = models.ForeignKey(
        EventSeries,
        verbose_name=_("part of a series"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    content_panels = [
        *NewsPage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("is_all_day"),
                FieldPanel("place"),
                FieldPanel("area", widget=area_chooser.widget_class),
                PageChooserPanel("series", "news.EventSeries"),
            ],
            heading=_("When and where"),
        ),
        *NewsPage.link_panels,
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                name="event_ends_after_it_starts",
                violation_error_message=_("It cannot end before it starts."),
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
            )
        ]

    def own_date(self) -> str:
        if self.starts_at is None:
            return ""
        return self.first_day.isoformat()

    @property
    def first_day(self) -> date:
        return timezone.localtime(self.starts_at).date()

    @property
    def last_day(self) -> date:
        """The same as the first for an event within a day."""
        return timezone.localtime(self.ends_at).date() if self.ends_at else self.first_day

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return context | {"series": self.public_series()}

    def public_series(self) -> EventSeries | None:
        """The series that it or its public other side is part of, in its language if there is."""
        sides = Event.objects.live().filter(translation_key=self.translation_key)
        others = sides.exclude(pk=self.pk).exclude(series=None).select_related("series")
        for series in [self.series, *(other.series for other in others)]:
            if series is None:
                continue
            found = EventSeries.objects.live().filter(translation_key=series.translation_key)
            here: EventSeries | None = found.filter(locale_id=self.locale_id).first()
            return here or found.first()
        return None
