// The page of tables: whoever chooses somebody by the keyboard goes on in the panel, and stays there
// after a change, instead of walking through all the names in between. Somebody dragged onto a person
// changes places with them, onto the rest of a table moves there; what that does is said meanwhile.
(() => {
  "use strict";

  const KEY = "tables-by-keys";
  const panel = document.getElementById("chosen");

  document.addEventListener("click", (event) => {
    const used = event.target.closest(".rounds .person, .aside button");
    if (used && event.detail === 0) sessionStorage.setItem(KEY, "1");
  });
  addEventListener("load", () => {
    const byKeys = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    if (byKeys) requestAnimationFrame(() => panel?.focus({ preventScroll: true }));
  });

  const drop = document.querySelector("[data-drop]");
  if (!drop) return;
  const says = document.querySelector("[data-says]");
  let item = null; // who is dragged, and over what: an element with the value that the form sends
  let over = null;

  // What every change would do, as the panel of that person has it; asked for once a person.
  const known = new Map();
  const told = (link) => {
    const address = link.href.split("#")[0];
    if (!known.has(address)) {
      known.set(address, fetch(address, { credentials: "same-origin" })
        .then((answer) => (answer.ok ? answer.text() : ""))
        .then((text) => new DOMParser().parseFromString(text, "text/html"))
        .catch(() => { known.delete(address); return document.implementation.createHTMLDocument(); }));
    }
    return known.get(address);
  };
  const roundOf = (element) => element.closest("[data-round]");

  const found = (x, y) => {
    const under = document.elementFromPoint(x, y);
    const table = under?.closest("[data-table]");
    if (!table || table.contains(item) || roundOf(table) !== roundOf(item)) return null;
    const other = under.closest("[data-person]");
    return other
      ? { element: other, to: `p${other.dataset.person}` }
      : { element: table, to: table.dataset.table };
  };
  const say = async (to) => {
    const page = await told(item.querySelector(".person"));
    if (!item || over?.to !== to) return;
    const option = page.querySelector(`#to-${roundOf(item).dataset.round} option[value="${to}"]`);
    says.textContent = option ? `${option.parentNode.label}: ${option.textContent}` : "";
    says.hidden = !option;
  };
  const point = (next) => {
    if (next?.element === over?.element) return;
    over?.element.classList.remove("drop");
    over = next;
    says.hidden = true;
    if (!next) return;
    next.element.classList.add("drop");
    say(next.to);
  };
  const follow = (event) => {
    if (!item) return;
    const { clientX, clientY } = event.touches?.[0] ?? event;
    point(found(clientX, clientY));
    if (over && event.type === "dragover") event.preventDefault(); // it may be dropped here
  };
  for (const kind of ["dragover", "pointermove", "touchmove"]) {
    document.addEventListener(kind, follow, { capture: true, passive: kind !== "dragover" });
  }

  document.querySelectorAll("[data-round] .people").forEach((list) => new Sortable(list, {
    group: { name: "people", pull: false, put: false },
    sort: false,
    delay: 250,
    delayOnTouchOnly: true,
    onStart: (event) => {
      item = event.item;
      told(item.querySelector(".person"));
    },
    onEnd: ({ originalEvent }) => {
      const [who, to] = [item, over?.to];
      point(null);
      item = null;
      if (!to || ["dragend", "pointercancel", "touchcancel"].includes(originalEvent?.type)) return;
      drop.elements.person.value = who.dataset.person;
      drop.elements.round.value = roundOf(who).dataset.round;
      drop.elements.to.value = to;
      drop.requestSubmit();
    },
  }));
})();
