// Says on a folded heading how many of its questions have an answer, and empties the form.

export default function bindFold(form, app) {
  const count = () => {
    for (const details of form.querySelectorAll("details")) {
      const place = details.querySelector("[data-count]");
      if (!place) continue;
      const ticked = details.querySelectorAll("input:checked").length;
      const typed = [...details.querySelectorAll("input[type=text]")].filter((field) => field.value.trim());
      const all = ticked + typed.length;
      place.textContent = all ? app.say("answered", { count: all }) : "";
    }
  };
  form.addEventListener("input", count);
  form.addEventListener("change", count);
  const reset = form.querySelector("[data-reset]");
  reset.hidden = false;
  reset.addEventListener("click", (event) => {
    event.preventDefault();
    location.assign(form.dataset.fresh);
  });
  count();
}
