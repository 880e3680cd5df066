"""The desk's lists and forms for entries and layers, as Wagtail viewsets."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from cydfap.cms import menu
from cydfap.places.ordering import COLUMNS, column

from . import actions
from .enums import UNVERIFIED, UNVERIFIED_LABEL
from .forms import EntryForm, LayerForm
from .models import Entry, Layer


class Logged:
    """Our actions write the log; Wagtail's own views would write it a second time."""

    form: Any

    def save_instance(self) -> Any:
        return self.form.save()


class CreateView(Logged, generic.CreateView):
    pass


class EditView(Logged, generic.EditView):
    pass


class InspectView(generic.InspectView):
    """What is not known is said in words; when it was kept is told by the history."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        if field_name == "licence" and value == UNVERIFIED:
            return UNVERIFIED_LABEL
        return _("Not known") if value is None else value


class DeleteView(generic.DeleteView):
    def delete_action(self) -> None:
        actions.delete(record=self.object, by=self.request.user)


def both(field: str) -> FieldRowPanel:
    """English and Welsh side by side, as equals."""
    return FieldRowPanel([FieldPanel(f"{field}_en"), FieldPanel(f"{field}_cy")])


def text_with_states(heading: Any, field: str) -> MultiFieldPanel:
    return MultiFieldPanel([both(field), both(f"{field}_state")], heading=heading)


class IndexView(generic.IndexView):
    """A list whose names can be put in the alphabetical order of the editor's language."""

    def _get_title_column(self, *args: Any, **kwargs: Any) -> Any:
        found = super()._get_title_column(*args, **kwargs)
        found.sort_key = column()
        return found


class EntryViewSet(ModelViewSet):
    model = Entry
    index_view_class = IndexView
    icon = "site"
    menu_label = _("Entries")
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = DeleteView
    inspect_view_class = InspectView
    list_display = [
        "__str__",
        "kind",
        "status",
        "source",
        DateColumn("updated_at", label=_("Changed"), sort_key="updated_at"),
    ]
    list_filter = ["kind", "status", "layers", "source"]
    # What was worked on last comes first; a click on the heading gives the alphabet.
    ordering = ["-updated_at"]
    # Wagtail's search takes seconds at thousands of rows on SQLite: filter by column instead.
    search_fields = ["name_en", "name_cy"]
    search_backend_name = None
    inspect_view_enabled = True
    inspect_view_fields_exclude = ["id", "created_at", "updated_at", *COLUMNS]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            text_with_states(_("Name"), "name"),
            MultiFieldPanel(
                [
                    FieldPanel("kind"),
                    FieldPanel("status"),
                    FieldPanel("layer_set"),
                    FieldPanel("sector_set"),
                ],
                heading=_("On the map"),
            ),
            text_with_states(_("Summary"), "summary"),
            text_with_states(_("Description"), "description"),
            InlinePanel("sites", heading=_("Where it is found"), label=_("Site")),
            FieldPanel("privacy"),
            MultiFieldPanel(
                [
                    FieldPanel("website"),
                    FieldPanel("email"),
                    FieldPanel("phone"),
                    FieldPanel("legal_form"),
                    FieldRowPanel([FieldPanel("opened"), FieldPanel("closed")]),
                ],
                heading=_("About it"),
            ),
            InlinePanel("identifiers", heading=_("On registers"), label=_("Identifier")),
            InlinePanel(
                "relations",
                [
                    FieldPanel("kind"),
                    FieldPanel("object", heading=_("Entry")),
                    FieldPanel("note_en"),
                    FieldPanel("note_cy"),
                ],
                heading=_("How it is connected"),
                label=_("Relation"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("source"),
                    FieldPanel("source_url"),
                    FieldPanel("licence"),
                    FieldPanel("checked_on"),
                ],
                heading=_("Where this comes from"),
            ),
        ],
        base_form_class=EntryForm,
    )


class LayerIndexView(generic.IndexView):
    """A phone does without two numbers that say nothing there, away from their headings."""

    def _get_custom_column(self, field_name: str, *args: Any, **kwargs: Any) -> Any:
        found = super()._get_custom_column(field_name, *args, **kwargs)
        if field_name in ("size", "order"):
            found.classname = "for-wide"
        return found


class LayerViewSet(ModelViewSet):
    model = Layer
    index_view_class = LayerIndexView
    icon = "list-ul"
    menu_label = _("Layers")
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = DeleteView
    list_display = ["__str__", "key", "colour", "shape", "size", "order"]
    search_backend_name = None
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            both("name"),
            FieldPanel("key"),
            both("note"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("colour"), FieldPanel("colour_dark")]),
                    FieldRowPanel([FieldPanel("shape"), FieldPanel("size")]),
                    FieldRowPanel([FieldPanel("order"), FieldPanel("on_by_default")]),
                ],
                heading=_("How it looks"),
            ),
            FieldPanel("happening"),
        ],
        base_form_class=LayerForm,
    )


class DirectoryGroup(ModelViewSetGroup):
    menu_label = _("Directory")
    menu_icon = "site"
    menu_order = menu.place("directory")
    items = (EntryViewSet, LayerViewSet)
