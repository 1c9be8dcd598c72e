// Keeps what is typed into <form data-draft> on this phone and sends it until it is acknowledged.
//
// A draft belongs to a form (data-draft-key, else the path) and a person (data-draft-owner): nobody
// else gets to see it. It is written to disk while typing and wiped once the answer is stored. Only
// a redirect within this site counts as stored; a hotel's sign-in page or a proxy's error does not.
// The submission_id stays the same over all attempts, so a repeated send is one record.
// Without JavaScript, or when storage is refused, the form is a plain form.
(() => {
  "use strict";
  const TYPING = 300;
  const LONGEST_PAUSE = 60000;
  const PATIENCE = 20000;
  const FORGET = 30 * 24 * 3600 * 1000;
  const NEVER_KEPT = ["csrf_token", "form_version"];

  // ---- the phone's storage: IndexedDB, flushed to disk; else localStorage ----
  const request = (asked) => new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const database = new Promise((resolve, reject) => {
    const asked = indexedDB.open("workshop", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("drafts");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => reject(asked.error);
  });
  database.catch(() => {});
  const inStore = async (mode, work) => {
    const transaction = (await database).transaction("drafts", mode, { durability: "strict" });
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
    const result = await work(transaction.objectStore("drafts"));
    await done;
    return result;
  };
  const PREFIX = "workshop-draft|";
  const read = (key) => JSON.parse(localStorage.getItem(PREFIX + key));
  const drafts = {
    get: (key) => inStore("readonly", (store) => request(store.get(key))).catch(() => read(key)),
    put: (key, draft) => inStore("readwrite", (store) => request(store.put(draft, key)))
      .catch(() => localStorage.setItem(PREFIX + key, JSON.stringify(draft))),
    delete: (key) => inStore("readwrite", (store) => request(store.delete(key)))
      .catch(() => localStorage.removeItem(PREFIX + key)),
    all: () => inStore("readonly", async (store) => {
      const [keys, values] = await Promise.all([request(store.getAllKeys()), request(store.getAll())]);
      return keys.map((key, at) => [key, values[at]]);
    }).catch(() => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))
      .map((key) => key.slice(PREFIX.length)).map((key) => [key, read(key)])),
  };

  // ---- the line to the server ----
  const fetchPage = async (address, options = {}) => {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), PATIENCE);
    try {
      return await fetch(address, {
        ...options, cache: "no-store", signal: stop.signal,
        headers: { Accept: "text/html", "X-Draft": "1" },
      });
    } finally {
      clearTimeout(clock);
    }
  };
  const post = (address, pairs) => {
    const body = new URLSearchParams(pairs);
    return fetchPage(address, { method: "POST", body, keepalive: String(body).length < 60000 });
  };
  const isStored = (answer) => answer.ok && answer.redirected
    && new URL(answer.url).origin === location.origin;
  const pageOf = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

  // ---- what a form holds ----
  const contentOf = (form) => [...new FormData(form)]
    .filter(([name, value]) => typeof value === "string" && !NEVER_KEPT.includes(name));
  const answersIn = (pairs) => JSON.stringify(
    pairs.filter(([name, value]) => name !== "submission_id" && value !== "").sort());
  const setField = (form, name, values) => {
    const fields = [...form.elements].filter((field) => field.name === name);
    if (fields.length === 0 && /^q\d+$/.test(name)) {
      // A question that is gone: its text still travels, and the reply shows it.
      for (const value of values) {
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      }
    }
    for (const field of fields) {
      if (field.type === "radio" || field.type === "checkbox") {
        field.checked = values.includes(field.value);
      } else if (field.tagName === "SELECT") {
        for (const option of field.options) if (values.includes(option.value)) option.selected = true;
      } else [field.value] = values;
    }
  };
  const restore = (form, pairs) => {
    const byName = new Map();
    for (const [name, value] of pairs) byName.set(name, [...(byName.get(name) ?? []), value]);
    for (const field of form.querySelectorAll("[type=radio], [type=checkbox]")) {
      field.checked &&= byName.has(field.name);
    }
    for (const [name, values] of byName) setField(form, name, values);
    for (const box of form.querySelectorAll("[data-ranking]")) box.dispatchEvent(new Event("restored"));
  };

  const begin = async (form, afterMistakes) => {
    const owner = form.dataset.draftOwner ?? "";
    const key = `${owner}|${form.dataset.draftKey || location.pathname}`;
    const bar = document.querySelector("[data-saved]");
    const say = bar?.querySelector("[data-say]");
    const unsent = (say && (say.dataset.unsent ??= say.textContent)) ?? "";
    const shown = answersIn(contentOf(form));
    const over = new AbortController();
    let wanted = false; // pressed, and not yet acknowledged
    let running = false;
    let attempt = 0;
    let typing = 0;
    let retry = 0;

    const show = (state, words = unsent) => {
      if (!bar) return;
      if (say) say.textContent = words;
      bar.dataset.state = state;
    };
    const keep = () => {
      clearTimeout(typing);
      return drafts.put(key, { pairs: contentOf(form), wanted, action: form.action, at: Date.now() });
    };
    const leave = () => {
      over.abort();
      clearTimeout(typing);
      clearTimeout(retry);
    };
    const typed = () => {
      clearTimeout(typing);
      typing = setTimeout(async () => {
        try {
          await keep();
          if (!wanted) show("kept");
        } catch { /* the phone refuses to keep anything: say nothing untrue */ }
      }, TYPING);
    };
    const busy = (on) => {
      const button = form.querySelector("[type=submit]");
      if (!button) return;
      button.dataset.idle ??= button.textContent;
      button.style.minWidth = on ? `${button.offsetWidth}px` : "";
      button.textContent = on ? button.dataset.busy : button.dataset.idle;
      if (!on) delete button.dataset.idle;
    };

    // The session may have changed since the page was loaded: take its token and version anew.
    const freshen = async () => {
      const answer = await fetchPage(location.href);
      const page = await pageOf(answer);
      for (const name of NEVER_KEPT) {
        const fresh = page.querySelector(`form[data-draft] [name="${name}"]`);
        if (fresh && form.elements[name]) form.elements[name].value = fresh.value;
      }
      return page.querySelector("form[data-draft]") !== null;
    };
    const later = (answer) => {
      const asked = Number(answer?.headers.get("Retry-After")) * 1000 || 0;
      const pause = Math.min(Math.max(1000 * 2 ** Math.min(attempt, 6), asked), LONGEST_PAUSE);
      busy(false);
      show("waiting");
      clearTimeout(retry);
      retry = setTimeout(send, pause * (0.75 + Math.random() / 2));
    };
    // Not stored, and sending again would not help: the page's own sentence says why.
    const refused = (page, status) => {
      const said = page.querySelector("main .notice.error, main .notice.caution")
        ?? page.querySelector("main h1");
      const words = said?.textContent.trim() || String(status);
      const note = Object.assign(document.createElement("div"), { className: "notice error" });
      note.setAttribute("role", "alert");
      note.dataset.draftSays = "";
      const text = document.createElement("p");
      text.append(words);
      for (const link of page.querySelectorAll("main .actions a")) {
        const copy = document.importNode(link, true);
        copy.className = "";
        text.append(" ", copy);
      }
      note.append(text);
      form.querySelector("[type=submit]")?.parentNode.before(note);
      show("kept", words);
    };
    const mistakes = (page, main) => {
      leave();
      document.title = page.title;
      document.querySelector("main").replaceWith(document.adoptNode(main));
      document.dispatchEvent(new Event("fresh"));
      return begin(document.querySelector("form[data-draft]"), true);
    };
    const settle = async (answer, sent) => {
      if (isStored(answer)) {
        if (answersIn(contentOf(form)) !== answersIn(sent)) return send(); // typed on meanwhile
        leave();
        await drafts.delete(key);
        return location.assign(answer.url);
      }
      if (answer.status === 400 && attempt < 3 && await freshen()) return send();
      if (answer.status >= 500 || answer.status === 429 || answer.status < 400) return later(answer);
      wanted = false;
      busy(false);
      await keep().catch(() => {});
      const page = await pageOf(answer);
      const main = page.querySelector("main");
      const again = answer.status === 422 && main?.querySelector("form[data-draft]");
      return again ? mistakes(page, main) : refused(page, answer.status);
    };
    async function send() {
      if (running) return;
      running = true;
      wanted = true;
      attempt += 1;
      clearTimeout(retry);
      busy(true);
      show("sending");
      let answer;
      let sent;
      try {
        await keep().catch(() => {});
        if (attempt > 1) await freshen();
        sent = contentOf(form);
        answer = await post(form.action, [...new FormData(form)]);
      } catch { /* no network */ }
      running = false;
      if (answer) await settle(answer, sent).catch(() => later());
      else later();
    }

    // Other forms of the same person that still wait go too.
    const sendOthers = async () => {
      for (const [other, draft] of await drafts.all()) {
        if (Date.now() - draft.at > FORGET) await drafts.delete(other);
        else if (other !== key && draft.wanted && other.startsWith(`${owner}|`)) {
          const token = ["csrf_token", form.elements.csrf_token?.value ?? ""];
          const answer = await post(draft.action, [token, ...draft.pairs]).catch(() => null);
          if (answer && isStored(answer)) await drafts.delete(other);
        }
      }
    };

    const again = () => { if (wanted && !running && !document.hidden) send(); };
    const { signal } = over;
    form.addEventListener("input", typed, { signal });
    form.addEventListener("change", typed, { signal });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      form.querySelector("[data-draft-says]")?.remove();
      attempt = 0;
      send();
    }, { signal });
    addEventListener("online", again, { signal });
    document.addEventListener("visibilitychange", again, { signal });
    addEventListener("pagehide", () => {
      if (answersIn(contentOf(form)) !== shown) keep().catch(() => {});
    }, { signal });

    if (afterMistakes) {
      await keep();
      show("kept");
      return;
    }
    const draft = await drafts.get(key);
    if (draft && (draft.wanted || answersIn(draft.pairs) !== shown)) {
      restore(form, draft.pairs);
      show("kept");
      if (draft.wanted) send();
    }
    await sendOthers();
  };

  const form = document.querySelector("form[data-draft]");
  if (form) begin(form, document.querySelector("main [data-focus]") !== null).catch(() => {});
})();
