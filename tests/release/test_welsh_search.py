"""The running search knows Welsh: from a CSV file through import and publication to an answer.

One record a form, so that what is found can be told from what is not.
"""

import csv
import json
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from cydfap.lib.welsh import fold
from cydfap.lib.welsh.mutate import mutations
from cydfap.release import reading
from cydfap.release.build import publish
from cydfap.release.reading import Filters, Release
from tests.atlas.conftest import own_folder
from tests.lib.test_welsh_search_figures import LEAST, group

# Words of the sector.
# fmt: off
WORDS = [
    "aelod", "arian", "bwyd", "busnes", "bwrdd", "cais", "canolfan", "cefnogaeth", "celfyddyd",
    "cinio", "clwb", "cronfa", "cwmni", "cydweithfa", "cyfarfod", "cyfle", "cyllid", "cymdeithas",
    "cymorth", "cymuned", "cynllun", "dinas", "dosbarth", "dysgu", "dyled", "gardd", "gofal",
    "gofalwr", "grant", "grŵp", "gwaith", "gweithdy", "gweithiwr", "gwirfoddolwr", "gwybodaeth",
    "iechyd", "llety", "lleoliad", "llyfrgell", "marchnad", "melin", "menter", "mudiad", "pentref",
    "perchennog", "plentyn", "prosiect", "pwyllgor", "rhent", "rhwydwaith", "tafarn", "tai",
    "tenant", "tir", "trefn", "trydan", "tŷ", "undeb", "ynni", "ysgol",
]
# fmt: on
# (asked, (language of the record, what it says))
OTHER_LANGUAGE = [
    ("housing", ("cy", "tai")),
    ("housing", ("cy", "dau dŷ")),
    ("tai", ("en", "some housing")),
    ("dafarn", ("en", "a pub")),
    ("tafarn", ("en", "a pub")),
    ("pub", ("cy", "tafarn")),
    ("pub", ("cy", "y dafarn")),
    ("gofal", ("en", "care for all")),
    ("ofal", ("en", "care for all")),
    ("care", ("cy", "gofal")),
    ("Cardiff", ("cy", "Caerdydd")),
    ("Cardiff", ("cy", "yng Nghaerdydd")),
    ("Nghaerdydd", ("en", "in Cardiff")),
    ("Caerdydd", ("en", "in Cardiff")),
    ("undebau credyd", ("en", "a credit union")),
    ("credit union", ("cy", "dwy undeb credyd")),
    ("co-operative", ("cy", "y gydweithfa")),
    ("gydweithfa", ("en", "a co-operative")),
]
# What only looks alike.
APART = [
    ("law", ("cy", "llaw")),
    ("rent", ("cy", "Gwent")),
    ("gardd", ("en", "a guard")),
    ("pan", ("en", "a ban")),
    ("fan", ("en", "a man")),
    ("gofalu", ("cy", "golau")),
    ("care", ("cy", "caru")),
]


def places(shared: Path) -> list[str]:
    """Sixty Welsh names of one word whose first letter changes, the best known first."""
    file = shared / "data" / "places" / "geonames-wales-places-cities500.json"
    known = json.loads(file.read_text("utf-8"))
    with (Path(__file__).parents[2] / "cydfap" / "lib" / "welsh_towns.csv").open(
        encoding="utf-8"
    ) as towns:
        welsh = [row["name_cy"] for row in csv.DictReader(towns)]
    names = welsh + [town["name"] for town in sorted(known, key=lambda t: -t["population"])]
    fit = [n for n in dict.fromkeys(names) if n.isalpha() and len(n) > 3 and mutations(fold(n))]
    return fit[:60]


