"""How an editor picks an entry or an area among thousands: by part of its name."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from cydfap.directory.models import Entry
from cydfap.places.models import Area


class NameFilterForm(BaseFilterForm):
    """Part of a name in either language, or the whole of an id or code."""

    whole = ("public_id",)
    q = forms.CharField(label=_("Name or id"), required=False)

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        objects = super().filter(objects)
        words = self.cleaned_data.get("q", "").strip()
        if not words:
            return objects
        self.is_searching, self.search_query = True, words
        wanted = Q(name_en__icontains=words) | Q(name_cy__icontains=words)
        for field in self.whole:
            wanted |= Q(**{f"{field}__iexact": words})
        return objects.filter(wanted)


class AreaFilterForm(NameFilterForm):
    whole = ("code",)


class EntryChoose(ChooseView):
    filter_form_class = NameFilterForm


class EntryResults(ChooseResultsView):
    filter_form_class = NameFilterForm


class AreaChoose(ChooseView):
    filter_form_class = AreaFilterForm


class AreaResults(ChooseResultsView):
    filter_form_class = AreaFilterForm


class EntryChooser(ChooserViewSet):
    model = Entry
    icon = "site"
    choose_one_text = _("Choose an entry")
    choose_another_text = _("Choose another entry")
    choose_view_class = EntryChoose
    choose_results_view_class = EntryResults
    # Other forms of the desk keep the field that they have.
    register_widget = False


class AreaChooser(ChooserViewSet):
    model = Area
    icon = "globe"
    choose_one_text = _("Choose an area")
    choose_another_text = _("Choose another area")
    choose_view_class = AreaChoose
    choose_results_view_class = AreaResults
    register_widget = False


entry_chooser = EntryChooser("entry_chooser")
area_chooser = AreaChooser("area_chooser")
