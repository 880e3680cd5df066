"""The links that pages and entries have: gathered, asked with patience, and shown at the desk."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from cydfap.directory.actions import raise_generation
from cydfap.directory.models import Entry
from cydfap.lib.reaching import Answer, Trouble
from cydfap.news import actions
from cydfap.news.actions import web_links
from cydfap.news.enums import LinkTrouble
from cydfap.news.models import NewsSource, Story, WebLink, WebLinkPlace
from tests.news import cast
from tests.release import cast as directory

pytestmark = pytest.mark.django_db

PLACE = "https://antur.example/place"


@pytest.fixture(autouse=True)
def afresh(settings, monkeypatch):
    """A worker that has just begun, and that may ask the site of these tests."""
    settings.LINKS_MAY_BE_PRIVATE = True
    monkeypatch.setattr(web_links, "asked_at", {})
    monkeypatch.setattr(web_links, "gathered", [])


@pytest.fixture
def elsewhere():
    """Somebody's web site: it has one page."""

    class Site(BaseHTTPRequestHandler):
        def do_HEAD(self):
            asked.append(self.path)
            self.send_response(200 if self.path == "/here" else 404)
            self.end_headers()

        do_GET = do_HEAD

        def log_message(self, *_words):
            pass

    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.asked, server.address = asked, f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def desk(client):
    mair = get_user_model().objects.create_superuser("mair", "mair@example.org", "x")
    client.force_login(mair)
    return client


def text(*links):
    return [("text", "".join(f"<p><a {link}>yma</a></p>" for link in links))]


def told(*links, **more):
    return cast.story("Antur grows", body=text(*links), **more)


def urls():
    return set(WebLink.objects.values_list("url", flat=True))


def ask_all(monkeypatch):
    """As if there were time enough between questions."""
    monkeypatch.setattr(web_links, "PAUSE_SECONDS", 0)
    while actions.check_next_link():
        pass


def states():
    return dict(WebLink.objects.values_list("url", "state"))


def test_what_a_page_leads_to_is_gathered_when_it_is_published_and_forgotten_after():
    quotation = ("quotation", {"words": "Da.", "said_by": "Mair", "url": "https://mair.example/"})
    body = [*text(f'href="{PLACE}#top"', 'href="mailto:a@b.cymru"', 'href="/en/map/"'), quotation]
    page = cast.story("Antur", body=body)
    page.sources = [NewsSource(name="A paper", url="https://paper.example/")]
    page.save_revision().publish()
    expected = {"http://localhost:8000/en/map/", PLACE}
    assert urls() == {*expected, "https://mair.example/", "https://paper.example/"}
    page = Story.objects.get(pk=page.pk)
    page.body = text(f'href="{PLACE}"')
    page.save_revision().publish()
    actions.gather()
    assert urls() == {PLACE, "https://paper.example/"}
    Story.objects.get(pk=page.pk).unpublish()
    assert not WebLinkPlace.objects.exists()


def test_a_draft_s_links_are_nobody_s_trouble():
    page = told(f'href="{PLACE}"')
    page.unpublish()
    page.save_revision()
    actions.gather()
    assert urls() == set()


def test_entries_and_their_sources_are_gathered_and_later_what_has_changed():
    entry = directory.antur_waunfawr()
    entry.website, entry.source_url = PLACE, "https://register.example/antur"
    entry.save()
    entry.source.url = "https://register.example/"
    entry.source.save()
    actions.gather()
    assert urls() == {PLACE, "https://register.example/antur", "https://register.example/"}
    entry.website = "https://antur.example/new"
    entry.save()
    raise_generation()
    actions.gather()
    assert PLACE not in urls()
    assert "https://antur.example/new" in urls()


def test_what_an_import_brings_is_gathered_though_it_began_before_the_last_look():
    began = timezone.now()
    actions.gather()
    entry = directory.antur_waunfawr()
    Entry.objects.filter(pk=entry.pk).update(website=PLACE, updated_at=began)
    actions.gather()
    assert PLACE in urls()


