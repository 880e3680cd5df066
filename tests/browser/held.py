"""Requests that are kept from the server for a while: what a slow line does."""

import re

from playwright.sync_api import Page, Route


class Held:
    """Those to addresses of a pattern, until they are let go; those that come later go by."""

    def __init__(self, page: Page, pattern: str | re.Pattern[str]) -> None:
        self.routes: list[Route] = []
        self.is_over = False
        page.route(pattern, self.keep)

    def keep(self, route: Route) -> None:
        if self.is_over:
            route.continue_()
        else:
            self.routes.append(route)

    def let_go(self) -> None:
        self.is_over = True
        for route in self.routes:
            route.continue_()
