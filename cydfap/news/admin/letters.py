"""The secretary's page of the weekly digest: who has it, and which letters did not go.

People are named by numbers in addresses and in the log: neither forgets.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.permission_policies import ModelPermissionPolicy

from cydfap.cms.desk import DeskPage, DeskPages
from cydfap.lib.languages import NAMES
from cydfap.news import actions
from cydfap.news.enums import Post, PostState, PostTrouble
from cydfap.news.models import Edition, Outgoing, Subscriber, Topic
from cydfap.places.models import Area

PAGE = 50
# Of refused letters. If there are more, they have one cause.
MOST_SHOWN = 100


class Desk(DeskPage):
    """For those who may take a subscriber off: no editor needs to know who reads."""

    header_icon = "mail"
    permission_policy = ModelPermissionPolicy(Subscriber)
    permission_required = "delete"


class AddressForm(forms.Form):
    address = forms.EmailField(label=gettext_lazy("E-mail address"))


class LettersView(Desk):
    template_name = "news/admin/letters.html"
    page_title = gettext_lazy("Weekly digest")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lang = get_language() or "en"
        subscribers = Subscriber.objects.order_by("address")
        page = Paginator(subscribers, PAGE).get_page(self.request.GET.get("p"))
        names = {**topic_names(lang), **area_names(lang)}
        refused = Outgoing.objects.filter(state=PostState.REFUSED).order_by("-written_at", "-pk")
        context = {
            **super().get_context_data(**kwargs),
            "numbers": numbers(),
            "choices": choices(names),
            "edition": Edition.objects.order_by("-until").first(),
            "letters": letters(refused.select_related("subscriber", "campaign")[:MOST_SHOWN]),
            "refused": refused.count(),
            "page": page,
            "rows": [(each, NAMES[each.lang], wishes(each, names)) for each in page],
        }
        return {"form": AddressForm(), **context}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Find one by the address: it is not in the page's own, which is kept in many places."""
        form = AddressForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        found = Subscriber.objects.filter(address=form.cleaned_data["address"].lower()).first()
        if found is None:
            messages.warning(request, _("Nobody with that address has the digest."))
            return redirect("letters:index")
        return redirect("letters:remove", found.pk)


class RemoveView(Desk):
    template_name = "news/admin/remove_subscriber.html"
    page_title = gettext_lazy("Remove from the digest")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = get_object_or_404(Subscriber, pk=self.kwargs["pk"])
        return {**super().get_context_data(**kwargs), "subscriber": found}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Who is gone already, by their own hand or a second press, is as good as gone now."""
        found = Subscriber.objects.filter(pk=pk).first()
        if found is not None:
            actions.remove_subscriber(subscriber=found, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The address is deleted. No more letters go to it."))
        return redirect("letters:index")


class SendAgainView(Desk):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        letter = get_object_or_404(Outgoing, pk=pk)
        actions.send_again(letter=letter, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The letter is tried again in a moment."))
        return redirect("letters:index")


def numbers() -> list[tuple[str, int]]:
    confirmed = Subscriber.objects.filter(confirmed_at__isnull=False)
    waiting = Outgoing.objects.filter(state=PostState.WAITING)
    return [
        (_("Have the digest"), confirmed.count()),
        *((name, confirmed.filter(lang=lang).count()) for lang, name in NAMES.items()),
        (_("Have not confirmed yet"), Subscriber.objects.filter(confirmed_at=None).count()),
        (_("Letters waiting"), waiting.filter(attempts=0).count()),
        (_("Letters put off"), waiting.exclude(attempts=0).count()),
    ]


def choices(names: dict[str, str]) -> list[tuple[str, int]]:
    """How many chose each topic and area, the most first; who chose none gets all."""
    confirmed = Subscriber.objects.filter(confirmed_at__isnull=False)
    chosen: Counter[str] = Counter()
    for topics, areas in confirmed.values_list("topics", "areas").iterator():
        chosen.update([*topics, *areas])
        chosen[""] += not (topics or areas)
    named = {"": _("Everything"), **names}
    return [(named.get(key, key), number) for key, number in chosen.most_common() if number]


def topic_names(lang: str) -> dict[str, str]:
    """In the desk's language, else in the other."""
    found: dict[str, str] = {}
    for topic in Topic.objects.all():
        if topic.lang == lang or str(topic.translation_key) not in found:
            found[str(topic.translation_key)] = topic.title
    return found


def area_names(lang: str) -> dict[str, str]:
    codes = {code for areas in Subscriber.objects.values_list("areas", flat=True) for code in areas}
    found = Area.objects.filter(code__in=codes)
    sides = ("name_cy", "name_en") if lang == "cy" else ("name_en", "name_cy")
    return {area.code: getattr(area, sides[0]) or getattr(area, sides[1]) for area in found}


def wishes(subscriber: Subscriber, names: dict[str, str]) -> str:
    chosen = [names.get(key, key) for key in (*subscriber.topics, *subscriber.areas)]
    return ", ".join(chosen) or _("Everything")


def letters(found: Iterable[Outgoing]) -> list[dict[str, Any]]:
    """Refused letters: what, to whom, why. A reader's message stays unread here."""
    return [
        {
            "letter": letter,
            "kind": Post(letter.kind).label,
            "to": letter.subscriber.address if letter.subscriber else str(letter.campaign),
            "why": PostTrouble(letter.trouble).label if letter.trouble else _("Not known"),
        }
        for letter in found
    ]


class LettersViewSet(DeskPages):
    name = "letters"
    page = LettersView
    others = {
        "remove": ("<int:pk>/remove/", RemoveView),
        "send-again": ("<int:pk>/send-again/", SendAgainView),
    }
