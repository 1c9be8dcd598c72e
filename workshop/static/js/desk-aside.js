// Puts the page for notes aside for every form of the group, so that notes go on without network
// (aside.js). It is a page of its own from the server, without a comment, a note, a figure or a
// token (templates/summary/aside.html), and opens at the address of the desk. The group's other pages
// open as one that leads there.
import { keepPage, putAside } from "./aside.js";

const { lang } = document.documentElement;
const isKept = async (cache, path) => {
  const known = await cache.match(path);
  return known !== undefined && (await known.text()).includes(`<html lang="${lang}"`);
};
const away = (page) => {
  const words = page.querySelector("template[data-away]").content;
  page.title = words.querySelector("h1").textContent;
  page.querySelector("main").replaceChildren(words);
  page.querySelector(".tab[aria-current]")?.removeAttribute("aria-current");
  for (const script of page.querySelectorAll("script[type=module]")) script.remove();
  return page;
};
const keepNotes = async (cache, path, scope) => {
  const answer = await fetch(`${path}/aside?lang=${lang}`, { cache: "no-store", redirect: "error" });
  if (!answer.ok) return cache.delete(path);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const policy = answer.headers.get("Content-Security-Policy");
  await keepPage(cache, path, page, policy);
  return keepPage(cache, scope, away(page), policy);
};

/** Whether the desks of this group now open without network for taking notes. */
export const keepDesk = ({ notesWorker: worker, notesScope: scope, notesPage: here }) => {
  const paths = [...document.querySelectorAll(".tabs .tab")].map((tab) => tab.pathname);
  return putAside({
    worker, scope, name: "workshop-desk",
    keepPages: async (cache) => {
      for (const one of await cache.keys()) {
        const path = new URL(one.url).pathname;
        if (!path.startsWith("/static/") && path !== scope && !paths.includes(path)) await cache.delete(one);
      }
      for (const path of paths) {
        if (path === here || !await isKept(cache, path)) await keepNotes(cache, path, scope);
      }
      return Boolean(await cache.match(here));
    },
  });
};
