// Where somebody signs in: texts for the participants' forms that this phone keeps, and that their
// writer did not sign out of, are told of, never shown.
import { lastPerson, openDrafts } from "./sealed.js";

const says = document.querySelector("[data-draft-waits]");
const { draftWaits } = says.dataset;
const count = async () => {
  const owner = await lastPerson(draftWaits);
  if (owner === undefined) return 0;
  const all = await (await openDrafts(draftWaits, owner, false)).list();
  return all.filter(({ words }) => words.length).length;
};
if (await count().catch(() => 0)) says.replaceChildren(says.querySelector("template").content);
