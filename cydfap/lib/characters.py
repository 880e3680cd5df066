"""Characters that a format cannot hold, taken out or written otherwise before it is written."""

import re
from urllib.parse import quote

LINE_ENDS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
# What neither XML 1.0 nor iCalendar can hold: controls, halves of a pair, and what is no character.
FORBIDDEN = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Of RFC 3986, but [ and ], which only a host of figures has.
OF_ADDRESSES = "!$&'()*+,/:;=?@~%"
NO_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")


def plain(text: str) -> str:
    """The text without control characters; its line ends are all \\n."""
    return FORBIDDEN.sub("", LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """The same on one line, with single spaces."""
    return " ".join(plain(text).split())


def address(url: str) -> str:
    """A web address that every reader takes: what no URI can hold is percent-encoded."""
    before, hash_, after = one_line(url).partition("#")
    parts = (quote(NO_ESCAPE.sub("%25", part), safe=OF_ADDRESSES) for part in (before, after))
    return hash_.join(parts) if hash_ else next(parts)
