"""What a reader copies as a citation is what other programs read."""

from datetime import date

import bibtexparser
import pytest
import rispy
from bibtexparser import middlewares
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from cydfap.lib.characters import address, one_line
from cydfap.lib.citations import Author, Work, bibtex, ris, sentence
from cydfap.lib.dates import parse

SIAN = Author("Jones", "Siân Ŵyn")
CENTRE = Author("Canolfan Cydweithredol Cymru, Care and Co")
REPORT = Work(
    key="not-alone",
    title="Gofal & dŵr: {100%} o’r tŷ_#1 $ ~ ^ \\",
    lang="cy",
    authors=(SIAN, CENTRE),
    publisher="Fforwm & Ffrindiau",
    issued=parse("2016-10"),
    url="https://gofal.cymru.coop/adroddiad_1%20a.pdf?a=1&b=2#rhan",
    accessed=date(2017, 12, 6),
    abstract="Llinell un.\nLlinell dau.",
    keywords=("gofal", "tai & tir"),
)


def changed(**parts):
    return Work(**{name: getattr(REPORT, name) for name in Work.__slots__} | parts)


def latex_decoder():
    """pylatexenc, which lacks LaTeX's names of braces and takes ^ for an accent of its own."""
    known = get_default_latex_context_db()
    signs = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^"}
    macros = [MacroTextSpec(name, sign) for name, sign in signs.items()]
    known.add_context_category("signs", prepend=True, macros=macros)
    return LatexNodes2Text(latex_context=known, keep_braced_groups=False)


DECODER = latex_decoder()


def decoded(latex):
    return DECODER.latex_to_text(latex)


def from_bibtex(work):
    """The fields as bibtexparser reads them, still in LaTeX."""
    library = bibtexparser.parse_string(bibtex(work))
    assert not library.failed_blocks
    (entry,) = library.entries
    return {"key": entry.key, "type": entry.entry_type} | {
        field.key: field.value for field in entry.fields
    }


def authors_in_bibtex(work):
    """Their (family, given) names, taken apart as BibTeX does."""
    apart = [middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()]
    library = bibtexparser.parse_string(bibtex(work), append_middleware=apart)
    assert not library.failed_blocks
    (entry,) = library.entries
    names = entry.fields_dict["author"].value if "author" in entry.fields_dict else []
    return [
        (decoded(" ".join([*name.von, *name.last, *name.jr])), decoded(" ".join(name.first)))
        for name in names
    ]


def from_ris(work):
    (entry,) = rispy.loads(ris(work))
    return entry


@pytest.mark.parametrize(
    ("issued", "english", "welsh"),
    [
        ("2016-10", "October 2016", "Hydref 2016"),
        ("2016~", "about 2016", "tua 2016"),
        ("2010/2014", "2010–2014", "2010–2014"),
        (None, "no date", "dim dyddiad"),
    ],
)
def test_a_sentence_to_copy_is_in_the_readers_language(issued, english, welsh):
    work = changed(
        title="Not Alone", authors=(SIAN, Author("TUC Cymru")), url="https://a.cymru/x y",
        issued=parse(issued) if issued else None, publisher="Co-operatives UK",
    )  # fmt: skip
    assert sentence(work, "en") == (
        f"Jones, Siân Ŵyn; TUC Cymru ({english}) Not Alone. Co-operatives UK. "
        "Available at: https://a.cymru/x%20y (accessed: 6 December 2017)."
    )
    assert sentence(work, "cy") == (
        f"Jones, Siân Ŵyn; TUC Cymru ({welsh}) Not Alone. Co-operatives UK. "
        "Ar gael yn: https://a.cymru/x%20y (cyrchwyd: 6 Rhagfyr 2017)."
    )


def test_of_many_authors_the_first_is_named():
    many = changed(authors=(SIAN,) * 4, title="Pam?", publisher="", url="")
    assert sentence(many, "en") == "Jones, Siân Ŵyn and others (October 2016) Pam?"
    assert sentence(many, "cy") == "Jones, Siân Ŵyn ac eraill (Hydref 2016) Pam?"


def test_a_report_without_authors_begins_with_its_title():
    assert sentence(changed(authors=(), title="Pam", url=""), "cy") == (
        "Pam (Hydref 2016). Fforwm & Ffrindiau."
    )


def test_an_organisation_that_publishes_its_own_report_is_named_once():
    own = changed(authors=(Author("TUC"),), title="Pam", publisher="TUC", url="")
    assert sentence(own, "cy") == "TUC (Hydref 2016) Pam."


