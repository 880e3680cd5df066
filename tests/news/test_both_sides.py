"""An editor writes in one language; the other side is there, missing, and both go out together."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, PageLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cydfap.news import actions
from cydfap.news.models import Campaign, EventSeries, NewsIndex, NewsPage, Story
from tests.news import cast
from tests.release import cast as directory

pytestmark = pytest.mark.django_db

BOTH = {"action-publish-both": "action-publish-both"}
WELSH = {
    "title": "Antur yn tyfu",
    "slug": "antur-yn-tyfu",
    "intro": "Mae ganddi safle newydd.",
    "body": streamfield([("note", "Ni chafwyd hyd i’r diwrnod.")]),
}
ENGLISH = {
    "title": "Antur grows",
    "slug": "antur-grows",
    "intro": "It has a new site.",
    "body": streamfield([("note", "The day was not found.")]),
}


@pytest.fixture
def mair():
    """The forum's secretary."""
    return get_user_model().objects.create_superuser("mair", "mair@example.org", "x")


@pytest.fixture
def desk(client, mair):
    client.force_login(mair)
    return client


@pytest.fixture
def half(client):
    """Huw, who publishes in the Welsh tree and only reads the other."""
    huw = get_user_model().objects.create_user("huw", password="x")
    group = Group.objects.create(name="Cymraeg yn unig")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page", "publish_page"):
        right = Permission.objects.get(codename=codename)
        GroupPagePermission.objects.create(group=group, page=cast.index("cy"), permission=right)
    huw.groups.add(group)
    client.force_login(huw)
    return client


def form(**more):
    empty = inline_formset([])
    names = ("topic_links", "entry_links", "area_links", "sources", "comments")
    told = {"when": "2018-04", "text_state": "original", **dict.fromkeys(names, empty)}
    return nested_form_data({**told, **more})


def begin(desk, lang="cy", **more):
    words = {"cy": WELSH, "en": ENGLISH}[lang]
    address = reverse("wagtailadmin_pages:add", args=["news", "story", cast.index(lang).pk])
    return desk.post(address, form(**words | more))


def edit(desk, page, **more):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return desk.post(address, form(**more), follow=True)


def sides():
    return [Story.objects.filter(locale__language_code=lang).first() for lang in ("cy", "en")]


def draft(page):
    return NewsPage.objects.get(pk=page.pk).specific.get_latest_revision_as_object()


@pytest.mark.parametrize("lang", ["cy", "en"])
def test_whichever_language_comes_first_the_other_is_there_missing(desk, lang):
    antur = directory.antur_waunfawr()
    links = inline_formset([{"entry": str(antur.pk), "ORDER": "1"}])
    answer = begin(desk, lang, entry_links=links)
    told = desk.get(answer["Location"]).content.decode()
    first, second = sides() if lang == "cy" else reversed(sides())
    assert (first.text_state, second.text_state) == ("original", "missing")
    assert (second.live, second.get_parent().pk) == (False, cast.index(second.lang).pk)
    assert draft(second).text_state == "missing"
    assert [link.entry for link in draft(second).entry_links.all()] == [antur]
    assert reverse("wagtailadmin_pages:edit", args=[second.pk]) in told
    assert NewsPage.objects.count() == 2


def test_parents_that_are_missing_in_the_other_tree_are_made(desk):
    welsh = cast.index("cy")
    cast.index("en").get_parent().delete()
    assert NewsIndex.objects.count() == 1
    begin(desk)
    assert sides()[1].get_parent().specific == NewsIndex.objects.exclude(pk=welsh.pk).get()


@pytest.mark.parametrize("kind", ["event", "report", "campaign", "topic", "series"])
def test_every_kind_of_page_has_its_other_side(kind, mair):
    cardiff = directory.areas()["W06000015"]
    topic = cast.topic("Gofal", "cy")
    page = {
        "event": lambda: cast.event("Bwrdd crwn", 2026, 3, 1, 10, 0, lang="cy", area=cardiff),
        "report": lambda: cast.report("Adroddiad", directory.cartrefi_cymru(), "cy"),
        "campaign": lambda: cast.add(Campaign, "Banc", "cy", ask="Banc.", put_to="Pawb"),
        "topic": lambda: topic,
        "series": lambda: cast.add(EventSeries, "Sioeau", "cy"),
    }[kind]()
    side, is_new = actions.keep_other_side(page=page, by=mair)
    assert is_new
    assert (side.specific.lang, side.specific.text_state, side.live) == ("en", "missing", False)
    assert not actions.keep_other_side(page=page, by=mair)[1]


