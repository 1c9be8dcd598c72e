// What the door keeps on this device: the list of people and the scans not yet acknowledged.
//
// On https and localhost both lie in IndexedDB, encrypted with AES-GCM under a key that no script
// can read out and that sign-out deletes (arrival-leave.js). What another account left is removed
// unread. On plain http browsers offer no encryption: everything stays in memory and ends with the
// tab. Writes are on disk before they count.
const NAME = "workshop-door";
const STORES = ["keys", "lists", "scans"];

const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const openDatabase = () => new Promise((resolve, reject) => {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => STORES.forEach((name) => opening.result.createObjectStore(name));
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = opening.onblocked = () => reject(opening.error ?? new Error("blocked"));
});
const within = async (database, names, mode, work) => {
  const transaction = database.transaction(names, mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
  done.catch(() => {}); // awaited below; a failed request rejects first
  const result = await work(...names.map((name) => transaction.objectStore(name)));
  await done;
  return result;
};
const ofWorkshop = (w) => IDBKeyRange.bound([w], [w, []]);

const seal = async (key, value) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain) };
};
/** The value, or null when this key did not seal it. */
const unseal = async (key, sealed) => {
  try {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, key, sealed.data);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
};

const makeKey = () => crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false,
  ["encrypt", "decrypt"]);
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

const onDisk = (database, key, w) => ({
  persistent: true,
  list: async () => {
    const sealed = await within(database, ["lists"], "readonly", (lists) => asked(lists.get(w)));
    return sealed ? unseal(key, sealed) : null;
  },
  keepList: async (list) => {
    const sealed = await seal(key, list);
    await within(database, ["lists"], "readwrite", (lists) => asked(lists.put(sealed, w)));
  },
  forgetList: () => within(database, ["lists"], "readwrite", (lists) => asked(lists.delete(w))),
  scans: async () => {
    const all = await within(database, ["scans"], "readonly",
      (scans) => asked(scans.getAll(ofWorkshop(w))));
    const read = await Promise.all(all.map((sealed) => unseal(key, sealed)));
    return read.filter(Boolean).sort((a, b) => a.number - b.number);
  },
  keep: async (scan) => {
    const sealed = await seal(key, scan);
    await within(database, ["scans"], "readwrite", (scans) => asked(scans.put(sealed, [w, scan.id])));
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
  if (!globalThis.isSecureContext || !globalThis.crypto?.subtle) return inMemory();
  try {
    const database = await openDatabase();
    database.onversionchange = () => database.close();
    return onDisk(database, await keyOf(database, w, account), w);
  } catch {
    return inMemory(); // a private window, or storage is refused
  }
};
