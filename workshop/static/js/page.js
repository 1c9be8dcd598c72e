// Every page: the error summary takes the focus, a pressed button says that it works,
// and rows to be ranked move by buttons or by dragging.
(() => {
  "use strict";

  const idle = (button) => {
    button.textContent = button.dataset.idle;
    button.style.minWidth = "";
    delete button.dataset.idle;
    button.form?.removeAttribute("aria-busy");
  };

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.target.getAttribute("aria-busy") === "true") event.preventDefault();
    if (event.defaultPrevented || !button?.dataset.busy || event.target.method !== "post") return;
    button.style.minWidth = `${button.offsetWidth}px`;
    button.dataset.idle = button.textContent;
    button.textContent = button.dataset.busy;
    event.target.setAttribute("aria-busy", "true");
  });
  // A page that comes back from the browser's memory is usable again.
  addEventListener("pageshow", () => document.querySelectorAll("[data-idle]").forEach(idle));

  // Ranking: the selects stay what is sent; buttons and dragging set them.
  const rank = (box) => {
    const list = box.querySelector("ol");
    const rows = () => [...list.children];
    const select = (row) => row.querySelector("select");
    let touched = rows().every((row) => select(row).value !== "");

    const show = () => {
      rows().forEach((row, at, all) => {
        if (touched) {
          const options = [...select(row).options].filter((option) => option.value !== "");
          options[at].selected = true;
        }
        row.querySelector(".place").textContent = touched ? at + 1 : "–";
        row.querySelector("[data-up]").toggleAttribute("data-end", at === 0);
        row.querySelector("[data-down]").toggleAttribute("data-end", at === all.length - 1);
      });
    };
    const moved = (row) => {
      touched = true;
      show();
      box.querySelector("[data-says]").textContent = box.dataset.moved
        .replace("{what}", row.querySelector("label").textContent)
        .replace("{place}", rows().indexOf(row) + 1);
      select(row).dispatchEvent(new Event("input", { bubbles: true }));
    };
    const byPlace = (row) => parseInt(select(row).value, 10) || 99;
    const sort = () => {
      touched = rows().some((row) => select(row).value !== "");
      list.append(...rows().sort((a, b) => byPlace(a) - byPlace(b)));
      show();
    };

    rows().forEach((row) => {
      row.querySelectorAll("[hidden]").forEach((part) => { part.hidden = false; });
      select(row).hidden = true;
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
    list.addEventListener("pointerdown", (event) => {
      const row = event.target.closest("li");
      if (event.pointerType !== "mouse" || event.button || event.target.closest("button")) return;
      dragged = row;
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
    addEventListener("pointerup", () => {
      if (dragged?.classList.contains("drag")) {
        dragged.classList.remove("drag");
        moved(dragged);
      }
      dragged = null;
    });
    box.addEventListener("restored", sort);
    sort();
  };

  const begin = () => {
    document.querySelectorAll("[data-ranking]").forEach(rank);
    document.querySelector("[data-focus]")?.focus();
  };
  document.addEventListener("fresh", begin);
  begin();
})();
