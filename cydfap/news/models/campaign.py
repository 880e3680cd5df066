from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from cydfap.directory.models import Entry
from cydfap.lib import dates
from cydfap.news.choosers import entry_chooser
from cydfap.news.enums import BackerStance, MilestoneState, NewsKind
from cydfap.news.fuzzy import date_field

from .news_page import NewsPage


class Campaign(NewsPage):
    """An ask, whom it is put to, who backs it, and how far it has come."""

    kind = NewsKind.CAMPAIGN
    template = "news/campaign.html"

    ask = models.TextField(_("the ask"))
    put_to = models.CharField(_("whom it is put to"), max_length=250)

    contact_email = models.EmailField(
        _("the group’s e-mail address"),
        blank=True,
        help_text=_("Never shown. With it, the page has a form that writes to the group."),
    )

    content_panels = [
        *NewsPage.content_panels,
        MultiFieldPanel([FieldPanel("ask"), FieldPanel("put_to")], heading=_("The ask")),
        InlinePanel("milestones", heading=_("Milestones"), label=_("Milestone")),
        InlinePanel("backers", heading=_("Backers"), label=_("Backer")),
        InlinePanel("documents", heading=_("Documents"), label=_("Document")),
        FieldPanel("contact_email"),
        *NewsPage.link_panels,
    ]

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")

    def own_date(self) -> str:
        """A campaign is as new as the last of its milestones that is reached."""
        reached = [
            (dates.parse(each.when).earliest, each.when)
            for each in self.milestones.all()
            if each.when and each.state == MilestoneState.DONE
        ]
        known = [(day, when) for day, when in reached if day]
        return max(known)[1] if known else ""


class Milestone(Orderable):
    """A step of a campaign."""

    page = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="milestones")
    when = date_field(_("date"))
    words = models.CharField(_("what happened"), max_length=300)
    label = models.CharField(
        _("in three words"), max_length=40, blank=True, help_text=_("For the line of milestones")
    )
    state = models.CharField(
        _("state"), max_length=15, choices=MilestoneState, default=MilestoneState.DONE
    )
    source_url = models.URLField(_("where this can be read"), max_length=1000, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("when"), FieldPanel("state", required_on_save=True)]),
        FieldPanel("words"),
        FieldPanel("label"),
        FieldPanel("source_url"),
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                name="milestone_state_is_known",
                violation_error_message=_("Choose one of those that are offered."),
                condition=Q(state__in=MilestoneState.values),
            )
        ]

    def __str__(self) -> str:
        return self.words


class Backer(Orderable):
    """Who backs a campaign, what they committed themselves to, and what shows it."""

    page = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="backers")
    name = models.CharField(_("name"), max_length=200)
    entry = models.ForeignKey(
        Entry,
        verbose_name=_("its entry"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    stance = models.CharField(
        _("what it did"), max_length=20, choices=BackerStance, default=BackerStance.SUPPORTS
    )
    commitment = models.CharField(_("in words"), max_length=300, blank=True)
    when = date_field(_("date"))
    evidence = models.CharField(_("evidence"), max_length=250)
    evidence_url = models.URLField(_("address of the evidence"), max_length=1000, blank=True)

    panels = [
        FieldPanel("name"),
        FieldPanel("entry", widget=entry_chooser.widget_class),
        FieldRowPanel([FieldPanel("stance", required_on_save=True), FieldPanel("when")]),
        FieldPanel("commitment"),
        FieldPanel("evidence", required_on_save=True),
        FieldPanel("evidence_url"),
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                name="backer_stance_is_known",
                violation_error_message=_("Choose one of those that are offered."),
                condition=Q(stance__in=BackerStance.values),
            ),
            models.CheckConstraint(
                name="backing_has_evidence",
                violation_error_message=_("A backer needs evidence."),
                condition=~Q(evidence=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignDocument(Orderable):
    """A document of a campaign: a file here, or a page elsewhere."""

    page = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=250)
    document = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name=_("file"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    url = models.URLField(_("or its address"), max_length=1000, blank=True)

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                name="campaign_document_is_a_file_or_a_link",
                violation_error_message=_("Give a file or an address."),
                condition=Q(document__isnull=False) | ~Q(url=""),
            )
        ]

    def __str__(self) -> str:
        return self.title
