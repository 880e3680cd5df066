"""The first view of the map in Chromium: how soon it is still, and what came over the wire."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from . import peermap
from .place import Place
from .serving import Site, serve
from .spent import Missing
from .table import Row, figure, spoken
from .wire import Carried, relay

INSTALL = "apt-get install chromium"
WINDOW = {"width": 1440, "height": 900}
ARGUMENTS = (
    *("--no-sandbox", "--disable-background-networking", "--disable-component-update"),
    *("--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"),
)
GEOJSON = 100_000
TIMES = 15
# When the map says that it has all it shows; when MapLibre has come for who stirs, and has its own
# ground. Measured inside the page, from the beginning of the page.
WATCH = """
const told = (name, isSo) => new MutationObserver((_, watcher) => {
  if (!isSo(document.documentElement.dataset)) return;
  watcher.disconnect();
  window[name] = performance.now();
}).observe(document, { subtree: true, attributeFilter: ["data-live", "data-awake", "data-drawn"] });
told("stillAt", (page) => "live" in page);
told("awakeAt", (page) => "awake" in page);
told("drawnAt", (page) => "awake" in page && !("drawn" in page));
addEventListener("keydown", () => (window.stirredAt ??= performance.now()), { capture: true });
"""
# Before a page is gone to, while the browser is still clearing the last one away; and between the
# first view and somebody's stirring.
QUIET_MS = 1000
MAP = "/en/map/"
# Kinds of what comes over the wire.
DATA = ("/tiles/", "/api/", MAP)
MAPLIBRE = ("/maplibre-gl",)
GROUND = ("/atlas/basemap", "/atlas/towns")


@contextmanager
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise Missing(f"Chromium: {INSTALL}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def reader(browser: Browser, **options: bool) -> Iterator[BrowserContext]:
    """A reader with an empty cache."""
    context = browser.new_context(viewport=WINDOW, **options)
    context.set_default_timeout(120_000)
    yield context
    context.close()


def measure(place: Place, sizes: list[int]) -> Iterator[Row]:
    with ExitStack() as stack:
        browser = stack.enter_context(chromium())
        peers = stack.enter_context(peermap.served(place.entries(GEOJSON), place.folder))
        sites = {
            size: stack.enter_context(serve(place.at_rest(size))) for size in dict.fromkeys(sizes)
        }
        yield from still(browser, sites, peers)
        for size, site in sites.items():
            yield turned_to(browser, size, site.address + MAP)
        yield from first_view(browser, sites)


def still(browser: Browser, sites: dict[int, Site], peers: str) -> Iterator[Row]:
    """Each in turn, again and again, so that a busy moment of the machine falls on all alike."""
    addresses = {spoken(size): site.address + MAP for size, site in sites.items()}
    addresses |= {"geojson": f"{peers}/geojson.html", "blank": f"{peers}/blank.html"}
    times: dict[str, list[float]] = {name: [] for name in addresses}
    for _ in range(TIMES + 1):
        for name, address in addresses.items():
            times[name].append(seconds_to_still(browser, address))
    # The first round is the servers' first.
    middle = {name: statistics.median(found[1:]) for name, found in times.items()}
    sizes = sorted(sites)
    for size in sizes:
        yield Row(
            "first map view is still",
            size,
            figure(middle[spoken(size)], "s"),
            f"blank map {figure(middle['blank'], 's')}",
        )
    largest, least = spoken(sizes[-1]), spoken(sizes[0])
    for what, other, limit in (
        (f"the same beside our own at {least}", least, 1.3),
        ("the same beside one GeoJSON of 100k in MapLibre", "geojson", 0.3),
    ):
        ratio = middle[largest] / middle[other]
        yield Row(
            what,
            sizes[-1],
            figure(middle[largest], "s"),
            figure(middle[other], "s"),
            ratio,
            f"≤ {limit} ×",
            ratio <= limit,
        )


def seconds_to_still(browser: Browser, address: str) -> float:
    with reader(browser) as context:
        page = context.new_page()
        page.add_init_script(WATCH)
        page.wait_for_timeout(QUIET_MS)
        page.goto(address, wait_until="commit")
        page.wait_for_selector("html[data-live]", state="attached")
        return float(page.evaluate("() => window.stillAt")) / 1000


def turned_to(browser: Browser, size: int, address: str) -> Row:
    """MapLibre comes when somebody stirs: what the first view is spared, for who moves the map."""
    awake, drawn = zip(*(seconds_to_maplibre(browser, address) for _ in range(TIMES)), strict=True)
    return Row(
        "– apart from it, when somebody stirs, its files being there: until MapLibre is made",
        size,
        figure(statistics.median(awake), "s"),
        f"and has drawn its own ground: {figure(statistics.median(drawn), 's')}",
    )


def seconds_to_maplibre(browser: Browser, address: str) -> tuple[float, float]:
    with reader(browser) as context:
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(address, wait_until="commit")
        page.wait_for_selector("html[data-live]", state="attached")
        page.wait_for_timeout(QUIET_MS)
        page.keyboard.press("Shift")
        page.wait_for_function("() => window.drawnAt")
        took = page.evaluate("() => [window.awakeAt, window.drawnAt].map((at) => at - stirredAt)")
    return took[0] / 1000, took[1] / 1000


def carried(browser: Browser, site: Site, *, live: bool) -> Carried:
    """What one reader's map brings: `live` with MapLibre and its ground, else as it is drawn."""
    with relay(site.port) as wire, reader(browser, java_script_enabled=live) as context:
        page = context.new_page()
        page.goto(wire.address + MAP, wait_until="load")
        if live:
            page.wait_for_selector("html[data-live]", state="attached")
            page.keyboard.press("Shift")
            page.wait_for_selector("html[data-awake]:not([data-drawn])", state="attached")
        page.wait_for_load_state("networkidle")
    return wire


