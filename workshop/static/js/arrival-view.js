// Shows what arrival.js found out. The page's own markup stays; only its parts change.
import { copyOf, firstName, markOf, placeOf, put, roomOf, rowMark } from "./arrival-parts.js";
import { clock, local, say, sayCount } from "./arrival-words.js";

const MOST_RECENT = 6;
const bad = (outcome) => !["in", "already", "undone", "kept"].includes(outcome);
const at = (id) => document.getElementById(id);
const OF_SEATED = ["in", "already", "undone"];
const whereOf = (person) => [person.abbreviation || person.agency, person.group ? roomOf(person).text : ""]
  .filter(Boolean).join(" · ");
const badgeOf = (link, person) => link.href.replace(/\/\d+$/, `/${person.id}`);

export class View {
  constructor(door, { persistent }) {
    Object.assign(this, { door, persistent });
    this.result_ = at("result");
    this.current = { id: "", outcome: "" };
    this.onundo = () => {};
    this.oncheck = () => {};
    this.onlook = () => {};
    // The counts in there change by themselves; only what a scan came to is told.
    this.result_.removeAttribute("role");
    this.says = Object.assign(document.createElement("p"), { className: "sr" });
    this.says.setAttribute("role", "status");
    this.result_.after(this.says);
    this.icons = new Map([...at("door-icons").content.children]
      .map((one) => [one.dataset.icon, one.firstElementChild]));
    const saved = at("saved");
    saved.replaceChildren(at("door-saved").content.cloneNode(true));
    this.saved = saved;
    this.savedText = "";
  }

  // ---- what a scan came to ----
  shows(id, outcome) {
    return this.current.id === id && this.current.outcome === outcome;
  }

