"""What the public sees after a while: the desk's work is published in the background."""

from playwright.sync_api import Page

PUBLISHED_MS = 60_000
TOTAL_IS = """async ([query, total]) => {
  const answer = await fetch(`/api/search?${query}`);
  return (await answer.json()).total === total;
}"""


def wait_until_published(page: Page, query: str, total: int) -> None:
    """Wait until the public search for `query` (as in an address) finds so many entries."""
    page.wait_for_function(TOTAL_IS, arg=[query, total], timeout=PUBLISHED_MS)
