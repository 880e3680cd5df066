"""The tops of the two trees of pages, and pictures that are described in both languages."""

from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import TitleFieldPanel
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from .pages import SitePage


class SiteRoot(SitePage):
    """The top of a language's tree. No address leads to it: home is the atlas's."""

    parent_page_types = ["wagtailcore.Page"]
    content_panels = [TitleFieldPanel("title", targets=[])]
    promote_panels: list[Any] = []
    # It has no template.
    preview_modes: list[Any] = []

    class Meta:
        verbose_name = _("top of a language’s pages")


class Picture(AbstractImage):
    """An image of the desk. It is described in each language; both empty: it only adorns."""

    alt_en = models.CharField(_("what it shows, in English"), max_length=250, blank=True)
    alt_cy = models.CharField(_("what it shows, in Welsh"), max_length=250, blank=True)

    # Wagtail's own description has no language. Its four numbers of the focal point are a rectangle
    # that the editor draws: what every cut of the picture keeps.
    admin_form_fields = (
        *(name for name in Image.admin_form_fields if name != "description"),
        *("alt_en", "alt_cy"),
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions = [("choose_image", "Can choose image")]

    @property
    def default_alt_text(self) -> str:
        """In the language in force, else in the other: a reader who cannot see it needs some."""
        here, there = (
            (self.alt_cy, self.alt_en) if get_language() == "cy" else (self.alt_en, self.alt_cy)
        )
        return here or there

    @property
    def alt_lang(self) -> str:
        """The language of the description, where it is not the one in force."""
        here, other = ("cy", "en") if get_language() == "cy" else ("en", "cy")
        is_own = getattr(self, f"alt_{here}") or not getattr(self, f"alt_{other}")
        return "" if is_own else other


class PictureRendition(AbstractRendition):
    """A size of a picture."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_rendition_is_made_once",
                fields=["image", "filter_spec", "focal_point_key"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.image} {self.filter_spec}"
