// Signing out ends what the door keeps on this device (arrival-store.js): its key, the list of
// people, scans that were never sent, the page that works without network. Loaded by every page
// with a sign-out button. Scans that wait are told of first: pressing again leaves all the same.
(() => {
  "use strict";
  const NAME = "workshop-door";
  const PATIENCE = 10000; // ms
  const EVERY = 1000; // ms
  const form = document.querySelector("form[data-leaves]");
  if (!form || !window.isSecureContext) return;

  const database = () => new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME);
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
  const forget = async () => {
    const opened = await database().catch(() => null);
    if (opened) {
      await inStore(opened, "readwrite", (transaction) => {
        for (const name of transaction.objectStoreNames) transaction.objectStore(name).clear();
      });
      opened.close();
    }
    for (const name of await caches.keys()) if (name.startsWith(NAME)) await caches.delete(name);
    for (const one of await navigator.serviceWorker?.getRegistrations() ?? []) {
      if (new URL(one.scope).pathname.endsWith("/arrival")) await one.unregister();
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
    await forget().catch(() => {}); // signing out matters more
    if (!answer?.ok) return form.submit();
    new BroadcastChannel(NAME).postMessage("left");
    return location.replace(answer.url);
  };
  const counted = async () => {
    const opened = await database().catch(() => null);
    const count = opened ? await waiting(opened) : 0;
    opened?.close();
    return count;
  };
  // What was told goes on being true: scans are sent, or added, after it.
  const follow = (note) => {
    const look = async () => {
      const count = await counted().catch(() => null);
      if (count === 0) {
        if (document.activeElement === note) form.querySelector("button").focus();
        return note.remove();
      }
      const text = form.dataset.leaves.replace("{n}", count);
      if (count && note.textContent !== text) note.textContent = text;
      return setTimeout(look, EVERY);
    };
    setTimeout(look, EVERY);
  };
  const warned = async () => {
    if (form.querySelector("[role=alert]")) return false;
    const count = await counted();
    if (!count) return false;
    const note = document.createElement("p");
    note.setAttribute("role", "alert");
    note.className = "err-text";
    note.textContent = form.dataset.leaves.replace("{n}", count);
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
})();
