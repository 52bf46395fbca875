// Binds modules to elements: <form data-module="send keys"> loads send.js and keys.js.
// Every page works without this; nothing here decides anything about a child's plan.

const query = new URL(import.meta.url).search;
const bound = new WeakMap();

export const app = {
  get words() {
    return JSON.parse(document.getElementById("words").textContent);
  },
  get language() {
    return document.documentElement.lang;
  },
  say(name, values = {}) {
    return this.words[name].replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
  },
  // A status line is announced only when its text changes after it is on the page.
  announce(element, text) {
    if (!element) return;
    element.textContent = "";
    setTimeout(() => { element.textContent = text; }, 60);
  },
  isTyping(target) {
    if (!(target instanceof HTMLElement)) return false;
    if (target.isContentEditable || target.matches("textarea, select")) return true;
    return target.matches("input:not([type=radio]):not([type=checkbox])");
  },
  bind,
};

export async function bind(root) {
  const elements = [root, ...root.querySelectorAll("[data-module]")];
  for (const element of elements) {
    for (const name of (element.dataset.module || "").split(" ").filter(Boolean)) {
      const done = bound.get(element) || new Set();
      if (done.has(name)) continue;
      bound.set(element, done.add(name));
      const module = await import(`./${name}.js${query}`);
      module.default(element, app);
    }
  }
}

function tellLine() {
  const line = document.getElementById("line-state");
  addEventListener("offline", () => app.announce(document.getElementById("line-state"), app.say("offline")));
  addEventListener("online", () => app.announce(document.getElementById("line-state"), app.say("online")));
  if (!navigator.onLine) app.announce(line, app.say("offline"));
}

tellLine();
await bind(document.body);
document.documentElement.dataset.ready = "";
navigator.serviceWorker?.register(app.words.worker_url).catch(() => {});
