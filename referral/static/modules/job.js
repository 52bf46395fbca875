// Follows long work: asks for its page now and then, and goes there when the work has ended.
// Without this the page comes again by itself.

const EVERY_MS = 1500;

export default function bindJob(page, app) {
  if (!page.dataset.again) return;
  const timer = setInterval(look, EVERY_MS);
  let asking = false;

  async function look() {
    if (!page.isConnected) return clearInterval(timer);
    if (asking) return;
    asking = true;
    try {
      const answer = await fetch(page.dataset.again, { headers: { Accept: "text/html" } });
      const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-again]");
      if (found) show(found);
      else location.replace(page.dataset.again);
    } catch {
      // the line is down: the next time
    } finally {
      asking = false;
    }
  }

  function show(found) {
    const text = page.querySelector("[data-job-text]");
    const said = found.querySelector("[data-job-text]").textContent;
    if (text.textContent.trim() !== said.trim()) app.announce(text, said.trim());
    const bar = page.querySelector("[data-job-bar]");
    const value = found.querySelector("[data-job-bar]").getAttribute("value");
    if (value === null) bar.removeAttribute("value");
    else bar.value = Number(value);
    page.querySelector("[data-job-share]").textContent = found.querySelector("[data-job-share]").textContent;
  }
}
