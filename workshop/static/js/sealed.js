// What pages keep on this device: written to disk before it counts, and, wherever browsers offer
// encryption (https and localhost), sealed with AES-GCM under a key that no script can read out and
// that signing out deletes. The door keeps its lists and scans with it (arrival-store.js), the
// participants' forms their drafts (openDrafts below).
export const canSeal = () => Boolean(globalThis.isSecureContext && globalThis.crypto?.subtle);

export const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
export const openDatabase = (name, version, upgrade) => new Promise((resolve, reject) => {
  const opening = indexedDB.open(name, version);
  opening.onupgradeneeded = () => upgrade(opening.result);
  opening.onsuccess = () => {
    opening.result.onversionchange = () => opening.result.close();
    resolve(opening.result);
  };
  opening.onerror = opening.onblocked = () => reject(opening.error ?? new Error("blocked"));
});
export const within = async (database, names, mode, work) => {
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
export const makeKey = () => crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false,
  ["encrypt", "decrypt"]);
export const seal = async (key, value) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain) };
};
/** The value, or null when this key did not seal it. */
export const unseal = async (key, sealed) => {
  try {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, key, sealed.data);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
};

// ---- drafts of the participants' forms ----
// `keys` holds each person's key under [workshop, person], and under [workshop] who was here last,
// for a page that opens without network. A draft lies under [workshop, person, form, submission].
const NAME = "workshop";
const STORES = ["keys", "drafts"];
const HELD = "workshop-held"; // what a page that was left had no time to write, in this tab alone

const upgraded = (database) => { // what was never sent outlives a newer version of this script
  const missing = STORES.filter((name) => !database.objectStoreNames.contains(name));
  for (const name of missing) database.createObjectStore(name);
};
const beginning = (start) => IDBKeyRange.bound(start, [...start, []]);
const keyOf = async (database, w, owner, isHere) => {
  const fresh = canSeal() ? await makeKey() : null; // a transaction would not wait for it
  return within(database, ["keys"], "readwrite", async (keys) => {
    const known = await asked(keys.get([w, owner]));
    if (known === undefined) keys.put(fresh, [w, owner]);
    if (isHere) keys.put(owner, [w]);
    return known ?? fresh;
  });
};

/** Who used this workshop's forms on this phone last and did not sign out; else undefined. */
export const lastPerson = async (w) => {
  const database = await openDatabase(NAME, 2, upgraded);
  return within(database, ["keys"], "readonly", (keys) => asked(keys.get([w])));
};

const release = () => sessionStorage.removeItem(HELD);
const takeHeld = async (w, owner, drafts) => {
  const held = JSON.parse(sessionStorage.getItem(HELD));
  if (held?.w !== w) return;
  if (held.owner === owner) {
    const known = (await drafts.list(held.form)).find(({ id }) => id === held.id);
    await drafts.put(held.form, held.id, held.draft, known?.mark);
  }
  release();
};

/**
 * The drafts of one person. Throws where nothing can be kept.
 *
 * Every writing leaves a `mark`; who writes or drops says which one it saw last, so that two tabs
 * never write over each other.
 */
export const openDrafts = async (w, owner, isHere = true) => {
  const database = await openDatabase(NAME, 2, upgraded);
  const key = await keyOf(database, w, owner, isHere);
  const inDrafts = (mode, work) => within(database, ["drafts"], mode, work);
  const keyed = (form, id) => [w, owner, form, id];
  const ours = {
    /** The drafts of one form, or of all, the newest first; however old: a phone's clock may err. */
    list: async (...form) => {
      const range = beginning([w, owner, ...form]);
      const [at, all] = await inDrafts("readonly", (drafts) =>
        Promise.all([asked(drafts.getAllKeys(range)), asked(drafts.getAll(range))]));
      const read = await Promise.all(all.map(async ({ mark, sealed, plain }, n) => {
        const draft = sealed ? key && await unseal(key, sealed) : plain;
        return draft && { ...draft, mark, form: at[n][2], id: at[n][3] };
      }));
      return read.filter(Boolean).sort((one, other) => other.at - one.at);
    },
    /** The new mark; null when another tab wrote, sent or deleted it since `seen`: nothing is done. */
    put: async (form, id, draft, seen) => {
      const stamped = { ...draft, at: Date.now() };
      const mark = `${stamped.at} ${Math.random()}`;
      const record = { mark, ...(key ? { sealed: await seal(key, stamped) } : { plain: stamped }) };
      return inDrafts("readwrite", async (drafts) => {
        const known = await asked(drafts.get(keyed(form, id)));
        if (known?.mark !== seen) return null;
        drafts.put(record, keyed(form, id));
        return mark;
      });
    },
    drop: (form, id, seen) => inDrafts("readwrite", async (drafts) => {
      const known = await asked(drafts.get(keyed(form, id)));
      if (known?.mark === seen) drafts.delete(keyed(form, id));
    }),
    /** At the last moment, when a page has no time to write: the next one of this tab does. */
    hold: (form, id, draft) => sessionStorage.setItem(HELD, JSON.stringify({ w, owner, form, id, draft })),
    release,
    /** Signing out: the key and every draft of this person go. */
    forget: () => within(database, STORES, "readwrite", async (keys, drafts) => {
      release();
      keys.delete(beginning([w, owner]));
      keys.delete([w]);
      drafts.delete(beginning([w, owner]));
    }),
  };
  await takeHeld(w, owner, ours).catch(() => {});
  return ours;
};
