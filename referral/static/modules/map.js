// Draws the table's regencies as a map. The rows are the only data: what the map says, they say.
// `data-fill` names the pattern of a row; maps that stand side by side move together.

const START = [[-11, 95], [6, 141]];
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

const together = [];
let asked, following = false;

export default async function map(root) {
  const L = window.L;
  const canvas = root.querySelector(".cov-canvas");
  asked ??= fetch(root.dataset.outlines).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
  const topology = await asked;
  if (!L || !topology) return;
  const { decode } = await import(`./outlines.js${new URL(import.meta.url).search}`);
  const outlines = decode(topology);
  canvas.hidden = false;
  const sheet = L.map(canvas, {
    attributionControl: false, zoomControl: false, keyboard: false, zoomSnap: 0.25, minZoom: 3, maxZoom: 10,
    renderer: L.svg({ padding: 0.5 }), zoomAnimation: false, fadeAnimation: false,
  });
  L.control.zoom({ position: "bottomleft" }).addTo(sheet);
  sheet.on("zoomend", () => canvas.classList.toggle("is-near", sheet.getZoom() >= 7));
  sheet.fitBounds(START);
  const regencies = draw(L, sheet, outlines, rows(document.getElementById("cov-rows"), root.dataset.fill || "fill"));
  const shown = regencies.filter((one) => one.row);
  const changed = shown.filter((one) => one.row.changed);
  const near = root.dataset.province || shown.length < 100 ? shown : changed;
  const home = near.length ? L.featureGroup(near.map((one) => one.layer)).getBounds().pad(0.05) : L.latLngBounds(START);
  sheet.fitBounds(home);
  let moved = false;
  for (const act of ["wheel", "keydown", "click"]) canvas.addEventListener(act, () => { moved = true; });
  sheet.on("dragstart", () => { moved = true; });
  sheet.on("resize", () => { if (!moved) sheet.fitBounds(home, { animate: false }); });
  onPaper(canvas, sheet);
  for (const one of shown) listen(one, shown, sheet, root.querySelector(".cov-facts"));
  const path = shown[0]?.layer.getElement();
  if (path) path.tabIndex = 0;
  if (root.dataset.marks) mark(L, sheet);
  if ("together" in root.dataset) join(sheet);
  if (root.querySelector("[data-layers]")) {
    const layers = await import(`./layers.js${new URL(import.meta.url).search}`);
    layers.default(L, sheet, root, regencies, beside);
  }
  root.dataset.drawn = "";
}

// Paper has its own size: what is in sight stays in sight.
function onPaper(canvas, sheet) {
  let seen = null;
  const fit = (paper) => {
    following = true; // each map for itself
    canvas.classList.toggle("is-paper", paper);
    sheet.invalidateSize({ animate: false, pan: false });
    if (seen) sheet.fitBounds(seen, { animate: false });
    following = false;
  };
  addEventListener("beforeprint", () => { seen = sheet.getBounds().pad(-0.05); fit(true); });
  addEventListener("afterprint", () => fit(false));
}

// Numbered places of the page's list, such as new centres.
function mark(L, sheet) {
  for (const place of document.querySelectorAll("[data-mark]")) {
    const { mark: html, latitude, longitude } = place.dataset;
    const icon = L.divIcon({ className: "cov-mark", html, iconSize: [24, 24] });
    L.marker([Number(latitude), Number(longitude)], { icon, keyboard: false, interactive: false }).addTo(sheet);
  }
}

// Where one of them goes, the others follow; a follower leads nobody.
function join(sheet) {
  together.push(sheet);
  sheet.on("moveend", () => {
    if (following) return;
    following = true;
    for (const other of together) {
      if (other !== sheet) other.setView(sheet.getCenter(), sheet.getZoom(), { animate: false });
    }
    following = false;
  });
}

// Code, fill, link and what is said of each regency, from the table.
function rows(table, fill) {
  const heads = [...table.tHead.rows[0].cells].flatMap((cell) => Array(cell.colSpan).fill(cell.textContent.trim()));
  const found = new Map();
  for (const row of table.tBodies[0].rows) {
    const [name, ...cells] = [...row.cells].map((cell) => cell.textContent.trim());
    const facts = cells.map((text, index) => `${heads[index + 1]}: ${text}`).join("; ");
    found.set(row.dataset.code, {
      fill: row.dataset[fill], href: row.querySelector("a").href, name, text: `${name}. ${facts}`,
      changed: "changed" in row.dataset,
    });
  }
  return found;
}

function draw(L, sheet, outlines, known) {
  return outlines.map(({ code, rings }) => {
    const row = known.get(code);
    const layer = L.polygon(rings, {
      weight: 0.5, fillOpacity: row ? 1 : 0.12, fillColor: row ? `url(#p-${row.fill})` : "#7a8791", smoothFactor: 0.6,
    }).addTo(sheet);
    const path = layer.getElement();
    if (row && path) {
      path.setAttribute("role", "link");
      path.setAttribute("aria-label", row.text);
      path.setAttribute("tabindex", "-1");
      path.classList.toggle("is-changed", row.changed);
    }
    const box = layer.getBounds().getCenter();
    return { code, row, layer, at: [box.lng, box.lat] };
  });
}

function listen(one, all, sheet, line) {
  const path = one.layer.getElement();
  const say = () => { line.textContent = one.row.text; };
  one.layer.on("click", () => { location.assign(one.row.href); });
  path.addEventListener("mouseenter", say);
  path.addEventListener("focus", () => {
    say();
    if (!sheet.getBounds().contains(one.layer.getBounds().getCenter())) {
      sheet.panTo(one.layer.getBounds().getCenter(), { animate: false });
    }
  });
  path.addEventListener("keydown", (event) => {
    if (event.key === "Enter") location.assign(one.row.href);
    if (event.key === "+") sheet.zoomIn();
    if (event.key === "-") sheet.zoomOut();
    const next = WAYS[event.key] && beside(one, all, WAYS[event.key]);
    if (!next) return;
    event.preventDefault();
    path.tabIndex = -1;
    const other = next.layer.getElement();
    other.tabIndex = 0;
    other.focus({ preventScroll: true });
  });
}

// The nearest one in a direction; what lies aside counts as farther.
function beside(one, all, [east, north]) {
  let best = null, least = Infinity;
  for (const other of all) {
    const [x, y] = [other.at[0] - one.at[0], other.at[1] - one.at[1]];
    const ahead = x * east + y * north, aside = Math.abs(x * north) + Math.abs(y * east);
    if (ahead > 0 && ahead >= aside && ahead + 2 * aside < least) [best, least] = [other, ahead + 2 * aside];
  }
  return best;
}