class Cast:
    """Records of one text each, (language, text), imported and published."""

    def __init__(self, folder: Path, records: Iterable[tuple[str, str]]) -> None:
        self.records = list(dict.fromkeys(records))
        file = folder / "records.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["name_en", "description_en", "description_cy", "identifiers"])
            for number, (lang, text) in enumerate(self.records):
                both = (text, "") if lang == "en" else ("", text)
                rows.writerow([f"No. {number}", *both, f"TEST:{number}"])
        call_command("import", str(file), "--layer", "test", stdout=StringIO())
        publish()
        release = reading.current()
        assert release is not None
        self.release: Release = release

    def found(self, query: str, lang: str = "cy") -> list[str]:
        """The texts that answer, the best first."""
        filters = Filters(q=query, lang=lang)
        results = self.release.page(filters, lang, size=len(self.records)).results
        return [self.records[int(record.name_en[4:])][1] for record in results]


@pytest.fixture(scope="session")
def cast_of(django_db_setup, django_db_blocker, tmp_path_factory):
    """Publishes records in a data folder of their own; the database is as it was."""

    def made(records: Iterable[tuple[str, str]]) -> Cast:
        folder = own_folder(tmp_path_factory.mktemp("welsh"))
        with (
            django_db_blocker.unblock(),
            override_settings(DATA=folder),
            transaction.atomic(),
        ):
            cast = Cast(folder, records)
            transaction.set_rollback(True)
        return cast

    return made


def forms(word: str) -> list[str]:
    """The word and all its mutations, with its capital and its accents."""
    plain = fold(word)
    found = [word]
    for form in mutations(plain).values():
        rest = next(n for n in range(len(plain), 0, -1) if form.endswith(plain[-n:]))
        written = form[: len(form) - rest] + word[len(word) - rest :]
        found.append(written.capitalize() if word[0].isupper() else written)
    return found


def in_a_sentence(form: str) -> tuple[str, str]:
    return "cy", f"Sôn am {form} yma."


@pytest.fixture(scope="session")
def town_names(shared) -> list[str]:
    return places(shared)


@pytest.fixture(scope="session")
def towns(cast_of, town_names) -> Cast:
    return cast_of(in_a_sentence(form) for town in town_names for form in forms(town))


@pytest.fixture(scope="session")
def sector(cast_of) -> Cast:
    return cast_of(in_a_sentence(form) for word in WORDS for form in forms(word))


def missed(cast: Cast, words: list[str]) -> list[tuple[str, str]]:
    """(asked, not found), from the plain word to every form and from every form to the word."""
    lacking = []
    for word in words:
        texts = {form: in_a_sentence(form)[1] for form in forms(word)}
        for asked, wanted in [(word, texts), *((f, {word: texts[word]}) for f in texts)]:
            found = set(cast.found(asked))
            lacking += [(asked, form) for form, text in wanted.items() if text not in found]
    return lacking


def test_every_mutation_of_sixty_places_is_found_from_the_plain_name_and_back(towns, town_names):
    assert len(town_names) == 60
    assert missed(towns, town_names) == []


def test_every_mutation_of_sixty_words_of_the_sector_is_found_and_back(sector):
    assert len(WORDS) == 60
    assert missed(sector, WORDS) == []


def test_the_word_itself_comes_before_its_other_forms(sector):
    for word in WORDS:
        itself, *others = [in_a_sentence(form)[1] for form in forms(word)]
        found = sector.found(word)
        assert all(found.index(itself) < found.index(other) for other in others), word


@pytest.fixture(scope="session")
def treebank(shared) -> list[dict[str, str]]:
    path = shared / "data" / "welsh" / "ud-welsh-ccg-forms.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_real_forms_are_found_by_their_lemmas_as_often_as_promised(cast_of, treebank):
    cast = cast_of(("cy", row["form"]) for row in treebank)
    found = {lemma: set(cast.found(lemma)) for lemma in {row["lemma"] for row in treebank}}
    for which, least in LEAST.items():
        rows = [row for row in treebank if group(row) == which]
        if which == "singular":
            rows = [row for row in rows if row["mutation"]]
        hits = sum(row["form"] in found[row["lemma"]] for row in rows)
        assert hits / len(rows) >= least, which


@pytest.fixture(scope="session")
def two_languages(cast_of) -> Cast:
    pairs = [record for _, record in OTHER_LANGUAGE] + [record for _, record in APART]
    return cast_of([*pairs, ("cy", "y tai hyn"), ("en", "housing here")])


