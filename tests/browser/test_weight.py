"""What the map page costs over the wire: sizes and requests, from an empty cache."""

from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

from tests.browser.map_page import MapPage

KB = 1000
# What a worker fetches by itself does not pass the page: it is asked.
BY_WORKER = """() => performance.getEntriesByType("resource").map(r => [r.name, r.transferSize])"""


@dataclass
class Wire:
    """Bytes over the wire by address, as Chromium counts them (headers included)."""

    names: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)

    def asked(self, event: dict) -> None:
        self.names[event["requestId"]] = event["request"]["url"]

    def came(self, event: dict) -> None:
        address = self.names.get(event["requestId"], "")
        if address.startswith("http"):
            self.sizes[address] = self.sizes.get(address, 0) + event["encodedDataLength"]

    def count_workers(self, page: Page) -> None:
        for worker in page.workers:
            for address, size in worker.evaluate(BY_WORKER):
                self.sizes.setdefault(address, size)

    def told(self) -> str:
        lines = sorted(self.sizes.items(), key=lambda item: -item[1])
        total = sum(self.sizes.values())
        return "\n".join([f"{total:.0f} in all", *(f"{size:.0f} {name}" for name, size in lines)])


def watch(page: Page) -> Wire:
    wire = Wire()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.requestWillBeSent", wire.asked)
    session.on("Network.loadingFinished", wire.came)
    return wire


def test_the_page_is_readable_after_60_kb_in_five_requests(plain: Page, lang: str) -> None:
    wire = watch(plain)
    plain.goto(f"/{lang}/map/", wait_until="networkidle")
    assert plain.locator("#list > li").count() == 20
    assert len(wire.sizes) <= 5, wire.told()
    assert 10 * KB < sum(wire.sizes.values()) <= 60 * KB, wire.told()


def test_the_live_map_is_there_after_650_kb_in_25_requests(page: Page, lang: str) -> None:
    wire = watch(page)
    atlas = MapPage(page, lang)
    page.goto(f"/{lang}/map/", wait_until="networkidle")
    atlas.wait_until_live()
    expect(page.locator("html[data-drawn]")).to_have_count(0)  # its own ground is there too
    page.wait_for_load_state("networkidle")
    wire.count_workers(page)
    assert len(wire.sizes) <= 25, wire.told()
    assert 100 * KB < sum(wire.sizes.values()) <= 650 * KB, wire.told()
