// Type-ahead: <input data-suggest-url="/…"> offers what the address answers to ?q= as a JSON list of
// {label, hint, value, fill}; `fill` maps names of other fields of the form to what they become.
// Free text stays allowed; without JavaScript the field is a plain one.
(() => {
  "use strict";
  let count = 0;

  const enhance = (input) => {
    const id = `suggestions-${++count}`;
    const list = document.createElement("ul");
    Object.assign(list, { id, className: "suggestions", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0]?.textContent.trim() ?? "");
    const box = document.createElement("div");
    box.className = "combo";
    input.before(box);
    box.append(input, list);
    for (const [name, value] of Object.entries({
      role: "combobox", autocomplete: "off", "aria-autocomplete": "list",
      "aria-expanded": "false", "aria-controls": id,
    })) input.setAttribute(name, value);

    let found = [];
    let at = -1;
    let asked = 0;
    let timer = 0;

    const close = () => {
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const point = (to) => {
      at = to;
      [...list.children].forEach((item, index) => {
        item.setAttribute("aria-selected", String(index === at));
        if (index === at) item.scrollIntoView({ block: "nearest" });
      });
      if (at < 0) input.removeAttribute("aria-activedescendant");
      else input.setAttribute("aria-activedescendant", list.children[at].id);
    };
    const set = (field, value) => {
      if (field.length && !field.tagName) {
        const wanted = [].concat(value);
        for (const one of field) one.checked = wanted.includes(one.value);
      } else if (field.type === "checkbox") field.checked = [].concat(value).includes(field.value);
      else field.value = value;
    };
    const choose = (chosen) => {
      input.value = chosen.value ?? chosen.label;
      for (const [name, value] of Object.entries(chosen.fill ?? {})) {
        const field = input.form?.elements.namedItem(name);
        if (field) set(field, value);
      }
      close();
      input.dispatchEvent(new Event("input", { bubbles: true }));
      clearTimeout(timer);
    };
    const show = (items) => {
      found = items;
      list.replaceChildren(...items.map((item, index) => {
        const row = document.createElement("li");
        row.id = `${id}-${index}`;
        row.setAttribute("role", "option");
        row.textContent = item.label;
        if (item.hint) {
          const hint = document.createElement("span");
          hint.className = "hint";
          hint.textContent = item.hint;
          row.append(document.createElement("br"), hint);
        }
        row.addEventListener("pointerdown", (event) => event.preventDefault());
        row.addEventListener("click", () => choose(item));
        return row;
      }));
      list.hidden = items.length === 0;
      input.setAttribute("aria-expanded", String(!list.hidden));
      point(-1);
    };
    const ask = async () => {
      const mine = ++asked;
      const words = input.value.trim();
      if (words === "") return close();
      const url = new URL(input.dataset.suggestUrl, location.href);
      url.searchParams.set("q", words);
      try {
        const answer = await fetch(url, { headers: { Accept: "application/json" } });
        const items = answer.ok ? await answer.json() : [];
        if (mine === asked && document.activeElement === input) show(items);
      } catch {
        close();
      }
      return undefined;
    };
    input.addEventListener("input", (event) => {
      if (!event.isTrusted) return;
      clearTimeout(timer);
      timer = setTimeout(ask, 150);
    });
    input.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) point((at + 1 + step + found.length + 1) % (found.length + 1) - 1);
      else if (event.key === "Enter" && at >= 0) choose(found[at]);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    });
    input.addEventListener("blur", close);
  };
  document.querySelectorAll("[data-suggest-url]").forEach(enhance);
})();
