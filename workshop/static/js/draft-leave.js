// Signing out ends what the participants' forms keep on this phone: the person's key and drafts, and
// the pages that open without network. Texts that were never sent are told of first; pressing again
// leaves all the same. Other tabs are told once the session is over.
import { lastPerson, openDrafts } from "./sealed.js";

const PATIENCE = 10000; // ms
const CACHES = "workshop-forms";

const drafts = async (box) => {
  const { draftLeaves, draftOwner } = box.dataset;
  const owner = draftOwner || String(await lastPerson(draftLeaves) ?? "");
  return openDrafts(draftLeaves, owner, false);
};
const forget = async (box) => {
  await (await drafts(box)).forget();
  const scope = new URL(box.dataset.draftScope, location.href);
  await globalThis.caches?.delete(`${CACHES}|${scope.pathname}`);
  for (const one of await navigator.serviceWorker?.getRegistrations() ?? []) {
    if (one.scope === String(scope)) await one.unregister();
  }
};
const leave = async (box, form) => {
  const answer = await fetch(form.action, {
    method: "POST", body: new URLSearchParams(new FormData(form)),
    headers: { "X-Draft": "1" }, signal: AbortSignal.timeout(PATIENCE),
  }).catch(() => null);
  await forget(box).catch(() => {}); // signing out matters more
  new BroadcastChannel(CACHES).postMessage("left");
  if (!answer?.ok) return form.submit();
  return location.replace(answer.url);
};
const warned = async (box) => {
  if (box.querySelector("[role=alert]")) return false;
  const count = (await (await drafts(box)).list()).filter(({ words }) => words.length).length;
  if (!count) return false;
  const note = document.createElement("p");
  note.setAttribute("role", "alert");
  note.className = "err-text";
  note.textContent = box.dataset.draftWarns;
  note.tabIndex = -1;
  box.append(note);
  note.focus();
  return true;
};

document.addEventListener("submit", async (event) => { // live.js may put a new button on the page
  const box = event.target.closest("[data-draft-leaves]");
  if (!box) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // nothing says "sending" before it is sent
  if (!await warned(box).catch(() => false)) await leave(box, event.target);
}, { capture: true });
