// A button that prints; without a script the browser's own menu does.

export default function bindPaper(page) {
  for (const button of page.querySelectorAll("[data-print-now]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