def test_a_missing_text_follows_the_other_until_somebody_works_on_it(desk):
    begin(desk, title="Ant", slug="ant")
    welsh, english = sides()
    edit(desk, welsh, **WELSH, when="2019")
    assert (draft(english).title, draft(english).when) == ("Antur yn tyfu", "2019")
    assert draft(english).slug == "antur-yn-tyfu"
    edit(desk, english, **{**WELSH, "when": "2020"}, text_state="missing")
    edit(desk, welsh, **{**WELSH, "title": "Antur eto"})
    assert (draft(english).title, draft(english).when) == ("Antur yn tyfu", "2020")
    assert draft(english).text_state == "missing"


@pytest.mark.parametrize("lang", ["cy", "en"])
def test_the_words_of_a_side_that_nobody_wrote_are_in_the_other_s_language(desk, lang):
    begin(desk, lang)
    written, missing = sides() if lang == "cy" else reversed(sides())
    assert (draft(written).title_lang, draft(missing).title_lang) == ("", lang)
    # Once they are said to be in the missing side's own, they are so there too.
    words = {"cy": WELSH, "en": ENGLISH}[lang]
    edit(desk, written, **words, title_lang=missing.lang)
    assert (draft(written).title_lang, draft(missing).title_lang) == (missing.lang, "")
    edit(desk, written, **words)
    assert draft(missing).title_lang == lang


@pytest.mark.parametrize("lang", ["cy", "en"])
def test_a_name_stays_in_its_language_and_a_translated_title_does_not(desk, lang):
    begin(desk, lang)
    _written, missing = sides() if lang == "cy" else reversed(sides())
    before = {"cy": WELSH, "en": ENGLISH}[lang]
    after = {"cy": WELSH, "en": ENGLISH}[missing.lang]
    # The form sends what it began with, each time that it saves the draft by itself.
    began_with = {"title_lang": lang, "text_state": "missing"}
    for _ in range(2):
        edit(desk, missing, **{**before, "title": after["title"]}, **began_with)
        assert (draft(missing).title_lang, draft(missing).text_state) == ("", "missing")
    edit(desk, missing, **after, **began_with)
    assert (draft(missing).title_lang, draft(missing).text_state) == ("", "draft")
    edit(desk, missing, **{**after, "title": before["title"]}, title_lang=lang)
    assert draft(missing).title_lang == lang


def test_a_name_that_is_kept_is_still_in_its_language_once_the_text_is_written(desk):
    begin(desk, "en", title="Not Alone", slug="not-alone")
    welsh, _english = sides()
    began_with = {"title_lang": "en", "text_state": "missing"}
    edit(desk, welsh, **{**WELSH, "title": "Not Alone"}, **began_with)
    assert (draft(welsh).title_lang, draft(welsh).text_state) == ("en", "draft")


def test_the_desk_asks_for_the_language_of_a_title_in_its_own(desk, mair):
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(mair)
    address = reverse("wagtailadmin_pages:edit", args=[cast.story("Not Alone", "cy").pk])
    for lang, words in (("en", "Language of the title"), ("cy", "Iaith y teitl")):
        profile.preferred_language = lang
        profile.save()
        assert words in desk.get(address, follow=True).content.decode()


def test_what_was_saved_by_itself_comes_over_when_the_missing_side_is_opened(desk):
    begin(desk, title="Ant", slug="ant")
    welsh, english = sides()
    last = draft(welsh)
    last.title = "Antur yn tyfu"
    last.save_revision()
    opened = desk.get(reverse("wagtailadmin_pages:edit", args=[english.pk]), follow=True)
    assert "Antur yn tyfu" in opened.content.decode()
    assert "The English text is missing" in opened.content.decode()


