import warnings
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cydfap.lib.dates import DateProblem, FuzzyDate, Reason, parse

DAYS = st.dates(min_value=date(1000, 1, 1))
QUALIFIERS = st.sampled_from(["", "~", "?", "%"])


@st.composite
def points(draw):
    """An EDTF point: a day, month, year, decade or season, perhaps qualified."""
    day = draw(DAYS)
    forms = ["%Y-%m-%d", "%Y-%m", "%Y", "%Y-%m-XX", "%Y-XX", "%Y-XX-XX"]
    iso = day.strftime(draw(st.sampled_from(forms)))
    decade, season = f"{day.year // 10}X", f"{day.year}-2{day.month % 4 + 1}"
    return draw(st.sampled_from([iso, iso, iso, decade, season])) + draw(QUALIFIERS)


@pytest.mark.parametrize(
    ("written", "edtf", "earliest", "latest"),
    [
        ("2014-10-05", "2014-10-05", date(2014, 10, 5), date(2014, 10, 5)),
        ("2014-10", "2014-10", date(2014, 10, 1), date(2014, 10, 31)),
        ("2014", "2014", date(2014, 1, 1), date(2014, 12, 31)),
        ("2016~", "2016~", date(2016, 1, 1), date(2016, 12, 31)),
        ("201X", "201X", date(2010, 1, 1), date(2019, 12, 31)),
        ("2014-02-XX", "2014-02-XX", date(2014, 2, 1), date(2014, 2, 28)),
        ("../2018-04", "../2018-04", None, date(2018, 4, 30)),
        ("/2018-04", "/2018-04", None, date(2018, 4, 30)),
        ("2018-04/..", "2018-04/..", date(2018, 4, 1), None),
        ("2010~/2014-05", "2010~/2014-05", date(2010, 1, 1), date(2014, 5, 31)),
        ("2001-24", "2001-24", date(2001, 1, 1), date(2002, 2, 28)),
        ("11/8/1863", "1863-08-11", date(1863, 8, 11), date(1863, 8, 11)),
        ("03/04/2018", "2018-04-03", date(2018, 4, 3), date(2018, 4, 3)),
        ("3.4.2018", "2018-04-03", date(2018, 4, 3), date(2018, 4, 3)),
        ("4/2018", "2018-04", date(2018, 4, 1), date(2018, 4, 30)),
        (" 2014-10-05T00:00:00 ", "2014-10-05", date(2014, 10, 5), date(2014, 10, 5)),
        ("2014-10-05 09:30:00", "2014-10-05", date(2014, 10, 5), date(2014, 10, 5)),
    ],
)
def test_a_date_is_read_with_its_first_and_last_day(written, edtf, earliest, latest):
    assert parse(written) == FuzzyDate(edtf, earliest, latest)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", Reason.NOT_A_DATE),
        ("soon", Reason.NOT_A_DATE),
        ("../..", Reason.NOT_A_DATE),
        ("/", Reason.NOT_A_DATE),
        ("20XX-05", Reason.NOT_A_DATE),
        ("2014-XX-05", Reason.NOT_A_DATE),
        ("٢٠١٤", Reason.NOT_A_DATE),
        ("31/2/2018", Reason.NO_SUCH_DAY),
        ("2018-13", Reason.NO_SUCH_DAY),
        ("12/25/2018", Reason.NO_SUCH_DAY),
        ("2018-00-01", Reason.NO_SUCH_DAY),
        ("0000", Reason.NO_SUCH_DAY),
        ("9999-24", Reason.NO_SUCH_DAY),
        ("1/4/16", Reason.TWO_FIGURE_YEAR),
        ("2018/2014", Reason.WRONG_WAY_ROUND),
    ],
)
def test_what_is_no_date_is_refused_with_its_reason(written, reason):
    with pytest.raises(DateProblem) as problem:
        parse(written)
    assert (problem.value.reason, problem.value.text) == (reason, written)


@pytest.mark.parametrize(
    ("edtf", "english", "welsh"),
    [
        ("2014-10-05", "5 October 2014", "5 Hydref 2014"),
        ("2014-10", "October 2014", "Hydref 2014"),
        ("2014-10-XX", "October 2014", "Hydref 2014"),
        ("2014", "2014", "2014"),
        ("2016~", "about 2016", "tua 2016"),
        ("2016-11~", "about November 2016", "tua Thachwedd 2016"),
        ("2016-02?", "February 2016 (uncertain)", "Chwefror 2016 (ansicr)"),
        ("2016%", "about 2016 (uncertain)", "tua 2016 (ansicr)"),
        ("201X", "2010s", "2010au"),
        ("19XX", "1900–1999", "1900–1999"),
        ("2001-21", "spring 2001", "gwanwyn 2001"),
        ("../2018-04", "April 2018 or before", "Ebrill 2018 neu cyn hynny"),
        ("2018-04/..", "April 2018 or after", "Ebrill 2018 neu ar ôl hynny"),
        ("2010/2014", "2010–2014", "2010–2014"),
        ("2010~/2014-05", "about 2010 – May 2014", "tua 2010 – Mai 2014"),
    ],
)
def test_a_date_is_said_in_both_languages(edtf, english, welsh):
    fuzzy = parse(edtf)
    assert fuzzy.label("en") == english
    assert fuzzy.label("cy") == welsh


@given(DAYS, st.sampled_from(["{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d}.{m}.{y}", "{d}-{m}-{y}"]))
def test_the_day_comes_before_the_month(day, form):
    fuzzy = parse(form.format(d=day.day, m=day.month, y=day.year))
    assert fuzzy == parse(day.isoformat()) == FuzzyDate(day.isoformat(), day, day)


@given(points())
def test_what_was_read_reads_the_same_again(point):
    fuzzy = parse(point)
    assert fuzzy.edtf == point
    assert parse(str(fuzzy)) == fuzzy
    assert fuzzy.earliest <= fuzzy.latest
    assert str(fuzzy.earliest.year) in fuzzy.label("en")


@given(points())
def test_a_point_within_an_open_interval_keeps_only_its_own_end(point):
    fuzzy = parse(point)
    for unknown in ("", ".."):
        assert (parse(f"{unknown}/{point}").earliest, parse(f"{unknown}/{point}").latest) == (
            None,
            fuzzy.latest,
        )
        assert (parse(f"{point}/{unknown}").earliest, parse(f"{point}/{unknown}").latest) == (
            fuzzy.earliest,
            None,
        )


@given(points(), points())
def test_an_interval_reaches_from_its_first_day_to_its_last(one, other):
    first, last = parse(one), parse(other)
    if first.earliest > last.latest:
        first, last = last, first
    whole = parse(f"{first}/{last}")
    assert (whole.earliest, whole.latest) == (first.earliest, last.latest)


@given(st.text(max_size=14))
def test_anything_else_is_refused_and_nothing_breaks(text):
    try:
        fuzzy = parse(text)
    except DateProblem:
        return
    assert fuzzy.label("en")
    assert fuzzy.label("cy")


@given(points())
def test_the_bounds_agree_with_the_edtf_package(point):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own grammar warns when it is first imported
        import edtf
    if "-24" in point:
        return  # winter: see dates.py
    # It knows no qualified season; and a qualifier does not move a bound of ours.
    theirs, ours = edtf.parse_edtf(point.rstrip("~?%")), parse(point)
    assert tuple(theirs.lower_strict())[:3] == ours.earliest.timetuple()[:3]
    assert tuple(theirs.upper_strict())[:3] == ours.latest.timetuple()[:3]
