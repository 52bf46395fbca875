// What is laid over the map when it is asked for: services of a kind in groups, crossings, and for
// coordinators unmet needs and numbers of confidential places. Nothing is fetched before.

const CELL = 52; // pixels: what is nearer than that is one group
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export default function layers(L, sheet, root, regencies, beside) {
  const form = root.querySelector("[data-layers]"), line = root.querySelector(".cov-facts");
  const centres = new Map(regencies.map((one) => [one.code, { at: one.at, name: one.row?.name }]));
  const found = { L, sheet, line, centres, beside };
  for (const field of root.querySelectorAll("[data-layer]")) {
    let shown = null, turn = 0;
    field.addEventListener("change", async () => {
      const mine = (turn += 1);
      shown?.remove();
      shown = null;
      const wanted = field.type === "checkbox" ? field.checked : field.value;
      if (!wanted) return;
      const document = await read(field);
      if (mine !== turn) return;
      shown = document && MAKERS[field.dataset.layer](found, document);
      const word = shown ? isEmpty(shown) && "nothing" : "failed";
      if (word) line.textContent = form.dataset[word].replace("{layer}", named(field));
    });
  }
  form.hidden = false;
}

const isEmpty = (shown) => !(shown.items ?? shown.getLayers()).length;

const named = (field) => (field.selectedOptions?.[0] ?? field.labels[0]).textContent.trim();

async function read(field) {
  const address = new URL(field.dataset.from, location.href);
  if (field.type !== "checkbox") address.searchParams.set("kind", field.value);
  const answer = await fetch(address).catch(() => null);
  return answer?.ok ? answer.json() : null;
}

const MAKERS = { services, links, unmet: counted, confidential };

function services(found, { href, list, services: all }) {
  const items = all.map(([latitude, longitude, id, name, code]) => ({
    latlng: found.L.latLng(latitude, longitude), code,
    text: [name, found.centres.get(code)?.name].filter(Boolean).join(", "), href: href.replace(/_$/, encodeURIComponent(id)),
  }));
  return grouped(found, items, list);
}

// Marks that are drawn anew after each move: those in sight, the near ones as one with their number.
function grouped(found, items, list) {
  const { L, sheet } = found;
  const group = L.layerGroup().addTo(sheet);
  let near = null;
  const draw = () => {
    group.clearLayers();
    marks(found, group, cells(sheet, items).map((members) => mark(members)), near);
    near = null;
  };
  const mark = (members) => {
    const [first] = members;
    if (members.length === 1) return { ...first, html: "", kind: "one", act: () => location.assign(first.href) };
    const text = members.slice(0, 8).map((one) => one.text).join("; ") + (members.length > 8 ? " …" : "");
    return {
      latlng: middle(L, members), html: String(members.length), kind: members.length > 99 ? "many" : "some",
      text: `${members.length}: ${text}`, act: (one) => open(members, one),
    };
  };
  const open = (members, one) => {
    const bounds = L.latLngBounds(members.map((member) => member.latlng));
    const apart = !bounds.getNorthEast().equals(bounds.getSouthWest());
    if (apart && sheet.getZoom() < sheet.getMaxZoom()) {
      near = one.at;
      sheet.fitBounds(bounds.pad(0.2), { maxZoom: sheet.getZoom() + 3, animate: false });
    } else { // the map goes no nearer: the list of the regency
      const address = new URL(list, location.href);
      address.searchParams.set("region", members[0].code);
      location.assign(address);
    }
  };
  sheet.on("moveend", draw);
  draw();
  return { items, remove() { sheet.off("moveend", draw); group.remove(); } };
}

function cells(sheet, items) {
  const bounds = sheet.getBounds().pad(0.1), found = new Map();
  for (const item of items) {
    if (!bounds.contains(item.latlng)) continue;
    const { x, y } = sheet.project(item.latlng);
    const key = `${Math.floor(x / CELL)} ${Math.floor(y / CELL)}`;
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(item);
  }
  return [...found.values()];
}

function middle(L, members) {
  const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  return L.latLng(mean(members.map((one) => one.latlng.lat)), mean(members.map((one) => one.latlng.lng)));
}

// Marks with a number or a dot; one of them takes the tab key, the arrow keys go to the next.
function marks({ L, line, beside }, group, all, near) {
  const shown = all.map((one) => {
    const icon = L.divIcon({ className: `cov-point cov-point-${one.kind}`, html: one.html, iconSize: null });
    const marker = L.marker(one.latlng, { icon, keyboard: false }).addTo(group);
    const element = marker.getElement();
    const mark = { ...one, at: [one.latlng.lng, one.latlng.lat], element };
    element.setAttribute("role", one.act ? "link" : "img");
    element.setAttribute("aria-label", one.text);
    element.tabIndex = -1;
    const say = () => { line.textContent = one.text; };
    element.addEventListener("mouseenter", say);
    element.addEventListener("focus", say);
    if (one.act) marker.on("click", () => one.act(mark));
    return mark;
  });
  for (const one of shown) {
    one.element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && one.act) one.act(one);
      const next = WAYS[event.key] && beside(one, shown, WAYS[event.key]);
      if (!next) return;
      event.preventDefault();
      event.stopPropagation();
      one.element.tabIndex = -1;
      next.element.tabIndex = 0;
      next.element.focus({ preventScroll: true });
    });
  }
  const first = near ? nearest(shown, near) : shown[0];
  if (!first) return;
  first.element.tabIndex = 0;
  if (near) first.element.focus({ preventScroll: true });
}

function nearest(all, [x, y]) {
  const far = (one) => (one.at[0] - x) ** 2 + (one.at[1] - y) ** 2;
  return all.reduce((best, one) => (far(one) < far(best) ? one : best), all[0]);
}

function links({ L, sheet, line }, { links: all }) {
  const group = L.layerGroup().addTo(sheet);
  for (const one of all) {
    const way = L.polyline(one.ends, { className: `cov-crossing cov-crossing-${one.mode}` }).addTo(group);
    way.on("mouseover click", () => { line.textContent = one.text; });
    way.getElement()?.setAttribute("aria-hidden", "true");
  }
  return group;
}

function counted(found, { regencies }) {
  const text = ({ unmet, escalated }) => `${figure(unmet)} / ${figure(escalated)}`;
  return fixed(found, regencies.map((one) => ({ code: one.code, html: text(one), text: `${one.name}: ${text(one)}` })));
}

const figure = (value) => (value === "withheld" ? "x" : String(value));

function confidential(found, { regencies }) {
  const every = Object.entries(regencies);
  return fixed(found, every.map(([code, count]) => ({ code, html: String(count), text: `${found.centres.get(code)?.name ?? code}: ${count}` })));
}

function fixed(found, items) {
  const { L, sheet, centres } = found;
  const group = L.layerGroup().addTo(sheet);
  // the regencies of the page alone: of a province, its own
  const placed = items.filter((one) => centres.get(one.code)?.name);
  marks(found, group, placed.map((one) => {
    const [longitude, latitude] = centres.get(one.code).at;
    return { latlng: L.latLng(latitude, longitude), html: one.html, kind: "count", text: one.text };
  }), null);
  return group;
}
