// A plan outlives a reload and a lost line within its tab, and leaves the screen only as text
// without a fact about the child.

const STORED = "rujuk-plan";

export default function bindPlan(plan, app) {
  keep(app);
  if (location.pathname === new URL(document.getElementById("again").action).pathname) {
    // Reloading must not send the form again: from here on it is a GET of the empty sheet.
    history.replaceState(history.state, "", location.pathname);
  }
  bindDigits(plan, app);
  bindCopy(plan, app);
  for (const link of plan.querySelectorAll("[data-forget]")) {
    link.addEventListener("click", () => forget());
  }
}

function keep(app) {
  if (document.getElementById("main").dataset.restored !== undefined) return;
  const sheet = {
    html: document.getElementById("main").innerHTML,
    title: document.title,
    language: app.language,
    at: Date.now(),
  };
  try {
    sessionStorage.setItem(STORED, JSON.stringify(sheet));
  } catch {
    // Storage is full or switched off: the plan is on screen all the same.
  }
}

function forget() {
  try {
    sessionStorage.removeItem(STORED);
  } catch {
    // Nothing could have been kept either.
  }
}

function bindDigits(plan, app) {
  document.addEventListener("keydown", (event) => {
    if (!plan.isConnected || event.ctrlKey || event.altKey || event.metaKey) return;
    if (app.isTyping(event.target) || !/^[1-9a-z]$/i.test(event.key) || keysOff()) return;
    const found = plan.querySelector(`.answer[data-key="${event.key}"], button[data-key="${event.key.toUpperCase()}"]`);
    found?.focus({ preventScroll: true });
    found?.scrollIntoView({ block: found.matches("button") ? "center" : "start" });
  });
}

function keysOff() {
  try {
    return localStorage.getItem("rujuk-keys") === "off";
  } catch {
    return false;
  }
}

function bindCopy(plan, app) {
  const text = plan.querySelector("#plan-text");
  const state = plan.querySelector("[data-copy-state]");
  const copy = plan.querySelector("[data-copy]");
  const print = plan.querySelector("[data-print-now]");
  copy.hidden = print.hidden = false;
  print.addEventListener("click", () => window.print());
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.value);
      app.announce(state, app.say("copied"));
    } catch {
      text.closest("details").open = true;
      text.select();
      app.announce(state, app.say("copy_failed"));
    }
  });
}
