// Digit and letter keys of the console. They do nothing while a text field has the focus, and
// can be switched off for good (WCAG 2.1.4); the choice is the only thing kept in the browser.

const STORED = "rujuk-keys";

export default function bindKeys(form, app) {
  const toggle = form.querySelector("[data-keys-on]");
  toggle.checked = read() !== "off";
  toggle.addEventListener("change", () => write(toggle.checked ? "on" : "off"));
  stayOnTop();
  const listen = (event) => {
    if (!form.isConnected || event.defaultPrevented || event.isComposing) return;
    if (event.key === "Enter") enter(event, form, app);
    else if (toggle.checked) letter(event, form, app);
  };
  document.addEventListener("keydown", listen);
}

// On a narrow screen the first question ("safe to talk?") must not scroll away under the place.
function stayOnTop() {
  const focused = document.activeElement;
  if (matchMedia("(min-width: 60rem)").matches || !focused?.matches("#places-0-text[autofocus]")) return;
  focused.blur();
  scrollTo(0, 0);
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

function enter(event, form, app) {
  const { target } = event;
  const acts = target instanceof Element && target.closest("button, a, summary, textarea, select");
  if (event.ctrlKey || (!acts && !app.isTyping(target) && !event.metaKey && !event.altKey)) {
    event.preventDefault();
    form.requestSubmit(document.getElementById("find"));
  }
}

function letter(event, form, app) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.key.length !== 1 || app.isTyping(event.target)) return;
  const found = form.querySelector(`[data-key="${CSS.escape(event.key.toUpperCase())}"]`);
  if (!found) return;
  event.preventDefault();
  act(found);
}

function act(found) {
  if (found.matches("input[type=checkbox]")) {
    found.click();
    found.focus();
  } else if (found.matches("fieldset")) {
    step(found);
  } else if (found.matches("details")) {
    fold(found);
  } else {
    found.focus();
    found.select?.();
  }
}

// The first press goes to the question, the next ones through its options.
function step(group) {
  const options = [...group.querySelectorAll("input[type=radio]")];
  const at = options.findIndex((option) => option.checked);
  if (!group.contains(document.activeElement)) {
    options[Math.max(at, 0)].focus();
    group.scrollIntoView({ block: "nearest" });
    return;
  }
  const next = options[(at + 1) % options.length];
  next.click();
  next.focus();
}

function fold(details) {
  details.open = !details.open;
  const first = details.querySelector("input");
  (details.open && first ? first : details.querySelector("summary")).focus();
  details.scrollIntoView({ block: "start" });
}
