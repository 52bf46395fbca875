// Sends a form in the background, so that a line that fails loses neither form nor plan.

const SLOW_MS = 8000;
const GIVE_UP_MS = 60000;
let left = null; // the page that was left for a plan: "back" brings it again as it was
let busy = false;

export default function bindSend(form, app) {
  form.addEventListener("submit", (event) => {
    // What opens a case goes to another page, and goes once.
    if (event.submitter?.dataset.plain !== undefined && !busy) {
      busy = true;
      return;
    }
    event.preventDefault();
    if (!busy) send(form, event.submitter, app);
  });
}

addEventListener("pageshow", () => { busy = false; });
addEventListener("rujuk-exit", () => { left = null; });
addEventListener("popstate", () => {
  if (left && left.path === location.pathname) {
    document.documentElement.lang = left.language;
    document.title = left.title;
    document.body.replaceChildren(...left.nodes);
    left = null;
  } else {
    location.reload();
  }
});

async function send(form, button, app) {
  const state = document.querySelector("[data-state]");
  const target = new URL(button?.getAttribute("formaction") || form.getAttribute("action"), location.href);
  const data = new URLSearchParams(new FormData(form));
  if (button?.name) data.append(button.name, button.value);
  busy = true;
  document.body.toggleAttribute("aria-busy", true);
  app.announce(state, app.say("working"));
  const slow = setTimeout(() => app.announce(state, app.say("line_slow")), SLOW_MS);
  try {
    const answer = await post(target, data);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok || answer.status === 422) show(page, target, answer.ok, app);
    else app.announce(state, refusal(page) || app.say("failed"));
  } catch {
    lineDown(form, button, state, app);
  } finally {
    clearTimeout(slow);
    busy = false;
    document.body.removeAttribute("aria-busy");
  }
}

async function post(target, data) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), GIVE_UP_MS);
  try {
    const path = target.pathname + target.search;
    return await fetch(path, { method: "POST", body: data, signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}

function refusal(page) {
  const parts = page.querySelectorAll("main h1, main h1 + p");
  return [...parts].map((part) => part.textContent.trim()).join(". ");
}

// Puts the answered page in place of this one. A form with mistakes keeps this address.
function show(page, target, found, app) {
  if (found && target.pathname !== location.pathname) {
    left = {
      path: location.pathname,
      title: document.title,
      language: app.language,
      nodes: [...document.body.childNodes],
    };
    history.pushState(null, "", target.pathname);
  }
  document.documentElement.lang = page.documentElement.lang;
  document.title = page.title;
  document.body.replaceChildren(...page.body.childNodes);
  app.bind(document.body).then(() => settle(target.hash, app));
}

function settle(hash, app) {
  const state = document.querySelector("[data-state]");
  if (state?.textContent.trim()) app.announce(state, state.textContent.trim());
  const wanted = (hash && document.getElementById(hash.slice(1))) || document.querySelector("main [autofocus]");
  if (wanted) {
    wanted.focus({ preventScroll: true });
    wanted.scrollIntoView({ block: hash ? "start" : "center" });
    return;
  }
  scrollTo(0, 0);
  document.getElementById("main").focus({ preventScroll: true });
}

// Without a line: the form stays; on a plan the next numbers of the same need are pointed at.
function lineDown(form, button, state, app) {
  const answer = button?.closest(".answer");
  if (!answer) {
    app.announce(state, `${app.say("line_down")} 129, 119, 110.`);
    return;
  }
  const offer = button.closest(".offer");
  if (button.name === "try") remember(form, offer, button);
  const next = [...answer.querySelectorAll(".number")].filter((link) => !link.closest(".is-tried"));
  for (const link of document.querySelectorAll(".next-number")) link.classList.remove("next-number");
  for (const link of next.slice(0, 3)) link.classList.add("next-number");
  app.announce(state, `${app.say("line_down_plan")} ${next.slice(0, 3).map((link) => link.textContent).join("; ")}`);
  next[0]?.focus();
}

// The try counts as soon as the line is back: it travels with the next press.
function remember(form, offer, button) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "tried", value: button.value });
  form.append(field);
  offer?.classList.add("is-tried");
}
