// Keeps the empty pages and the static files, so that a reload without a connection works.
// They are asked for without a cookie: what is kept is what a visitor sees.
// A plan, an answer to a form, a look-up of a place: never kept, never even looked at.
const settings = {{ settings }};
const NAME = `rujuk-${settings.version}`;
const WAIT_MS = 3000;

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOld().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && settings.shells.includes(url.pathname) && !url.search) {
    event.respondWith(shell(url.pathname));
  } else if (settings.files.includes(url.pathname + url.search)) {
    event.respondWith(file(request));
  }
});

async function keepAll() {
  const cache = await caches.open(NAME);
  const wanted = [...settings.shells, ...settings.files];
  await cache.addAll(wanted.map((path) => new Request(path, { cache: "no-cache", credentials: "omit" })));
}

async function dropOld() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== NAME).map((name) => caches.delete(name)));
}

async function shell(path) {
  const kept = await (await caches.open(NAME)).match(path);
  if (!kept) return fetch(path);
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), WAIT_MS));
  const fresh = fetch(path).then((answer) => (answer.ok ? answer : kept), () => kept);
  return Promise.race([fresh, late]);
}

async function file(request) {
  return (await (await caches.open(NAME)).match(request)) || fetch(request);
}
