// Keeps "in 12 minutes" and "5 minutes late" true while the page is open. The server printed
// them once; without this they stay as they were. Nothing is announced: it would never end.

const EVERY_MS = 15000;
const UNITS = { day: 1440, hour: 60, minute: 1 };

export default function bindCountdown(page, app) {
  // The server's clock counts: this computer's may be wrong.
  const drift = Date.parse(page.dataset.now) - Date.now();
  const tick = () => {
    if (!page.isConnected) return clearInterval(timer);
    for (const when of page.querySelectorAll("[data-at]")) update(when, Date.now() + drift, page.dataset, app.language);
  };
  const timer = setInterval(tick, EVERY_MS);
  tick();
  bindCopy(page, app);
}

function update(when, now, words, language) {
  const left = Math.floor((Date.parse(when.dataset.at) - now) / 60000);
  const late = left < 0;
  const minutes = late ? -left - 1 : left;
  const text = minutes < 1 ? words.dueNow : (late ? words.late : words.left).replace("{long}", span(minutes, language));
  if (when.textContent !== text) when.textContent = text;
  if (late && minutes) mark(when.closest(".due"), words.overdue);
}

// Overdue is said in words, not by a colour alone.
function mark(line, word) {
  if (!line || line.classList.contains("is-late")) return;
  line.classList.add("is-late");
  const said = Object.assign(document.createElement("strong"), { className: "due-late", textContent: word });
  line.prepend(said, " ");
}

function span(minutes, language) {
  const parts = [];
  let rest = minutes;
  for (const [unit, size] of Object.entries(UNITS)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (!count || (unit === "minute" && minutes >= UNITS.day)) continue;
    parts.push(new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count));
  }
  return parts.join(" ");
}

function bindCopy(page, app) {
  for (const button of page.querySelectorAll("[data-copy-message]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button, app));
  }
}

async function copy(button, app) {
  const text = document.getElementById(button.dataset.copyMessage);
  const state = button.closest(".tell").querySelector("[data-copy-state]");
  try {
    await navigator.clipboard.writeText(text.value);
    app.announce(state, app.say("copied"));
  } catch {
    text.closest("details").open = true;
    text.select();
    app.announce(state, app.say("copy_failed"));
  }
}