def test_no_text_is_public_before_its_words_are_written(desk):
    begin(desk)
    _, english = sides()
    publish = {"action-publish": "action-publish"}
    answer = edit(desk, english, **WELSH, text_state="missing", **publish)
    assert "Still in Welsh: introduction, text." in answer.content.decode()
    answer = edit(desk, english, **{**WELSH, "intro": "A new site."}, text_state="draft", **publish)
    assert "Still in Welsh: text." in answer.content.decode()
    assert not sides()[1].live
    edit(desk, english, **ENGLISH, text_state="missing", **publish)
    assert (sides()[1].live, sides()[1].text_state) == (True, "draft")


def test_a_text_may_be_the_same_in_both_languages(desk):
    begin(desk)
    publish = {"action-publish": "action-publish"}
    edit(desk, sides()[1], **WELSH, text_state="same", **publish)
    assert sides()[1].live


def test_what_is_the_same_in_both_languages_needs_no_second_writing(desk):
    begin(desk, text_state="same", **BOTH)
    assert [side.live for side in sides()] == [True, True]
    assert {side.text_state for side in sides()} == {"same"}


def test_many_pages_published_at_once_leave_out_none_that_is_missing(desk):
    begin(desk)
    welsh, english = sides()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = desk.post(f"{address}?id={welsh.pk}&id={english.pk}", {}, follow=True)
    assert "Texts are missing: Antur yn tyfu" in answer.content.decode()
    assert [side.live for side in sides()] == [False, False]


@pytest.mark.parametrize("more", [(), ("cy",)], ids=["the-tree", "and-the-other"])
def test_nor_do_pages_published_with_the_one_above_them(desk, more):
    begin(desk)
    trees = [cast.index(lang).pk for lang in ("en", *more)]
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    chosen = "&".join(f"id={pk}" for pk in trees)
    answer = desk.post(f"{address}?{chosen}", {"include_descendants": "on"}, follow=True)
    assert "Texts are missing: Antur yn tyfu" in answer.content.decode()
    assert [side.live for side in sides()] == [False, False]
    answer = desk.post(f"{address}?{chosen}", {}, follow=True)
    assert "Texts are missing" not in answer.content.decode()


def test_both_languages_are_published_with_one_button(desk):
    begin(desk)
    _, english = sides()
    edit(desk, english, **ENGLISH, text_state="draft", **BOTH)
    assert [side.live for side in sides()] == [True, True]
    assert [side.text_state for side in sides()] == ["original", "draft"]
    assert desk.get("/cy/beth-syn-digwydd/antur-yn-tyfu/").status_code == 200
    assert desk.get("/en/whats-happening/antur-grows/").status_code == 200


def test_neither_is_published_while_one_is_not_ready_and_both_faults_are_told(desk):
    begin(desk)
    welsh, english = sides()
    nobody = streamfield([("quotation", {"words": "Da iawn.", "said_by": "", "url": ""})])
    answer = edit(desk, welsh, **{**WELSH, "title": "Antur eto", "body": nobody}, **BOTH)
    told = answer.content.decode()
    assert "Neither language was published." in told
    assert "Text: Something in it is missing or wrong." in told
    assert "Still in Welsh: introduction." in told
    assert draft(welsh).title == "Antur eto"
    assert [side.live for side in sides()] == [False, False]
    assert reverse("wagtailadmin_pages:edit", args=[english.pk]) in told


def test_the_desk_s_language_tells_the_faults(desk, mair):
    from wagtail.users.models import UserProfile

    begin(desk)
    profile = UserProfile.get_for_user(mair)
    profile.preferred_language = "cy"
    profile.save()
    told = edit(desk, sides()[0], **WELSH, **BOTH).content.decode()
    assert "Ni chyhoeddwyd yr un o’r ddwy iaith." in told
    assert "Dal yn Gymraeg" in told


def test_a_part_without_its_words_is_a_fault_too(mair):
    banc = cast.add(Campaign, "Banc", "cy", ask="Banc i Gymru.", put_to="Pawb")
    bank = cast.add(Campaign, "Bank", ask="A bank for Wales.", put_to="All", other=banc)
    last = bank.get_latest_revision_as_object()
    last.milestones = [Campaign.milestones.rel.related_model(words="", when="2024")]
    last.save_revision(clean=False)
    bank.refresh_from_db()
    with pytest.raises(actions.NotReady) as refused:
        actions.publish_both(page=bank, by=mair)
    (fault,) = refused.value.faults[bank]
    assert "What happened: This field cannot be blank." in fault
    assert set(refused.value.faults) == {bank}


