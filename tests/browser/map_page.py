"""The map page, as somebody at it sees it: its marks, its key, its list, its popup."""

import re
from dataclasses import dataclass
from itertools import count

from playwright.sync_api import Locator, Page, expect

from tests.browser.wording import said

# The first map of a cold browser: its scripts, WebGL in software and the ground.
FIRST_MAP_MS = 60_000
HOUSING, CARE = "housing", "care"

# Keeps "co-operative" on one line; nobody sees it.
HOLD = "\u2060"

MARKS = """() => [...document.querySelectorAll("ul.mark-buttons button")].map(button => {
  const box = button.getBoundingClientRect();
  return [button.textContent, box.x + box.width / 2, box.y + box.height / 2];
})"""
DRAWN = """() => [...document.querySelectorAll("#drawing a")]
  .filter(link => link.getClientRects().length > 0)
  .map(link => {
    const box = link.querySelector("circle.hit").getBoundingClientRect();
    return [link.getAttribute("aria-label"), box.x + box.width / 2, box.y + box.height / 2];
  })"""


# The map makes room for what opens on it: the address says where it came to rest. It moves by
# frames, which a busy machine draws seldom: a look counts when there was one since the last.
AT_REST = """(asked) => {
  const now = location.search + document.querySelector("#panel").hasAttribute("aria-busy");
  const at = performance.now();
  const before = window.looks?.asked === asked ? window.looks : { at: -Infinity };
  if (at - before.at < 100) return false;
  window.looks = { asked, now, at, same: before.now === now ? before.same + 1 : 0 };
  return window.looks.same > 5;
}"""
AT_REST_ASKED = count()


@dataclass(frozen=True)
class Mark:
    """A mark on the map: what a screen reader says of it, and where it is in the window."""

    name: str
    x: float
    y: float


class MapPage:
    def __init__(self, page: Page, lang: str) -> None:
        self.page, self.lang = page, lang
        self.list = page.locator("#list > li")
        self.in_view = page.locator("#in-view .count")
        self.popup = page.locator("#popup-place > .popup")
        self.buttons = page.locator("ul.mark-buttons button")

    def open(self, query: str = "") -> "MapPage":
        self.page.goto(f"/{self.lang}/map/{query}")
        return self.wait_until_live()

    def wait_until_live(self) -> "MapPage":
        self.wait_until_answering()
        self.page.keyboard.press("Shift")  # somebody is there: now MapLibre comes
        expect(self.page.locator("html[data-awake]")).to_be_attached(timeout=FIRST_MAP_MS)
        return self

    def wait_until_answering(self) -> "MapPage":
        """Its marks are there, and nobody has stirred yet."""
        live = self.page.locator(f"html[lang={self.lang}][data-live]")  # not the page that is left
        expect(live).to_be_attached(timeout=FIRST_MAP_MS)
        expect(self.buttons.first).to_be_attached()
        expect(self.page.locator("#panel[aria-busy]")).to_have_count(0)
        return self

    def wait_until_at_rest(self) -> None:
        self.page.wait_for_function(AT_REST, arg=next(AT_REST_ASKED), polling="raf")

    def say(self, sentence: str) -> str:
        return said(sentence, self.lang)

    def marks(self) -> list[Mark]:
        return [Mark(*mark) for mark in self.page.evaluate(MARKS)]

    def drawn(self) -> list[Mark]:
        """The marks of the server's drawing."""
        return [Mark(*mark) for mark in self.page.evaluate(DRAWN)]

    def begins(self, sentence: str) -> str:
        """What a mark's name begins with when it is of that sentence."""
        return self.say(sentence).split("{n}")[0]

    def clusters(self) -> list[Mark]:
        return [m for m in self.marks() if m.name.startswith(self.begins("Cluster of {n}: {mix}"))]

    def stacks(self) -> list[Mark]:
        """Marks of several entries at one place, which no zoom parts."""
        begin = self.begins("At one place, {n}: {mix}")
        return [m for m in self.marks() if m.name.startswith(begin)]

    def pins(self) -> list[Mark]:
        several = {*self.clusters(), *self.stacks()}
        return [mark for mark in self.marks() if mark not in several]

    def pin_in_the_list(self) -> tuple[Mark, Locator]:
        """A single entry's mark whose row is on the list's first page, and that row."""
        for row in self.list.all():
            name = words(row.locator("b"))
            for pin in self.pins():
                if pin.name.startswith(f"{name}, "):
                    return pin, self.page.locator(f"#list > li[data-id='{row_id(row)}']")
        raise AssertionError("no pin of a listed entry is on the map")

    def mark(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def click(self, mark: Mark) -> None:
        """On the canvas, where the mark is drawn."""
        self.page.mouse.click(mark.x, mark.y)

    def drag(self, across: float, down: float) -> None:
        """The whole map, by the mouse, until it has come to rest."""
        box = self.page.locator("#map").bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + across, y + down, steps=5)
        self.page.mouse.up()
        self.expect_query("lat=")
        self.wait_until_at_rest()

    def layer(self, key: str) -> Locator:
        """A row of the key."""
        return self.page.locator(f"#key [data-layer={key}]")

    def layer_names(self) -> dict[str, str]:
        data = self.page.evaluate("JSON.parse(document.getElementById('atlas-data').textContent)")
        return {layer["key"]: layer["name"] for layer in data["layers"]}

    def expect_query(self, *parts: str) -> None:
        """Wait until the address has all these in its query."""
        ahead = "".join(rf"(?=.*[?&]{part})" for part in parts)
        expect(self.page).to_have_url(re.compile(ahead))

    def expect_no_query(self, part: str) -> None:
        expect(self.page).not_to_have_url(re.compile(rf"[?&]{part}"))


def words(element: Locator) -> str:
    """What an element says, as somebody would copy it out by hand."""
    return element.inner_text().replace(HOLD, "")


def saying(text: str) -> re.Pattern[str]:
    """To look for a text on a page, held together or not."""
    return re.compile(re.escape(text).replace(r"\-", f"-{HOLD}?"))


def row_id(row: Locator) -> str:
    return row.get_attribute("data-id") or ""


def size_of(mark: Mark) -> int:
    """How many sites a cluster's name says it has."""
    number = re.search(r"\d+", mark.name)
    assert number
    return int(number.group())
