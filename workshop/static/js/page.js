// Every page: the error summary takes the focus, a pressed button says that it works, a form that a
// device without network would lose in the browser's own error page stays where it is,
// rows to be ranked move by buttons or by dragging, and too much is told of before it is sent.
(() => {
  "use strict";

  const idle = (button) => {
    button.textContent = button.dataset.idle;
    button.style.minWidth = "";
    delete button.dataset.idle;
    button.form?.removeAttribute("aria-busy");
  };

  const unsent = () => document.querySelectorAll("p[data-unsent]");
  const stay = (form, button) => {
    unsent().forEach((one) => one.remove());
    const says = Object.assign(document.createElement("p"), { className: "error" });
    says.setAttribute("role", "alert");
    says.dataset.unsent = "";
    says.textContent = document.body.dataset.unsent;
    if (button) (button.closest(".actions") ?? button).after(says);
    else form.append(says);
  };
  addEventListener("online", () => unsent().forEach((one) => one.remove()));

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    const { target: form, defaultPrevented: isTaken } = event; // by a script that sends it itself
    const isAway = navigator.onLine === false && document.body.dataset.unsent;
    if (form.method === "post" && isAway && !isTaken) {
      event.preventDefault();
      stay(form, button);
    }
    if (form.getAttribute("aria-busy") === "true") event.preventDefault();
    if (event.defaultPrevented || !button?.dataset.busy || form.method !== "post") return;
    button.style.minWidth = `${button.offsetWidth}px`;
    button.dataset.idle = button.textContent;
    button.textContent = button.dataset.busy;
    form.setAttribute("aria-busy", "true");
  });
  // A page that comes back from the browser's memory is usable again.
  addEventListener("pageshow", () => document.querySelectorAll("[data-idle]").forEach(idle));

  // Ranking: the selects stay what is sent. They are empty until somebody moves a row or confirms
  // the order shown, so that an untouched ranking is no answer.
  const rank = (box) => {
    const list = box.querySelector("ol");
    const rows = () => [...list.children];
    const select = (row) => row.querySelector("select");
    const confirm = box.querySelector("[data-confirm]");
    const given = box.querySelector("[data-given]");
    const says = box.querySelector("[data-says]");
    const skip = box.parentNode.querySelector("[type=checkbox][value=skip]");
    let touched = false;

    const show = () => {
      rows().forEach((row, at, all) => {
        select(row).options[touched ? at + 1 : 0].selected = true; // the first one is empty
        row.querySelector(".place").textContent = at + 1;
        row.querySelector("[data-up]").toggleAttribute("data-end", at === 0);
        row.querySelector("[data-down]").toggleAttribute("data-end", at === all.length - 1);
      });
      confirm.hidden = touched;
      given.hidden = !touched;
    };
    const answer = (words) => {
      touched = true;
      if (skip) skip.checked = false;
      show();
      says.textContent = words;
      list.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const moved = (row) => answer(box.dataset.moved
      .replace("{what}", row.querySelector("label").textContent)
      .replace("{place}", rows().indexOf(row) + 1));
    const byPlace = (row) => parseInt(select(row).value, 10) || 99;
    const sort = () => {
      const places = new Set(rows().map(byPlace));
      touched = places.size === rows().length && !places.has(99) && !skip?.checked;
      list.append(...rows().sort((a, b) => byPlace(a) - byPlace(b)));
      show();
    };

    rows().forEach((row) => {
      row.querySelectorAll("[hidden]").forEach((part) => { part.hidden = false; });
      select(row).hidden = true;
    });
    confirm.addEventListener("click", () => {
      answer(given.textContent);
      given.focus();
    });
    skip?.addEventListener("change", () => {
      if (!skip.checked) return;
      touched = false;
      says.textContent = "";
      show();
    });
    list.addEventListener("click", (event) => {
      const button = event.target.closest(".move");
      if (!button) return;
      const row = button.closest("li");
      const up = "up" in button.dataset;
      if (up) row.previousElementSibling?.before(row);
      else row.nextElementSibling?.after(row);
      moved(row);
      const other = row.querySelector(up ? "[data-down]" : "[data-up]");
      (button.hasAttribute("data-end") ? other : button).focus();
    });

    let dragged = null;
    let before = [];
    list.addEventListener("pointerdown", (event) => {
      const row = event.target.closest("li");
      // A finger scrolls the page, but for the handle at a row's number.
      const isMouse = event.pointerType === "mouse" && !event.target.closest("button");
      if (event.button || !row || !(isMouse || event.target.closest(".place"))) return;
      if (!isMouse) list.setPointerCapture(event.pointerId);
      dragged = row;
      before = rows();
    });
    list.addEventListener("pointermove", (event) => {
      if (!dragged) return;
      dragged.classList.add("drag");
      const over = document.elementFromPoint(event.clientX, event.clientY)?.closest(".rank");
      if (!over || over === dragged || over.parentNode !== list) return;
      const box = over.getBoundingClientRect();
      if (event.clientY < box.top + box.height / 2) over.before(dragged);
      else over.after(dragged);
    });
    const drop = () => {
      if (dragged?.classList.contains("drag")) {
        dragged.classList.remove("drag");
        if (rows().some((row, at) => row !== before[at])) moved(dragged);
      }
      dragged = null;
    };
    addEventListener("pointerup", drop);
    addEventListener("pointercancel", drop);
    box.addEventListener("restored", sort);
    sort();
  };

  // A file that is too large is told of before it is sent: the answer could not give back the rest.
  const tooLarge = (field) => [...field.files ?? []].some((file) => file.size > field.dataset.most);
  const weigh = (field) => {
    field.parentNode.querySelector("p[data-large]")?.remove();
    if (!tooLarge(field)) return;
    const says = Object.assign(document.createElement("p"), { className: "error" });
    says.setAttribute("role", "alert");
    says.dataset.large = "";
    says.textContent = field.dataset.large;
    field.before(says);
  };
  document.addEventListener("change", (event) => {
    if (event.target.dataset.most) weigh(event.target);
  });
  document.addEventListener("submit", (event) => {
    const field = [...event.target.elements].find((one) => one.dataset.most && tooLarge(one));
    if (!field) return;
    event.preventDefault();
    weigh(field);
    field.focus();
  }, { capture: true });

  // How much still fits is told once a text is nearly as long as it may be; nothing is cut off.
  const NEARLY = 0.8; // of the limit: fewer characters are not worth a word
  const PAUSE = 400; // ms; what is said aloud waits for the fingers
  const waits = new WeakMap();
  const tell = (field, length) => {
    const { counted, limit } = field.dataset;
    let says = field.parentNode.querySelector("[data-count]");
    if (length < NEARLY * limit) {
      says?.remove();
      return;
    }
    if (!says) {
      says = document.createElement("p");
      says.setAttribute("role", "status");
      says.dataset.count = "";
      field.after(says);
    }
    says.textContent = counted.replace("{number}", length.toLocaleString("en"))
      .replace("{limit}", Number(limit).toLocaleString("en"));
    says.className = length > limit ? "error" : "hint";
  };
  const count = (field) => {
    const { length } = [...field.value.normalize("NFC")]; // as the server counts
    field.toggleAttribute("data-over", length > field.dataset.limit);
    clearTimeout(waits.get(field));
    waits.set(field, setTimeout(tell, PAUSE, field, length));
  };
  for (const kind of ["input", "restored"]) {
    document.addEventListener(kind, (event) => { if (event.target.dataset.limit) count(event.target); });
  }

  const begin = () => {
    document.querySelectorAll("[data-ranking]").forEach(rank);
    document.querySelectorAll("[data-limit]").forEach(count);
    document.querySelector("[data-focus]")?.focus();
  };
  document.addEventListener("fresh", begin);
  begin();
})();