  /** result: outcome, person, at, by, device, sentence; judged here it has `asOf`. */
  result(id, result) {
    const { outcome, person } = result;
    this.current = { id, outcome, person: person?.id, where: this.#sits(person) };
    this.result_.dataset.scan = id;
    const kind = { in: "in", already: "already", kept: "already", undone: "ready", ready: "ready" }[outcome]
      ?? "bad";
    const box = this.result_;
    box.classList.remove("in", "already", "bad", "ready");
    box.classList.add(kind);
    box.querySelector(".door-sign").replaceChildren(
      this.icons.get(outcome === "kept" ? outcome : kind).cloneNode(true));
    const kept = outcome === "kept" && !this.persistent;
    const words = [say(`said-${kept ? "waits" : outcome}`), ...this.#why(result)].filter(Boolean);
    const [title, ...lines] = words;
    const told = lines.map((text) => this.#line("door-when", text));
    box.querySelector(".door-sign + div").replaceChildren(this.#line("door-said", title), ...told);
    for (const old of box.querySelectorAll(".door-name, .door-agency, .door-place, .door-after")) old.remove();
    if (person) this.#who(box, result);
    else if (result.walk_in) box.append(this.#invited(result.walk_in));
    const where = person?.group && !bad(outcome) && outcome !== "undone"
      ? [say("group", person.group), roomOf(person).text,
        person.table ? say("table", { table: person.table }) : "", person.dietary] : [];
    this.says.textContent = [title, person?.name, ...where, ...lines].filter(Boolean).join(". ");
    document.dispatchEvent(new CustomEvent("door-result"));
  }

  #sits(person) {
    return JSON.stringify([person?.group?.letter, person?.group && roomOf(person).text, person?.table]);
  }

  /** What stands here of somebody follows what other devices did meanwhile, without a sound. */
  follow(list, asOf) {
    const { id, outcome, where } = this.current;
    const known = OF_SEATED.includes(outcome) && list.byId.get(this.current.person);
    if (!known) return;
    const person = list.asNow(known);
    const arrival = list.arrival(person);
    let now = arrival ? outcome : "undone";
    if (arrival && outcome === "undone") now = "already";
    if (person.status !== "confirmed") now = "not_confirmed";
    if (now === outcome && this.#sits(person) === where) return;
    const focused = this.result_.contains(document.activeElement);
    this.result(id, { outcome: now, person, ...arrival, asOf });
    if (focused) this.result_.querySelector(".door-after :is(button, a):not([hidden])")?.focus();
  }

  #why({ outcome, person, at: when, by, here, sentence, asOf }) {
    const asked = asOf === undefined ? "" : asOf && say("as-of", { time: clock(asOf) });
    const since = () => (here ? say("since-here", { time: clock(when) })
      : say(by ? "since-by" : "since", { time: clock(when), who: by }));
    switch (outcome) {
      case "ready": return [say("ready")];
      case "kept": return [sentence, say("kept-late")];
      case "in": return [clock(when), asked];
      case "already": return [when ? since() : "", asked];
      case "undone": return [asOf === undefined && person?.at
        ? say("since-by", { time: clock(person.at), who: person.by }) : say("undone"), asked];
      case "not_confirmed": return [
        sentence || say(person.status), person.instead && say("instead", { name: person.instead }), asked];
      case "refused": return [sentence || say("refused")];
      default:
        if (asOf === undefined) return [sentence || say("unknown")];
        return [asOf ? say("unknown-kept", { time: clock(asOf) }) : say("unknown-empty")];
    }
  }

  #line(className, text) {
    return Object.assign(document.createElement("p"), { className, textContent: text });
  }

  /** The way on for somebody who shows an invitation and has not replied. */
  #invited(href) {
    const after = Object.assign(document.createElement("div"), { className: "door-after" });
    after.append(Object.assign(document.createElement("a"), {
      className: "button small", href, textContent: say("walk-in-invited"),
    }));
    return after;
  }

  #who(box, { outcome, person, asOf }) {
    const band = box.querySelector(".door-band");
    const name = this.#line("door-name", "");
    for (const text of [firstName(person), person.last]) {
      const part = Object.assign(document.createElement("span"), { className: "whole", textContent: text });
      name.append(part, " ");
    }
    band.append(name, this.#line("door-agency", person.agency));
    if (person.came_for) {
      band.append(this.#line("door-agency", say("came-for", { name: person.came_for })));
    }
    if (person.status === "confirmed" && outcome !== "undone") box.append(placeOf(person));
    if (outcome !== "kept") box.append(this.#after(outcome, person, asOf));
  }

  #after(outcome, person, asOf) {
    const { root, part } = copyOf("door-after");
    const badge = part("badge");
    badge.hidden = !["in", "already"].includes(outcome) || asOf !== undefined;
    badge.href = badgeOf(badge, person);
    const undo = part("undo");
    const again = part("again");
    const letIn = part("let-in");
    undo.hidden = !["in", "already"].includes(outcome);
    again.hidden = outcome !== "undone";
    letIn.hidden = outcome !== "not_confirmed" || !person.id || !this.door.dataset.letIn || !this.door.dataset.csrf;
    undo.addEventListener("click", () => this.onundo(person.id));
    again.addEventListener("click", () => this.oncheck(person.id));
    letIn.action = this.door.dataset.letIn ?? "";
    letIn.elements.person_id.value = person.id;
    letIn.elements.csrf_token.value = this.door.dataset.csrf ?? "";
    return root;
  }

  ready() {
    this.result("", { outcome: "ready", person: null });
  }

  // ---- what was scanned here lately, everybody once; what did not work stays until the page is left ----
  recent(id, { outcome, person, at: when, sentence, late = false }) {
    const rows = this.#recentRows();
    const known = rows.querySelector(`[data-scan="${CSS.escape(id)}"]`);
    const scanned = known?.dataset.at ?? new Date().toISOString();
    const { root, part } = copyOf("door-recent");
    root.dataset.scan = id;
    root.dataset.at = (outcome === "in" && when) || scanned;
    root.dataset.outcome = outcome;
    if (person?.id) {
      root.dataset.person = person.id;
      for (const row of rows.querySelectorAll(`[data-person="${person.id}"]`)) if (row !== known) row.remove();
    }
    root.classList.toggle("bad", bad(outcome));
    part("mark").replaceWith(bad(outcome) ? this.icons.get("bad").cloneNode(true) : rowMark(person));
    put(part("first"), person ? firstName(person) : say(`said-${outcome}`));
    put(part("last"), person?.last ?? "");
    const where = person ? whereOf(person) : "";
    const notes = {
      already: `${say("said-already")} · ${where}`, undone: `${say("said-undone")} · ${where}`, in: where, kept: say("said-kept"),
    };
    put(part("note"), notes[outcome] ?? (sentence || (person ? say("said-not_confirmed") : "")));
    put(part("time"), clock(when ?? scanned));
    part("badge").hidden = !late || outcome !== "in";
    if (person?.id) part("badge").href = badgeOf(part("badge"), person);
    if (known) known.replaceWith(root);
    else rows.prepend(root);
    this.#trim(rows);
  }

  #recentRows() {
    const box = at("recent");
    const rows = box.querySelector("ul")
      ?? Object.assign(document.createElement("ul"), { className: "rows door-rows" });
    if (!rows.parentNode) box.append(rows);
    return rows;
  }

  #trim(rows) {
    const fine = [...rows.children].filter((row) => !row.classList.contains("bad"));
    for (const row of fine.slice(MOST_RECENT)) row.remove();
  }

  /** Who came last by the server, among them what was scanned here; the latest first. */
  #mergeRecent(page, list) {
    const rows = this.#recentRows();
    const left = (id) => list.byId.has(id) && !list.arrival(list.byId.get(id));
    const own = [...rows.querySelectorAll("[data-scan]")]
      .filter((row) => !(["in", "already"].includes(row.dataset.outcome) && left(Number(row.dataset.person))));
    const told = new Set(own.map((row) => row.dataset.person));
    const fresh = [...page.querySelectorAll("#recent li")]
      .filter((row) => !told.has(row.dataset.person)).map((row) => document.importNode(row, true));
    const late = (row) => Date.parse(row.dataset.at);
    rows.replaceChildren(...[...own, ...fresh].sort((a, b) => late(b) - late(a)));
    this.#trim(rows);
  }

