// Notes typed at the desk, also without network: pressing Add puts the note on this device's disk and
// empties the form for the next one; it is sent until the server acknowledges it, in order. Its
// submission_id stays the same, so a repeated send is one note. What is half typed is kept too, and
// two tabs never write over each other. Everything belongs to one account (data-notes-owner);
// another one never sees or sends it. Opened without network the page takes notes and nothing else
// (desk-aside.js). Without JavaScript, or when storage is refused, the form is a plain form.
import { keepDesk } from "./desk-aside.js";
import { openNotes } from "./desk-store.js";

const PACE = 150; // ms between two writes while somebody types
const PATIENCE = 20000;
const LONGEST_PAUSE = 30000;
const form = document.querySelector("form[data-notes]");
const page = form.dataset.notesPage;
const isAside = "aside" in form.dataset;
const { text, csrf_token: token } = form.elements;
const box = document.querySelector("[data-notes-waiting]");
const list = box.querySelector("[data-notes-list]");
const says = form.querySelector("[data-notes-says]");

const randomId = () => { // crypto.randomUUID does not exist on plain http
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};
const kindNow = () => form.querySelector("[name=kind]:checked")?.value ?? "";
let isOver = false; // signed out, here or in another tab: nothing is written any more
const isLeaving = () => isOver || document.querySelector("[data-leaving]") !== null;

// ---- keeping: one write at a time ----
let store = null;
let id = randomId(); // of the note in the form
let mark; // of its last writing; undefined while it is not on disk
let unwritten = false;
let writing = Promise.resolve();
const opened = openNotes(form.dataset.notesOwner).then((notes) => { store = notes; }).catch(() => {});
const inTurn = (work) => {
  writing = writing.catch(() => {}).then(async () => {
    await opened;
    if (!store || isLeaving()) throw new Error("nothing is kept");
    return work();
  });
  return writing;
};
const put = async (note) => {
  const said = { ...note, action: form.getAttribute("action") };
  let written = await store.put(page, id, said, mark);
  if (!written) { // another tab wrote this one, or sent it: these words are a note of their own
    id = randomId();
    written = await store.put(page, id, said, undefined);
  }
  mark = written;
};
const next = () => {
  id = randomId();
  mark = undefined;
};
const half = () => ({ kind: kindNow(), text: text.value, half: true });
const isWritten = () => {
  unwritten = false;
  store.release();
};
const keepHalf = () => inTurn(async () => {
  const words = text.value;
  if (words) await put(half());
  else if (mark) {
    await store.drop(page, id, mark);
    next();
  }
  if (text.value === words) isWritten();
}).catch(() => {});
// A page that is left has no time to write: the next one of this tab does (sealed.js).
const hold = () => {
  if (!unwritten || !store || !text.value || isLeaving()) return;
  store.hold(page, id, { ...half(), action: form.getAttribute("action") });
};
const waiting = async () => (await store.list()).filter((note) => !note.half).reverse();

// ---- the line to the server ----
const fetchPage = (address, options = {}) => fetch(address, {
  ...options, cache: "no-store", headers: { Accept: "text/html" },
  signal: AbortSignal.timeout(PATIENCE),
});
const pageOf = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
const isTaken = (answer, place) => answer.ok && answer.redirected
  && new URL(answer.url).origin === location.origin && new URL(answer.url).pathname === place;
const isAway = (answer) => answer.status >= 500 || answer.status === 429;
const away = () => { throw new Error("no network"); };
// Signed in again, or another session: the token of a page of today, if it is of the same account.
const freshen = async () => {
  const answer = await fetchPage(page);
  if (isAway(answer)) away();
  const fresh = (await pageOf(answer)).querySelector("form[data-notes]");
  if (fresh?.dataset.notesOwner !== store.owner) return false;
  token.value = fresh.elements.csrf_token.value;
  return true;
};
// The list of the page it came back as, so that what was taken stands there at once.
const take = async (answer) => {
  const fresh = (await pageOf(answer)).querySelector(".notes-list");
  const here = document.querySelector(".notes-list");
  if (fresh && here && !here.contains(document.activeElement)) {
    here.replaceWith(document.adoptNode(fresh));
    document.dispatchEvent(new Event("desk"));
  }
};
const post = ({ action, kind, text: words, id: number }) => fetchPage(action, {
  method: "POST",
  body: new URLSearchParams({ csrf_token: token.value, kind, text: words, submission_id: number }),
});
// Whether the server has it; throws without network.
const deliver = async (note) => {
  let answer = await post(note);
  if (answer.status === 400 && await freshen()) answer = await post(note);
  if (isAway(answer)) away();
  if (!isTaken(answer, note.form)) return false;
  await store.drop(note.form, note.id, note.mark);
  if (note.form === page) await take(answer);
  return true;
};