def test_bibtex_is_read_as_it_was_written():
    read = from_bibtex(REPORT)
    assert (read["type"], read["key"]) == ("techreport", "not-alone")
    assert decoded(read["title"]) == REPORT.title
    assert decoded(read["institution"]) == REPORT.publisher
    assert (read["year"], read["month"], read["date"]) == ("2016", "10", "2016-10")
    assert read["url"] == REPORT.url
    assert read["urldate"] == "2017-12-06"
    assert decoded(read["abstract"]) == "Llinell un. Llinell dau."
    assert decoded(read["keywords"]) == "gofal, tai & tir"
    assert authors_in_bibtex(REPORT) == [("Jones", "Siân Ŵyn"), (CENTRE.family, "")]
    assert "Ŵyn" in bibtex(REPORT)


def test_ris_is_read_as_it_was_written():
    read = from_ris(REPORT)
    assert read["type_of_reference"] == "RPRT"
    assert read["id"] == "not-alone"
    assert read["authors"] == ["Jones, Siân Ŵyn", CENTRE.family]
    assert read["title"] == REPORT.title
    assert read["publisher"] == REPORT.publisher
    assert (read["year"], read["date"]) == ("2016", "2016/10//")
    assert read["urls"] == [REPORT.url]
    assert read["access_date"] == "2017/12/06/"
    assert read["keywords"] == list(REPORT.keywords)
    assert read["abstract"] == "Llinell un. Llinell dau."
    assert read["language"] == "cy"
    assert ris(REPORT).endswith("ER  - \r\n")


@pytest.mark.parametrize(
    ("issued", "year", "month", "in_ris"),
    [
        ("2016-10-05", "2016", "10", "2016/10/05/"),
        ("2016-10", "2016", "10", "2016/10//"),
        ("2016", "2016", None, "2016///"),
        ("2016~", "2016", None, "2016///2016~"),
        ("2016-10-05?", "2016", "10", "2016/10/05/2016-10-05?"),
        ("2016-21", "2016", None, "2016///2016-21"),
        ("201X", None, None, "///201X"),
        ("2010/2014", None, None, "///2010 - 2014"),
        ("../2018-04", None, None, "///.. - 2018-04"),
    ],
)
def test_no_date_is_made_up(issued, year, month, in_ris):
    work = changed(issued=parse(issued))
    read = from_bibtex(work)
    assert (read.get("year"), read.get("month"), read["date"]) == (year, month, issued)
    assert (from_ris(work).get("year"), from_ris(work)["date"]) == (year, in_ris)


TEXT = st.text(min_size=1, max_size=60) | st.text('{}\\"%&$#_~^ŵŷâ’@=,\n -a`?!<>', min_size=1)
WORDS = TEXT.map(one_line).filter(bool)
NAMES = st.text("aeŵŷbdCS{}\\&%_~ -`,’", min_size=1, max_size=20).map(one_line).filter(bool)
FAMILIES = st.lists(
    st.sampled_from(["Jones", "ap Siôn", "Llŷr", "Care and Co", "a, b", "{", "}\\", "AND", "& %"]),
    min_size=1, max_size=3,
).map(" ".join)  # fmt: skip
AUTHORS = st.builds(Author, FAMILIES | NAMES, st.just("") | NAMES)


@given(WORDS, WORDS, st.lists(AUTHORS, max_size=5))
def test_any_words_survive_bibtex(title, abstract, authors):
    work = changed(title=title, abstract=abstract, authors=tuple(authors))
    read = from_bibtex(work)
    assert decoded(read["title"]) == title
    assert decoded(read["abstract"]) == abstract
    assert read["url"] == REPORT.url
    assert authors_in_bibtex(work) == [(author.family, author.given) for author in authors]


@given(WORDS, WORDS, st.lists(AUTHORS, max_size=5), TEXT)
def test_any_words_survive_ris(title, abstract, authors, path):
    url = f"https://a.cymru/{path}"
    work = changed(title=title, abstract=abstract, authors=tuple(authors), url=url)
    read = from_ris(work)
    assert read["title"] == title
    assert read["abstract"] == abstract
    assert read.get("authors", []) == [str(author) for author in authors]
    assert read["urls"] == [address(url).replace(";", "%3B")]


@given(WORDS, st.lists(AUTHORS, max_size=5), st.sampled_from(["en", "cy"]))
def test_a_sentence_is_one_line_that_ends(title, authors, lang):
    said = sentence(changed(title=title, authors=tuple(authors)), lang)
    assert title in said
    assert "\n" not in said
    assert said.endswith(").")
