"""The fixed vocabularies of the directory. Their words in both languages are the catalogue's.

What an editor may add to (layers) is data; these are part of the file format, so they are code.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    ORGANISATION = "organisation", _("Organisation")
    PROJECT = "project", _("Project")
    REPORT = "report", _("Report")
    RESOURCE = "resource", _("Resource")


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
    HOUSING = "housing", _("Housing")
    HEALTH_AND_CARE = "health-and-care", _("Health and care")
    CHILDCARE = "childcare", _("Childcare")
    ENERGY = "energy", _("Energy")
    FOOD_AND_FARMING = "food-and-farming", _("Food and farming")
    RETAIL = "retail", _("Retail")
    PUBS_AND_COMMUNITY_HUBS = "pubs-and-community-hubs", _("Pubs and community hubs")
    FINANCE = "finance", _("Finance")
    EDUCATION = "education", _("Education")
    ARTS_AND_CULTURE = "arts-and-culture", _("Arts and culture")
    SPORT = "sport", _("Sport")
    SOCIAL_CLUBS = "social-clubs", _("Social clubs")
    TRANSPORT = "transport", _("Transport")
    ENVIRONMENT = "environment", _("Environment")
    DIGITAL_AND_MEDIA = "digital-and-media", _("Digital and media")
    PROFESSIONAL_SERVICES = "professional-services", _("Professional services")
    MANUFACTURING = "manufacturing", _("Manufacturing")
    COOPERATIVE_SUPPORT = "co-operative-support", _("Support for co-operatives")
    OTHER = "other", _("Other")


class RelationKind(models.TextChoices):
    MEMBER_OF = "member-of", _("Member of")
    SUPPORTED_BY = "supported-by", _("Supported by")
    SPONSORED_BY = "sponsored-by", _("Sponsored by")
    PUBLISHED_BY = "published-by", _("Published by")
    PARTNER = "partner", _("Partner of")
    BECAME = "became", _("Became")


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
