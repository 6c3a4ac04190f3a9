"""The pictures in docs/screenshots, taken of the demonstration newsroom as it is now."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.journeys.conftest import CHROMIUM, QUIET
from tests.journeys.site import running

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
PAGES = {"article": None, "front": "/"}
WIDTHS = {1280: 2600, 390: 2600}


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="standfirst-pictures-") as folder,
        running(Path(folder) / "data") as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        lead = _lead_article(browser, site.url)
        for name, path in PAGES.items():
            for width, height in WIDTHS.items():
                for scheme in ("light", "dark"):
                    _take(
                        browser,
                        site.url + (path or lead),
                        FOLDER / f"{name}-{width}-{scheme}.png",
                        width,
                        height,
                        scheme,
                    )
        browser.close()
    return 0


def _lead_article(browser: Browser, url: str) -> str:
    page = browser.new_page()
    page.goto(url)
    path = page.locator("main h2 a, main h1 a").first.get_attribute("href")
    page.close()
    return path or "/"


def _take(browser: Browser, url: str, file: Path, width: int, height: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(url)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=file)
    page.close()


if __name__ == "__main__":
    sys.exit(main())
