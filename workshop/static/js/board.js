// The board: choosing somebody loads the panel beside, arrows walk, M moves, P pins, rows can be
// dragged, filters work at once. What a move would do stands over every group before it is made.
// Everything works without it too: rows are links, the panel and the filters are plain forms.
(() => {
  "use strict";

  const board = document.querySelector("[data-board]");
  const panel = board.querySelector("[data-panel]");
  const drop = document.querySelector("[data-drop]");
  const says = document.querySelector("[data-says]");
  const filters = document.querySelector("[data-filters]");
  const columns = [...board.querySelectorAll("[data-group]")];
  const people = (list) => [...list.querySelectorAll("li:not([hidden]) > .person")];
  let asked = 0;

  // What narrows the board stays in the address while people are chosen and moved.
  const narrowed = (address) => {
    const url = new URL(address, location.href);
    const person = url.searchParams.get("person");
    url.search = location.search;
    url.searchParams.delete("person");
    if (person) url.searchParams.set("person", person);
    return url.href;
  };
  document.addEventListener("submit", (event) => {
    if (event.target.method === "post") event.target.action = narrowed(event.target.action);
  }, true);

  const mark = (row) => {
    board.querySelector(".person[aria-current]")?.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
  };

  const choose = async (row) => {
    mark(row);
    const address = narrowed(row.href);
    history.replaceState(null, "", address);
    const mine = ++asked;
    panel.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(address, { headers: { "X-Live": "1" }, credentials: "same-origin" });
      if (!response.ok) throw new Error(response.status);
      const told = await response.text();
      if (mine === asked) {
        panel.innerHTML = told;
        row.scrollIntoView({ block: "nearest" }); // on a phone the panel lies over the list
      }
    } catch {
      if (mine === asked) location.assign(address);
    } finally {
      if (mine === asked) panel.removeAttribute("aria-busy");
    }
  };

  board.addEventListener("click", (event) => {
    const row = event.target.closest(".person");
    if (!row || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    row.focus();
    choose(row);
  });

  // What a move would do: asked for once a person, shown over every group.
  const known = new Map();
  const effectsOf = (person) => {
    if (!known.has(person)) {
      const url = new URL(board.dataset.effects, location.href);
      url.searchParams.set("person", person);
      known.set(person, fetch(url, { credentials: "same-origin" })
        .then((answer) => (answer.ok ? answer.json() : { options: [] }))
        .catch(() => { known.delete(person); return { options: [] }; }));
    }
    return known.get(person);
  };
  const line = (text, kind = "") => {
    const made = document.createElement("p");
    made.textContent = text;
    made.className = kind;
    return made;
  };
  let shown = "";
  const show = async (person) => {
    shown = person;
    const { options } = await effectsOf(person);
    if (shown !== person) return;
    const of = new Map(options.map((option) => [option.group, option]));
    columns.forEach((list) => {
      const option = of.get(list.dataset.group);
      if (!option) return;
      const box = list.parentNode.querySelector("[data-effect]");
      box.className = `effect ${option.verdict}`;
      box.replaceChildren(
        ...(option.choice ? [line(option.choice)] : []),
        ...option.changes.map((words) => line(words, "strong")),
        ...option.broken.map((words) => line(words, "err-text")),
        ...(option.note ? [line(option.note)] : []),
      );
      box.hidden = false;
    });
  };
  const hide = () => {
    shown = "";
    board.querySelectorAll("[data-effect]").forEach((box) => { box.hidden = true; });
  };
  board.addEventListener("pointerdown", (event) => {
    const row = event.target.closest("[data-person]");
    if (row && event.button === 0) effectsOf(row.dataset.person);
  });

  const beside = (row, step) => {
    const list = row.closest("[data-group]");
    const at = people(list).indexOf(row);
    for (let next = columns.indexOf(list) + step; columns[next]; next += step) {
      const rows = people(columns[next]);
      if (rows.length) return rows[Math.min(at, rows.length - 1)];
    }
    return null;
  };
  const below = (row, step) => {
    const rows = people(row.closest("[data-group]"));
    return rows[rows.indexOf(row) + step];
  };
  const WALK = {
    ArrowDown: (row) => below(row, 1),
    ArrowUp: (row) => below(row, -1),
    ArrowRight: (row) => beside(row, 1),
    ArrowLeft: (row) => beside(row, -1),
  };

  // While arrows still walk, the panel may tell of somebody else: then its keys do nothing.
  const tellsOf = (row) =>
    panel.querySelector("[name=person]")?.value === row.closest("li").dataset.person;
  const settled = () => {
    const chosen = board.querySelector(".person[aria-current]");
    return !panel.hasAttribute("aria-busy") && (!chosen || tellsOf(chosen));
  };
  // The keys are meant for the row that has the focus, however it got there.
  let resting = 0;
  const turnTo = async (row) => {
    if (!row || (row.hasAttribute("aria-current") && settled())) return settled();
    clearTimeout(resting);
    await choose(row);
    return document.activeElement === row && settled();
  };

  // M: the groups to choose from, with what each would do; nothing is moved before Enter.
  const toMove = () => {
    const first = panel.querySelector("[data-move]");
    if (!first) return;
    show(panel.querySelector("[name=person]").value);
    first.focus();
    says.textContent = board.dataset.choose;
  };
  const leave = () => {
    hide();
    says.textContent = "";
    (board.querySelector(".person[aria-current]") || panel.querySelector("a")).focus();
  };
  // On a Thai layout a key is a Thai letter: then what counts is where it lies.
  const letterOf = ({ key, code }) =>
    (/^[a-z]$/i.test(key) || !code?.startsWith("Key") ? key : code.slice(3)).toUpperCase();
  const whileMoving = (event) => {
    if (event.key === "Escape") { leave(); return; }
    const button = panel.querySelector(`[data-move="${CSS.escape(letterOf(event))}"]`);
    button?.closest("details")?.setAttribute("open", "");
    button?.focus();
  };

  const onLetter = async (letter, row) => {
    if (!"MP".includes(letter) || !await turnTo(row)) return;
    if (letter === "M") toMove();
    else panel.querySelector("[data-key=p]")?.click();
  };
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.matches("input, textarea, select")) return;
    const row = event.target.closest(".person");
    if (row && WALK[event.key]) {
      event.preventDefault();
      const next = WALK[event.key](row);
      if (!next) return;
      hide();
      next.focus();
      mark(next);
      asked += 1; // an answer still under way belongs to somebody else
      clearTimeout(resting);
      resting = setTimeout(choose, 120, next);
      return;
    }
    if (shown && event.target.matches("[data-move]")) { whileMoving(event); return; }
    if (event.key === "Escape" && shown) leave();
    onLetter(letterOf(event), row);
  });
  panel.addEventListener("focusout", (event) => {
    if (shown && !panel.contains(event.relatedTarget)) hide();
  });

  // What was just done is said, too: it stands on top of the panel, with the way back.
  const changed = document.querySelector("[data-changed] p");
  if (changed) setTimeout(() => { says.textContent = changed.textContent; }, 100);

  // After a move the same person keeps the focus.
  const chosen = board.querySelector(".person[aria-current]");
  if (chosen && location.hash === `#${chosen.id}`) chosen.focus({ preventScroll: false });

  const clear = () => board.querySelectorAll(".drop").forEach((c) => c.classList.remove("drop"));
  columns.forEach((list) => new Sortable(list, {
    group: "people",
    sort: false,
    delay: 250,
    delayOnTouchOnly: true,
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
    onStart: (event) => show(event.item.dataset.person),
    onMove: (event) => {
      clear();
      event.to.closest("[data-column]").classList.add("drop");
    },
    onEnd: (event) => {
      clear();
      hide();
      if (event.from === event.to) return;
      drop.elements.person.value = event.item.dataset.person;
      drop.elements.group.value = event.to.dataset.group;
      drop.requestSubmit();
    },
  }));

  // Filters: the same as the form would do, without a new page.
  const NAMES = ["q", "agency", "ministry", "seniority", "value", "only"]
    .filter((name) => filters.elements[name]);
  const plainly = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/gu, "");
  const agencies = new Map([...filters.elements.agency.options]
    .map((option) => [option.value, option.dataset.words ?? ""]));
  const words = (item) => plainly([
    item.dataset.prefix ?? "", item.querySelector(".who-row").textContent, "|",
    agencies.get(item.dataset.agency) ?? "",
  ].join(""));
  const fits = (item, wanted) =>
    words(item).includes(wanted.q)
    && ["agency", "ministry", "seniority"].every((name) => !wanted[name] || item.dataset[name] === wanted[name])
    && (!wanted.value || (item.dataset.values ?? "").split("\n").includes(wanted.value))
    && (!wanted.only || item.dataset.only.split(" ").includes(wanted.only));
  const found = document.querySelector("[data-found]");
  const sift = () => {
    const fields = filters.elements;
    const wanted = Object.fromEntries(NAMES.map((name) => [name, fields[name].value.trim()]));
    const url = new URL(filters.action); // not where we are: a refused move was sent elsewhere
    const here = new URLSearchParams(location.search);
    for (const name of ["person", "view"]) if (here.has(name)) url.searchParams.set(name, here.get(name));
    for (const name of NAMES) {
      if (wanted[name]) url.searchParams.set(name, wanted[name]);
    }
    history.replaceState(null, "", url);
    const used = NAMES.some((name) => wanted[name]);
    wanted.q = plainly(wanted.q);
    let number = 0;
    board.querySelectorAll("[data-person]").forEach((item) => {
      item.hidden = used && !fits(item, wanted);
      if (!item.hidden) number += 1;
    });
    found.textContent = used
      ? found.dataset.found.replace("{found}", number).replace("{all}", found.dataset.all) : "";
    document.querySelector("[data-clear]").hidden = !used;
  };
  filters.querySelector("[data-apply]").hidden = true;
  filters.addEventListener("submit", (event) => { event.preventDefault(); sift(); });
  filters.addEventListener("input", sift);
  document.querySelector("[data-clear]").addEventListener("click", (event) => {
    event.preventDefault();
    NAMES.forEach((name) => { filters.elements[name].value = ""; });
    sift();
    filters.elements.q.focus();
  });
  document.querySelectorAll(".segments a").forEach((link) => link.addEventListener("click", () => {
    const url = new URL(narrowed(link.href));
    url.searchParams.set("view", new URL(link.href).searchParams.get("view"));
    link.href = url;
  }));
})();