const tell = (asideState) => {
  for (const words of document.querySelectorAll("[data-aside-state]")) {
    words.hidden = words.dataset.asideState !== asideState;
  }
};
const show = async (state) => {
  const notes = (await waiting()).filter((note) => note.form === page);
  list.replaceChildren(...notes.map((note) => Object.assign(document.createElement("li"), {
    textContent: note.text,
  })));
  box.hidden = notes.length === 0;
  for (const words of box.querySelectorAll("[data-state]")) words.hidden = words.dataset.state !== state;
  tell(state === "waiting" ? "away" : "back");
};
// Every note that waits here, also of the group's other forms; whether all of them were taken.
const sendAll = async () => {
  if (!token.value && !await freshen()) return false;
  const refused = new Set();
  for (;;) {
    await show("sending");
    const [note] = (await waiting()).filter((one) => !refused.has(one.id));
    if (!note) return refused.size === 0;
    if (!await deliver(note)) refused.add(note.id);
  }
};

let sending = false;
let attempt = 0;
let retry = 0;
const send = async () => {
  if (sending || isLeaving()) return;
  sending = true;
  clearTimeout(retry);
  attempt += 1;
  let state;
  try {
    state = await sendAll() ? "done" : "refused";
  } catch {
    state = "waiting";
  }
  await show(state).catch(() => {});
  sending = false;
  if (state === "done") {
    attempt = 0;
    if ((await waiting()).length) send(); // added at the last moment
    return;
  }
  const pause = Math.min(1000 * 2 ** Math.min(attempt, 5), LONGEST_PAUSE);
  retry = setTimeout(send, pause * (0.75 + Math.random() / 2));
};

// ---- the form ----
let typing = 0;
const typed = () => {
  unwritten = true;
  typing ||= setTimeout(() => {
    typing = 0;
    keepHalf();
  }, PACE);
};
const refuse = (words, field) => {
  says.textContent = words;
  says.hidden = false;
  field.focus();
};
const add = async () => {
  const kind = kindNow();
  if (!kind) return refuse(form.dataset.needsKind, form.querySelector("[name=kind]"));
  if (!text.value.trim()) return refuse(form.dataset.needsText, text);
  if ("over" in text.dataset) return refuse(form.dataset.needsLess, text);
  says.hidden = true;
  const words = text.value;
  text.value = ""; // what is typed from now on is the next one
  text.dispatchEvent(new Event("restored", { bubbles: true }));
  text.focus();
  try {
    await inTurn(async () => {
      await put({ kind, text: words, half: false });
      next();
      store.release();
      unwritten = text.value !== "";
    });
  } catch { // this device keeps nothing: send it as a plain form
    text.value = words + text.value;
    return form.submit();
  }
  attempt = 0;
  return send();
};
const begin = async () => {
  await opened;
  if (!store) {
    form.hidden = isAside; // nobody used this desk here who has not signed out
    tell("nobody");
    return;
  }
  const [begun] = (await store.list(page)).filter((note) => note.half);
  if (begun && !text.value && !typing) {
    ({ id, mark } = begun);
    text.value = begun.text;
    text.dispatchEvent(new Event("restored", { bubbles: true }));
    const chosen = [...form.querySelectorAll("[name=kind]")].find((one) => one.value === begun.kind);
    if (chosen) chosen.checked = true;
  }
  await send();
};

form.addEventListener("input", typed);
for (const kind of ["beforeunload", "pagehide"]) {
  addEventListener(kind, () => {
    if (typing) keepHalf();
    hold();
  });
}
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
box.querySelector("[data-notes-plain]").hidden = globalThis.isSecureContext;
addEventListener("online", send);
document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
new BroadcastChannel("workshop-desk").addEventListener("message", () => {
  if (isLeaving()) return; // this very page signs out, and knows where to go
  isOver = true;
  location.reload();
});
begin();
const putAside = async () => { if (await keepDesk(form.dataset)) form.dataset.ready = ""; };
if (!isAside) {
  if (document.readyState === "complete") putAside();
  else addEventListener("load", putAside, { once: true });
}
