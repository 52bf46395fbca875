// A map without tiles: outlines of regencies, and a pin that fills in the two coordinate fields.
// Without a script, or without the map's library, the fields are all there is.

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const SMALL = 4, LARGE = 40; // pixels
const DIGITS = 5;

export default async function pin(root, app) {
  const L = window.L;
  const fields = ["latitude", "longitude"].map((id) => document.getElementById(id));
  const regency = document.getElementById("regency_code");
  const answer = fields.every(Boolean) && L ? await fetch(root.dataset.outlines).catch(() => null) : null;
  if (!answer?.ok) { root.hidden = true; return; }
  const { decode } = await import(`./outlines.js${new URL(import.meta.url).search}`);
  const outlines = decode(await answer.json());
  const canvas = root.querySelector(".pin-canvas");
  canvas.hidden = false;
  const sheet = L.map(canvas, {
    attributionControl: false, zoomControl: false, keyboard: false, zoomSnap: 0.25, minZoom: 4, maxZoom: 15,
    renderer: L.svg({ padding: 0.5 }), zoomAnimation: false, fadeAnimation: false, scrollWheelZoom: false,
  });
  L.control.zoom({ position: "bottomleft" }).addTo(sheet);
  const layers = new Map(outlines.map(({ code, rings }) => [
    code, L.polygon(rings, { weight: 0.5, interactive: false, className: "pin-land" }).addTo(sheet),
  ]));
  const mark = L.circleMarker([0, 0], { radius: 9, weight: 3, interactive: false, className: "pin-mark" });
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", root.dataset.label || root.querySelector("#pin-help").textContent);

  const typed = () => {
    const numbers = fields.map((field) => Number(field.value.trim().replace(",", ".")));
    return fields.every((field) => field.value.trim()) && numbers.every(Number.isFinite) ? numbers : null;
  };
  const show = () => {
    const at = typed();
    if (!at) { mark.remove(); return; }
    mark.setLatLng(at).addTo(sheet);
    if (!sheet.getBounds().contains(at)) sheet.panTo(at, { animate: false });
  };
  const put = ({ lat, lng }) => {
    fields[0].value = lat.toFixed(DIGITS);
    fields[1].value = lng.toFixed(DIGITS);
    show();
    app.announce(root.querySelector(".pin-state"), `${fields[0].value}, ${fields[1].value}`);
  };
  const look = () => {
    const chosen = layers.get(regency?.value);
    const at = typed();
    sheet.fitBounds(chosen ? chosen.getBounds().pad(0.05) : at ? L.latLng(at).toBounds(60000) : [[-11, 95], [6, 141]]);
    // a layer has no element before the sheet has its first view
    for (const [code, layer] of layers) layer.getElement()?.classList.toggle("is-chosen", code === regency?.value);
    show();
  };

  sheet.on("click", (event) => { canvas.focus({ preventScroll: true }); put(event.latlng); });
  for (const field of fields) field.addEventListener("change", show);
  regency?.addEventListener("change", look);
  canvas.addEventListener("keydown", (event) => {
    if (event.key === "+") sheet.zoomIn();
    if (event.key === "-") sheet.zoomOut();
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const from = sheet.latLngToContainerPoint(typed() || sheet.getCenter());
    const far = event.shiftKey ? LARGE : SMALL;
    put(sheet.containerPointToLatLng(from.add([step[0] * far, -step[1] * far])));
  });
  look();
  root.dataset.drawn = "";
}