@pytest.mark.parametrize(("asked", "record"), OTHER_LANGUAGE)
@pytest.mark.parametrize("lang", ["en", "cy"])
def test_a_word_finds_what_it_is_called_in_the_other_language(two_languages, asked, record, lang):
    assert record[1] in two_languages.found(asked, lang)


@pytest.mark.parametrize(("asked", "record"), APART)
def test_words_that_only_look_alike_stay_apart(two_languages, asked, record):
    assert record[1] not in two_languages.found(asked)


def test_exact_words_come_before_the_other_language(two_languages):
    found = two_languages.found("housing")
    exact = {"housing here", "some housing"}
    assert set(found[:2]) == exact
    assert "y tai hyn" in found[2:]


@pytest.mark.parametrize(
    "query", ["caerdy", "Nghaerdy", "gaerd", "Chaerdyd", "cydweithf", "gydweith"]
)
def test_a_word_is_found_while_it_is_typed_mutated_or_not(cast_of, query):
    cast = cast_of([("cy", "yng Nghaerdydd mae hi"), ("cy", "dwy gydweithfa fach")])
    assert len(cast.found(query)) == 1


@pytest.mark.parametrize("query", ["ty", "tŷ", "TY", "nhŷ", "tai"])
def test_with_and_without_the_accent(sector, query):
    assert in_a_sentence("tŷ")[1] in sector.found(query)


@pytest.mark.parametrize("query", ["cydweithfs", "cdyweithfa", "cydweithf", "cydweithhfa"])
def test_a_slip_of_the_finger_still_finds(sector, query):
    assert in_a_sentence("cydweithfa")[1] in sector.found(query)


def test_a_slip_finds_the_forms_of_a_word_too(cast_of):
    cast = cast_of([("cy", "dwy gydweithfa fach"), ("cy", "ym Mangor")])
    assert cast.found("cydweithfs") == cast.found("cydweithfa")
    assert len(cast.found("cydweithfa")) == 1


@pytest.mark.parametrize("query", ["grant", "Gwent", "lamp", "pill", "olau"])
def test_a_word_that_a_dictionary_has_is_no_slip(cast_of, query):
    cast = cast_of([("en", "a rant, as they went to the land of hill and bill"), ("cy", "y golau")])
    assert len(cast.found(query)) == (query == "olau")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Anglesey", ("cy", "ar Ynys Môn")),
        ("Ynys Môn", ("en", "a club on Anglesey")),
        ("Sir Benfro", ("en", "in Pembrokeshire")),
        ("North Wales", ("cy", "yng Ngogledd Cymru")),
        ("Ty'n y Coed", ("cy", "ger Tŷ’n-y-coed")),
        ("cynnig", ("cy", "cynigiodd y pwyllgor")),
        ("gwerthu", ("cy", "gwerthwyd y siop")),
        ("edrych", ("cy", "edrychodd pawb")),
    ],
)
def test_what_readers_asked_for_in_vain(cast_of, query, text):
    assert len(cast_of([text, ("cy", "rhywbeth arall"), ("en", "else")]).found(query)) == 1


def test_a_mutated_word_is_not_read_as_a_name_with_an_h(cast_of):
    cast = cast_of([("cy", "lle hardd"), ("cy", "gerddi ac un ardd")])
    assert len(cast.found("ardd")) == 1


def test_the_command_answers_so_too(cast_of, settings, capsys):
    cast = cast_of([("cy", "yng Nghaerdydd"), ("en", "A pub")])
    settings.DATA = cast.release.folder.parent.parent
    for query, number, how in (("Caerdydd", 0, "form"), ("dafarn", 1, "concept")):
        call_command("search", query, "--lang", "cy", "--json")
        answer = json.loads(capsys.readouterr().out)
        assert [result["name"]["en"] for result in answer["results"]] == [f"No. {number}"]
        assert answer["results"][0]["match"] == how
