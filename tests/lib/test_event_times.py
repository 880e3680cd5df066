from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cydfap.lib.event_times import DAYS, days, when

AFTERNOON = datetime(2017, 12, 6, 14)


@pytest.mark.parametrize(
    ("start", "end", "english", "welsh"),
    [
        (
            AFTERNOON,
            datetime(2017, 12, 6, 16),
            "Wednesday 6 December 2017, 14:00–16:00",
            "dydd Mercher 6 Rhagfyr 2017, 14:00–16:00",
        ),
        (
            AFTERNOON,
            None,
            "Wednesday 6 December 2017, 14:00",
            "dydd Mercher 6 Rhagfyr 2017, 14:00",
        ),
        (
            AFTERNOON,
            AFTERNOON,
            "Wednesday 6 December 2017, 14:00",
            "dydd Mercher 6 Rhagfyr 2017, 14:00",
        ),
        (
            datetime(2018, 2, 28, 21, 30),
            datetime(2018, 3, 1, 2),
            "Wednesday 28 February 2018, 21:30–02:00",
            "dydd Mercher 28 Chwefror 2018, 21:30–02:00",
        ),
        (
            datetime(2018, 2, 28, 21, 30),
            datetime(2018, 3, 1, 6),
            "Wednesday 28 February 2018, 21:30 – Thursday 1 March 2018, 06:00",
            "dydd Mercher 28 Chwefror 2018, 21:30 – dydd Iau 1 Mawrth 2018, 06:00",
        ),
        (
            AFTERNOON,
            datetime(2017, 12, 7, 16, 5),
            "Wednesday 6 December 2017, 14:00 – Thursday 7 December 2017, 16:05",
            "dydd Mercher 6 Rhagfyr 2017, 14:00 – dydd Iau 7 Rhagfyr 2017, 16:05",
        ),
        (date(2018, 3, 1), None, "Thursday 1 March 2018", "dydd Iau 1 Mawrth 2018"),
        (date(2018, 3, 1), date(2018, 3, 1), "Thursday 1 March 2018", "dydd Iau 1 Mawrth 2018"),
        (
            date(2018, 3, 2),
            date(2018, 3, 4),
            "Friday 2 – Sunday 4 March 2018",
            "dydd Gwener 2 – dydd Sul 4 Mawrth 2018",
        ),
        (
            date(2018, 3, 31),
            date(2018, 4, 3),
            "Saturday 31 March – Tuesday 3 April 2018",
            "dydd Sadwrn 31 Mawrth – dydd Mawrth 3 Ebrill 2018",
        ),
        (
            date(2018, 12, 31),
            date(2019, 1, 1),
            "Monday 31 December 2018 – Tuesday 1 January 2019",
            "dydd Llun 31 Rhagfyr 2018 – dydd Mawrth 1 Ionawr 2019",
        ),
    ],
)
def test_the_times_of_an_event_are_said_in_both_languages(start, end, english, welsh):
    assert when(start, end, "en") == english
    assert when(start, end, "cy") == welsh


@given(st.dates(max_value=date(9998, 1, 1)), st.integers(0, 800), st.sampled_from(["en", "cy"]))
def test_both_ends_are_told_and_nothing_twice(first, length, lang):
    last = first + timedelta(days=length)
    words = days(first, last, lang)
    assert words.endswith(str(last.year))
    assert DAYS[lang][first.weekday()] in words
    assert DAYS[lang][last.weekday()] in words
    same_month = (first.year, first.month) == (last.year, last.month)
    numbers = [word for word in words.split() if word.isdigit()]
    assert len(numbers) == (2 if length == 0 else 3 if first.year == last.year else 4)
    assert (words.count(" – ") == 1) is (length > 0)
    assert same_month or words.split(" – ")[0].count(" ") >= 2
