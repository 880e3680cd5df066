"""How the text stands in each language, and what an editor sees of it."""

import polib
import pytest
from django.urls import reverse

from cydfap.directory import wording
from cydfap.directory.models import Entry, Layer, Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def register() -> Source:
    return Source.objects.create(name="Co-operatives UK open data", licence="ODC-By 1.0")


@pytest.fixture
def three(register) -> dict[str, Entry]:
    """One stale, one without Welsh, one with nothing to do."""

    def made(**fields: str) -> Entry:
        return Entry.objects.create(source=register, **fields)

    return {
        "stale": made(
            name_en="Antur Waunfawr", name_state_en="original",
            name_cy="Antur Waunfawr", name_state_cy="same",
            summary_en="Work for people with learning disabilities.", summary_state_en="original",
            summary_cy="Gwaith i bobl ag anableddau dysgu.", summary_state_cy="stale",
        ),
        "english": made(name_en="Old Oak Housing Co-operative", name_state_en="original"),
        "done": made(
            name_en="Cartrefi Cymru Co-operative", name_state_en="original",
            name_cy="Cydweithfa Cartrefi Cymru", name_state_cy="reviewed",
        ),
    }  # fmt: skip


def share_of(lang: str, label: str) -> dict[str, int]:
    found = next(share for share in wording.shares(lang) if share.label == label)
    return {str(state): number for state, number in found.states.items() if number}


def test_each_state_is_counted_by_kind_and_language(three):
    assert share_of("cy", "Organisation · Name") == {"same": 1, "missing": 1, "reviewed": 1}
    assert share_of("en", "Organisation · Name") == {"original": 3}


def test_a_text_that_neither_language_has_is_not_missing(three):
    assert share_of("cy", "Organisation · Summary") == {"stale": 1}


def test_the_worst_comes_first_and_what_is_done_does_not_come(three):
    assert list(wording.to_do("cy")) == [three["stale"], three["english"]]
    assert list(wording.to_do("en")) == []


def test_the_same_holds_the_other_way_round(register):
    welsh = Entry.objects.create(source=register, name_cy="Tŷ Cyfle", name_state_cy="original")
    assert list(wording.to_do("en")) == [welsh]
    assert wording.work_on(welsh, "en") == [("name", "missing")]
    assert wording.work_on(welsh, "cy") == []


def test_a_layer_without_a_welsh_name_is_missing(db):
    Layer.objects.create(key="energy-clubs", name_en="Energy clubs")
    assert share_of("cy", "Layers")["missing"] == 1


def test_the_site_s_own_words_are_read_from_the_catalogue(tmp_path):
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="Map", msgstr="Map"))
    catalogue.append(polib.POEntry(msgid="Search", msgstr="Chwilio", tcomment="draft"))
    catalogue.append(polib.POEntry(msgid="Data", msgstr=""))
    catalogue.save(str(tmp_path / "django.po"))
    assert wording.own_words("cy", tmp_path / "django.po") == {
        "reviewed": 1, "draft": 1, "missing": 1,
    }  # fmt: skip
    assert wording.own_words("en", tmp_path / "django.po") == {"original": 3}


def test_an_editor_gets_from_the_page_to_the_form_with_one_click(admin_client, three):
    page = admin_client.get(reverse("language:index")).content.decode()
    address = reverse("entry:edit", args=[three["stale"].pk])
    assert address in page
    assert page.index(address) < page.index(reverse("entry:edit", args=[three["english"].pk]))
    assert admin_client.get(address).status_code == 200


def test_only_one_state_and_one_kind_if_asked(admin_client, three):
    page = admin_client.get(reverse("language:index") + "?lang=cy&state=missing").content.decode()
    assert "Old Oak" in page
    assert "Antur Waunfawr" not in page
    empty = admin_client.get(reverse("language:index") + "?state=stale&kind=report")
    assert "Nothing here asks for work" in empty.content.decode()


def test_the_page_speaks_welsh(admin_client, admin_user, three):
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(admin_user)
    profile.preferred_language = "cy"
    profile.save()
    page = admin_client.get(reverse("language:index")).content.decode()
    assert "Sut mae’r testun yn sefyll" in page


def test_who_may_not_change_entries_does_not_see_it(client, django_user_model):
    from django.contrib.auth.models import Permission

    sion = django_user_model.objects.create_user("sion", "sion@example.org", "x")
    sion.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client.force_login(sion)
    assert client.get(reverse("language:index")).status_code == 302
    assert reverse("language:index") not in client.get("/admin/").content.decode()
