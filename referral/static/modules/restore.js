// Puts this tab's own plan back on the empty sheet after a reload, with or without a line.

export default function restore(_root, app) {
  const sheet = stored();
  if (!sheet) return;
  const main = document.getElementById("main");
  main.innerHTML = sheet.html;
  main.lang = sheet.language;
  main.dataset.restored = "";
  document.title = sheet.title;
  app.bind(main);
  const time = new Date(sheet.at).toLocaleTimeString(app.language, { hour: "2-digit", minute: "2-digit" });
  app.announce(main.querySelector("[data-state]"), app.say("restored", { time }));
}

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem("rujuk-plan"));
  } catch {
    return null;
  }
}
