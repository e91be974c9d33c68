// What a reader's browser adds to pages that are whole without it: finding a language by typing, the reader's own
// languages, and columns that stay chosen. Nothing is sent anywhere; what is remembered stays in this browser.
"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const panel = document.querySelector(".mine");
  const menu = document.querySelector(".site-language");
  const here = document.documentElement.lang;

  function recall(name) {
    try {
      const found = JSON.parse(localStorage.getItem(name));
      return Array.isArray(found) ? found.filter((tag) => typeof tag === "string") : [];
    } catch {
      return [];
    }
  }
  function remember(name, tags) {
    try {
      localStorage.setItem(name, JSON.stringify(tags));
    } catch {} // a browser that keeps nothing
  }
  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  // Languages: their names, and which of some tags serves a reader of another

  const namers = [here, "en"].flatMap((language) => {
    try {
      return [new Intl.DisplayNames([language], { type: "language" })];
    } catch {
      return [];
    }
  });
  function names(tag) {
    return namers.map((namer) => {
      try {
        return namer.of(tag);
      } catch {
        return tag;
      }
    });
  }
  function kin(tag) {
    try {
      const { language, script } = new Intl.Locale(tag).maximize();
      return `${language}-${script}`;
    } catch {
      return tag;
    }
  }
  function among(wanted, tags) {
    const kins = new Map(tags.map((tag) => [kin(tag), tag]).reverse());
    const found = wanted.map((tag) => (tags.includes(tag) ? tag : kins.get(kin(tag))));
    return [...new Set(found)].filter(Boolean);
  }
  const library = new Map(menu ? all("ul.languages a[hreflang]", menu).map((link) => [link.hreflang, link]) : []);
  function called(tag) {
    const link = library.get(tag);
    return make("bdi", { lang: tag, ...(link?.dir && { dir: link.dir }) }, link?.textContent.trim() ?? names(tag)[0] ?? tag);
  }
  // From a disk, Firefox keeps for each page what that page remembers: links take the reader's languages along.
  const disk = location.protocol === "file:";
  const brought = disk ? new URLSearchParams(location.search).get("languages") : null;
  if (brought !== null) remember("languages", brought.split(",").filter(Boolean));
  let mine = recall("languages");
  if (disk) {
    addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href]");
      if (!link || link.protocol !== "file:" || !link.pathname.endsWith(".html")) return;
      link.search = mine.length || brought !== null ? `?languages=${mine.join(",")}` : "";
    }, true);
  }
  const recent = recall("recent");
  if (here && library.has(here)) remember("recent", [here, ...recent.filter((tag) => tag !== here)].slice(0, 8));

  // Find a language: by its own name, its name in the page's language or in English, or its code

  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
  function findable(area) {
    const choices = all("a[hreflang], label[lang]", area);
    if (!panel || choices.length < 9) return;
    const field = make("input", {
      type: "search", class: "find", autocomplete: "off", spellcheck: "false",
      placeholder: panel.dataset.find, "aria-label": panel.dataset.find,
    });
    const none = make("p", { role: "status" });
    const shelf = (choice) => choice.closest("li") ?? choice;
    let known;
    const seen = () => choices.filter((choice) => !shelf(choice).hidden);
    field.addEventListener("input", () => {
      known ??= choices.map((choice) => {
        const tag = choice.hreflang || choice.lang;
        return [folded(tag), folded([choice.textContent, ...names(tag)].join("\n"))];
      });
      const asked = folded(field.value);
      choices.forEach((choice, place) => {
        const [tag, words] = known[place];
        shelf(choice).hidden = !(tag.startsWith(asked) || words.includes(asked));
      });
      for (const part of all("section", area)) part.hidden = !all("li:not([hidden])", part).length;
      none.textContent = seen().length ? "" : panel.dataset.none;
    });
    field.addEventListener("keydown", (event) => {
      const [first] = seen();
      if (!first || !["Enter", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      if (event.key === "ArrowDown") (first.querySelector("input") ?? first).focus();
      else if (field.value) first.click();
    });
    area.before(field, none);
  }
  all(".site-language ul.languages, .scripts, .specimen.many, .chooser").forEach(findable);

  // The search: its field is shown where it works, "/" leads to it

  const field = document.querySelector(".search input, .asking input");
  if (field && "DecompressionStream" in window) {
    field.form.hidden = false;
    addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest?.("input, select, textarea, [contenteditable]")) return;
      event.preventDefault();
      field.select();
    });
    if (disk && mine.length) field.form.addEventListener("submit", () => field.after(make("input", { type: "hidden", name: "languages", value: mine.join(",") })));
  }

  // The languages a reader of this browser likely wants come first in the short list of a story

  function shortList() {
    const short = document.querySelector(".switcher > .languages");
    const links = all(".every a[hreflang]");
    if (!short || !links.length) return;
    const items = [...short.children];
    const shown = items.map((item) => item.firstElementChild.hreflang);
    const wanted = among([...mine, ...recent, ...navigator.languages], links.map((link) => link.hreflang));
    const current = shown.filter((tag) => tag === here);
    const tags = [...new Set([...current, ...wanted, ...shown])].slice(0, items.length);
    short.replaceChildren(
      ...tags.map((tag) => make("li", {}, links.find((link) => link.hreflang === tag).cloneNode(true))),
    );
  }

  // Lists offer each story in the first of the reader's languages that it exists in

  const story = /[^/]+(\/[^/]+\/[^/]+\.html)$/;
  function offer() {
    const seen = new Set();
    for (const entry of all(".entry")) {
      const link = entry.querySelector(".headline a");
      const list = entry.querySelector(".also");
      link.dataset.own ??= link.href;
      all(".offer", entry).forEach((old) => old.remove());
      const own = link.dataset.own.split("/").at(-3);
      const versions = list ? all("a[hreflang]", list) : [];
      const more = list?.querySelector("[data-in]")?.dataset.in.trim().split(/\s+/) ?? [];
      const tags = [...new Set([own, ...versions.map((version) => version.hreflang), ...more])];
      const wanted = among(mine, tags);
      const best = wanted[0] ?? own;
      link.href = link.dataset.own.replace(story, `${best}$1`);
      link.toggleAttribute("hreflang", best !== own);
      if (best !== own) {
        link.hreflang = best;
        link.parentElement.append(make("span", { class: "offer" }, " ", called(best)));
        list?.append(make("a", { class: "offer", href: link.dataset.own, hreflang: own }, called(own)));
      }
      for (const version of versions) version.hidden = wanted.length > 0 && !wanted.includes(version.hreflang);
      const key = link.dataset.own.match(story)?.[1];
      entry.hidden = mine.length > 0 && seen.has(key);
      seen.add(key);
    }
    for (const link of all(".coverage td a")) link.classList.toggle("wanted", mine.includes(link.hreflang));
  }

  // The panel in which they are stated

  function state(tags, focused) {
    mine = tags;
    remember("languages", mine);
    show();
    shortList();
    offer();
    (focused && panel.querySelector(`[data-for="${CSS.escape(focused)}"]`))?.focus();
  }
  function button(label, sign, tag, act) {
    const name = called(tag).textContent;
    const made = make("button", { type: "button", "aria-label": label.replace("%", name), title: label.replace("%", name) }, sign);
    made.addEventListener("click", act);
    return made;
  }
  function show() {
    const { prefer, remove } = panel.dataset;
    panel.querySelector("ol").replaceChildren(
      ...mine.map((tag, place) => {
        const up = button(prefer, "↑", tag, () => state([tag, ...mine.filter((one) => one !== tag)], tag));
        const off = button(remove, "×", tag, () => state(mine.filter((one) => one !== tag), mine[place + 1] ?? mine[place - 1]));
        off.dataset.for = tag;
        up.disabled = place === 0;
        return make("li", {}, called(tag), up, off);
      }),
    );
    for (const add of all(".add", menu)) add.hidden = mine.includes(add.dataset.tag);
  }
  if (panel) {
    for (const [tag, link] of library) {
      const add = button(panel.dataset.add, "+", tag, () => state([...mine, tag], tag));
      add.classList.add("add");
      add.dataset.tag = tag;
      link.after(add);
    }
    panel.hidden = false;
    show();
    shortList();
    if (mine.length) offer();
    addEventListener("storage", (event) => event.key === "languages" && state(recall("languages")));
  }
  if (menu) {
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    addEventListener("click", (event) => {
      if (!event.composedPath().includes(menu)) menu.open = false;
    });
  }

  // What scrolls by itself can be reached by Tab, also in browsers that do not see to it themselves

  for (const box of all("pre, .prose table, .row table")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }

  // Side by side: the columns that were chosen last, else the reader's languages; three at most

  const boxes = all(".chooser input");
  if (boxes.length > 2) {
    const tagOf = (box) => box.parentElement.lang;
    const tags = boxes.map(tagOf);
    const before = recall("columns");
    const wanted = among([...before, ...mine], tags);
    if (wanted.length) {
      const others = boxes.filter((box) => box.checked).map(tagOf);
      const chosen = [...new Set([...wanted, ...others])].slice(0, before.length > 2 ? 3 : 2);
      for (const box of boxes) box.checked = chosen.includes(tagOf(box));
    }
    let order = boxes.filter((box) => box.checked);
    for (const box of boxes) {
      box.addEventListener("change", () => {
        order = [...order.filter((one) => one !== box), ...(box.checked ? [box] : [])];
        while (order.length > 3) order.shift().checked = false;
        remember("columns", order.map(tagOf));
      });
    }
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }

  // Reading offline, where a host serves the site: a worker keeps what was visited, and a language's home offers to keep all

  const { src, dataset } = document.currentScript;
  if (dataset.offline && !disk && navigator.serviceWorker) {
    const root = new URL("..", src).href;
    document.head.append(make("link", { rel: "manifest", href: `${root}manifest.webmanifest` }));
    navigator.serviceWorker.register(`${root}sw.js`).catch(() => {});
    const area = document.querySelector(".keep");
    if (area) import(new URL(dataset.offline, location)).then(({ offer }) => offer(area, root)).catch(() => {});
  }
})();
