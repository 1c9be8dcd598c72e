// Puts pages aside so that they open without network: registers aside-worker.js, and keeps pages
// emptied of people and of the session's token, with every file they use. Needs https or localhost;
// elsewhere a page lives as long as its tab. Used by the door (arrival-shell.js), the participants'
// forms (draft-more.js), the projector (screen-aside.js) and notes at the desk (desk-aside.js).
const CONTROL_WITHIN = 5000; // ms

const files = (later) => {
  const used = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  const linked = [...document.querySelectorAll("link[href], script[src]")]
    .map((one) => new URL(one.href || one.src, location.href));
  const ours = [...used, ...linked, ...later.map((address) => new URL(address, location.href))]
    .filter((one) => one.origin === location.origin && one.pathname.startsWith("/static/"));
  return [...new Set(ours.map(String))];
};
const keepFile = async (cache, address) => {
  const answer = await fetch(address);
  if (answer.ok) await cache.put(address, answer);
};
/** Keeps one page under its path, with the policy it came with. */
export const keepPage = async (cache, path, page, policy) => {
  const headers = { "Content-Type": "text/html; charset=utf-8" };
  if (policy) headers["Content-Security-Policy"] = policy;
  const text = `<!doctype html>${page.documentElement.outerHTML}`;
  await cache.put(path, new Response(text, { headers }));
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

/**
 * Whether the pages of `scope` that `keepPages(cache)` keeps now open without network.
 *
 * `later`: addresses of files that a page fetches perhaps only later.
 */
export const putAside = async ({ worker, scope, name, later = [], keepPages }) => {
  if (!globalThis.isSecureContext || !navigator.serviceWorker) return false;
  try {
    await navigator.serviceWorker.register(worker, { scope, updateViaCache: "none" });
    const cache = await caches.open(`${name}|${scope}`);
    const wanted = files(later);
    await Promise.all(wanted.map((address) => keepFile(cache, address)));
    const kept = await keepPages(cache);
    for (const request of await cache.keys()) {
      const stale = request.url.includes("/static/") && !wanted.includes(request.url);
      if (stale && kept) await cache.delete(request);
    }
    return await inControl() && kept;
  } catch {
    return false;
  }
};
