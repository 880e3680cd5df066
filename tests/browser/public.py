"""What the public sees after a while: the desk's work is published in the background."""

from playwright.sync_api import Page

PUBLISHED_MS = 60_000
# Asked and answered in one go: a promise would count as true.
TOTAL_IS = """([query, total]) => {
  const asked = new XMLHttpRequest();
  asked.open("GET", `/api/search?${query}`, false);
  asked.send();
  return JSON.parse(asked.responseText).total === total;
}"""
HAS = """([address, selector, count]) => {
  const asked = new XMLHttpRequest();
  asked.open("GET", address, false);
  asked.send();
  const page = new DOMParser().parseFromString(asked.responseText, "text/html");
  return page.querySelectorAll(selector).length === count;
}"""


def wait_until_published(page: Page, query: str, total: int) -> None:
    """Wait until the public search for `query` (as in an address) finds so many entries."""
    page.wait_for_function(TOTAL_IS, arg=[query, total], timeout=PUBLISHED_MS, polling=200)


def open_when_published(page: Page, address: str, selector: str, count: int) -> None:
    """Open the page once what the server sends has so many of these."""
    page.goto(address)
    page.wait_for_function(HAS, arg=[address, selector, count], timeout=PUBLISHED_MS, polling=200)
    page.goto(address)