def first_view(browser: Browser, sites: dict[int, Site]) -> Iterator[Row]:
    """What of it is data, by size."""
    data = {}
    for size, site in sorted(sites.items()):
        wire = carried(browser, site, live=True)
        data[size] = wire.bytes(*DATA)
        tiles, ground, maplibre = (wire.bytes(*k) for k in (("/tiles/",), GROUND, MAPLIBRE))
        rest = wire.bytes() - data[size] - ground - maplibre
        yield Row(
            f"first view of Wales: tiles {kb(tiles)}, page and list {kb(data[size] - tiles)} "
            f"(apart: MapLibre {kb(maplibre)}, basemap {kb(ground)}, the rest {kb(rest)})",
            size,
            kb(data[size]),
            bound="≤ 100 KB",
            met=data[size] <= 100_000,
        )
    if {100_000, 1_000_000} <= data.keys():
        ratio = data[1_000_000] / data[100_000]
        yield Row(
            "– 1M beside 100k",
            1_000_000,
            kb(data[1_000_000]),
            kb(data[100_000]),
            ratio,
            "≤ 1.5 ×",
            ratio <= 1.5,
        )


def demo(place: Place) -> Iterator[Row]:
    """The demo's map page with an empty cache."""
    with chromium() as browser, serve(place.fresh("demo"), demo=True) as site:
        for live, what, most, requests in (
            (False, "the demo's map page, readable from HTML and CSS", 60_000, 5),
            (True, "the demo's map page, live", 650_000, 25),
        ):
            wire = carried(browser, site, live=live)
            yield Row(
                f"{what}: {listed(wire)}",
                None,
                f"{kb(wire.bytes())} in {len(wire)} requests",
                "uMap 633 KB in 111" if live else "",
                bound=f"≤ {most // 1000} KB in ≤ {requests}",
                met=wire.bytes() <= most and len(wire) <= requests,
            )


def listed(wire: Carried) -> str:
    """The largest by name."""
    sized: Callable[[list[object]], int] = lambda answer: -int(str(answer[1]))  # noqa: E731
    largest = sorted(wire.answers, key=sized)[:6]
    return ", ".join(
        f"{str(a).split('?')[0].split('/')[-1] or 'page'} {kb(int(str(n)))}" for a, n in largest
    )


def kb(size: int) -> str:
    return f"{size / 1000:.1f} KB"
