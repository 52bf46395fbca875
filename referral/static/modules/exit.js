// "Quick exit": empties this tab and replaces the page. What the browser's history already
// holds stays there; the page says so.

const TWICE_MS = 1000;
let lastEscape = -Infinity;

export default function bindExit() {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-exit]")) return;
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.repeat) return;
    if (event.timeStamp - lastEscape < TWICE_MS) leave();
    lastEscape = event.timeStamp;
  });
  // A page that the browser kept whole comes back empty, never with what was typed.
  addEventListener("pageshow", (event) => {
    if (event.persisted && !document.querySelector("main")) location.reload();
  });
}

function leave() {
  const target = document.querySelector("[data-exit]").href;
  try {
    sessionStorage.clear();
  } catch {
    // Storage is switched off: nothing was kept in it either.
  }
  dispatchEvent(new Event("rujuk-exit"));
  document.body.replaceChildren();
  document.title = "";
  location.replace(target);
}
