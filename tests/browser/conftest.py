"""A browser without a window, and pages for it; skipped where there is none, never in CI."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service


@pytest.fixture(scope="session")
def browser(tool: Callable[[str], str]) -> Iterator[webdriver.Chrome]:
    """Give one Chromium for all tests; `look` sets how a page is seen."""
    options = webdriver.ChromeOptions()
    options.binary_location = tool("chromium")
    for flag in ("headless=new", "no-sandbox", "disable-dev-shm-usage", "disable-gpu"):
        options.add_argument(f"--{flag}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(tool("chromedriver")))
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def look(browser: webdriver.Chrome) -> Callable[..., None]:
    """Return a function that sets width, colour scheme, medium, and whether it is a phone."""

    def look(
        width: int = 1280, scheme: str = "light", medium: str = "screen", mobile: bool = False
    ) -> None:
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": mobile}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        media = {"media": medium, "features": features}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)

    return look
