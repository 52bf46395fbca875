"""Chromium without a window, and the few things that tests do in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import ActionChains, Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from referral.web.accounts.cookies import NAME

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
PATIENCE = 60
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

    def until(self, happens: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
        """Wait for a truthy value; `what` says what was missing.

        A page that is just being left answers nothing, or with an error: it is asked again.
        """
        patient = WebDriverWait(
            self.driver, patience, poll_frequency=0.05, ignored_exceptions=[WebDriverException]
        )
        return patient.until(lambda _driver: happens(), what)

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

    @contextmanager
    def leads_on(self, *, scripts: bool = True) -> Iterator[None]:
        """What is done inside leads to another page: wait until that one is there."""
        before = self.js("return performance.timeOrigin")
        yield
        self.until(
            lambda: self.js(
                "return performance.timeOrigin !== arguments[0]"
                " && document.readyState === 'complete'",
                before,
            ),
            "no other page came",
        )
        if scripts:
            self.ready()

    def wait_for(self, selector: str) -> None:
        """Wait until there is such an element."""
        self.until(lambda: self.count(selector), f"no {selector}")

    def count(self, selector: str) -> int:
        """How many elements of a selector there are now."""
        return int(self.js("return document.querySelectorAll(arguments[0]).length", selector))

    def ask(self, selector: str, question: str, *more: Any) -> Any:
        """What a script finds out of the first element of a selector, `e`, once there is one.

        One command finds and asks: an element that is held while its page goes is stale.
        """
        script = f"const e = document.querySelector(arguments[0]); return e && [{question}]"
        return self.until(lambda: self.js(script, selector, *more), f"no {selector}")[0]

    def text(self, selector: str) -> str:
        """The text that is seen of an element."""
        return str(self.ask(selector, "e.innerText.trim()"))

    def value(self, selector: str) -> str:
        """What stands in a field."""
        return str(self.ask(selector, "e.value"))

    def attribute(self, selector: str, name: str) -> str:
        """An attribute of an element as it is written; empty where it has none."""
        return str(self.ask(selector, "e.getAttribute(arguments[1]) || ''", name))

    def sees(self, selector: str) -> bool:
        """Whether an element that is there is seen."""
        return bool(self.ask(selector, "e.checkVisibility({visibilityProperty: true})"))

    def type(self, selector: str, *keys: str) -> None:
        """Type into a field, once it is there."""
        self._use(selector, lambda element: element.send_keys(*keys))

    def click(self, selector: str) -> None:
        """Click an element as a mouse does, once it is there."""
        self._use(selector, WebElement.click)

    def press(self, selector: str) -> None:
        """Click an element whatever lies over it: a sticky bar is no obstacle to a person."""
        self.ask(selector, "e.click()")

    def follow(self, selector: str) -> None:
        """Press what leads to another page, and wait for it."""
        with self.leads_on():
            self.press(selector)

    def signed_in(self, address: str, client: FlaskClient) -> None:
        """Take over the session of a client that has signed in."""
        cookie = client.get_cookie(NAME)
        assert cookie is not None
        self.driver.get(f"{address}/kalender")
        self.driver.delete_all_cookies()
        self.driver.add_cookie({"name": NAME, "value": cookie.value, "path": "/"})

    def _use(self, selector: str, use: Callable[[WebElement], None]) -> None:
        def used() -> bool:
            use(self.driver.find_element(By.CSS_SELECTOR, selector))
            return True

        self.until(used, f"no {selector}")

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
            entry["message"]
            for entry in self.driver.get_log("browser")  # type: ignore[no-untyped-call]
            if entry["level"] != "INFO"
        ]
