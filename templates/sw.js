// The service worker: pages come from the network, and from what was kept of them where that is slow or not there. The
// build writes `files`, the assets of this edition, and `language`, the site's, before these lines. Every cache has the
// scope in its name, for other sites may live on the same host.
//
//   shell        what to show for a page that was not kept, in the languages read
//   assets       what is named by its content, and never changes
//   pages        pages that were visited, the last ones
//   search       what the search asked for
//   kept LANG    a whole language, which the reader asked to keep (assets/offline.js)
//
// A new worker takes over at once: pages ask it for nothing that an older one would answer otherwise, and assets of older
// editions stay.
"use strict";
const root = self.registration.scope;
const cacheName = (kind) => `${root} ${kind}`;
const most = { shell: 200, assets: 150, pages: 300, search: 600 };
const patience = 3000;
const refreshed = new Set();

self.addEventListener("install", (event) => {
  self.skipWaiting();
  // What keeping a language asks for need not pass through here, where a browser can be told so.
  event.addRoutes?.({ condition: { requestMode: "same-origin" }, source: "network" });
  const wanted = files.map((file) => keepFile("assets", root + file));
  event.waitUntil(Promise.allSettled([...wanted, keepFile("pages", `${root}index.html`), refresh(language)]));
});

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function takeOver() {
  const names = await caches.keys();
  const known = (kind) => kind in most || kind.startsWith("kept ");
  await Promise.all(
    names
      .filter((name) => name.startsWith(`${root} `) && !known(name.slice(root.length + 1)))
      .map((name) => caches.delete(name)),
  );
  await self.clients.claim();
  // Pages that were open before this worker was there have been visited too.
  const open = await self.clients.matchAll({ type: "window" });
  const own = open.map(({ url }) => url).filter((url) => url.startsWith(root));
  await Promise.allSettled(own.flatMap((url) => [keepFile("pages", keyOf(url)), refresh(languageOf(url.slice(root.length)))]));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = request.url.startsWith(root) ? new URL(request.url).href.slice(root.length).replace(/[?#].*/, "") : null;
  if (path === null || request.method !== "GET") return;
  if (path.startsWith("assets/")) event.respondWith(asset(event));
  else if (path.startsWith("search/")) event.respondWith(page(event, "search"));
  else if (request.mode === "navigate" && isPage(path)) event.respondWith(page(event, "pages", languageOf(path)));
});

const languageOf = (path) => (/^[a-z]{2,3}(-\w+)*\//.test(path) ? path.split("/")[0] : language);
const isPage = (path) => /(^|\/)([^/.]*|[^/]+\.html)$/.test(path);

// A page has one address here, however a host shows it: /nl/, /nl/index.html and /nl/index are one.
function keyOf(url) {
  const address = new URL(url);
  address.search = address.hash = "";
  if (address.pathname.endsWith("/")) address.pathname += "index.html";
  else if (!/\.[a-z]+$/.test(address.pathname)) address.pathname += ".html";
  return address.href;
}

async function keepFile(kind, key) {
  const response = await fetch(key, { cache: kind === "assets" ? "default" : "no-cache" });
  if (response.ok) await keep(kind, key, response);
}

async function keep(kind, key, response) {
  const cache = await caches.open(cacheName(kind));
  // Anew, for an answer that came over a redirect may not stand for a page.
  const type = response.headers.get("content-type") ?? "";
  const copy = new Response(await response.blob(), { headers: { "content-type": type } });
  await cache.delete(key);
  await cache.put(key, copy);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - most[kind])).map((old) => cache.delete(old)));
}

async function asset(event) {
  const known = await caches.match(event.request.url, { cacheName: cacheName("assets"), ignoreVary: true });
  if (known) return known;
  const response = await fetch(event.request);
  if (response.ok) event.waitUntil(keep("assets", event.request.url, response.clone()));
  return response;
}

async function page(event, kind, tag) {
  const key = keyOf(event.request.url);
  const asked = fetch(event.request).then((response) => {
    if (response.ok) event.waitUntil(keep(kind, key, response.clone()));
    return response;
  });
  event.waitUntil(asked.then((response) => response.ok && tag && refresh(tag)).catch(() => {}));
  const soon = await Promise.race([
    asked.catch(() => undefined),
    new Promise((resolve) => setTimeout(resolve, patience)),
  ]);
  if (soon && soon.status < 500) return soon;
  const known = await recall(kind, key);
  if (known) return known;
  try {
    return await asked;
  } catch {
    return (tag && (await offline(tag))) || Response.error();
  }
}

async function recall(kind, key) {
  const names = (await caches.keys()).filter((name) => name.startsWith(cacheName("kept ")));
  for (const name of [cacheName(kind), ...names]) {
    const found = await caches.match(key, { cacheName: name });
    if (found) return found;
  }
}

// What is shown for a page that was not kept: in its language, where that was read before

const offlinePage = (tag) => `${root}offline/${tag}/index.html`;

async function refresh(tag) {
  if (refreshed.has(tag)) return;
  refreshed.add(tag);
  await keepFile("shell", offlinePage(tag));
}

async function offline(tag) {
  for (const own of [offlinePage(tag), offlinePage(language)]) {
    const found = await caches.match(own, { cacheName: cacheName("shell") });
    if (!found) continue;
    // It is shown at another address than its own: its links name their files from the host's root.
    const html = (await found.text()).replace(
      / (href|src|data-offline)="([^"#]+)"/g,
      (_, name, link) => ` ${name}="${new URL(link, own).href}"`,
    );
    return new Response(html, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
  }
}
