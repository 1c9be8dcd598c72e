// Lets pages open without network: the door's, the participants' forms, the projector, notes at the
// desk. The network always comes first; only when it fails is what aside.js put aside given: pages
// without anybody's name, answer or token, and their files. Nothing else is ever kept. Signing out
// A page of the desk or of the forms that is not kept itself opens as the one at the scope's own
// address, which says what goes on without network. Signing out
// ends the worker of the door and of the desk (leave.js), and of the forms (draft-leave.js);
// the projector's page is the same for everybody and needs no sign-in.
"use strict";
const SCOPE = new URL(self.registration.scope).pathname;
const KIND = SCOPE.startsWith("/facilitate/") ? "desk"
  : { arrival: "door", screen: "screen" }[SCOPE.split("/").pop()] ?? "forms";
const IS_ONE_PAGE = KIND === "door" || KIND === "screen";
const CACHE = `workshop-${KIND}|${SCOPE}`;
const PATIENCE = 5000; // ms until a network that does not answer counts as none

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const inTime = (request) => new Promise((resolve, reject) => {
  const clock = setTimeout(() => reject(new Error("no answer")), PATIENCE);
  fetch(request).then(resolve, reject).finally(() => clearTimeout(clock));
});
// As it was put aside: the projector in one language or the other, every other page by its path.
const keptPage = async ({ pathname, search }) => {
  const one = { cacheName: CACHE };
  return await caches.match(pathname + search, one) ?? await caches.match(pathname, one)
    ?? (KIND === "screen" ? caches.match(pathname, { ...one, ignoreSearch: true }) : undefined);
};
const page = async (request) => {
  const shell = () => keptPage(new URL(request.url));
  if (!IS_ONE_PAGE && !await shell()) {
    return fetch(request).catch(async () => (
      await caches.match(SCOPE, { cacheName: CACHE }) ?? Response.error()));
  }
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
  const below = SCOPE.endsWith("/") ? SCOPE : `${SCOPE}/`;
  const isOurs = at.pathname === SCOPE || (!IS_ONE_PAGE && at.pathname.startsWith(below));
  if (request.mode === "navigate" && isOurs) event.respondWith(page(request));
  else if (at.pathname.startsWith("/static/")) event.respondWith(file(request));
});