def test_links_are_asked_and_the_broken_one_is_found(elsewhere, monkeypatch):
    told(f'href="{elsewhere.address}/here"', f'href="{elsewhere.address}/gone"')
    ask_all(monkeypatch)
    assert set(elsewhere.asked) == {"/here", "/gone"}
    assert states() == {
        f"{elsewhere.address}/here": "works",
        f"{elsewhere.address}/gone": "broken",
    }
    broken = WebLink.objects.get(state="broken")
    assert (broken.code, broken.due_at - broken.checked_at) == (404, timedelta(days=7))


def test_a_host_is_not_asked_twice_at_once(elsewhere):
    told(f'href="{elsewhere.address}/here"', f'href="{elsewhere.address}/gone"')
    assert actions.check_next_link()
    assert not actions.check_next_link()
    assert len(set(elsewhere.asked)) == 1


def test_each_is_asked_again_after_a_week_and_not_before(elsewhere, monkeypatch):
    told(f'href="{elsewhere.address}/here"')
    ask_all(monkeypatch)
    assert not actions.check_next_link()
    WebLink.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    since = WebLink.objects.get().since
    assert actions.check_next_link()
    assert elsewhere.asked == ["/here", "/here"]
    assert WebLink.objects.get().since == since


def test_a_private_network_is_not_asked(elsewhere, monkeypatch, settings):
    settings.LINKS_MAY_BE_PRIVATE = False
    told(f'href="{elsewhere.address}/here"')
    ask_all(monkeypatch)
    assert elsewhere.asked == []
    assert WebLink.objects.values_list("state", "trouble").get() == ("broken", "private")


def test_our_own_pages_are_asked_without_a_network(published, monkeypatch):
    there = cast.story("There")
    gone = cast.story("Gone")
    gone.unpublish()
    told(
        f'linktype="page" id="{there.pk}"',
        f'linktype="page" id="{gone.pk}"',
        'linktype="document" id="99"',
        'href="/en/whats-happening/there/"',
        'href="/en/whats-happening/never/"',
    )
    ask_all(monkeypatch)
    ours = "http://localhost:8000/en/whats-happening"
    assert states() == {
        f"page:{there.pk}": "works",
        f"page:{gone.pk}": "broken",
        "document:99": "broken",
        f"{ours}/there/": "works",
        f"{ours}/never/": "broken",
    }


def test_our_own_welsh_addresses_work_however_they_are_written(monkeypatch):
    ty = cast.story("Tŷ Cyfle", "cy", slug="tŷ-cyfle")
    here = "http://localhost:8000/cy/beth-syn-digwydd"
    told(
        f'href="{here}/tŷ-cyfle/?o=tŷ&amp;i=yma"',
        f'href="{here}/t%C5%B7-cyfle/"',
        f'href="{here}/tŷ-cyfle-arall/"',
    )
    ask_all(monkeypatch)
    assert ty.live
    assert states() == {
        f"{here}/tŷ-cyfle/?o=tŷ&i=yma": "works",
        f"{here}/t%C5%B7-cyfle/": "works",
        f"{here}/tŷ-cyfle-arall/": "broken",
    }


def test_an_address_of_ours_that_is_none_is_broken(monkeypatch, settings):
    settings.WAGTAILADMIN_BASE_URL = "http://localhost"
    told('href="http://localhost:443:80/en/map/"')
    ask_all(monkeypatch)
    assert WebLink.objects.values_list("state", "trouble").get() == ("broken", "address")


