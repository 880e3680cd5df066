"""What readers fill in."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cydfap.lib.languages import NAMES

from .models import NewsIndex
from .models.index import otherwise, told_areas, topics_in


class TrappedForm(forms.Form):
    """`website` is a field that only programs see; who fills it in is one."""

    website = forms.CharField(required=False, max_length=1000)

    @property
    def is_trapped(self) -> bool:
        return bool(self.data.get("website"))


class ChoicesForm(TrappedForm):
    """What a digest is to hold."""

    lang = forms.ChoiceField(label=_("Language of the digest"), choices=NAMES)
    topics = forms.MultipleChoiceField(label=_("Topics"), required=False)
    areas = forms.MultipleChoiceField(label=_("Places"), required=False)

    def __init__(self, *args: Any, index: NewsIndex, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = get_language() or "en"
        topics = topics_in(index.locale_id)
        chosen = self.initial.get("topics", []), self.initial.get("areas", [])
        named = [
            (str(topic.translation_key), topic.title, otherwise(topic.title_in, lang))
            for topic in topics
        ]
        self.choose("topics", named, chosen[0])
        areas = sorted(told_areas(lang, ""), key=lambda area: area[1])
        self.choose("areas", areas, chosen[1])

    def choose(self, name: str, choices: list[tuple[str, str, str]], chosen: list[str]) -> None:
        """Tells the template which are ticked. Of each choice the key, the words and, where it is
        not the page's, their language.
        """
        field = self.fields[name]
        field.choices = [choice[:2] for choice in choices]  # type: ignore[attr-defined]
        picked = self.data.getlist(name) if self.is_bound else chosen  # type: ignore[attr-defined]
        field.ticks = [(*choice, choice[0] in picked) for choice in choices]  # type: ignore[attr-defined]


class SubscribeForm(ChoicesForm):
    address = forms.EmailField(label=_("Your e-mail address"), max_length=254)


class MessageForm(TrappedForm):
    """To a campaign's group."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    address = forms.EmailField(label=_("Your e-mail address"), max_length=254)
    words = forms.CharField(label=_("Your message"), max_length=5000, widget=forms.Textarea)
