"""The weekly digest: asked for, confirmed, changed and ended, without an account."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from cydfap.news import actions
from cydfap.news.forms import ChoicesForm, SubscribeForm
from cydfap.news.models import Subscriber, Topic

from .floods import limited
from .page import beginning, language, page

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


@reads_and_writes
@limited("digest", burst=5, seconds=120)
def subscribe(request: HttpRequest) -> HttpResponse:
    """The answer is the same for every address: it does not tell who gets the digest."""
    index = beginning()
    if request.method != "POST":
        form = SubscribeForm(index=index, initial=asked_for(request))
        return page(request, "news/digest.html", {"form": form})
    form = SubscribeForm(request.POST, index=index)
    if not form.is_valid():
        return page(request, "news/digest.html", {"form": form}, status=422)
    if not form.is_trapped:
        told = form.cleaned_data
        actions.subscribe(
            address=told["address"],
            lang=told["lang"],
            topics=told["topics"],
            areas=told["areas"],
        )
    return HttpResponseRedirect(reverse("news:digest-asked"))


def asked_for(request: HttpRequest) -> dict[str, Any]:
    """The page's language; and the topic or area from whose page the reader comes."""
    topics = Topic.objects.live().filter(slug=request.GET.get("topic", "").replace("\0", ""))
    area = request.GET.get("area", "")
    return {
        "lang": language(),
        "topics": [str(topic.translation_key) for topic in topics],
        "areas": [area] if area else [],
    }


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    return page(request, "news/digest_asked.html", {})


@reads_and_writes
def own(request: HttpRequest, token: str) -> HttpResponse:
    """A subscriber's choices."""
    subscriber = get_object_or_404(Subscriber, token=token)
    index = beginning()
    if request.method == "POST":
        form = ChoicesForm(request.POST, index=index)
        if form.is_valid():
            told = form.cleaned_data
            actions.choose(
                subscriber=subscriber,
                lang=told["lang"],
                topics=told["topics"],
                areas=told["areas"],
            )
            return HttpResponseRedirect(f"{reverse('news:digest-own', args=[token])}?saved=1")
    else:
        chosen = {name: getattr(subscriber, name) for name in ("lang", "topics", "areas")}
        form = ChoicesForm(index=index, initial=chosen)
    context = {"form": form, "token": token, "is_saved": "saved" in request.GET}
    status = 422 if form.is_bound else 200
    return private(page(request, "news/digest_own.html", context, status=status))


@reads_and_writes
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Only a press on the button confirms: programs open every address of a letter."""
    subscriber = get_object_or_404(Subscriber, token=token)
    if request.method == "POST":
        actions.confirm(subscriber=subscriber)
    context = {"token": token, "is_confirmed": subscriber.confirmed_at is not None}
    return private(page(request, "news/digest_confirm.html", context))


# A mail program posts here for its reader (RFC 8058), without cookies and so without a token of
# ours against forgery; the token of the address is one.
@csrf_exempt
@reads_and_writes
def end(request: HttpRequest, token: str) -> HttpResponse:
    """Ended already is as good as ended now."""
    if request.method == "POST":
        actions.unsubscribe(token=token)
    is_there = Subscriber.objects.filter(token=token).exists()
    return private(page(request, "news/digest_end.html", {"token": token, "is_there": is_there}))


def private(response: HttpResponse) -> HttpResponse:
    """The address is a key: nobody keeps or lists the page."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
