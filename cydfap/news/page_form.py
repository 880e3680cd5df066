"""The desk's forms for pages, which know whether their words are still those of the other side."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from cydfap.directory.enums import Privacy, TextState
from cydfap.directory.models import Site

from .sides import is_title_renamed, not_written, unwritten


class PageForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state = self.fields.get("text_state")
        # A form that stays open after its draft was saved still sends the state that it began with.
        if state and not self.is_bound and self.instance.text_state != TextState.MISSING:
            state.choices = [each for each in state.choices if each[0] != TextState.MISSING]

    def _post_clean(self) -> None:
        """Once its words are written a text is a draft; until then it is not published."""
        super()._post_clean()
        page = self.instance
        left = unwritten(page)
        # A form that began with the other side's title still sends that one's language.
        if page.text_state == TextState.MISSING and is_title_renamed(page):
            page.title_lang = self.cleaned_data["title_lang"] = ""
        if page.text_state == TextState.MISSING and not left:
            page.text_state = self.cleaned_data["text_state"] = TextState.DRAFT
        # A draft may stay as it is.
        if left and not self.is_deferred_validation and not page.live:
            self.add_error("text_state", not_written(page, left))


# What may be told of a site to who writes pages, by its entry's privacy; of others its number.
TOLD = {
    Privacy.EXACT: ("address", "town", "postcode"),
    Privacy.POSTCODE: ("town", "postcode"),
    Privacy.TOWN: ("town",),
}


class EventForm(PageForm):
    """Offers the sites of the entry that was chosen when it was last saved, in their order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("at_site"):
            sites = Site.objects.filter(entry=self.instance.at_entry_id).select_related("entry")
            numbers = {site.pk: number for number, site in enumerate(sites, 1)}
            field.queryset = sites
            field.label_from_instance = lambda site: whereabouts(site, numbers[site.pk])


def whereabouts(site: Site, number: int) -> str:
    parts = [getattr(site, part) for part in TOLD.get(Privacy(site.entry.privacy), ())]
    return f"{number}: {' '.join(', '.join(filter(None, parts)).split())}".rstrip(": ")
