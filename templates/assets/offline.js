// Keep a language for reading offline: its pages, by the lists that the build leaves in offline/, go into a cache that the
// service worker reads. What is there already, and is as the lists say, is not asked for again.
const pageSize = 30_000; // bytes, with room to spare; the room is asked for before pages are
const atOnce = 32;
const mostFailures = 9; // after so many the network is gone, or the room
const often = 200; // pages after which it is noted what there is, for one who goes away

export async function offer(area, root) {
  const language = location.href.slice(root.length).split("/")[0];
  const name = `${root} kept ${language}`;
  const listOf = (part) => `${root}offline/${language}/${part}.json`;
  const text = area.dataset;
  const said = document.createElement("p");
  const bar = document.createElement("progress");
  const button = document.createElement("button");
  bar.setAttribute("aria-label", text.keep);
  said.setAttribute("role", "status");
  button.type = "button";
  button.className = "button";
  area.replaceChildren(button, bar, said);
  let act;
  button.addEventListener("click", () => act());

  function show(label, words, then) {
    button.textContent = label;
    said.textContent = words;
    bar.hidden = true;
    act = then;
    area.hidden = false;
  }
  const free = (words = "") => show(text.keep, words, () => keep(true));
  const kept = (bytes) => show(text.remove, `${text.kept} · ${size(bytes)}`, async () => {
    await caches.delete(name);
    free();
  });

  // What is kept: of each list, its hash once it is whole, and its pages with their hashes and sizes

  async function records() {
    const cache = await caches.open(name);
    const found = {};
    for (const { url } of await cache.keys()) {
      const part = url.startsWith(listOf("x").slice(0, -6)) && url.split("/").at(-1).slice(0, -5);
      if (part) found[part] = await (await cache.match(url)).json();
    }
    return found;
  }
  const sum = (all) => Object.values(all).flatMap(({ pages }) => Object.values(pages)).reduce((whole, [, bytes]) => whole + bytes, 0);
  const put = (cache, key, value) => cache.put(key, new Response(JSON.stringify(value)));
  async function ask(url) {
    const response = await fetch(url, { cache: "no-cache", mode: "same-origin" });
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    return response.json();
  }

  async function keep(wished) {
    const stop = new AbortController();
    let cancelled = false;
    const cancel = () => {
      cancelled = true;
      stop.abort();
    };
    if (wished) {
      navigator.storage?.persist?.().catch(() => {});
      show(text.cancel, "", cancel);
      bar.removeAttribute("value");
      bar.hidden = false;
    }
    try {
      const all = await update(stop, (done, whole) => {
        if (done === 0) show(text.cancel, "", cancel);
        bar.hidden = false;
        bar.max = whole;
        bar.value = done;
      });
      kept(sum(all));
    } catch {
      if (wished) free(cancelled ? "" : text.failed);
      else await state();
    }
  }

  async function update(stop, progress) {
    const [index, cache, before] = await Promise.all([ask(listOf("index")), caches.open(name), records()]);
    const fresh = await Promise.all(
      Object.entries(index)
        .filter(([part, hash]) => before[part]?.hash !== hash)
        .map(async ([part, hash]) => [part, hash, await ask(listOf(part))]),
    );
    const wanted = fresh.map(([part, hash, pages]) => {
      const old = before[part]?.pages ?? {};
      const missing = Object.keys(pages).filter((path) => old[path]?.[0] !== pages[path]);
      return { part, hash, pages, missing, old };
    });
    const whole = wanted.reduce((count, { missing }) => count + missing.length, 0);
    const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
    if (quota - usage < whole * pageSize) throw new Error("no room");
    if (whole) progress(0, whole);
    let done = 0;
    let failed = 0;
    for (const { part, hash, pages, missing, old } of wanted) {
      const there = { ...old };
      const note = (stated) => put(cache, listOf(part), { hash: stated, pages: there });
      const queue = missing.values();
      try {
        await Promise.all(Array.from({ length: atOnce }, async () => {
          for (const path of queue) {
            try {
              there[path] = [pages[path], await fetchPage(cache, root + path, stop.signal)];
            } catch (error) {
              failed += 1;
              if (stop.signal.aborted || failed > mostFailures) throw error;
            }
            done += 1;
            progress(done, whole);
            if (done % often === 0) await note("");
          }
        }));
      } catch (error) {
        stop.abort();
        await note("");
        throw error;
      }
      for (const path of Object.keys(old)) {
        if (path in pages) continue;
        delete there[path];
        await cache.delete(root + path);
      }
      await note(missing.some((path) => there[path]?.[0] !== pages[path]) ? "" : hash);
    }
    if (failed) throw new Error(`${failed} pages did not come`);
    for (const part of Object.keys(before).filter((part) => part !== "index" && !(part in index))) {
      await cache.delete(listOf(part));
    }
    await put(cache, listOf("index"), { hash: "", pages: {} });
    await forgetOlder(wanted);
    return records();
  }
  async function fetchPage(cache, url, signal) {
    const response = await fetch(url, { signal, cache: "no-store", mode: "same-origin" });
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    const body = await response.blob();
    await cache.put(url, new Response(body, { headers: { "content-type": response.headers.get("content-type") ?? "" } }));
    return body.size;
  }
  // A page that was visited before it was fetched here is an older one, and would be shown first
  async function forgetOlder(wanted) {
    const visited = await caches.open(`${root} pages`);
    const fetched = new Set(wanted.flatMap(({ missing }) => missing.map((path) => root + path)));
    for (const { url } of await visited.keys()) if (fetched.has(url)) await visited.delete(url);
  }
  function size(bytes) {
    const [unit, amount] = bytes < 1e6 ? ["kilobyte", bytes / 1e3] : ["megabyte", bytes / 1e6];
    const style = { style: "unit", unit, maximumFractionDigits: amount < 10 ? 1 : 0 };
    try {
      return new Intl.NumberFormat(document.documentElement.lang || "en", style).format(amount);
    } catch {
      return new Intl.NumberFormat("en", style).format(amount);
    }
  }

  async function state() {
    const all = (await caches.has(name)) ? await records() : {};
    if (all.index) kept(sum(all));
    else free();
    return Boolean(all.index);
  }
  if ((await state()) && navigator.onLine) await keep(false);
}
