// "Add a child", "add another place": a further line without asking the server for it.

export default function bindRows(form, app) {
  form.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const add = event.target.closest("[data-rows]");
    const drop = event.target.closest("[data-drop]");
    if (add) {
      event.preventDefault();
      addRow(add, app);
    } else if (drop) {
      event.preventDefault();
      const row = drop.closest("[data-row]");
      const button = form.querySelector(`[data-rows="${row.dataset.row}"]`);
      row.remove();
      if (button) button.hidden = false;
      button?.focus();
    }
  });
}

function addRow(button, app) {
  const name = button.dataset.rows;
  const rows = document.getElementById(`${name}-rows`);
  const taken = [...rows.children].map((row) => Number(row.dataset.index));
  const index = Math.max(...taken) + 1;
  const blank = document.createElement("div");
  const source = document.getElementById(`${name}-blank`).innerHTML;
  blank.innerHTML = source.replaceAll("__i__", index).replaceAll("__n__", rows.children.length + 1);
  const row = blank.firstElementChild;
  row.dataset.index = index;
  rows.append(row);
  button.hidden = rows.children.length >= Number(button.dataset.most);
  app.bind(row);
  row.querySelector("input[type=text]").focus();
}
