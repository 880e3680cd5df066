"""The fixed vocabularies of the directory. Their words in both languages are the catalogue's; those
of kinds and sectors, which people also search by, the concept table's.

What an editor may add to (layers) is data; these are part of the file format, so they are code.
"""

from django.db import models
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cydfap.lib.welsh.concept_table import label


def _called(key: str) -> str:
    return label(key, get_language() or "en")


called = lazy(_called, str)


class Kind(models.TextChoices):
    ORGANISATION = "organisation", called("organisation")
    PROJECT = "project", called("project")
    REPORT = "report", called("report")
    RESOURCE = "resource", called("resource")


class Status(models.TextChoices):
    ACTIVE = "active", _("Active")
    PLANNED = "planned", _("Planned")
    CLOSED = "closed", _("Closed")
    UNKNOWN = "unknown", _("Not known")


class Privacy(models.TextChoices):
    """How precisely a site may be published."""

    EXACT = "exact", _("Exact place")
    POSTCODE = "postcode", _("Postcode")
    TOWN = "town", _("Nearest town")
    AREA = "area", _("Local authority")
    HIDDEN = "hidden", _("Not shown")


class Precision(models.TextChoices):
    """How precisely a site is known."""

    EXACT = "exact", _("Exact place")
    POSTCODE = "postcode", _("Postcode")
    TOWN = "town", _("Town")
    AREA = "area", _("Local authority")


class TextState(models.TextChoices):
    ORIGINAL = "original", _("Original text")
    REVIEWED = "reviewed", _("Reviewed translation")
    DRAFT = "draft", _("Draft, not yet reviewed")
    STALE = "stale", _("Out of date: the other text has changed")
    SAME = "same", _("The same in both languages")
    MISSING = "missing", _("Missing")


class LegalForm(models.TextChoices):
    COOPERATIVE_SOCIETY = "co-operative-society", _("Co-operative society")
    COMMUNITY_BENEFIT_SOCIETY = "community-benefit-society", _("Community benefit society")
    CIC = "cic", _("Community interest company")
    COMPANY_LIMITED_BY_GUARANTEE = "company-limited-by-guarantee", _("Company limited by guarantee")
    COMPANY_LIMITED_BY_SHARES = "company-limited-by-shares", _("Company limited by shares")
    LLP = "llp", _("Limited liability partnership")
    CIO = "cio", _("Charitable incorporated organisation")
    UNINCORPORATED = "unincorporated", _("Unincorporated group")
    PUBLIC_BODY = "public-body", _("Public body")
    TRADE_UNION = "trade-union", _("Trade union")
    OTHER = "other", _("Other")


class Sector(models.TextChoices):
    HOUSING = "housing", called("housing")
    HEALTH_AND_CARE = "health-and-care", called("health-and-care")
    CHILDCARE = "childcare", called("childcare")
    ENERGY = "energy", called("energy")
    FOOD_AND_FARMING = "food-and-farming", called("food-and-farming")
    RETAIL = "retail", called("retail")
    PUBS_AND_COMMUNITY_HUBS = "pubs-and-community-hubs", called("pubs-and-community-hubs")
    FINANCE = "finance", called("finance")
    EDUCATION = "education", called("education")
    ARTS_AND_CULTURE = "arts-and-culture", called("arts-and-culture")
    SPORT = "sport", called("sport")
    SOCIAL_CLUBS = "social-clubs", called("social-clubs")
    TRANSPORT = "transport", called("transport")
    ENVIRONMENT = "environment", called("environment")
    DIGITAL_AND_MEDIA = "digital-and-media", called("digital-and-media")
    PROFESSIONAL_SERVICES = "professional-services", called("professional-services")
    MANUFACTURING = "manufacturing", called("manufacturing")
    COOPERATIVE_SUPPORT = "co-operative-support", called("co-operative-support")
    OTHER = "other", called("other")


class RelationKind(models.TextChoices):
    MEMBER_OF = "member-of", _("Member of")
    SUPPORTED_BY = "supported-by", _("Supported by")
    SPONSORED_BY = "sponsored-by", _("Sponsored by")
    PUBLISHED_BY = "published-by", _("Published by")
    PARTNER = "partner", _("Partner of")
    BECAME = "became", _("Became")


class Happening(models.TextChoices):
    """What of What's happening a layer shows besides the entries that stand in it."""

    EVENTS = "events", _("Events")
    REPORTS = "reports", _("Dated reports")


class Shape(models.TextChoices):
    HOUSE = "house", _("House")
    FLOWER = "flower", _("Flower of four petals")
    DISC = "disc", _("Disc")
    DIAMOND = "diamond", _("Diamond")
    PAGE = "page", _("Page")
    STAR = "star", _("Star of eight points")


# A licence that nobody has looked into. The word is what files hold; its label is what people read.
UNVERIFIED = "unverified"
UNVERIFIED_LABEL = _("Licence not verified")
