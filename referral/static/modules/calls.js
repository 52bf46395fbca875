// Digit keys of the call sheet: each presses its button, or unfolds what has to be filled in first.
// They do nothing while a text field has the focus, and can be switched off for good (WCAG 2.1.4).

const STORED = "rujuk-keys";

export default function bindCalls(root, app) {
  const toggle = root.querySelector("[data-keys-on]");
  toggle.closest("[hidden]").hidden = false;
  toggle.checked = read() !== "off";
  toggle.addEventListener("change", () => write(toggle.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!toggle.checked || event.defaultPrevented || event.isComposing || event.repeat) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
    if (app.isTyping(event.target)) return;
    const found = root.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!found) return;
    event.preventDefault();
    if (found.matches("details")) unfold(found);
    else found.click();
  });
  root.querySelector(".problems") ?? root.querySelector(".number")?.focus({ preventScroll: true });
}

function unfold(details) {
  details.open = !details.open;
  const first = details.querySelector("input");
  (details.open && first ? first : details.querySelector("summary")).focus();
  details.scrollIntoView({ block: "nearest" });
}

function read() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function write(value) {
  try {
    localStorage.setItem(STORED, value);
  } catch {
    // Storage is switched off: the choice lasts as long as this page.
  }
}
