// Puts the projector's page aside as it last was, so that it opens without network (aside.js): every
// picture takes the place of the one before, a closed screen too. It names nobody, and its figures
// are those that the room saw. A preview is never kept.
import { keepPage, putAside } from "./aside.js";

const NAME = "workshop-screen";
let shell = null; // the page as the server sends it, with its policy

const fetched = async (address) => {
  const answer = await fetch(address, { cache: "no-store", redirect: "error" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.getElementById("picture")) throw new Error("not the screen");
  return { page, policy: answer.headers.get("Content-Security-Policy") };
};
const put = async (cache, address, { html, etag, ahead }) => {
  const { page, policy } = shell;
  const place = page.getElementById("picture");
  place.innerHTML = html;
  place.dataset.etag = etag;
  place.dataset.aside = Math.round(ahead); // how far the server's clock is ahead of this computer's
  place.dataset.since = Math.round(Date.now() + ahead);
  page.getElementById("shut").hidden = html !== "";
  await keepPage(cache, address, page, policy);
};
// A picture may be the first that needs a weight or an alphabet.
const fonts = () => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]
  .filter((rule) => rule instanceof CSSFontFaceRule)
  .map((rule) => new URL(/url\("?([^")]+)/.exec(rule.cssText)[1], sheet.href)));

/** Whether `latest` ({html, etag, ahead}, html "" while closed) is what opens without network now. */
export const keep = async ({ screen, worker, scope }, latest) => {
  if (shell && latest.html) {
    await put(await caches.open(`${NAME}|${scope}`), screen, latest);
    return true;
  }
  // Opened just now, or closed: the worker drops everything when it meets a closed screen.
  return putAside({
    worker, scope, name: NAME, later: fonts(),
    keepPages: async (cache) => {
      shell = await fetched(screen);
      await put(cache, screen, latest);
      return true;
    },
  });
};
