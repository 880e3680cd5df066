"""An editor at the desk: writing, choosing entries, publishing."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from lxml import etree
from wagtail.models import PageLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cydfap.atlas.management.commands import worker
from cydfap.directory.models import Generation
from cydfap.news import actions
from cydfap.news.models import MODELS, Campaign, Event, NewsIndex, Story
from tests.news import cast
from tests.release import cast as directory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    """Mair, the forum's secretary, signed in."""
    mair = get_user_model().objects.create_superuser("mair", "mair@example.org", "x")
    client.force_login(mair)
    return client


@pytest.mark.parametrize("kind", MODELS)
def test_every_kind_of_page_can_be_begun(desk, kind):
    model = MODELS[kind]
    address = reverse(
        "wagtailadmin_pages:add", args=["news", model._meta.model_name, cast.index("cy").pk]
    )
    assert desk.get(address).status_code == 200


def test_nothing_but_these_kinds_can_be_put_there():
    assert set(NewsIndex.allowed_subpage_models()) == set(MODELS.values())
    assert all(not model.allowed_subpage_models() for model in MODELS.values())


@pytest.mark.parametrize(
    ("words", "found"), [("waunf", True), ("ANT7RWFR", True), ("dai chicken", False)]
)
def test_an_entry_is_chosen_by_part_of_its_name_or_its_id(desk, words, found):
    directory.antur_waunfawr()
    answer = desk.get(reverse("entry_chooser:choose_results"), {"q": words})
    assert ("Antur Waunfawr" in answer.content.decode()) is found


def test_an_area_is_chosen_by_its_name_in_either_language(desk):
    directory.areas()
    answer = desk.get(reverse("area_chooser:choose_results"), {"q": "caerd"})
    assert "Cardiff" in answer.content.decode()


def form(**more):
    empty = inline_formset([])
    names = ("topic_links", "entry_links", "area_links", "sources", "comments")
    return nested_form_data(
        {
            "title": "Antur grows",
            "slug": "antur-grows",
            "intro": "It has a new site.",
            "when": "2018-04",
            "text_state": "original",
            "body": streamfield([("note", "The day was not found.")]),
            **dict.fromkeys(names, empty),
            **more,
        }
    )


def add_story(desk, **more):
    address = reverse("wagtailadmin_pages:add", args=["news", "story", cast.index("en").pk])
    return desk.post(address, form(**more))


def test_publishing_at_the_desk_shows_the_page_and_calls_for_a_release(desk):
    entry = directory.antur_waunfawr()
    cast.index("en")
    before = Generation.objects.get().number
    links = inline_formset([{"entry": str(entry.pk), "ORDER": "1"}])
    more = {"entry_links": links, "action-publish": "action-publish"}
    assert add_story(desk, **more).status_code == 302
    story = Story.objects.get(locale__language_code="en")
    assert story.live
    assert [link.entry for link in story.entry_links.all()] == [entry]
    assert Generation.objects.get().number > before
    logged = set(PageLogEntry.objects.filter(page=story.pk).values_list("action", flat=True))
    assert {"wagtail.create", "wagtail.publish"} <= logged
    shown = desk.get("/en/whats-happening/antur-grows/").content.decode()
    assert "The day was not found." in shown


def test_a_draft_stays_at_the_desk(desk):
    cast.index("en")
    before = Generation.objects.get().number
    assert add_story(desk).status_code == 302
    assert not Story.objects.live().exists()
    assert Generation.objects.get().number == before


def test_a_date_that_is_none_is_refused_with_words(desk):
    answer = add_story(desk, when="last summer", **{"action-publish": "action-publish"})
    assert "Write a date such as" in answer.content.decode()
    assert not Story.objects.exists()


def test_a_translation_begins_as_missing_with_the_links_of_its_original(desk):
    english = cast.story("Antur grows", entries=(directory.antur_waunfawr(),), when="2018-04")
    welsh_tree = cast.index("cy").locale
    address = reverse("simple_translation:submit_page_translation", args=[english.pk])
    desk.post(address, {"locales": [welsh_tree.pk], "include_subtree": False})
    welsh = english.get_translation(welsh_tree)
    assert not welsh.live
    assert welsh.get_parent().specific.lang == "cy"
    assert welsh.entry_links.count() == 1
    assert (english.text_state, welsh.text_state) == ("original", "missing")
    assert welsh.get_latest_revision_as_object().text_state == "missing"


def test_a_translation_is_out_of_date_once_the_other_side_s_words_have_changed():
    english = cast.story("Antur grows")
    welsh = cast.story("Antur yn tyfu", "cy", other=english, text_state="reviewed")

    def publish(page, **changes):
        for name, value in changes.items():
            setattr(page, name, value)
        page.save_revision().publish()
        return [Story.objects.get(pk=each.pk).text_state for each in (english, welsh)]

    assert publish(english, checked_on="2026-01-01") == ["original", "reviewed"]
    assert publish(english, intro="It has a new site.") == ["original", "stale"]
    assert Story.objects.get(pk=welsh.pk).get_latest_revision_as_object().text_state == "stale"
    welsh.text_state = "reviewed"
    assert publish(welsh, intro="Mae ganddi safle newydd.") == ["original", "reviewed"]


def test_a_preview_speaks_the_page_s_language(desk):
    bank = cast.topic("Banc cyhoeddus", "cy")
    page = cast.story("Antur yn tyfu", "cy", when="2018-04", topics=(bank,))
    page.unpublish()
    draft = page.get_latest_revision_as_object()
    shown = draft.make_preview_request().content.decode()
    assert '<html lang="cy">' in shown
    assert "Ebrill 2018" in shown
    assert "Banc cyhoeddus" in shown


