// Signing out ends what the door and the facilitators' desk keep on this device: the door's key, list
// of people and scans that were never sent (arrival-store.js), this account's notes (desk-store.js),
// the pages that work without network. Loaded by every page with a sign-out button. What waits is
// told of first: pressing again leaves all the same.
import { countNotes, forgetNotes } from "./desk-store.js";

const DOOR = "workshop-door";
const NAMES = [DOOR, "workshop-desk"]; // of caches, and where other tabs are told
const SCOPES = /\/arrival$|^\/facilitate\//;
const PATIENCE = 10000; // ms
const EVERY = 1000; // ms
const form = document.querySelector("form[data-leaves]");
const { leaves, leavesNotes, leavesOwner } = form.dataset;

const database = () => new Promise((resolve, reject) => {
  const opening = indexedDB.open(DOOR);
  opening.onupgradeneeded = () => opening.transaction.abort(); // the door was never used here
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => reject(opening.error);
});
const inStore = (opened, mode, work) => new Promise((resolve, reject) => {
  const transaction = opened.transaction(["keys", "lists", "scans"], mode);
  const result = work(transaction);
  transaction.oncomplete = () => resolve(result?.result);
  transaction.onerror = transaction.onabort = () => reject(transaction.error);
});
const waiting = (opened) => inStore(opened, "readonly",
  (transaction) => transaction.objectStore("scans").count());
const forgetDoor = async () => {
  const opened = await database().catch(() => null);
  if (!opened) return;
  await inStore(opened, "readwrite", (transaction) => {
    for (const name of transaction.objectStoreNames) transaction.objectStore(name).clear();
  });
  opened.close();
};
const forgetPages = async () => {
  for (const name of await globalThis.caches?.keys() ?? []) {
    if (NAMES.some((one) => name.startsWith(one))) await caches.delete(name);
  }
  for (const one of await navigator.serviceWorker?.getRegistrations() ?? []) {
    if (SCOPES.test(new URL(one.scope).pathname)) await one.unregister();
  }
};
// Only once the server has ended the session are other tabs told: they go to the sign-in, which
// would lead straight back in before. Where the server cannot be asked, the device forgets all the
// same, and the form goes out as a plain one, which says so.
const leave = async () => {
  form.dataset.leaving = ""; // the door's page here hears the others' message too
  const answer = await fetch(form.action, {
    method: "POST", body: new URLSearchParams(new FormData(form)),
    signal: AbortSignal.timeout(PATIENCE),
  }).catch(() => null);
  // One that fails keeps no other from going; signing out matters more.
  await Promise.allSettled([forgetDoor(), forgetNotes(leavesOwner), forgetPages()]);
  if (!answer?.ok) return form.submit();
  for (const name of NAMES) new BroadcastChannel(name).postMessage("left");
  return location.replace(answer.url);
};
const countScans = async () => {
  const opened = await database().catch(() => null);
  const count = opened ? await waiting(opened) : 0;
  opened?.close();
  return count;
};
const whatWaits = async () => {
  const counts = [[leaves, countScans()], [leavesNotes, countNotes(leavesOwner)]];
  const told = await Promise.all(counts.map(async ([words, asked]) => {
    const count = await asked.catch(() => 0);
    return count ? words.replace("{n}", count) : "";
  }));
  return told.filter(Boolean).join(" ");
};
// What was told goes on being true: scans and notes are sent, or added, after it.
const follow = (note) => {
  const look = async () => {
    const text = await whatWaits();
    if (!text) {
      if (document.activeElement === note) form.querySelector("button").focus();
      return note.remove();
    }
    if (note.textContent !== text) note.textContent = text;
    return setTimeout(look, EVERY);
  };
  setTimeout(look, EVERY);
};
const warned = async () => {
  if (form.querySelector("[role=alert]")) return false;
  const text = await whatWaits();
  if (!text) return false;
  const note = document.createElement("p");
  note.setAttribute("role", "alert");
  note.className = "err-text";
  note.textContent = text;
  note.tabIndex = -1;
  form.append(note);
  note.scrollIntoView({ block: "center" }); // at the edges of the screen bars may lie over it
  note.focus({ preventScroll: true });
  follow(note);
  return true;
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  event.stopImmediatePropagation(); // nothing says "sending" before it is sent
  if (!await warned().catch(() => false)) await leave();
});
