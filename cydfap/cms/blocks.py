"""What a page's text is made of: few blocks, and each can be read aloud."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from .map_views import draw

# No headings: a heading is a block of its own, so that their order cannot be broken.
FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]
MAP_PARAMETERS = (
    *("q", "layer", "sector", "area", "status", "from", "to"),
    *("lat", "lon", "z", "entry"),
)
# Of a view, all its parameters together: more than anybody picks.
MOST_VALUES = 50


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        template = "cms/blocks/heading.html"


class TextBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "cms/blocks/text.html"


class NoteBlock(blocks.TextBlock):
    """What is uncertain or not known, said in its place."""

    class Meta:
        icon = "help"
        label = _("What is not known")
        template = "cms/blocks/note.html"


class QuotationBlock(blocks.StructBlock):
    words = blocks.TextBlock(label=_("Words"))
    said_by = blocks.CharBlock(label=_("Who said it"))
    url = blocks.URLBlock(label=_("Where it can be read"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "cms/blocks/quotation.html"


class PictureBlock(blocks.StructBlock):
    """The picture's own description is read aloud; a caption is for everybody."""

    picture = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "cms/blocks/picture.html"


class MapViewBlock(blocks.StructBlock):
    """A view of the map: the query string of its address is all that is kept."""

    view = blocks.CharBlock(
        label=_("Address of the map view"),
        help_text=_("Open the map, choose what it shows, and copy the address from the browser."),
    )
    caption = blocks.CharBlock(label=_("Caption"))

    class Meta:
        icon = "site"
        label = _("View of the map")
        template = "cms/blocks/map_view.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        query = map_query(cleaned["view"])
        if not query or query.count("&") >= MOST_VALUES:
            raise blocks.StructBlockValidationError(
                {"view": ValidationError(_("This is not the address of a view of the map."))}
            )
        cleaned["view"] = query
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        mark = f"m{(parent_context or {}).get('block_number', 0)}-"
        return context | {"drawing": draw(value["view"], context.get("lang", "en"), mark)}


def map_query(address: str) -> str:
    """What of an address, or of a bare query string, is a view of the map."""
    _path, _mark, query = address.rpartition("?")
    given = QueryDict(query)
    kept = QueryDict(mutable=True)
    for name in MAP_PARAMETERS:
        kept.setlist(name, given.getlist(name))
    return kept.urlencode()


class PageBlocks(blocks.StreamBlock):
    heading = HeadingBlock()
    text = TextBlock(features=FEATURES)
    note = NoteBlock()
    quotation = QuotationBlock()
    picture = PictureBlock()
    map_view = MapViewBlock()

    @cached_property
    def block_names(self) -> list[str]:
        return list(self.child_blocks)
