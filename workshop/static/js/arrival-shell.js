// Puts the page aside so that it opens without network: registers arrival-worker.js and keeps this
// page, emptied of people and of the session's token, with every file it uses. Needs https or
// localhost; elsewhere the page lives as long as its tab.
import { freshPage } from "./arrival-line.js";

// Fetched by a page that has a camera, perhaps not yet when the page is put aside.
const LATER = ["../vendor/qr-decoder.min.js"];
const CONTROL_WITHIN = 5000; // ms
// Whatever names people: the last result, who was found, is missing, came last or came twice.
const PEOPLE = ".door-state p, .door-name, .door-agency, .door-place, .door-after, #found > *, "
  + "#missing > :not(h2), #conflicts > :not(h2), #twice > :not(h2), #recent > *, .notice, [data-people]";

const files = () => {
  const used = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  const linked = [...document.querySelectorAll("link[href], script[src]")]
    .map((one) => new URL(one.href || one.src, location.href));
  const later = LATER.map((name) => new URL(name, import.meta.url));
  const ours = [...used, ...linked, ...later]
    .filter((one) => one.origin === location.origin && one.pathname.startsWith("/static/"));
  return [...new Set(ours.map(String))];
};
const emptied = (page) => {
  for (const part of page.querySelectorAll(PEOPLE)) part.remove();
  for (const id of ["conflicts", "twice"]) page.getElementById(id).hidden = true;
  for (const field of page.querySelectorAll("[name=csrf_token]")) field.value = "";
  for (const field of page.querySelectorAll("input")) field.removeAttribute("value");
  const door = page.querySelector("#door");
  door.dataset.csrf = "";
  door.dataset.aside = ""; // tells the page that it was opened without network
  return `<!doctype html>${page.documentElement.outerHTML}`;
};
const keepPage = async (cache) => {
  const fresh = await freshPage();
  if (!fresh) return false;
  const headers = { "Content-Type": "text/html; charset=utf-8" };
  if (fresh.policy) headers["Content-Security-Policy"] = fresh.policy;
  await cache.put(location.pathname, new Response(emptied(fresh.page), { headers }));
  return true;
};
const keepFile = async (cache, address) => {
  const answer = await fetch(address);
  if (answer.ok) await cache.put(address, answer);
};

// A page that the worker does not control yet asks the network for what it loads later, the reader
// of QR codes for instance. One loaded past the worker on purpose is never controlled.
const inControl = async () => {
  const worker = navigator.serviceWorker;
  if (!worker.controller) {
    await Promise.race([
      new Promise((done) => { worker.addEventListener("controllerchange", done, { once: true }); }),
      new Promise((done) => { setTimeout(done, CONTROL_WITHIN); }),
    ]);
  }
  return worker.controller !== null;
};

/** Whether the page now opens without network, and goes on without it. */
export const putAside = async (worker) => {
  if (!globalThis.isSecureContext || !navigator.serviceWorker) return false;
  try {
    const scope = location.pathname;
    await navigator.serviceWorker.register(worker, { scope, updateViaCache: "none" });
    const cache = await caches.open(`workshop-door|${scope}`);
    const wanted = files();
    await Promise.all(wanted.map((address) => keepFile(cache, address)));
    const kept = await keepPage(cache);
    for (const request of await cache.keys()) {
      const stale = request.url.includes("/static/") && !wanted.includes(request.url);
      if (stale && kept) await cache.delete(request);
    }
    return await inControl() && kept;
  } catch {
    return false;
  }
};