def test_the_top_of_a_tree_has_no_preview():
    assert cast.index("en").get_parent().specific.preview_modes == []


def test_a_draft_s_source_needs_its_name(desk):
    sources = inline_formset([{"name": "", "url": "https://example.org", "ORDER": "1"}])
    answer = add_story(desk, sources=sources)
    assert answer.status_code == 200
    assert "This field is required." in answer.content.decode()
    assert not Story.objects.exists()


def test_a_draft_s_backer_needs_evidence(desk):
    backer = {"name": "A party", "evidence": "", "stance": "supports", "ORDER": "1"}
    empty = inline_formset([])
    more = {"ask": "A bank.", "put_to": "All", "milestones": empty, "documents": empty}
    address = reverse("wagtailadmin_pages:add", args=["news", "campaign", cast.index("en").pk])
    answer = desk.post(address, form(backers=inline_formset([backer]), **more))
    assert answer.status_code == 200
    assert "This field is required." in answer.content.decode()
    assert not Campaign.objects.exists()


def test_a_report_page_is_not_copied_and_the_desk_says_why(desk):
    page = cast.report("Social care", directory.cartrefi_cymru())
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    answer = desk.get(address, follow=True)
    assert "A report page is not copied" in answer.content.decode()


def test_the_worker_publishes_and_takes_back_at_the_time_that_was_set():
    assert not actions.publish_scheduled()
    soon, late = cast.story("Soon"), cast.story("Late")
    soon.unpublish()
    before = timezone.now() - timedelta(minutes=1)
    soon.save_revision(approved_go_live_at=before)
    Story.objects.filter(pk=late.pk).update(expire_at=before)
    assert actions.publish_scheduled()
    assert list(Story.objects.live()) == [soon]
    assert not actions.publish_scheduled()


@pytest.mark.parametrize(("only", "does"), [(None, True), ("releases", True), ("imports", False)])
def test_the_schedule_is_kept_by_whoever_makes_releases(only, does):
    kept = [getattr(each, "chore", each) for each in worker.chores(only)]
    assert (actions.publish_scheduled in kept) is does


def test_a_map_view_keeps_only_what_is_a_view():
    from cydfap.cms.blocks import map_query

    kept = map_query("http://localhost:8000/en/map/?layer=care&z=8&utm_source=x&layer=housing")
    assert kept == "layer=care&layer=housing&z=8"
    assert map_query("layer=care") == "layer=care"


def is_written_at_the_desk(model) -> bool:
    return model.__module__.rpartition(".")[2] not in ("file_text", "letters", "web_links")


def test_what_the_database_refuses_is_said_in_both_languages():
    models = filter(is_written_at_the_desk, apps.get_app_config("news").get_models())
    constraints = [each for model in models for each in model._meta.constraints]
    assert constraints
    for constraint in constraints:
        assert "Constraint" not in str(constraint.violation_error_message), constraint
        with override("cy"):
            welsh = str(constraint.violation_error_message)
        assert welsh != str(constraint.violation_error_message), constraint


def test_a_draft_of_an_event_has_both_degrees_or_none(desk):
    address = reverse("wagtailadmin_pages:add", args=["news", "event", cast.index("en").pk])
    told = {"starts_at": "2026-05-14 10:00", "state": "planned", "lat": "52.4", "lon": ""}
    answer = desk.post(address, form(**told))
    assert answer.status_code == 200
    assert "Give latitude and longitude, or neither." in answer.content.decode()
    assert desk.post(address, form(**told | {"lon": "-4.1"})).status_code == 302
    assert Event.objects.get(locale__language_code="en").lon == -4.1


def test_an_event_at_a_postcode_nobody_knows_is_refused_with_words(desk):
    address = reverse("wagtailadmin_pages:add", args=["news", "event", cast.index("en").pk])
    told = {"starts_at": "2026-05-14 10:00", "state": "planned", "postcode": "ZZ9 9ZZ"}
    answer = desk.post(address, form(**told))
    assert "We do not know where this postcode is." in answer.content.decode()
    assert not Event.objects.exists()


def test_an_event_s_site_is_chosen_among_its_entry_s_once_that_is_saved(desk):
    """And told no more exactly than the entry: who writes pages need not see where people live."""
    antur, home = directory.antur_waunfawr(), directory.chicken_shack()
    second = antur.sites.get(order=1)
    fair = cast.event("Fair", 2026, 5, 14, 10, 0, at_entry=antur)
    address = reverse("wagtailadmin_pages:edit", args=[fair.pk])
    offered = etree.HTML(desk.get(address).content).xpath("//*[@name='at_site']/option/text()")
    assert offered[1:] == [
        "1: Bryn Pistyll, Waunfawr, LL55 4BJ",
        "2: Warws Werdd, Caernarfon, LL55 1RB",
    ]
    told = form(starts_at="2026-05-14 10:00", state="planned", at_site=second.pk)
    assert desk.post(address, told | {"at_entry": antur.pk}).status_code == 302
    assert Event.objects.get(pk=fair.pk).get_latest_revision_as_object().at_site == second
    assert desk.post(address, told | {"at_entry": home.pk}).status_code == 302
    assert Event.objects.get(pk=fair.pk).get_latest_revision_as_object().at_site is None
    page = desk.get(address).content.decode()
    assert directory.HOME not in page
