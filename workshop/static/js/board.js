// The board: choosing somebody loads the panel beside, arrows walk, M moves, P pins, rows can be
// dragged. Everything works without it too: rows are links, and the panel holds plain forms.
(() => {
  "use strict";

  const board = document.querySelector("[data-board]");
  const panel = board.querySelector("[data-panel]");
  const drop = document.querySelector("[data-drop]");
  const columns = [...board.querySelectorAll("[data-group]")];
  const people = (list) => [...list.querySelectorAll(".person")];
  let asked = 0;

  const mark = (row) => {
    board.querySelector(".person[aria-current]")?.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
  };

  // The page of the chosen person is fetched whole; only its panel is taken over.
  const choose = async (row) => {
    mark(row);
    history.replaceState(null, "", row.href);
    const mine = ++asked;
    panel.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(row.href, { credentials: "same-origin" });
      if (!response.ok) throw new Error(response.status);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (mine !== asked) return;
      panel.innerHTML = page.querySelector("[data-panel]").innerHTML;
    } catch {
      if (mine === asked) location.assign(row.href);
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

  let resting = 0;
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.matches("input, textarea, select")) return;
    const row = event.target.closest(".person");
    if (row && WALK[event.key]) {
      event.preventDefault();
      const next = WALK[event.key](row);
      if (!next) return;
      next.focus();
      mark(next);
      asked += 1; // an answer still under way belongs to somebody else
      clearTimeout(resting);
      resting = setTimeout(choose, 120, next);
      return;
    }
    const button = panel.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (button && !panel.hasAttribute("aria-busy") && !walking()) button.click();
  });
  // While arrows still walk, the panel may tell of somebody else: then its keys do nothing.
  const walking = () => {
    const chosen = board.querySelector(".person[aria-current]");
    const shown = panel.querySelector("[name=person]");
    return Boolean(chosen && shown && chosen.closest("li").dataset.person !== shown.value);
  };

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
    onMove: (event) => {
      clear();
      event.to.closest("[data-column]").classList.add("drop");
    },
    onEnd: (event) => {
      clear();
      if (event.from === event.to) return;
      drop.elements.person.value = event.item.dataset.person;
      drop.elements.group.value = event.to.dataset.group;
      drop.requestSubmit();
    },
  }));
})();
