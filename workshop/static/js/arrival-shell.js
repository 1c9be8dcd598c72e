// Puts the door's page aside so that it opens without network (aside.js), emptied of people and of
// the session's token.
import { freshPage } from "./arrival-line.js";
import { keepPage, putAside as putPagesAside } from "./aside.js";

// Fetched by a page that has a camera, perhaps not yet when the page is put aside.
const LATER = ["../vendor/qr-decoder.min.js"].map((name) => new URL(name, import.meta.url));
// Whatever names people: the last result, who was found, is missing, came last or came twice.
const PEOPLE = ".door-state p, .door-name, .door-agency, .door-place, .door-after, #found > *, "
  + "#missing > :not(h2), #conflicts > :not(h2), #twice > :not(h2), #recent > *, .notice, [data-people]";


const emptied = (page) => {
  for (const part of page.querySelectorAll(PEOPLE)) part.remove();
  for (const id of ["conflicts", "twice"]) page.getElementById(id).hidden = true;
  for (const field of page.querySelectorAll("[name=csrf_token]")) field.value = "";
  for (const field of page.querySelectorAll("input")) field.removeAttribute("value");
  const door = page.querySelector("#door");
  door.dataset.csrf = "";
  door.dataset.aside = ""; // tells the page that it was opened without network
  return page;
};
const keepPages = async (cache) => {
  const fresh = await freshPage();
  if (!fresh) return false;
  await keepPage(cache, location.pathname, emptied(fresh.page), fresh.policy);
  return true;
};

/** Whether the page now opens without network, and goes on without it. */
export const putAside = (worker) => putPagesAside({
  worker, scope: location.pathname, name: "workshop-door", later: LATER, keepPages,
});
