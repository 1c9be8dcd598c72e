// Lets the door's page open without network. The network always comes first; only when it fails is
// what arrival-shell.js put aside given: that one page without anybody's name, and its files.
// Nothing else is ever kept, and signing out ends this worker (arrival-leave.js).
"use strict";
const CACHE = `workshop-door|${new URL(self.registration.scope).pathname}`;
const PATIENCE = 5000; // ms until a network that does not answer counts as none

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const inTime = (request) => new Promise((resolve, reject) => {
  const clock = setTimeout(() => reject(new Error("no answer")), PATIENCE);
  fetch(request).then(resolve, reject).finally(() => clearTimeout(clock));
});
const page = async (request) => {
  const shell = () => caches.match(new URL(request.url).pathname, { cacheName: CACHE });
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
  const scope = new URL(self.registration.scope).pathname;
  if (request.mode === "navigate" && at.pathname === scope) event.respondWith(page(request));
  else if (at.pathname.startsWith("/static/")) event.respondWith(file(request));
});