@pytest.mark.parametrize(
    ("first", "second"),
    [(Answer(503), Answer(503)), (Answer(trouble="name"), Answer(trouble="time"))],
)
def test_what_may_pass_is_broken_only_a_day_later_and_while_others_can_be_reached(first, second):
    told(f'href="{PLACE}"', 'href="https://other.example/"')
    link = WebLink.objects.get(url=PLACE)

    def answers(link, answer):
        web_links.record(WebLink.objects.get(pk=link.pk), answer)
        return WebLink.objects.get(pk=link.pk)

    once = answers(link, first)
    assert (once.state, once.due_at - once.checked_at) == ("unsure", timedelta(days=1))
    assert answers(link, second).state == "unsure"
    web_links.record(WebLink.objects.get(url="https://other.example/"), Answer(200))
    assert answers(link, second).state == "broken"
    assert answers(link, Answer(200)).state == "works"


def test_who_answers_people_only_is_not_called_broken():
    told(f'href="{PLACE}"')
    for _ in range(3):
        web_links.record(WebLink.objects.get(), Answer(403))
    assert WebLink.objects.get().state == "unsure"


def test_a_worker_that_dies_over_a_link_leaves_it_to_the_next(monkeypatch):
    told(f'href="{PLACE}"')

    def dies(_link):
        raise KeyboardInterrupt

    monkeypatch.setattr(web_links, "answer_of", dies)
    with pytest.raises(KeyboardInterrupt):
        actions.check_next_link()
    assert not web_links.due().exists()
    WebLink.objects.update(due_at=timezone.now() - timedelta(hours=1))
    assert web_links.due().exists()


def test_every_trouble_has_words_in_both_languages():
    assert {str(each) for each in Trouble} < set(LinkTrouble.values)
    for each in LinkTrouble:
        with override("cy"):
            welsh = str(each.label)
        assert welsh != str(each.label)


def test_the_desk_lists_what_is_broken_with_the_way_to_put_it_right(desk, elsewhere, monkeypatch):
    entry = directory.antur_waunfawr()
    entry.website = f"{elsewhere.address}/gone"
    entry.save()
    page = told(f'href="{elsewhere.address}/gone"', f'href="{elsewhere.address}/here"')
    actions.gather()
    ask_all(monkeypatch)
    shown = desk.get(reverse("links:index")).content.decode()
    assert f"{elsewhere.address}/gone" in shown
    assert f"{elsewhere.address}/here" not in shown
    assert "The site has no such page." in shown
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in shown
    assert reverse("entry:edit", args=[entry.pk]) in shown


def test_the_desk_trusts_no_address_that_data_brought(desk, monkeypatch):
    entry = directory.antur_waunfawr()
    entry.website, entry.source_url = "javascript://[%0Aalert(1)", "page:abc"
    entry.save()
    actions.gather()
    ask_all(monkeypatch)
    shown = desk.get(reverse("links:index")).content.decode()
    assert "javascript://[%0Aalert(1)</th>" in shown
    assert 'href="javascript:' not in shown
    assert "A page or file that is gone" in shown


def test_the_desk_asks_again_at_once_what_was_put_right_elsewhere(desk):
    told(f'href="{PLACE}"')
    link = WebLink.objects.get()
    web_links.record(link, Answer(404))
    assert not web_links.due().exists()
    answer = desk.post(reverse("links:index"), {"link": link.pk}, follow=True)
    assert "The link is asked again in a moment." in answer.content.decode()
    assert web_links.due().exists()
    logged = ModelLogEntry.objects.get(action="news.ask_again")
    assert (logged.user.username, logged.label) == ("mair", PLACE)
    assert desk.post(reverse("links:index"), {"link": "x"}).status_code == 404


def test_the_page_costs_the_same_however_many_links_are_broken(desk, django_assert_max_num_queries):
    told(*(f'href="https://site{n}.example/"' for n in range(30)))
    for link in WebLink.objects.all():
        web_links.record(link, Answer(404))
    desk.get(reverse("links:index"))
    with django_assert_max_num_queries(25):
        desk.get(reverse("links:index"))


def test_who_may_not_change_entries_does_not_see_it(client):
    huw = get_user_model().objects.create_user("huw", password="x")
    huw.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(huw)
    assert client.get(reverse("links:index")).status_code == 302
    assert "/admin/links/" not in client.get("/admin/").content.decode()
