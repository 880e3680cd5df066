from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel

from cydfap.directory.enums import Happening
from cydfap.directory.models import Entry, Layer, Site
from cydfap.directory.models.entry import CROCKFORD
from cydfap.lib import postcodes
from cydfap.news.choosers import area_chooser, entry_chooser
from cydfap.news.enums import EventState, NewsKind
from cydfap.news.page_form import EventForm
from cydfap.places.models import Area

from .news_page import NewsPage

# Events have ids among the entries' on the map. No entry's begins so, and all come after theirs.
MARK = "~"
ID_LETTERS = 10


def map_id(key: UUID) -> str:
    """What the map calls the event whose sides have that translation key."""
    return MARK + "".join(CROCKFORD[key.int >> 5 * at & 31] for at in range(ID_LETTERS))


def check_postcode(text: str) -> None:
    if postcodes.normalise(text) is None:
        raise ValidationError(_("This is not a postcode."))


def is_known(postcode: str) -> bool:
    found = postcodes.Postcodes(settings.DATA / "postcodes").find(postcode)
    return found is not None and found.lat is not None


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
    base_form_class = EventForm

    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    is_all_day = models.BooleanField(
        _("all day"), default=False, help_text=_("Only the days are shown, no hours.")
    )
    state = models.CharField(
        _("does it take place?"), max_length=10, choices=EventState, default=EventState.PLANNED
    )
    place = models.CharField(_("where"), max_length=250, blank=True)
    # Where the map shows it: the first of these that is known, and else its area.
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    postcode = models.CharField(
        _("postcode"), max_length=10, blank=True, validators=[check_postcode]
    )
    at_entry = models.ForeignKey(
        Entry,
        verbose_name=_("at the place of this entry"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("On the map it stands where the entry does, no more exactly."),
    )
    at_site = models.ForeignKey(
        Site,
        verbose_name=_("at which of its sites"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Once the entry is chosen and the draft saved, its sites can be chosen here. Without a "
            "choice it is the first."
        ),
    )
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
                FieldPanel("state", required_on_save=True),
                PageChooserPanel("series", "news.EventSeries"),
            ],
            heading=_("When"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("place"),
                FieldPanel("area", widget=area_chooser.widget_class),
                FieldPanel("postcode"),
                FieldPanel("at_entry", widget=entry_chooser.widget_class),
                FieldPanel("at_site"),
                FieldRowPanel([FieldPanel("lat"), FieldPanel("lon")]),
            ],
            heading=_("Where"),
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
            ),
            models.CheckConstraint(
                name="event_state_is_known",
                violation_error_message=_("Choose one of those that are offered."),
                condition=Q(state__in=EventState.values),
            ),
            models.CheckConstraint(
                name="event_has_both_degrees_or_none",
                violation_error_message=_("Give latitude and longitude, or neither."),
                # A comparison with nothing is neither true nor false, and would do.
                condition=Q(lat=None, lon=None)
                | Q(lat__isnull=False, lon__isnull=False)
                & Q(lat__range=(-85, 85), lon__range=(-180, 180)),
            ),
        ]

    def own_date(self) -> str:
        if self.starts_at is None:
            return ""
        return self.first_day.isoformat()

    def clean(self) -> None:
        super().clean()
        if self.postcode and self.lat is None and not is_known(self.postcode):
            raise ValidationError({"postcode": _("We do not know where this postcode is.")})

    def settle(self) -> None:
        super().settle()
        self.postcode = postcodes.normalise(self.postcode) or self.postcode
        if self.at_site is not None and self.at_site.entry_id != self.at_entry_id:
            self.at_site = None  # of the entry that was chosen before

    @property
    def first_day(self) -> date:
        return timezone.localtime(self.starts_at).date()

    @property
    def last_day(self) -> date:
        """The same as the first for an event within a day."""
        return timezone.localtime(self.ends_at).date() if self.ends_at else self.first_day

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return context | {
            "series": self.public_series(),
            "state": self.told_state(),
            "map_id": map_id(self.translation_key) if self.is_on_map() else "",
        }

    def is_on_map(self) -> bool:
        """Whether the map shows events, and can place this one: by what it says or its other side.

        The map itself is as it was last published.
        """
        if not Layer.objects.filter(happening=Happening.EVENTS).exists():
            return False
        others = Event.objects.live().filter(translation_key=self.translation_key)
        return self.has_place() or any(each.has_place() for each in others.exclude(pk=self.pk))

    def has_place(self) -> bool:
        if self.lat is not None or self.postcode:
            return True
        if self.at_entry_id is not None and entry_has_place(self.at_entry_id, self.at_site_id):
            return True
        return self.area is not None and self.area.lat is not None

    def told_state(self) -> EventState:
        """What readers are told: its own, in a preview its draft's, or its other side's."""
        told = states_of([self.translation_key]).get(self.translation_key, EventState.PLANNED)
        return worst(told, EventState(self.state))

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


def entry_has_place(entry: int, site: int | None = None) -> bool:
    """Whether a place of the entry, or that site of it, is told."""
    sites = Site.objects.filter(Site.told(), entry=entry)
    return (sites.filter(pk=site) if site else sites).exists()


def states_of(keys: Iterable[UUID]) -> dict[UUID, EventState]:
    """The events among pages of those translation keys that do not go ahead as planned. What either
    public side says holds for both, and the worse where they differ. One query.
    """
    off = Event.objects.live().filter(translation_key__in=keys).exclude(state=EventState.PLANNED)
    found: dict[UUID, EventState] = {}
    for key, state in off.values_list("translation_key", "state"):
        found[key] = worst(found.get(key, EventState.PLANNED), EventState(state))
    return found


def worst(*states: EventState) -> EventState:
    return max(states, key=list(EventState).index)
