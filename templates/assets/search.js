// The search. What is known of each language lies in small scripts below search/, which are loaded when a question needs
// them: on a host as from a disk. Words are folded as site_builder/search/words.py folds them; docs/search.md tells the rest.
"use strict";
(() => {
  const form = document.querySelector(".asking");
  if (!form || !("DecompressionStream" in window)) return;
  const here = document.documentElement.lang;
  const home = form.dataset.language;
  const root = new URL(".", new URL(form.dataset.root, location.href));

  // Files of the index

  const asked = new Map();
  const arrived = new Map();
  globalThis.librarySearch = (name, value) => arrived.set(name, value);
  function part(name) {
    if (!asked.has(name)) {
      asked.set(name, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = new URL(`search/${name}.js`, root);
        script.onload = () => {
          script.remove();
          done(arrived.get(name));
        };
        script.onerror = () => {
          script.remove();
          asked.delete(name);
          failed(new Error(`${name} cannot be read`));
        };
        document.head.append(script);
      }));
    }
    return asked.get(name);
  }
  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  function unpacked(text) {
    return new Response(new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
  }
  const kept = new Map();
  function table(name) {
    if (!kept.has(name)) kept.set(name, part(name).then(unpacked));
    return kept.get(name);
  }
  const hex = (term) => [...new TextEncoder().encode(term)].map((byte) => byte.toString(16).padStart(2, "0")).join("") || "0";

  // Words, as words.py has them

  const LONGEST = 24;
  const MARKS = /[\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]+/gu;
  const ALIKE = new Map(Object.entries({
    ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", đ: "d", ð: "d", ł: "l", ħ: "h", ŧ: "t", ı: "i",
    ς: "σ", ך: "כ", ם: "מ", ן: "נ", ף: "פ", ץ: "צ",
    ٱ: "ا", ى: "ي", ی: "ي", ې: "ي", ک: "ك", ة: "ه", ہ: "ه", ە: "ه",
  }));
  for (const zero of "\u0660\u06f0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66\u0e50\u0ed0\u1040\u17e0") {
    for (let number = 0; number < 10; number++) ALIKE.set(String.fromCodePoint(zero.codePointAt() + number), `${number}`);
  }
  const UNSPACED = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const RUNS = new RegExp(`[${UNSPACED}][${UNSPACED}\\p{M}]*`, "gu");
  const WORDS = /[\p{L}\p{N}\p{M}]+/gu;
  const UNITS = /\P{M}\p{M}*|\p{M}+/gu;
  const SHOWN = new RegExp(`([${UNSPACED}\\uff66-\\uff9f][${UNSPACED}\\uff66-\\uff9f\\p{M}]*)|[\\p{L}\\p{N}\\p{M}\\u00ad\\u0640\\u200b-\\u200f]+`, "gu");

  function fold(text) {
    const bare = text.replaceAll("_", " ").normalize("NFKD").toLowerCase().replace(MARKS, "").normalize("NFC");
    return [...bare].map((letter) => ALIKE.get(letter) ?? letter).join("").replaceAll("יי", "י").replaceAll("וו", "ו");
  }
  const cut = (word) => (word.length > LONGEST ? [...word].slice(0, LONGEST).join("") : word);
  function forms(word) {
    if (/^[\u0621-\u064a]{4,}$/.test(word)) {
      const bare = word.replace(/^[وف]?(?:[بك]?ال|لل)(?=...)/, "");
      return bare !== word ? [bare] : "وفبلك".includes(word[0]) ? [word.slice(1)] : [];
    }
    const found = [];
    if (/^[\u05d0-\u05ea]{4,}$/.test(word)) {
      while (word.length > 3 && "הובכלמש".includes(word[0]) && found.length < 2) found.push((word = word.slice(1)));
    }
    return found;
  }
  function termsOf(text) {
    const folded = fold(text);
    const found = (folded.replace(RUNS, " ").match(WORDS) ?? []).map(cut);
    for (const run of folded.match(RUNS) ?? []) {
      const units = run.match(UNITS);
      if (units.length === 1) found.push(run);
      else for (let place = 1; place < units.length; place++) found.push(units[place - 1] + units[place]);
    }
    return found.flatMap((word) => [word, ...forms(word)].map(cut));
  }
  // What a story must have: of each word its forms, of a run without spaces four of its pairs.
  function needsOf(query) {
    const folded = fold(query);
    const open = !/\s$/.test(query);
    const words = folded.replace(RUNS, " ").match(WORDS) ?? [];
    const needs = words.map((word, place) => ({
      words: [cut(word), ...forms(word)],
      loose: true,
      typed: open && place === words.length - 1 && folded.endsWith(word),
    }));
    const runs = folded.match(RUNS) ?? [];
    for (const run of runs) {
      const units = run.match(UNITS);
      if (units.length === 1) needs.push({ words: [run], loose: true, typed: true });
      const last = units.length - 2;
      const places = new Set([0, 1, 2, 3].map((step) => Math.round((last * step) / 3)));
      for (const place of places) if (last >= 0) needs.push({ words: [units[place] + units[place + 1]] });
    }
    return { needs: needs.slice(0, 12), runs };
  }

  // Terms that are a word, or like it

  function order(one, other) {
    const [a, b] = [[...one], [...other]];
    for (let place = 0; ; place++) {
      if (place === a.length || place === b.length) return a.length - b.length;
      const difference = a[place].codePointAt() - b[place].codePointAt();
      if (difference) return difference;
    }
  }
  function fileOf(firsts, term) {
    let [low, high] = [0, firsts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (order(firsts[middle], term) <= 0) low = middle;
      else high = middle;
    }
    return low;
  }
  // Files that hold what begins with a stem, four at most.
  function filesOf(firsts, stem) {
    const found = [fileOf(firsts, stem)];
    while (found.length < 4 && firsts[found.at(-1) + 1]?.startsWith(stem)) found.push(found.at(-1) + 1);
    return found;
  }
  function shared(one, other) {
    let count = 0;
    while (count < one.length && one[count] === other[count]) count++;
    return count;
  }
  // Optimal string alignment: letters changed, left out, put in or exchanged; more than `most` are as good as many.
  function edits(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let [before, row] = [[], [...Array(other.length + 1).keys()]];
    for (let i = 1; i <= one.length; i++) {
      const next = [i];
      for (let j = 1; j <= other.length; j++) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      [before, row] = [row, next];
    }
    return row[other.length];
  }
  // Letters that other forms of a word share with it.
  const stemLength = (word) => Math.max(4, Math.ceil(word.length * 0.75));
  // How much a term counts for a word that it is not: inflected, begun, or misspelt.
  function likeness(word, term, typed) {
    if (term.startsWith(word)) {
      const more = term.length - word.length;
      return word.length > 2 && more < 4 ? 0.6 : typed && word.length > 1 ? 0.4 : 0;
    }
    return word.length > 4 && term.length <= word.length + 3 && shared(word, term) >= stemLength(word) ? 0.4 : 0;
  }

  async function termsFor(language, directory, need) {
    const found = new Map();
    const { firsts, frequent } = directory;
    const rare = async (stem) => {
      const files = await Promise.all(filesOf(firsts, stem).map((file) => table(`${language}/terms-${hex(firsts[file])}`)));
      return files.flatMap((file) => Object.keys(file.terms).map((term) => [term, file]));
    };
    const look = async (word, stem, judge) => {
      const often = Object.keys(frequent).filter((term) => term.startsWith(stem)).map((term) => [term, null]);
      for (const [term, file] of [...(await rare(stem)), ...often]) {
        const count = judge(word, term);
        if (count > (found.get(term)?.count ?? 0)) found.set(term, { count, file });
      }
    };
    for (const word of need.words) {
      if (word in frequent) found.set(word, { count: 1, file: null });
      const stem = need.loose && word.length > 4 ? word.slice(0, stemLength(word)) : word;
      if (!(word in frequent) || need.typed) {
        await look(word, stem, (asked, term) => (term === asked ? 1 : need.loose ? likeness(asked, term, need.typed) : 0));
      }
    }
    const [word] = need.words;
    if (!found.size && need.loose) await look(word, word, (asked, term) => (term.startsWith(asked) ? 0.3 : 0));
    if (!found.size && need.loose && word.length > 3) {
      const most = word.length > 4 ? 2 : 1;
      const german = word.replace(/([aou])e/g, "$1");
      for (const stem of [word.slice(0, 3), german.slice(0, 3), word.slice(0, 2)]) {
        if (found.size) break;
        await look(word, stem, (asked, term) => {
          if (term === german) return 0.9;
          const steps = edits(asked, term, most);
          return steps > most || (steps > 1 && asked.length < 8 && shared(asked, term) < 3) ? 0 : 0.5 / steps;
        });
      }
      const nearest = Math.max(...[...found.values()].map(({ count }) => count));
      for (const [term, { count }] of found) if (count < nearest) found.delete(term);
    }
    return [...found].sort(([a, one], [b, other]) => other.count - one.count || order(a, b)).slice(0, 40);
  }

  // Stories that have what is asked for

  async function storiesFor(language, directory, need) {
    const terms = await termsFor(language, directory, need);
    const stories = new Map();
    let loaded = 0;
    for (const [term, { count, file }] of terms) {
      if (!file && loaded++ > 2) continue;
      const { ids, source, sources, year, terms: postings } = file ?? (await table(`${language}/term-${hex(term)}`));
      let value = 0;
      for (const step of postings[term]) {
        value += step;
        const place = value >> 3;
        const id = ids.slice(place * 8, place * 8 + 8);
        const weight = (value & 7) + 1;
        const score = (count * weight) / (weight + 1.5);
        const known = stories.get(id);
        if (!known) stories.set(id, { score, year: year[place], source: sources[source[place]] });
        else if (known.score < score) known.score = score;
      }
    }
    return { stories, terms: terms.map(([term]) => term) };
  }
  async function searched(language, { needs }) {
    const directory = await table(`${language}/index`);
    const usual = (need) => !need.typed && (directory.frequent[need.words[0]] ?? 0) > directory.stories / 2;
    const wanted = needs.some((need) => !usual(need)) ? needs.filter((need) => !usual(need)) : needs;
    const found = await Promise.all(wanted.map((need) => storiesFor(language, directory, need)));
    const hits = new Map();
    for (const { stories } of found) {
      const rarity = Math.log(1 + directory.stories / (0.5 + stories.size));
      for (const [id, { score, year, source }] of stories) {
        const hit = hits.get(id) ?? { id, language, year, source, score: 0, needs: 0 };
        hit.score += score * rarity;
        hit.needs += 1;
        hits.set(id, hit);
      }
    }
    const terms = new Set(found.flatMap((one) => one.terms));
    return { language, directory, terms, wanted: wanted.length, hits: [...hits.values()] };
  }

  // Languages

  const choice = form.elements.language;
  const names = new Map([...choice.options].map((option) => [option.value, option]));
  const library = [...names.keys()].filter((tag) => tag && tag !== "*");
  if (!library.length) library.push(home);
  function mine() {
    try {
      const tags = JSON.parse(localStorage.getItem("languages"));
      return [...new Set([home, ...(Array.isArray(tags) ? tags : [])])].filter((tag) => library.includes(tag));
    } catch {
      return [home].filter((tag) => library.includes(tag));
    }
  }
  const AT_ONCE = 16;
  function languages() {
    if (choice.value === "*") return library;
    if (choice.value) return [choice.value];
    return mine();
  }
  function named(tag) {
    const option = names.get(tag);
    const name = document.createElement("bdi");
    name.lang = tag;
    name.textContent = option?.textContent ?? names.get("").textContent;
    return name;
  }

  // Asking

  async function found(query) {
    const asking = languages();
    let results = await Promise.all(asking.map((tag) => searched(tag, query).catch(() => null)));
    const whole = (one) => one?.hits.some((hit) => hit.needs === one.wanted);
    if (!choice.value && !results.some(whole) && library.length - asking.length <= AT_ONCE) {
      const others = library.filter((tag) => !asking.includes(tag));
      const more = await Promise.all(others.map((tag) => searched(tag, query).catch(() => null)));
      results = [...results, ...more];
    }
    results = results.filter(Boolean);
    const complete = results.some(whole);
    const preferred = mine();
    const rank = (tag) => (preferred.includes(tag) ? preferred.indexOf(tag) : preferred.length);
    const stories = new Map();
    for (const { hits, wanted } of results) {
      for (const hit of hits) {
        if (complete && hit.needs < wanted) continue;
        if (!chosen(hit)) continue;
        const story = stories.get(hit.id) ?? { id: hit.id, hits: [], score: 0 };
        story.hits.push(hit);
        story.score = Math.max(story.score, hit.score * (1 + 1 / (2 + rank(hit.language))) + (complete ? 0 : hit.needs * 100));
        stories.set(hit.id, story);
      }
    }
    for (const story of stories.values()) story.hits.sort((a, b) => rank(a.language) - rank(b.language) || b.score - a.score);
    const sorted = [...stories.values()].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
    return { stories: sorted, complete, results, runs: query.runs };
  }
  function chosen(hit) {
    const { source, year } = form.elements;
    return (!source.value || hit.source === source.value) && (!year.value || `${hit.year}` === year.value);
  }

  // Where the words stand in a text

  function spots(text, terms, runs) {
    const found = [];
    for (const match of text.matchAll(SHOWN)) {
      if (!match[1]) {
        const word = fold(match[0]);
        if ([word, ...forms(word)].some((form) => terms.has(cut(form)))) found.push([match.index, match.index + match[0].length]);
        continue;
      }
      const places = [];
      let folded = "";
      for (const { 0: unit, index } of match[0].matchAll(UNITS)) {
        const plain = fold(unit);
        for (let count = 0; count < plain.length; count++) places.push([match.index + index, match.index + index + unit.length]);
        folded += plain;
      }
      const inside = runs.filter((run) => folded.includes(run));
      for (const run of inside.length ? inside : terms) {
        for (let at = folded.indexOf(run); at >= 0 && run; at = folded.indexOf(run, at + run.length)) {
          found.push([places[at][0], places[at + run.length - 1][1]]);
        }
      }
    }
    found.sort((a, b) => a[0] - b[0]);
    return found.filter(([start], place) => !place || start >= found[place - 1][1]);
  }
  function marked(element, text, places, from = 0, to = text.length) {
    let at = from;
    for (const [start, end] of places) {
      if (start < from || end > to) continue;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(start, end);
      element.append(text.slice(at, start), mark);
      at = end;
    }
    element.append(text.slice(at, to));
  }
  // The stretch that shows most of what was asked for.
  function excerpt(element, text, terms, runs) {
    const places = spots(text, terms, runs);
    const size = /[\u3040-\u9fff]/.test(text) ? 110 : 240;
    let [first, most] = [0, 0];
    places.forEach(([start], place) => {
      const seen = new Set();
      for (let next = place; next < places.length && places[next][1] < start + size; next++) {
        seen.add(fold(text.slice(...places[next])));
      }
      if (seen.size > most) [first, most] = [start, seen.size];
    });
    let from = Math.max(0, first - size / 4);
    if (from) from += Math.max(0, text.slice(from, first).search(/(?<=[\s。！？])\S/u));
    let to = Math.min(text.length, from + size);
    if (to < text.length) to = Math.max(text.lastIndexOf(" ", to), places.find(([start]) => start === first)?.[1] ?? 0, to - 20);
    if (from) element.append("… ");
    marked(element, text, places, from, to);
    if (to < text.length) element.append(" …");
  }

  // Showing

  const told = document.querySelector(".told");
  const list = document.querySelector(".hits");
  const more = list.nextElementSibling;
  const IN_PAGE = 10;
  const rules = new Intl.PluralRules(here || "en");
  const figures = new Intl.NumberFormat(here || "en");
  // Forms of a text stand under a number that takes each.
  function counted(text, number) {
    const counts = JSON.parse(text);
    const key = Object.keys(counts).find((sample) => rules.select(+sample) === rules.select(number)) ?? Object.keys(counts).at(-1);
    return counts[key].replace("%", figures.format(number));
  }
  function dated(date) {
    const [year, month, day] = date.split("-").map(Number);
    const form = { timeZone: "UTC", year: "numeric", ...(month && { month: "long" }), ...(day && { day: "numeric" }) };
    return new Intl.DateTimeFormat(here || "en", form).format(new Date(Date.UTC(year, (month || 1) - 1, day || 1)));
  }
  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }
  const rightToLeft = new Set([...document.querySelectorAll("option[dir=rtl]")].map((option) => option.value));
  const spoken = (tag) => (tag === here ? {} : { lang: tag, dir: rightToLeft.has(tag) ? "rtl" : "ltr" });
  function link(path, ...children) {
    return make("a", { href: new URL(path, root).href }, ...children);
  }
  async function shown(story, { results, runs }) {
    const [{ id, language }] = story.hits;
    const { directory, terms } = results.find((one) => one.language === language);
    const bytes = bytesOf(id.replaceAll("-", "+").replaceAll("_", "/"));
    const number = directory.bits ? ((bytes[0] << 16) | (bytes[1] << 8) | bytes[2]) >> (24 - directory.bits) : 0;
    const width = Math.max(1, (directory.bits + 3) >> 2);
    const texts = await part(`${language}/texts-${number.toString(16).padStart(width, "0")}`);
    if (!texts[id]) return null;
    const { source, date, pages, others, story: together } = await unpacked(texts[id]);
    const known = (title, text) => new Set(termsOf(`${title}\n${text}`).filter((term) => terms.has(term))).size;
    const [path, title, text] = pages.length === 1 ? pages[0] : pages.reduce((best, page) => (known(page[1], page[2]) > known(best[1], best[2]) ? page : best));
    const heading = link(path);
    marked(heading, title, spots(title, terms, runs));
    const headline = make("h2", { class: "headline", ...spoken(language) }, heading);
    const summary = make("p", { class: "summary", ...spoken(language) });
    excerpt(summary, text, terms, runs);
    const kicker = make("p", { class: "kicker" }, named(language), make("span", {}, make("bdi", {}, source)));
    const body = make("div", {}, kicker, headline, summary);
    if (others.length) {
      const order = [...others].sort(([a], [b]) => mine().includes(b) - mine().includes(a));
      const links = order.slice(0, 6).flatMap(([tag, where]) => [" ", link(where, named(tag))]);
      if (order.length > 6) links.push(" ", link(together, counted(form.dataset.languages, order.length + 1)));
      body.append(make("p", { class: "also" }, make("span", {}, form.dataset.also), ...links));
    }
    const when = make("p", { class: "when" }, date ? make("time", { datetime: date }, dated(date)) : "");
    return make("li", { class: "entry" }, when, body);
  }

  let turn = 0;
  let waiting = [];
  async function showMore(answer, mine, anew = false) {
    const next = waiting.splice(0, IN_PAGE);
    const items = await Promise.all(next.map((story) => shown(story, answer).catch(() => null)));
    if (mine !== turn) return;
    if (anew) list.replaceChildren();
    list.append(...items.filter(Boolean));
    more.hidden = !waiting.length;
  }
  function options(select, values) {
    const chosen = select.value;
    const first = select.options[0];
    select.replaceChildren(first, ...values.map(([value, count]) => {
      const option = make("option", {}, `${value} (${figures.format(count)})`);
      option.value = value;
      return option;
    }));
    select.value = values.some(([value]) => value === chosen) ? chosen : "";
    select.hidden = values.length < 2 && !select.value;
  }
  // Sources and years of the languages that are searched, with their stories.
  async function offer() {
    const tags = languages().slice(0, AT_ONCE);
    const directories = (await Promise.all(tags.map((tag) => table(`${tag}/index`).catch(() => null)))).filter(Boolean);
    for (const name of ["sources", "years"]) {
      const sums = new Map();
      for (const directory of directories) {
        for (const [value, count] of Object.entries(directory[name])) sums.set(value, (sums.get(value) ?? 0) + count);
      }
      const sorted = [...sums].sort(([a, one], [b, other]) => (name === "years" ? b - a : other - one || (a < b ? -1 : 1)));
      options(form.elements[name.slice(0, -1)], sorted.slice(0, 500));
    }
  }
  async function ask() {
    const mine = ++turn;
    const words = form.elements.q.value;
    const address = new URL(location.href);
    for (const name of ["q", "language", "source", "year"]) {
      const { value } = form.elements[name];
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    try {
      history.replaceState(null, "", address);
    } catch {} // a disk whose addresses cannot be changed
    const query = needsOf(words);
    if (!query.needs.length) {
      list.replaceChildren();
      more.hidden = true;
      told.replaceChildren(...form.dataset.hint.split("%").flatMap((text, place) => (place ? [named(choice.value && choice.value !== "*" ? choice.value : home), text] : [text])));
      return;
    }
    const answer = await found(query);
    if (mine !== turn) return;
    waiting = answer.stories;
    const all = waiting.length;
    await showMore(answer, mine, true);
    if (mine !== turn) return;
    const said = all && answer.complete ? [counted(form.dataset.found, all)] : [form.dataset.none, " ", all ? counted(form.dataset.found, all) : form.dataset.help];
    told.replaceChildren(...said);
    more.firstElementChild.onclick = () => {
      const last = list.lastElementChild;
      showMore(answer, mine).then(() => last?.nextElementSibling?.querySelector("a")?.focus());
    };
  }

  // The reader

  if (mine().length > 1) {
    names.get("").textContent = form.dataset.mine;
  }
  const given = new URLSearchParams(location.search);
  form.elements.q.value = given.get("q") ?? "";
  if (names.has(given.get("language") ?? "")) choice.value = given.get("language") ?? "";
  choice.hidden = library.length < 2;
  let timer;
  form.addEventListener("input", (event) => {
    clearTimeout(timer);
    timer = setTimeout(() => (event.target === choice ? offer().then(ask) : ask()), event.target === form.elements.q ? 150 : 0);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    ask();
  });
  addEventListener("keydown", (event) => {
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || event.target.closest?.("select")) return;
    const links = [form.elements.q, ...list.querySelectorAll(".headline a")];
    const at = links.indexOf(document.activeElement);
    const next = links[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (at < 0 || !next) return;
    event.preventDefault();
    next.focus();
  });
  form.hidden = false;
  offer().then(() => {
    for (const name of ["source", "year"]) {
      const value = given.get(name);
      if ([...form.elements[name].options].some((option) => option.value === value)) form.elements[name].value = value ?? "";
    }
    return ask();
  });
  if (!given.get("q")) form.elements.q.focus();
})();
