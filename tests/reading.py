"""What a page says to a person, text by text, and where it leads."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

SPOKEN_ATTRIBUTES = ("aria-label", "placeholder", "title", "alt")
# Names for machines are the same in every language.
SILENT = {"script", "style", "code"}
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Reading(HTMLParser):
    """What a page says, each text with its language, and where it leads."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    open_tags: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def lang(self) -> str:
        return self.open_tags[-1][1] if self.open_tags else ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        lang = given.get("lang", self.lang)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        self.texts += [(given[name], lang) for name in SPOKEN_ATTRIBUTES if given.get(name)]
        if tag == "meta" and given.get("name") == "description":
            self.texts.append((given["content"], lang))
        if tag not in VOID:
            self.open_tags.append((tag, lang))

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open_tags.pop()

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self.open_tags):
            while self.open_tags.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(name in SILENT for name, _ in self.open_tags):
            self.texts.append((" ".join(data.split()), self.lang))


def read(html: str) -> Reading:
    reading = Reading()
    reading.feed(html)
    return reading


def bare(text: str) -> str:
    """Without figures and the signs around them: "Entries: 79" is the sentence "Entries"."""
    return re.sub(r"[\d\s:.,;()/–-]+", " ", text).strip().casefold()