  // ---- figures ----
  counts(counts) {
    const total = this.result_.querySelector("[data-total]");
    const words = say("of", { n: counts.in, all: counts.expected });
    if (total.textContent !== words) total.textContent = words;
    for (const group of counts.groups) this.#count(group);
  }

  #count({ letter, in: arrived, expected }) {
    const row = at("counts").querySelector(`[data-letter="${CSS.escape(letter)}"]`);
    const shown = row?.querySelector("[data-in]");
    if (!shown || Number(shown.textContent) === arrived) return;
    shown.textContent = arrived;
    const seats = row.querySelector("svg.seats, .seats");
    if (seats) seats.toggleAttribute("hidden", true); // drawn by the server: of other figures
    shown.parentNode.lastChild.textContent = ` ${say("of-all", { all: expected })}`;
  }

  /** Takes parts of the page as the server has just made it. */
  refresh(page, list) {
    for (const id of ["counts", "missing", "conflicts", "twice"]) {
      const [old, fresh] = [at(id), page.getElementById(id)];
      if (!old || !fresh || old.contains(document.activeElement)) continue;
      const open = [...old.querySelectorAll("details")].map((one) => one.open);
      old.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
      old.querySelectorAll("details").forEach((one, place) => { one.open = open[place] ?? false; });
      old.hidden = fresh.hidden;
    }
    this.#mergeRecent(page, list);
    this.door.dataset.csrf = page.getElementById("door").dataset.csrf;
  }

  /** Who is missing by the list on this device; without telephone numbers, which do not lie here. */
  missing(groups) {
    const box = at("missing");
    if (box.contains(document.activeElement)) return;
    const open = new Set([...box.querySelectorAll("details[open]")].map((one) => one.dataset.letter));
    const parts = groups.map(({ letter, group, people }) => {
      const { root, part } = copyOf("door-missing");
      root.dataset.letter = letter;
      root.open = open.has(letter);
      if (letter) part("mark").replaceWith(markOf(letter, 28));
      const name = local(group, "name");
      put(part("group-name"), name.text || say("no-group"), name.lang);
      put(part("count"), sayCount("missing", people.length));
      root.querySelector("ul").append(...people.map((person) => this.#row(person)));
      return root;
    });
    const none = parts.length ? [] : [this.#line("", say("missing-none"))];
    box.replaceChildren(box.querySelector("h2"), ...parts, ...none);
  }

  #row(person) {
    const { root, part } = copyOf("door-absentee");
    put(part("first"), firstName(person));
    put(part("last"), person.last);
    put(part("note"), person.abbreviation || person.agency);
    put(part("name"), ` ${person.name}`);
    part("check").addEventListener("click", () => this.oncheck(person.id));
    return root;
  }

  // ---- search ----
  /** found: {people, total, arrival}; null empties it. */
  found(found) {
    const box = at("found");
    if (!found) return box.replaceChildren();
    const { people, total } = found;
    if (!total) return box.replaceChildren(this.#line("", say("found-none")));
    const words = total > people.length
      ? say("found-best", { n: total, shown: people.length }) : sayCount("found", total);
    const focused = box.contains(document.activeElement) ? document.activeElement : null;
    const person = focused?.closest("li")?.dataset.person;
    box.replaceChildren(this.#line("hint", words), this.rows(people, found.arrival));
    const row = person && box.querySelector(`li[data-person="${person}"]`);
    const same = row?.querySelector(`[data-part="${focused.dataset.part}"]:not([hidden])`);
    return (same ?? row?.querySelector(":is(button, a):not([hidden])"))?.focus({ preventScroll: true });
  }

  /** People with the one thing to do with each; arrival(person): since when they are in, or null. */
  rows(people, arrival) {
    const rows = Object.assign(document.createElement("ul"), { className: "rows door-rows" });
    rows.append(...people.map((person) => this.#found(person, arrival(person))));
    return rows;
  }

  #found(person, arrived) {
    const { root, part } = copyOf("door-found");
    root.dataset.person = person.id;
    part("mark").replaceWith(rowMark(person));
    put(part("first"), firstName(person));
    put(part("last"), person.last);
    put(part("where"), whereOf(person));
    for (const name of root.querySelectorAll("[data-name]")) name.textContent = ` ${person.name}`;
    const seat = person.status === "confirmed";
    part("in").hidden = !seat || !arrived;
    part("bad").hidden = seat;
    if (arrived) put(part("in-text"), say("in-since", { time: clock(arrived.at) }));
    if (!seat) put(part("bad-text"), say(person.status === "waitlisted" ? "on-waiting-list" : "is-cancelled"));
    const instead = part("instead");
    if (instead) {
      instead.href = instead.getAttribute("href").replace(/\/0(?=\/|$)/, `/${person.id}`);
      instead.hidden = !seat || Boolean(arrived);
    }
    part("check").hidden = !seat || Boolean(arrived);
    const noGroup = part("no-group");
    noGroup.hidden = !seat || !arrived || Boolean(person.group);
    noGroup.search = `${noGroup.search}&shown=${person.id}`;
    noGroup.dataset.person = person.id;
    part("look").hidden = (seat && !arrived) || !noGroup.hidden;
    put(part("instead-by"), !seat && person.instead ? say("instead", { name: person.instead }) : "");
    part("check").addEventListener("click", () => this.oncheck(person.id));
    part("look").addEventListener("click", () => this.onlook(person));
    return root;
  }

  // ---- kept, sending, stored ----
  status(now) {
    const { state, text, more, signIn } = savedState(now);
    const said = [state, text, more].join("|");
    if (said === this.savedText) return;
    this.savedText = said;
    this.saved.hidden = !state;
    this.saved.dataset.state = state;
    const part = this.saved.querySelector(`.saved-${state}`);
    if (!part) return;
    put(part.querySelector("[data-part=text]"), text);
    const rest = part.querySelector("[data-part=more]");
    if (rest) put(rest, more ?? "");
    const link = part.querySelector("[data-part=sign-in]");
    if (link) link.hidden = !signIn;
  }
}

/** What the bar says, in the order of what matters most; only what is true. */
const savedState = ({ waiting, state, storedAt, line, asOf, persistent }) => {
  const kept = sayCount(persistent ? "kept" : "tab", waiting);
  const lost = [state, line].find((one) => one === "signed-out" || one === "forbidden");
  if (lost === "signed-out") {
    return { state: "kept", text: waiting ? kept : say("signed-out"),
      more: waiting ? `${say("signed-out")}. ${say("signed-out-why")}` : say("signed-out-why"), signIn: true };
  }
  if (lost) return { state: "kept", text: kept, more: say("forbidden") };
  if (waiting && state === "refused") return { state: "kept", text: kept, more: say("unread") };
  if (waiting && state === "sending") return { state: "sending", text: sayCount("sending", waiting) };
  if (waiting) return { state: "kept", text: kept, more: say(persistent ? "go-on" : "go-on-tab") };
  if (line !== "ok" && line !== "same") {
    return { state: "kept", text: say("no-network"),
      more: asOf ? say("by-list", { time: clock(asOf) }) : say("no-list") };
  }
  return storedAt ? { state: "stored", text: say("stored", { time: clock(storedAt) }) } : { state: "" };
};
