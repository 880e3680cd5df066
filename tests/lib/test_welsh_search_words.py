"""Words and names of the sector: found under every mutation, from either side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cydfap.lib.welsh.keys import Key, Keys
from cydfap.lib.welsh.mutate import mutations
from cydfap.lib.welsh.spelling import whole_key


def each(words):
    return words.split()


PLACES = each("""
Abertawe Aberystwyth Aberaeron Aberdaron Aberteifi Amlwch Bala Bangor Bargoed Bedwas Bethesda
Biwmares Blaenafon Brynmawr Bwcle Caerdydd Caerffili Caerfyrddin Caergybi Caernarfon Caerllion
Casnewydd Castell-nedd Cas-gwent Conwy Corwen Cricieth Crymych Cwmbrân Dinbych Dolgellau Dyfed
Edeirnion Ffestiniog Glynebwy Glantawe Gwent Gwynedd Llanberis Llandeilo Llandudno Llanelli
Llangefni Llangollen Llanrwst Machynlleth Maesteg Mynwy Penarth Pen-y-bont Pontarddulais
Pontypridd Porthmadog Prestatyn Pwllheli Rhondda Rhuthun Rhyl Talybont Tonypandy Trefynwy
Tregaron Treorci Tywyn Wrecsam
""")

WORDS = each("""
cydweithfa cydweithfeydd cydweithredol cymdeithas cymdeithasau cymuned cymunedol cwmni cartref
cyllid cynllun cyngor cynghorau cefnogaeth canolfan caffi clwb credyd cymorth celfyddydau coetir
tai tŷ tafarn tafarndai tenant tir trafnidiaeth tref theatr plant pobl pentref prosiect
partneriaeth pwyllgor perchnogaeth popty gofal gofalwr gofalwyr gardd gerddi gwasanaeth
gwasanaethau gweithiwr gweithwyr gwirfoddolwyr gwledig bwyd bwrdd busnes banc bragdy benthyciad
datblygu digidol dysgu dŵr diwylliant llyfrgell llesiant llywodraeth lleol marchnad menter
mentrau meithrinfa mudiad rhent rhwydwaith rheolwr rhandir iechyd ynni addysg undeb amgylchedd
elusen ymchwil aelod aelodau
""")


def forms(word):
    """Every mutated form; with the word's accents where it has any."""
    return list(mutations(word.lower()).values())


def question(keys, word):
    return {whole_key(word), *keys.asked(word)}


def stored(keys, text):
    return {key.token for key in keys.keys(text, "cy")}


def capital(word):
    return word[:1].upper() + word[1:]


def test_the_lists_are_long_enough():
    assert len(set(PLACES)) >= 60
    assert len(set(WORDS)) >= 60


@pytest.mark.parametrize("place", PLACES)
def test_a_place_is_found_under_every_mutation_and_the_other_way_round(keys, place):
    for form in forms(place):
        assert stored(keys, f"yn {capital(form)}") & question(keys, place), form
        assert stored(keys, f"yn {capital(form)}") & question(keys, place.lower()), form
        assert stored(keys, place) & question(keys, capital(form)), form
        # Typed small, *went* is English.
        assert stored(keys, place) & question(keys, form) or form == "went", form


@pytest.mark.parametrize("word", [word for word in WORDS if word != "rhent"])
def test_a_word_is_found_under_every_mutation_and_the_other_way_round(keys, word):
    for form in forms(word):
        assert stored(keys, f"y {form}") & question(keys, word), form
        assert stored(keys, f"Y {capital(form)}") & question(keys, word), form
        assert stored(keys, f"y {word}") & question(keys, form), form


def test_names_nobody_knows_are_taken_back_only_to_names_in_use(lexicon):
    used = Keys(lexicon, names={"trearddur", "pontrhydygroes"})
    assert "trearddur" in used.derived("Nhrearddur")
    assert "pontrhydygroes" in used.derived("Mhontrhydygroes")
    assert not Keys(lexicon).derived("Nhrefnewyddach")


def test_a_name_is_found_by_the_forms_that_the_index_has_of_it(lexicon):
    assert Keys(lexicon, names={"nhrezwick"}).asked("Trezwick") == ("nhrezwick",)


@pytest.mark.parametrize(
    ("form", "key"),
    [
        ("dai", "ty"),
        ("gydweithfeydd", "cydweithfa"),
        ("fentrau", "menter"),
        ("ganolfannau", "canolfan"),
        ("wragedd", "gwraig"),
        ("dŷ", "ty"),
        ("Dŷ’r", "ty"),
        ("chwmnïau", "cwmni"),
        ("gydweithfa'r", "cydweithfa"),
        ("ganodd", "canu"),
        ("Mhen-y-bont", "penybont"),
        ("mwyd", "bwyd"),
        ("nghaerdydd", "caerdydd"),
    ],
)
def test_plurals_accents_and_small_words_do_not_hide_a_word(keys, form, key):
    assert key in keys.derived(form)


@pytest.mark.parametrize("word", ["dan", "gan", "yn", "mae", "gwyn", "nod", "Môn", "i"])
def test_words_that_are_seldom_mutated_ones_are_left_alone(keys, word):
    assert keys.derived(word) == ()


def test_text_of_another_language_is_folded_and_nothing_else(keys):
    assert keys.keys("Nghaerdydd Café, went", "en") == [
        Key("nghaerdydd", True),
        Key("cafe", True),
        Key("went", True),
    ]


def test_the_written_word_is_exact_and_what_it_comes_from_is_not(keys):
    assert keys.keys("Tua Nghaerdydd", "cy") == [
        Key("tua", True),
        Key("nghaerdydd", True),
        Key("caerdydd", False),
    ]


def test_a_mutated_word_may_be_half_typed(keys):
    assert keys.begun("nghydw") == ("cydw",)
    assert keys.begun("zzz") == ()


@given(text=st.text(max_size=40))
def test_keys_of_keys_bring_no_word_twice_and_no_empty_one(lexicon, text):
    found = Keys(lexicon).keys(text, "cy")
    assert len({key.token for key in found}) == len(found)
    assert all(key.token for key in found)


@pytest.mark.parametrize("word", [*PLACES, *WORDS])
def test_a_key_is_its_own_spelling(keys, word):
    for key in keys.keys(word, "cy"):
        assert whole_key(key.token) == key.token


@pytest.mark.parametrize("word", WORDS)
def test_the_keys_of_a_plain_word_lead_no_further(keys, word):
    for key in keys.derived(word):
        assert set(keys.derived(key)) <= {whole_key(word), *keys.derived(word)}
