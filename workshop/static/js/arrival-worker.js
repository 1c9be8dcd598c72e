// Lets the door's page, and the participants' forms, open without network. The network always comes
// first; only when it fails is what aside.js put aside given: pages without anybody's name, and their
// files. Nothing else is ever kept, and signing out ends this worker (arrival-leave.js,
// draft-leave.js).
"use strict";
const SCOPE = new URL(self.registration.scope).pathname;
const IS_DOOR = SCOPE.endsWith("/arrival");
const CACHE = `${IS_DOOR ? "workshop-door" : "workshop-forms"}|${SCOPE}`;
const PATIENCE = 5000; // ms until a network that does not answer counts as none

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const inTime = (request) => new Promise((resolve, reject) => {
  const clock = setTimeout(() => reject(new Error("no answer")), PATIENCE);
  fetch(request).then(resolve, reject).finally(() => clearTimeout(clock));
});
const page = async (request) => {
  const shell = () => caches.match(new URL(request.url).pathname, { cacheName: CACHE });
  if (!IS_DOOR && !await shell()) return fetch(request);
  try {
    const answer = await inTime(request);
    // Sent elsewhere (to the sign-in) or refused: this page is not for whoever is here now.
    if (answer.type === "opaqueredirect" || answer.status === 404) await caches.delete(CACHE);
    return answer.status >= 500 ? (await shell()) ?? answer : answer;
  } catch {
    return (await shell()) ?? Response.error();
  }
};
const file = async (request) => {
  try {
    return await inTime(request);
  } catch {
    const exact = await caches.match(request, { cacheName: CACHE });
    return exact ?? await caches.match(request, { cacheName: CACHE, ignoreSearch: true })
      ?? Response.error();
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const at = new URL(request.url);
  if (request.method !== "GET" || at.origin !== self.location.origin) return;
  const isOurs = IS_DOOR ? at.pathname === SCOPE : at.pathname.startsWith(`${SCOPE}/`);
  if (request.mode === "navigate" && isOurs) event.respondWith(page(request));
  else if (at.pathname.startsWith("/static/")) event.respondWith(file(request));
});
