"""Chromium without a window, and the few things that tests do in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from selenium.webdriver import ActionChains, Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
HOW = "Chromium and its driver are needed. On Debian: apt install chromium chromium-driver"
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
PATIENCE = 20
"""Seconds until something that should happen counts as not happening."""


class Browser:
    """A window with a profile of its own."""

    def __init__(self, profile: Path) -> None:
        options = ChromeOptions()
        options.binary_location = str(CHROMIUM)
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = Chrome(options=options, service=Service(str(DRIVER)))
        self.size(1280, 800)

    def size(self, width: int, height: int = 800, *, touch: bool = False) -> None:
        """Give the window a size in CSS pixels."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": touch},
        )
        self.driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": touch})

    def media(self, **features: str) -> None:
        """Pretend a medium (`media="print"`) or a feature (`prefers_color_scheme="dark"`)."""
        medium = features.pop("media", "")
        listed = [{"name": k.replace("_", "-"), "value": v} for k, v in features.items()]
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"media": medium, "features": listed}
        )

    def js(self, script: str, *arguments: Any) -> Any:
        """The value of a script's `return`."""
        return self.driver.execute_script(script, *arguments)

    def until(self, happens: Callable[[], Any], what: str) -> Any:
        """Wait for a truthy value; `what` says what was missing."""
        return WebDriverWait(self.driver, PATIENCE, poll_frequency=0.05).until(
            lambda _driver: happens(), what
        )

    def open(self, address: str) -> None:
        """Go there and wait until the page's modules are bound."""
        self.driver.get(address)
        self.ready()

    def ready(self) -> None:
        """Wait until the page's modules are bound."""
        self.until(
            lambda: self.js("return document.documentElement.dataset.ready !== undefined"),
            "the modules never finished",
        )

    def one(self, selector: str) -> WebElement:
        """The first element of a selector, as soon as there is one."""
        return self.until(lambda: self.all(selector), f"no {selector}")[0]

    def all(self, selector: str) -> list[WebElement]:
        """All elements of a selector now."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def press(self, selector: str) -> None:
        """Click an element whatever lies over it: a sticky bar is no obstacle to a person."""
        self.js("arguments[0].click()", self.one(selector))

    def keys(self, *keys: str) -> None:
        """Press keys wherever the focus is."""
        for key in keys:
            ActionChains(self.driver).send_keys(key).perform()

    def focus(self) -> str:
        """The id of what has the focus."""
        return str(self.js("return document.activeElement.id"))

    def texts(self, selector: str) -> list[str]:
        """The texts of elements, hidden ones too."""
        return list(
            self.js(
                "const found = [...document.querySelectorAll(arguments[0])];"
                "return found.map(e => e.textContent.trim())",
                selector,
            )
        )

    def complaints(self) -> list[str]:
        """What the page's console holds against us: refused code, failed files."""
        return [
            entry["message"] for entry in self.driver.get_log("browser") if entry["level"] != "INFO"
        ]
