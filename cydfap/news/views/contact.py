"""Get in touch with a campaign's group, whose address stays its own."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from cydfap.lib.languages import other_language
from cydfap.news import actions
from cydfap.news.forms import MessageForm
from cydfap.news.models import Campaign

from .floods import limited
from .page import language, page


@require_http_methods(["GET", "HEAD", "POST"])
@limited("contact", burst=3, seconds=300)
def contact(request: HttpRequest, slug: str) -> HttpResponse:
    campaign = of_group(slug)
    point_to_other_side(request, campaign)
    form = MessageForm(request.POST) if request.method == "POST" else MessageForm()
    if form.is_valid():
        if not form.is_trapped:
            told = form.cleaned_data
            actions.write_to_group(
                campaign=campaign,
                name=told["name"],
                address=told["address"],
                words=told["words"],
                lang=campaign.lang,
            )
        return HttpResponseRedirect(f"{request.path}?sent=1")
    context = {"form": form, "campaign": campaign, "is_sent": "sent" in request.GET}
    return page(request, "news/contact.html", context, status=422 if form.is_bound else 200)


def of_group(slug: str) -> Campaign:
    """The public campaign in the language in force, if its group can be written to."""
    found = Campaign.objects.live().filter(slug=slug, locale__language_code=language())
    campaign: Campaign | None = found.exclude(contact_email="").first()
    if campaign is None:
        raise Http404
    return campaign


def point_to_other_side(request: HttpRequest, campaign: Campaign) -> None:
    """For the language switch: the other side's form, else the other side, else its index."""
    side = campaign.other_side
    where = campaign.where_else(request)
    if side is not None and side.specific.contact_email:
        with override(other_language(campaign.lang)):
            where = reverse("news:contact", args=[side.slug])
    request.other_language_url = where  # type: ignore[attr-defined]
