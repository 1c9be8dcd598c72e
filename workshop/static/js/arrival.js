// The door's page: what is scanned, typed or chosen is judged at once by the list on this device and
// by what was scanned here since, kept, and sent; the server's word replaces ours when it comes.
import { newId, readScan } from "./arrival-codes.js";
import { ask, freshPage, sender } from "./arrival-line.js";
import { PeopleList } from "./arrival-list.js";
import { Queue } from "./arrival-queue.js";
import { beginNetwork } from "./arrival-network.js";
import { hasCamera, readyCamera } from "./arrival-scanner.js";
import { beginLate } from "./arrival-late.js";
import { firstName } from "./arrival-parts.js";
import { find, indexed, namesakes } from "./arrival-search.js";
import { putAside } from "./arrival-shell.js";
import { allowSound, play } from "./arrival-sound.js";
import { openStore } from "./arrival-store.js";
import { beginScanning } from "./arrival-hands.js";
import { View } from "./arrival-view.js";
import { say } from "./arrival-words.js";

const door = document.getElementById("door");
const { w, account, csrf, snapshot, scans, search, counts, worker, walkIn } = door.dataset;
const SOUNDS = { in: "in", already: "already", kept: "already" };
const LATE = ["walk_in", "substitute"];
const COUNTS_EVERY = 4000; // ms
const LIST_EVERY = 60000;
const PARTS_EVERY = 8000;
const SHORT_LIST = 1500; // people
const ANSWER_WITHIN = 800; // ms until our own judgement is shown; the server's follows
const STRANGER_WITHIN = 2500; // ms for a code this device does not know: the list may be older
const SEARCH_WITHIN = 1500;

const deviceLabel = () => {
  const KEPT = "workshop-door-device";
  const system = navigator.userAgentData?.platform
    ?? /Android|iPhone|iPad|Windows|Macintosh|Linux/.exec(navigator.userAgent)?.[0] ?? "";
  const fresh = `${system} ${newId().slice(0, 4).toUpperCase()}`.trim();
  try {
    const label = localStorage.getItem(KEPT) ?? fresh;
    localStorage.setItem(KEPT, label);
    return label.slice(0, 40);
  } catch {
    return fresh;
  }
};

