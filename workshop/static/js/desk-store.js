// What is typed at the facilitators' desk, kept on this device as drafts of participants' forms are
// (sealed.js): encrypted where browsers can, of one account, written to disk before it counts. A
// note is wiped once the server has it; signing out wipes the rest (leave.js).
import { lastPerson, openDrafts } from "./sealed.js";

const DESK = "/facilitate"; // where drafts of forms name a workshop; no workshop is called that

/** The notes of this account; opened without network, of who was here last. null for nobody. */
export const openNotes = async (account) => {
  const owner = account || String(await lastPerson(DESK) ?? "");
  return owner ? { owner, ...await openDrafts(DESK, owner, Boolean(account)) } : null;
};
/** How many notes of this account were added and not sent yet, or are half typed. */
export const countNotes = async (owner) => (await (await openDrafts(DESK, owner, false)).list()).length;
/** Signing out. */
export const forgetNotes = async (owner) => (await openDrafts(DESK, owner, false)).forget();
