"""Letters of the outbox in words."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from cydfap.cms.hosts import base
from cydfap.cms.wording import only_in
from cydfap.lib.letters import Letter, Mailbox, message_id

from .editions import Item
from .enums import EventState, NewsKind, Post
from .models import Outgoing
from .naming import public_path


def recipient(letter: Outgoing) -> str:
    if letter.kind == Post.CONTACT:
        assert letter.campaign is not None  # noqa: S101  (the database sees to it)
        return str(letter.campaign.contact_email)
    assert letter.subscriber is not None  # noqa: S101
    return letter.subscriber.address


def compose(letter: Outgoing) -> Letter:
    """The same however often it is asked for. ValueError where there is nobody to write to."""
    lang = letter.content["lang"] if letter.kind == Post.CONTACT else letter.subscriber.lang  # type: ignore[union-attr]
    with override(lang):
        subject, context, more = WRITERS[Post(letter.kind)](letter, lang)
    with override(lang):
        forum = settings.FORUM_NAME[lang]
        whole = context | {"lang": lang, "forum": forum, "subject": subject}
        template = f"news/mail/{letter.kind}"
        return Letter(
            sender=Mailbox(settings.DEFAULT_FROM_EMAIL, forum),
            to=Mailbox(recipient(letter)),
            subject=subject,
            lang=lang,
            text=render_to_string(f"{template}.txt", whole),
            html=render_to_string(f"{template}.html", whole),
            sent=letter.written_at,
            message_id=message_id(edition=letter.kind, subscriber=letter.mark, host=host(lang)),
            **more,
        )


def host(lang: str) -> str:
    return urlsplit(base(lang)).hostname or "localhost"


def own(lang: str, view: str, token: str) -> str:
    """An address that only its subscriber knows."""
    return base(lang) + reverse(f"news:{view}", args=[token])


Written = tuple[str, dict[str, Any], dict[str, Any]]


def confirmation(letter: Outgoing, lang: str) -> Written:
    subscriber = letter.subscriber
    assert subscriber is not None  # noqa: S101
    token = subscriber.token
    is_known = subscriber.confirmed_at is not None
    subject = _("Your weekly digest") if is_known else _("Do you want the weekly digest?")
    context = {
        "is_known": is_known,
        "confirm": own(lang, "digest-confirm", token),
        "choices": own(lang, "digest-own", token),
        "end": own(lang, "digest-end", token),
    }
    return subject, context, {"unsubscribe": context["end"]}


def digest(letter: Outgoing, lang: str) -> Written:
    subscriber, edition = letter.subscriber, letter.edition
    assert subscriber is not None  # noqa: S101
    assert edition is not None  # noqa: S101
    told = [edition.items[number] for number in letter.content["items"]]
    end = own(lang, "digest-end", subscriber.token)
    items = [in_language(item, lang) for item in told]
    context = {
        "items": items,
        "choices": own(lang, "digest-own", subscriber.token),
        "end": end,
    }
    more = {"unsubscribe": end, "list_id": f"digest.{host(lang)}"}
    return _("What’s happening: %(first)s") % {"first": items[0]["title"]}, context, more


def in_language(item: Item, lang: str) -> dict[str, str]:
    """In the reader's language, else in the other, and then it says so."""
    its = lang if item["title"].get(lang) else next(iter(item["title"]))
    # Editions written by an older version know of none.
    state = EventState(item.get("state") or EventState.PLANNED)
    title, off = item["title"][its], "" if state == EventState.PLANNED else str(state.label)
    title_lang = item.get("title_lang", {}).get(its, its)
    if item.get("again"):
        title_lang = its  # that of the words before it
        off = _("Changed since an earlier digest")
        with override(its):
            title = f"{state.label}: {title}"
    return {
        "kind": str(NewsKind(item["kind"]).label),
        "off": off,
        "lang": its,
        "lacking": "" if its == lang else only_in(its, lang),
        "title": title,
        "title_lang": title_lang,
        "intro": item["intro"][its],
        "url": base(its) + item["path"][its],
    }


def message(letter: Outgoing, lang: str) -> Written:
    campaign, told = letter.campaign, letter.content
    assert campaign is not None  # noqa: S101
    context = {
        "name": told["name"],
        "words": told["words"],
        "campaign": campaign.title,
        "campaign_lang": campaign.title_in,
        "url": base(campaign.lang) + public_path(campaign.url_path, campaign.lang),
    }
    subject = _("A message about “%(campaign)s”") % {"campaign": campaign.title}
    return subject, context, {"reply_to": Mailbox(told["address"], told["name"])}


WRITERS = {Post.CONFIRM: confirmation, Post.DIGEST: digest, Post.CONTACT: message}
