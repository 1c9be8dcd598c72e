// Themes and stars without leaving the comment: the forms on a point are sent in the background and
// what changed is put in its place; opening "Add a theme" offers every theme as a button, and the
// keys 1 to 9 put one on the point that has the focus, or take it off. What others do shows up as
// soon as nobody is busy in it. Without JavaScript each is a plain form.
(() => {
  "use strict";
  const points = document.getElementById("points");
  const themes = document.getElementById("themes");
  if (!points || !themes) return;
  const says = document.querySelector("[data-desk-says]");
  const FIELDS = "input:not([type=hidden]), textarea, select";

  const pageOf = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
  const isPage = (answer) => answer.ok && new URL(answer.url).pathname === location.pathname;
  const listed = () => [...themes.querySelectorAll("[data-theme]")];

  // What has the focus, to be found again in the same point drawn anew; null where that cannot be:
  // a field with what is typed into it, a link.
  const spot = () => {
    const here = document.activeElement;
    if (here.matches(".point")) return "";
    if (here.dataset.toggle) return `[data-toggle=${here.dataset.toggle}]`;
    const tag = here.closest(".tag[data-theme]");
    if (tag) return `.tag[data-theme="${tag.dataset.theme}"] button`;
    return here.matches(".add-theme > summary") ? ".add-theme > summary" : null;
  };
  const isBusy = (place) => Boolean(place.querySelector(".add-theme[open]"))
    || (!getSelection().isCollapsed && place.contains(getSelection().anchorNode))
    || (place.contains(document.activeElement) && spot() === null);
  const TOKEN = /name="csrf_token" value="[^"]*"/g;
  const isSame = (one, other) => one.innerHTML.replace(TOKEN, "") === other.innerHTML.replace(TOKEN, "");
  const swap = (here, fresh) => {
    const id = here.contains(document.activeElement) && document.activeElement.closest(".point")?.id;
    const where = id && spot();
    here.replaceWith(document.adoptNode(fresh));
    const point = id && document.getElementById(id);
    if (point) ((where && point.querySelector(where)) || point).focus({ preventScroll: true });
  };

  // All notes, those of other desks too, unless somebody is busy with one of them; whether they are.
  const renewNotes = (page) => {
    const [here, fresh] = [points, page].map((place) => place.querySelector(".notes-list"));
    if (!here || !fresh || isBusy(here)) return false;
    const isOpen = here.querySelector("#more-notes")?.open;
    fresh.querySelector("#more-notes")?.toggleAttribute("open", Boolean(isOpen));
    swap(here, fresh);
    return true;
  };
  // Every point that stands here as the page has it now; the one in use only when `mine`.
  const renew = (page, mine) => {
    const others = renewNotes(page) ? ".point:not(.notes-list .point)" : ".point";
    for (const here of points.querySelectorAll(others)) {
      const fresh = page.getElementById(here.id);
      if (here.id !== mine && isBusy(here)) continue;
      if (!fresh) here.remove(); // hidden or deleted, perhaps at another desk
      else if (here.id === mine) here.replaceWith(document.adoptNode(fresh));
      else if (!isSame(here, fresh)) swap(here, fresh);
    }
    for (const head of points.querySelectorAll("h2[id]")) {
      head.textContent = page.getElementById(head.id)?.textContent ?? head.textContent;
    }
    const list = page.getElementById("themes");
    if (list && (mine || !themes.contains(document.activeElement))) themes.innerHTML = list.innerHTML;
  };
  const tell = (id) => {
    const names = [...document.querySelectorAll(`#${id} .point-themes .tag`)]
      .map((tag) => tag.textContent.trim());
    says.textContent = says.dataset.words.replace("{themes}", names.join(", ") || says.dataset.none);
  };
  // Without network nothing was stored; what was typed stays in its field.
  const lost = (point) => {
    const words = Object.assign(document.createElement("p"), { className: "error" });
    words.setAttribute("role", "alert");
    words.dataset.lost = "";
    words.textContent = says.dataset.lost;
    point.querySelector("[data-lost]")?.remove();
    point.append(words);
    return true;
  };
  const sent = async (form, extra) => {
    const point = form.closest(".point");
    const toggle = form.querySelector("[data-toggle]")?.dataset.toggle; // star, or take
    const body = new URLSearchParams([...new FormData(form), ...extra]);
    const post = { method: "POST", body, headers: { Accept: "text/html" } };
    const answer = await fetch(form.action, post).catch(() => null);
    if (!answer) return lost(point);
    if (!isPage(answer)) return false;
    renew(await pageOf(answer), point.id);
    const back = document.querySelector(`#${point.id} ${toggle ? `[data-toggle=${toggle}]` : "summary"}`);
    (back ?? document.getElementById("find"))?.focus({ preventScroll: true });
    if (!toggle) tell(point.id);
    return true;
  };
  const send = (form, extra = []) => {
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    // What went wrong has its own page, with its sentence.
    sent(form, extra).catch(() => false).then((done) => {
      delete form.dataset.busy;
      if (done) return;
      for (const [name, value] of extra) {
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      }
      form.submit();
    });
  };

  points.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-desk]")) return;
    event.preventDefault();
    send(form);
  });

  const offerThemes = (box) => {
    if (!box.matches(".add-theme") || !box.open || box.querySelector(".offer")) return;
    const on = [...box.closest(".point").querySelectorAll(".tag[data-theme]")]
      .map((tag) => tag.dataset.theme);
    const offer = Object.assign(document.createElement("div"), { className: "offer" });
    listed().forEach((row, at) => {
      if (on.includes(row.dataset.theme)) return;
      const button = document.createElement("button");
      button.type = "button"; // else Enter in the field below would press the first one
      button.addEventListener("click", () => send(box.querySelector("form"), [["theme", row.dataset.theme]]));
      button.textContent = row.dataset.name;
      if (at < 9) {
        const digit = document.createElement("kbd");
        digit.textContent = `${at + 1} `;
        button.prepend(digit);
      }
      offer.append(button);
    });
    const form = box.querySelector("form");
    if (offer.childElementCount) form.prepend(offer);
    form.elements.name.focus();
  };
  points.addEventListener("toggle", (event) => offerThemes(event.target), true);
  // The toggle comes a moment later: what is typed at once must not miss the field.
  points.addEventListener("click", (event) => {
    const box = event.target.closest(".add-theme > summary")?.parentElement;
    if (!box || box.open) return;
    event.preventDefault();
    box.open = true;
    offerThemes(box);
  });

  document.addEventListener("keydown", (event) => {
    const here = document.activeElement;
    const point = here?.closest(".point");
    if (!point || event.ctrlKey || event.altKey || event.metaKey || here.matches(FIELDS)) return;
    if (!/^[1-9]$/.test(event.key)) return;
    const row = listed()[Number(event.key) - 1];
    if (!row) return;
    event.preventDefault();
    const number = row.dataset.theme;
    const tag = point.querySelector(`.tag[data-theme="${number}"] form`);
    if (tag) send(tag);
    else send(point.querySelector(".add-theme form"), [["theme", number]]);
  });
  // A click on the words of a comment gives it the focus, so that the keys mean it.
  points.addEventListener("click", (event) => {
    const words = event.target.closest(".says");
    if (words && getSelection().isCollapsed) words.closest(".point").focus({ preventScroll: true });
  });
  themes.addEventListener("live", async () => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (answer && isPage(answer)) renew(await pageOf(answer), null);
  });
  document.querySelector("[data-desk-keys]").hidden = false;
})();
