// Notes typed at the desk, also without network: pressing Add puts the note on this device's disk and
// empties the form for the next one; it is sent until the server acknowledges it, in order. Its
// submission_id stays the same, so a repeated send is one note. What is half typed is kept too.
// Everything belongs to one account (data-notes-owner) and one page; another account never sees it.
// Without JavaScript, or when storage is refused, the form is a plain form.
(() => {
  "use strict";
  const form = document.querySelector("form[data-notes]");
  if (!form) return;
  const TYPING = 300;
  const PATIENCE = 20000;
  const LONGEST_PAUSE = 30000;
  const PREFIX = `${form.dataset.notesOwner}|note|${new URL(form.action).pathname}|`;
  const HALF = `${PREFIX}half`;
  const text = form.elements.text;
  const box = document.querySelector("[data-notes-waiting]");
  const list = box.querySelector("[data-notes-list]");
  const says = form.querySelector("[data-notes-says]");

  // ---- the device's storage, flushed to disk ----
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const opened = new Promise((resolve, reject) => {
    const opening = indexedDB.open("workshop-desk", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("notes");
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = opening.onblocked = () => reject(opening.error ?? new Error("blocked"));
  });
  opened.catch(() => {});
  const within = async (mode, work) => {
    const transaction = (await opened).transaction("notes", mode, { durability: "strict" });
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
    const result = await work(transaction.objectStore("notes"));
    await done;
    return result;
  };
  const put = (key, value) => within("readwrite", (store) => asked(store.put(value, key)));
  const drop = (key) => within("readwrite", (store) => asked(store.delete(key)));
  const waiting = () => within("readonly", (store) =>
    asked(store.getAll(IDBKeyRange.bound(`${PREFIX}id|`, `${PREFIX}id|\uffff`))))
    .then((notes) => notes.sort((one, other) => one.at - other.at));
  const keyOf = (note) => `${PREFIX}id|${note.submission_id}`;
  const randomId = () => { // crypto.randomUUID does not exist on plain http
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  // ---- the line to the server ----
  const fetchPage = async (address, options = {}) => {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), PATIENCE);
    try {
      return await fetch(address, { ...options, cache: "no-store", signal: stop.signal,
        headers: { Accept: "text/html" } });
    } finally {
      clearTimeout(clock);
    }
  };
  const pageOf = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
  const isTaken = (answer) => answer.ok && answer.redirected
    && new URL(answer.url).origin === location.origin
    && new URL(answer.url).pathname === location.pathname;
  // Signed in again, or another session: the token of a page of today.
  const freshen = async () => {
    const page = await pageOf(await fetchPage(location.pathname));
    const fresh = page.querySelector("form[data-notes] [name=csrf_token]");
    if (fresh) form.elements.csrf_token.value = fresh.value;
    return fresh !== null;
  };

  let sending = false;
  let attempt = 0;
  let retry = 0;

  const show = async (state) => {
    const notes = await waiting();
    list.replaceChildren(...notes.map((note) => {
      const line = document.createElement("li");
      line.textContent = note.text;
      return line;
    }));
    box.hidden = notes.length === 0;
    for (const words of box.querySelectorAll("[data-state]")) {
      words.hidden = words.dataset.state !== state;
    }
    return notes;
  };
  // The list of the page it came back as, so that what was taken stands there at once.
  const take = async (answer) => {
    const page = await pageOf(answer);
    const fresh = page.querySelector(".notes-list");
    const here = document.querySelector(".notes-list");
    if (fresh && here && !here.contains(document.activeElement)) {
      here.replaceWith(document.adoptNode(fresh));
      document.dispatchEvent(new Event("desk"));
    }
  };
  const later = async (state) => {
    await show(state);
    clearTimeout(retry);
    const pause = Math.min(1000 * 2 ** Math.min(attempt, 5), LONGEST_PAUSE);
    retry = setTimeout(send, pause * (0.75 + Math.random() / 2));
  };
  async function send() {
    if (sending) return;
    sending = true;
    clearTimeout(retry);
    attempt += 1;
    try {
      for (let notes = await show("sending"); notes.length > 0; notes = await show("sending")) {
        const [note] = notes;
        const token = form.elements.csrf_token.value;
        const body = new URLSearchParams({ csrf_token: token, kind: note.kind, text: note.text,
          submission_id: note.submission_id });
        const answer = await fetchPage(form.action, { method: "POST", body });
        if (!isTaken(answer)) {
          if (answer.status === 400 && attempt < 3 && await freshen()) continue;
          await later(answer.status >= 500 ? "waiting" : "refused");
          return;
        }
        await drop(keyOf(note));
        await take(answer);
        attempt = 0;
      }
    } catch { // no network
      await later("waiting").catch(() => {});
    } finally {
      sending = false;
    }
  }

  // ---- the form ----
  const refuse = (words, field) => {
    says.textContent = words;
    says.hidden = false;
    field.focus();
  };
  const add = async () => {
    const kind = form.querySelector("[name=kind]:checked")?.value;
    if (!kind) return refuse(form.dataset.needsKind, form.querySelector("[name=kind]"));
    if (!text.value.trim()) return refuse(form.dataset.needsText, text);
    says.hidden = true;
    const note = { kind, text: text.value, submission_id: randomId(), at: Date.now() };
    clearTimeout(typing);
    try {
      await put(keyOf(note), note);
    } catch { // this device keeps nothing: send it as a plain form
      return form.submit();
    }
    await drop(HALF).catch(() => {});
    if (text.value === note.text) text.value = "";
    text.focus();
    attempt = 0;
    return send();
  };
  let typing = 0;
  const keepHalf = () => {
    clearTimeout(typing);
    typing = 0;
    const kind = form.querySelector("[name=kind]:checked")?.value ?? "";
    (text.value ? put(HALF, { kind, text: text.value }) : drop(HALF)).catch(() => {});
  };
  form.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(keepHalf, TYPING);
  });
  addEventListener("pagehide", () => { if (typing) keepHalf(); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    add();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      add();
    }
  });
  form.querySelector("[data-notes-keys]").hidden = false;
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });

  const begin = async () => {
    const half = await within("readonly", (store) => asked(store.get(HALF)));
    if (half && !text.value) {
      text.value = half.text;
      const chosen = [...form.querySelectorAll("[name=kind]")].find((one) => one.value === half.kind);
      if (chosen) chosen.checked = true;
    }
    await send();
  };
  begin().catch(() => {});
})();