def test_a_second_press_changes_nothing_and_is_not_logged(desk, mair):
    begin(desk)
    edit(desk, sides()[1], **ENGLISH, text_state="draft", **BOTH)
    before = PageLogEntry.objects.count()
    actions.publish_both(page=sides()[1], by=mair)
    assert PageLogEntry.objects.count() == before


def test_published_together_neither_is_out_of_date(desk):
    begin(desk)
    edit(desk, sides()[1], **ENGLISH, text_state="draft", **BOTH)
    welsh, english = sides()
    edit(desk, welsh, **{**WELSH, "intro": "Safle arall."})
    edit(desk, english, **{**ENGLISH, "intro": "Another site."}, text_state="draft", **BOTH)
    assert [side.text_state for side in sides()] == ["original", "draft"]
    assert [side.intro for side in sides()] == ["Safle arall.", "Another site."]
    edit(desk, welsh, **{**WELSH, "intro": "Trydydd safle."}, **BOTH)
    assert [side.text_state for side in sides()] == ["original", "stale"]


def test_both_wait_for_the_time_that_one_is_given_and_come_together(desk):
    begin(desk)
    welsh, english = sides()
    edit(desk, english, **ENGLISH, text_state="draft")
    soon = timezone.now() + timedelta(hours=2)
    local = timezone.localtime(soon).strftime("%Y-%m-%d %H:%M")
    told = edit(desk, welsh, **WELSH, go_live_at=local, **BOTH).content.decode()
    assert "Both languages will be public at the time that is set." in told
    assert [side.live for side in sides()] == [False, False]
    due = [side.scheduled_revision for side in sides()]
    assert len({revision.approved_go_live_at for revision in due}) == 1
    for revision in due:
        type(revision).objects.filter(pk=revision.pk).update(
            approved_go_live_at=timezone.now() - timedelta(minutes=1),
            content=revision.content | {"go_live_at": "2026-01-01T00:00:00Z"},
        )
    assert actions.publish_scheduled()
    assert [side.live for side in sides()] == [True, True]
    assert [side.text_state for side in sides()] == ["original", "draft"]


def test_who_may_publish_one_language_only_is_not_offered_both_and_cannot_forge_it(half):
    assert begin(half, **BOTH)["Location"] == reverse("wagtailadmin_home")
    assert not Story.objects.exists()
    begin(half)
    welsh, english = sides()
    address = reverse("wagtailadmin_pages:edit", args=[welsh.pk])
    assert "action-publish-both" not in half.get(address).content.decode()
    assert edit(half, welsh, **WELSH, **BOTH).redirect_chain[0][0] == reverse("wagtailadmin_home")
    assert draft(welsh).latest_revision == welsh.latest_revision
    assert [side.live for side in sides()] == [False, False]
    actions.set_text_state(page=english, state="same", by=None)
    huw = get_user_model().objects.get(username="huw")
    with pytest.raises(PermissionDenied):
        actions.publish_both(page=draft(welsh), by=huw)
    assert [side.live for side in sides()] == [False, False]


def test_a_locked_side_keeps_both_back(desk, mair):
    begin(desk)
    edit(desk, sides()[1], **ENGLISH, text_state="draft")
    rhys = get_user_model().objects.create_superuser("rhys", "rhys@example.org", "x")
    english = sides()[1]
    english.locked, english.locked_by = True, rhys
    english.save()
    told = edit(desk, sides()[0], **WELSH, **BOTH).content.decode()
    assert "It is locked" in told
    assert [side.live for side in sides()] == [False, False]


def test_the_button_is_on_the_form(desk):
    address = reverse("wagtailadmin_pages:add", args=["news", "event", cast.index("cy").pk])
    assert 'name="action-publish-both"' in desk.get(address).content.decode()
    above = reverse("wagtailadmin_pages:edit", args=[cast.index("cy").pk])
    assert "action-publish-both" not in desk.get(above).content.decode()
