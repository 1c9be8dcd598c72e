// What the door keeps on this device: the list of people and the scans not yet acknowledged.
//
// On https and localhost both lie in IndexedDB, encrypted with AES-GCM under a key that no script
// can read out and that sign-out deletes (leave.js). What another account left is removed
// unread. On plain http browsers offer no encryption: everything stays in memory and ends with the
// tab. Writes are on disk before they count.
import { asked, canSeal, makeKey, openDatabase, seal, unseal, within } from "./sealed.js";

const NAME = "workshop-door";
const STORES = ["keys", "lists", "scans"];

const made = (database) => STORES.forEach((name) => database.createObjectStore(name));
const ofWorkshop = (w) => IDBKeyRange.bound([w], [w, []]);

/** This account's key for the workshop; what another account kept here is removed first. */
const keyOf = async (database, w, account) => {
  const fresh = await makeKey(); // a transaction would not wait for it
  return within(database, STORES, "readwrite", async (keys, lists, scans) => {
    const known = await asked(keys.get(w));
    if (known?.account === account) return known.key;
    lists.delete(w);
    scans.delete(ofWorkshop(w));
    keys.put({ account, key: fresh }, w);
    return fresh;
  });
};

/** Writes while the account's key is there; signing out in another tab ends that. */
const put = (database, name, sealed, { at, w, account }) => within(
  database, ["keys", name], "readwrite", async (keys, items) => {
    if ((await asked(keys.get(w)))?.account !== account) throw new Error("signed out");
    return asked(items.put(sealed, at));
  },
);

const onDisk = (database, key, w, account) => ({
  persistent: true,
  list: async () => {
    const sealed = await within(database, ["lists"], "readonly", (lists) => asked(lists.get(w)));
    return sealed ? unseal(key, sealed) : null;
  },
  keepList: async (list) => {
    await put(database, "lists", await seal(key, list), { at: w, w, account });
  },
  forgetList: () => within(database, ["lists"], "readwrite", (lists) => asked(lists.delete(w))),
  scans: async () => {
    const all = await within(database, ["scans"], "readonly",
      (scans) => asked(scans.getAll(ofWorkshop(w))));
    const read = await Promise.all(all.map((sealed) => unseal(key, sealed)));
    return read.filter(Boolean).sort((a, b) => a.number - b.number);
  },
  keep: async (scan) => {
    await put(database, "scans", await seal(key, scan), { at: [w, scan.id], w, account });
  },
  drop: (ids) => within(database, ["scans"], "readwrite", async (scans) => {
    for (const id of ids) scans.delete([w, id]);
  }),
});

const inMemory = () => {
  let list = null;
  const scans = new Map();
  return {
    persistent: false,
    list: async () => list,
    keepList: async (fresh) => { list = fresh; },
    forgetList: async () => { list = null; },
    scans: async () => [...scans.values()],
    keep: async (scan) => { scans.set(scan.id, scan); },
    drop: async (ids) => { for (const id of ids) scans.delete(id); },
  };
};

/** The store of one workshop for one account; `persistent` says whether it outlives the tab. */
export const openStore = async (w, account) => {
  if (!canSeal()) return inMemory();
  try {
    const database = await openDatabase(NAME, 1, made);
    return onDisk(database, await keyOf(database, w, account), w, account);
  } catch {
    return inMemory(); // a private window, or storage is refused
  }
};
