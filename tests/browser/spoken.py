"""What a page says to any reader, each text with its language, and its words of the other."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page
from wordfreq import top_n_list

from cydfap.lib.gazetteer import towns
from cydfap.lib.welsh.keys import Keys
from cydfap.lib.welsh.lexicon_files import COMMON, HEADWORD, WELSH
from cydfap.lib.welsh.spelling import whole_key

# All that a page says, shown now or kept for later (its templates, the words of its scripts): the
# text, the language that its element says it is in, and whether that element can say so of it.
SAYS = """() => {
  const silent = "script, style, code, noscript";
  const spoken = ["aria-label", "aria-description", "aria-roledescription", "aria-placeholder",
    "aria-valuetext", "placeholder", "title", "alt", "label", "data-hide", "data-show"];
  const heads = "meta[name=description], meta[property='og:title']";
  const page = document.documentElement.lang;
  const lang = (element) => element?.closest("[lang]")?.lang ?? page;
  const found = [];
  const read = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (node.data.trim() && !node.parentElement?.closest(silent))
        found.push([node.data, lang(node.parentElement), node.parentElement.localName !== "title"]);
    for (const element of root.querySelectorAll("*")) {
      for (const name of spoken)
        if (element.hasAttribute(name))
          found.push([element.getAttribute(name), lang(element), false]);
      if (element.matches("input[type=submit], input[type=button]"))
        found.push([element.value, lang(element), true]);
      if (element.matches("a[href^='mailto:']")) found.push([element.href, lang(element), false]);
      if (element.matches("template")) read(element.content);
    }
  };
  read(document);
  for (const meta of document.querySelectorAll(heads))
    found.push([meta.content, lang(meta), false]);
  const words = document.getElementById("atlas-words");
  if (words)
    for (const text of Object.values(JSON.parse(words.textContent))) found.push([text, page, true]);
  return found;
}"""
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Addresses, postcodes, hashes, and what a script puts words in place of.
NO_WORDS = re.compile(r"\{\w+\}|\S*\d\S*|https?://\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+)+\b(?:/\S*)?")
# Marks that hold words together; nobody sees them.
UNSEEN = str.maketrans("", "", "\u2060\u00ad")
COMMONEST = {"en": 20_000, "cy": 50_000}
# Welsh words, mutated, that English has too: cod, lle, bu, rhent, gair, llaw.
WELSH_TOO = frozenset(("god", "le", "fu", "rent", "air", "law"))
# Units, formats and what is called so in both languages.
IN_BOTH = frozenset(
    ["KB", "MB", "Arrow", "Google", "Natural", "Earth", "My", "Maps", "ONS", "uk", "UK"]
)


@dataclass(frozen=True)
class Said:
    text: str
    lang: str
    can_be_marked: bool


def said_by(page: Page) -> list[Said]:
    """Every text of the page once; of a letter to be written, its subject and its body."""
    found = {}
    for text, lang, can_be_marked in page.evaluate(SAYS):
        for part in of_letter(text) if text.startswith("mailto:") else [text]:
            words = " ".join(part.translate(UNSEEN).split())
            found[Said(words, lang, can_be_marked)] = None
    return [said for said in found if said.text]


def of_letter(address: str) -> list[str]:
    asked = parse_qs(urlsplit(address).query)
    return [*asked.get("subject", []), *asked.get("body", [])]


class Ear:
    """Hears the words of the other language in a text of one, by the dictionaries."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.english = {lang: frozenset(top_n_list("en", n)) for lang, n in COMMONEST.items()}
        # A page's words are on other pages too.
        self.is_foreign = {"cy": cache(self.is_english), "en": cache(self.is_welsh)}

    def foreign(self, text: str, lang: str) -> list[str]:
        words = WORD.findall(NO_WORDS.sub(" ", text))
        return [word for word in words if word not in IN_BOTH and self.is_foreign[lang](word)]

    def is_english(self, word: str) -> bool:
        """A common word of English that is not Welsh at all, mutated or not."""
        small = word.lower()
        if len(word) == 1 or small in WELSH_TOO or small not in self.english["en"]:
            return False
        return not self.keys.lexicon.bits(whole_key(word)) & WELSH and not self.keys.derived(small)

    def is_welsh(self, word: str) -> bool:
        """A word of Welsh that is not English, however rare it may be there."""
        small, known = word.lower(), self.keys.lexicon.bits(whole_key(word))
        is_common = bool(known & COMMON and known & HEADWORD)
        return small not in self.english["cy"] and (is_common or bool(self.keys.derived(small)))


NAME = r"[A-ZÂÊÎÔÛŴŶ][\w’'-]*"
JOINED = r"(?:and|for|of|the|to|in|a|y|yr)"
RUN = re.compile(rf"{NAME}(?:\s+(?:{JOINED}\s+)*{NAME})*")
SENTENCE = re.compile(r"(?:^|[.?!])\s*$")


@dataclass
class Names:
    """The proper names that the directory holds, and the texts in which people wrote of them."""

    # Those that are in the page's own language, though words of another be in them, and places.
    own: dict[str, list[str]] = field(default_factory=lambda: {"en": [], "cy": []})
    # Those that come from the other language.
    foreign: dict[str, list[str]] = field(default_factory=lambda: {"en": [], "cy": []})
    prose: set[str] = field(default_factory=set)
    # Those of the texts that begin in the middle of a sentence.
    middles: set[str] = field(default_factory=set)
    # Of papers, which are called so in both: told within other words too.
    works: list[str] = field(default_factory=list)

    def learn_entries(self, rows: Iterable[dict[str, str]]) -> None:
        for row in rows:
            states = dict(one.split(":") for one in row["name_state"].split(";"))
            for lang in ("en", "cy"):
                among = self.foreign if states[lang] == "same" else self.own
                among[lang].append(row[f"name_{lang}"])
                self.learn_prose(row[f"summary_{lang}"], row[f"description_{lang}"])

    def learn_places(self, rows: Iterable[dict[str, str]]) -> None:
        """Those of the directory, and the towns that the map names."""
        for town in towns():
            self.own["en"].append(town.name_en)
            self.own["cy"].append(town.name_cy)
        for row in rows:
            for lang, listed in self.own.items():
                listed += filter(None, (row[f"town_{lang}"], row[f"authority_{lang}"]))

    def learn_prose(self, *texts: str, goes_on: bool = False) -> None:
        parts = {" ".join(part.split()) for text in texts for part in text.split("\n\n")}
        self.prose |= parts
        if goes_on:
            self.middles |= parts

    def left_out(self, said: Said) -> str:
        """The text without names. One from the other language stays in where the element could have
        said so.
        """
        text = said.text
        hidden = self.own[said.lang] + ([] if said.can_be_marked else self.foreign[said.lang])
        names = [name for name in hidden if name in text]
        for work in filter(text.__contains__, self.works):
            if not any(work in name for name in names):  # a name goes as a whole, below
                text = text.replace(work, " ")
        if said.text in self.middles:
            text = f", {text}"
        text = RUN.sub(name_or_first_word, text) if said.text in self.prose else text
        for name in sorted(names, key=len, reverse=True):
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text)
        return text


def name_or_first_word(run: re.Match[str]) -> str:
    """Nothing in place of a name; a capital that only begins a sentence is no name."""
    is_first = SENTENCE.search(run.string[: run.start()]) is not None
    return run[0] if is_first and len(run[0].split()) == 1 else " "