const begin = async () => {
  const store = await openStore(w, account);
  const list = new PeopleList();
  const queue = new Queue({ store, send: sender(scans, csrf), device: deviceLabel() });
  const view = new View(door, { persistent: store.persistent });
  const answers = new Map(); // id of a scan -> who waits for the server's word on it
  let index = [];
  let listTag = "";
  let countsTag = "";
  let line = "ok";
  let shown = ""; // id of the scan whose result is on the page

  const isKept = () => store.persistent && !queue.unkept;
  // ---- what only the server can do, when it does not answer ----
  const tellNetwork = beginNetwork(door, async () => (
    heard(await ask(counts, { patience: SEARCH_WITHIN })).is !== "away"), (link) => {
    const [, substitute] = /\/substitute\/(\d+)$/.exec(link.href ?? "") ?? [];
    const person = list.byId.get(Number(substitute ?? link.dataset.person));
    if (link.dataset.part === "no-group" && person) view.onlook(person);
    else if (substitute && !person) return false;
    else if (substitute || link.getAttribute("href") === walkIn) late.show(person ?? null);
    else return false;
    return true;
  });
  const status = () => {
    tellNetwork(line === "away");
    view.status({
      waiting: queue.waiting.length, state: queue.state, storedAt: queue.storedAt, line,
      asOf: list.madeAt, persistent: isKept(),
    });
  };
  const offline = () => line !== "ok" && line !== "same";
  let counted = "";
  /** Without network figures come from the list on this device; only what changed is drawn anew. */
  const recount = () => {
    if (!offline() || !list.madeAt) return;
    const now = list.counts();
    const said = JSON.stringify(now);
    if (said === counted) return;
    counted = said;
    view.counts(now);
    view.missing(list.missing());
  };
  let refreshed = 0;
  let refreshing = 0;
  /** The parts of the page that name people, as the server shows them; at most every few seconds. */
  const refresh = () => {
    clearTimeout(refreshing);
    refreshing = setTimeout(async () => {
      refreshed = Date.now();
      const fresh = await freshPage();
      // A short list is fetched as well: the fresher it is when the network goes, the better.
      if (list.people.length <= SHORT_LIST) await fetchList();
      if (fresh) view.refresh(fresh.page, list);
      lookAgain();
    }, Math.max(300, refreshed + PARTS_EVERY - Date.now()));
  };
  const heard = (answer) => {
    line = answer.is;
    if (["signed-out", "forbidden"].includes(line)) store.forgetList().catch(() => {});
    status();
    return answer;
  };
  const take = (fresh) => {
    list.take(fresh);
    index = indexed(fresh.people);
    recount();
    status();
  };

  // ---- the list ----
  const fetchList = async () => {
    const settled = queue.waiting.length ? "" : shown; // what is shown was stored before this list
    const answer = heard(await ask(snapshot, { etag: listTag, patience: 20000 }));
    if (answer.is === "same") list.madeAt = new Date();
    if (answer.is === "ok") {
      listTag = answer.etag;
      take(answer.says);
      if (settled && settled === shown) view.follow(list);
    }
    if (answer.is === "ok" || answer.is === "same") {
      const kept = { ...list.asKept(), etag: listTag };
      await store.keepList(kept).catch(() => {});
    }
    status();
  };
  const fetchCounts = async () => {
    const before = line;
    const answer = heard(await ask(counts, { etag: countsTag }));
    if (answer.is === "ok") {
      if (countsTag || answer.says.in !== list.counts().in) refresh();
      countsTag = answer.etag;
      view.counts(answer.says);
    }
    recount();
    const back = before !== answer.is && (answer.is === "ok" || answer.is === "same");
    if (back && queue.waiting.length) queue.flush();
    if (back && before === "away") {
      counted = "";
      fetchList().then(refresh, () => {});
    }
  };
  const every = (pause, work) => {
    const round = async () => {
      if (!document.hidden) await work().catch(() => {});
      setTimeout(round, pause);
    };
    setTimeout(round, pause);
  };

  // ---- a scan ----
  const show = (id, result, { sound = true } = {}) => {
    shown = id;
    view.result(id, result);
    if (sound && result.outcome !== "undone") play(SOUNDS[result.outcome] ?? "bad");
  };
  const serverWord = (id, within) => new Promise((resolve) => {
    const late = setTimeout(() => resolve(null), within);
    answers.set(id, (result) => {
      clearTimeout(late);
      resolve(result);
    });
  });
  const own = (judged) => ({ ...judged, device: judged.here ? queue.device : "", asOf: list.madeAt });

  const send = async (read, kind) => {
    const id = newId();
    const scan = { id, kind, at: new Date().toISOString() };
    const judged = own(list.judge({ ...read, kind, at: scan.at }));
    if (judged.person) scan.person = judged.person.id;
    else scan.code = read.token ?? read.code;
    const patience = judged.outcome === "unknown" ? STRANGER_WITHIN : ANSWER_WITHIN;
    if (!offline() && !navigator.onLine) heard({ is: "away" });
    const word = offline() ? null : serverWord(id, patience);
    await queue.add(scan);
    queue.flush().then(() => {
      if (queue.state === "away" && !offline()) heard({ is: "away" });
      answers.get(id)?.(null); // nobody answers: do not wait any longer
    });
    shown = id;
    const answer = await word;
    if (answer || shown !== id) return; // told below, or the next scan is already here
    show(id, judged);
    view.recent(id, judged);
    recount();
  };
  queue.onresults = ({ results, counts: now }, gone) => {
    const forms = new Map(gone.filter((one) => LATE.includes(one.kind)).map((one) => [one.id, one]));
    for (const result of results) {
      list.learn(result.person);
      result.late = forms.has(result.id);
      if (result.late && !result.person) { // refused: what was typed stays in sight, with the reason
        Object.assign(result, { outcome: "not_confirmed", person: typedPerson(forms.get(result.id)) });
      }
      const waited = answers.get(result.id);
      answers.delete(result.id);
      waited?.(result);
      view.recent(result.id, result);
      if (shown === result.id || (result.late && !shown)) {
        const same = view.shows(result.id, result.outcome);
        show(result.id, result, { sound: !same });
      }
    }
    if (forms.size) index = indexed(list.people);
    if (now) view.counts(now);
    heard({ is: "ok" });
    refresh();
  };
  queue.onchange = () => {
    list.lay(queue.waiting);
    recount();
    status();
  };

  // ---- a walk-in or a substitute without network ----
  const typedPerson = (entry, absent = list.byId.get(entry.absent)) => {
    const person = {
      id: 0, prefix: entry.prefix, first: entry.first_name, last: entry.last_name,
      agency: absent?.agency ?? entry.agency, came_for: absent?.name ?? "", status: "kept", group: null,
    };
    return { ...person, name: `${firstName(person)} ${person.last}` };
  };
  const keptHere = () => queue.waiting.filter((one) => LATE.includes(one.kind))
    .map((one) => ({ id: 0, first: one.first_name, last: one.last_name, prefix: one.prefix }));
  const keepLate = async (entry, absent) => {
    const id = newId();
    const person = typedPerson(entry, absent ?? undefined);
    await queue.add({ id, at: new Date().toISOString(), ...entry });
    const result = { outcome: "kept", person, late: true, sentence: isKept() ? "" : say("kept-tab") };
    show(id, result);
    view.recent(id, result);
    document.getElementById("search").value = "";
    view.found(null);
    queue.flush();
  };
  const late = beginLate(door, {
    persistent: isKept,
    agencies: () => [...new Map(list.people.map((one) => [one.agency, one.abbreviation]))].filter(([name]) => name),
    namesakes: (person) => namesakes([...list.people, ...keptHere()], person),
    rows: (people) => view.rows(people, (person) => list.arrival(person)),
    seats: () => list.madeAt && { ...list.seats, asOf: list.madeAt },
    keep: (entry, absent) => { keepLate(entry, absent).catch(() => {}); },
  });

  // ---- search ----
  const seek = sender(search, csrf, SEARCH_WITHIN); // a code may be typed: it goes into no address
  let asked = 0;
  let drawn = ""; // who was found, and since when they are in
  const look = async (query, { again = false } = {}) => {
    asked += 1;
    const mine = asked;
    if (!query.trim()) return view.found(null);
    let found = null;
    if (!offline()) {
      const answer = heard(await seek({ q: query }));
      if (answer.is === "ok") found = answer.says;
    }
    if (mine !== asked) return undefined;
    found ??= find(index, query);
    const now = JSON.stringify(found.people.map((one) => [one.id, one.status, list.arrival(one)]));
    if (again && now === drawn) return undefined;
    drawn = now;
    return view.found({ ...found, people: found.people.map((one) => list.asNow(one)), arrival: (person) => list.arrival(person) });
  };

  /** What was found follows what other desks do; whoever stands in it with the keyboard stays there. */
  const lookAgain = () => {
    const typed = document.getElementById("search").value;
    if (typed.trim()) look(typed, { again: true }).catch(() => {});
  };

  beginScanning(door, view, {
    typed: (text) => {
      const letters = /\p{L}/u.test(text) && !/[:/]/.test(text);
      const code = readScan(text);
      // six keys of a Thai or Latin name look like a short code: a name that is known is a name
      const named = letters && code?.code && !list.whoHas(code) && find(index, text).people.length;
      const read = named ? null : code;
      if (read) send(read, "in").catch(() => {});
      else if (letters) view.searchFor(text);
      else show(newId(), { outcome: "refused", person: null });
      return Boolean(read);
    },
    person: (id, kind) => { late.close(); send({ person: id }, kind).catch(() => {}); },
    // Looking at somebody is no scan: nothing is kept or sent.
    peek: (person) => {
      shown = newId();
      const seated = person.status === "confirmed";
      view.result(shown, {
        outcome: seated ? "already" : "not_confirmed", person, ...list.arrival(person),
        asOf: offline() ? list.madeAt : undefined,
      });
    },
    look,
    camera: hasCamera(),
  });
  addEventListener("beforeunload", (event) => {
    if (queue.waiting.length && (!store.persistent || queue.unkept)) event.preventDefault();
  });
  addEventListener("online", () => fetchCounts().then(() => queue.flush()));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    queue.load().then(() => queue.flush());
    fetchCounts();
  });
  // Somebody signs out in another tab: go, and make no new key while the sign-out is under way.
  if (store.persistent) {
    new BroadcastChannel("workshop-door").addEventListener("message", () => {
      if (!document.querySelector("form[data-leaving]")) location.replace("/login");
    });
  }
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, allowSound, { once: true });

  // ---- begin with what lies here, then ask ----
  if ("aside" in door.dataset) view.ready();
  const kept = await store.list();
  if (kept) {
    listTag = kept.etag;
    take(kept);
  }
  await queue.load();
  await fetchList();
  queue.flush();
  if (offline()) door.dataset.ready = "kept";
  else {
    Promise.all([putAside(worker), readyCamera()])
      .then(([aside]) => { door.dataset.ready = aside ? "aside" : "open"; });
  }
  if (!offline()) navigator.storage?.persist?.().catch(() => {});
  every(COUNTS_EVERY, fetchCounts);
  every(LIST_EVERY, fetchList);
};
begin();
