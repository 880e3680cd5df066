"""The forms of the desk: what an editor sees of an entry and of a layer."""

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from cydfap.lib.welsh import english_key, sort_key

from . import actions
from .enums import Sector
from .models import Entry, Layer


def in_order(choices: Any) -> list[tuple[str, str]]:
    """In the alphabetical order of the editor's language; what is no choice stays in front."""
    key = sort_key if get_language() == "cy" else english_key
    return sorted(
        ((value, str(label)) for value, label in choices),
        key=lambda choice: (bool(choice[0]), key(choice[1])),
    )


class EntryForm(WagtailAdminModelForm):
    """An entry with its layers and sectors; `save` goes through the action, by the form's user."""

    layer_set = forms.ModelMultipleChoiceField(
        label=_("Layers"), queryset=Layer.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    sector_set = forms.MultipleChoiceField(
        label=_("Sectors"),
        choices=Sector.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("legal_form", "sector_set"):
            self.fields[name].choices = in_order(self.fields[name].choices)
        if self.instance.pk:
            self.initial["layer_set"] = list(self.instance.layers.all())
            self.initial["sector_set"] = [row.sector for row in self.instance.sectors.all()]

    def save(self, commit: bool = True) -> Entry:
        for formset in self.formsets.values():
            # On a new entry they were made for another, empty one: their rows would be lost.
            formset.instance = self.instance
            formset.save(commit=False)
        return actions.save_entry(
            entry=self.instance,
            layers=self.cleaned_data["layer_set"],
            sectors=self.cleaned_data["sector_set"],
            by=self.for_user,
        )


class LayerForm(WagtailAdminModelForm):
    def save(self, commit: bool = True) -> Model:
        return actions.save_layer(layer=self.instance, by=self.for_user)
