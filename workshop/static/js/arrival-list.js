// The list of people as last fetched, with what was scanned here since laid over it, and what a scan
// comes to: `in`, `already`, `undone`, `not_confirmed` or `unknown`. No network, no page.
import { spellings, tokenMark } from "./arrival-codes.js";

export class PeopleList {
  constructor() {
    this.madeAt = null;
    this.people = [];
    this.seats = {}; // {full, held}: what the server says of seats, in words
    this.byId = new Map();
    this.byCode = new Map();
    this.byToken = new Map();
    this.alike = {};
    this.waiting = new Map(); // id of a person -> their scans made here
    this.replaced = new Map(); // id of a person -> who came instead, by what was typed here
  }

  /** snapshot: what the server's list.json says. */
  take(snapshot) {
    this.madeAt = new Date(snapshot.made_at);
    this.people = snapshot.people;
    this.alike = snapshot.alike ?? {};
    this.seats = snapshot.seats ?? {};
    this.byId = new Map(this.people.map((person) => [person.id, person]));
    this.byCode = new Map(this.people.map((person) => [person.code, person]));
    this.byToken = new Map(this.people.map((person) => [person.token, person]));
  }

  forget() {
    this.take({ made_at: 0, people: [] });
    this.madeAt = null;
  }

  /** As it is kept on the device and taken again. */
  asKept() {
    return { made_at: this.madeAt, people: this.people, alike: this.alike, seats: this.seats };
  }

  /** What the server just said of one person counts at once. */
  learn(person) {
    const known = this.byId.get(person?.id);
    if (known) Object.assign(known, person);
    else if (person && this.madeAt) this.take({ ...this.asKept(), people: [...this.people, person] });
  }

  /** scans: those made here that the server has not acknowledged. */
  lay(scans) {
    this.waiting = new Map();
    this.replaced = new Map(scans.filter((one) => one.kind === "substitute")
      .map((one) => [one.absent, `${one.first_name} ${one.last_name}`]));
    for (const scan of [...scans].sort((a, b) => a.number - b.number)) {
      if (!scan.person) continue;
      this.waiting.set(scan.person, [...this.waiting.get(scan.person) ?? [], scan]);
    }
  }

  /** Somebody as they are with what was typed here: their seat may have been taken over. */
  asNow(person) {
    const instead = this.replaced.get(person.id);
    return instead ? { ...person, status: "cancelled", instead } : person;
  }

  whoHas(scan) {
    if (scan.person) return this.byId.get(scan.person) ?? null;
    if (scan.token) return this.byToken.get(tokenMark(scan.token)) ?? null;
    const found = new Set(spellings(scan.code ?? "", this.alike).map((code) => this.byCode.get(code)).filter(Boolean));
    return found.size === 1 ? [...found][0] : null;
  }

  /** {at, by, here}: since when this person is in and by whom; null while they are not. */
  arrival(person) {
    let state = person.at ? { at: person.at, by: person.by ?? "", here: false } : null;
    for (const scan of this.waiting.get(person.id) ?? []) {
      if (scan.kind === "undo") state = null;
      else state ??= { at: scan.at, by: "", here: true };
    }
    return state;
  }

  /** What this scan comes to before the server is asked; it is not laid over the list yet. */
  judge(scan) {
    const found = this.whoHas(scan);
    const person = found && this.asNow(found);
    if (!person) return { outcome: "unknown", person: null };
    if (person.status !== "confirmed") return { outcome: "not_confirmed", person };
    const before = this.arrival(person);
    if (scan.kind === "undo") return { outcome: "undone", person, at: scan.at };
    if (before) return { outcome: "already", person, ...before };
    return { outcome: "in", person, at: scan.at, by: "", here: true };
  }

  expected() {
    return this.people.filter((person) => person.status === "confirmed");
  }

  /** Who is expected and not in: [{letter, group, people}], people without a group last. */
  missing() {
    const groups = new Map();
    for (const person of this.expected()) {
      if (this.arrival(person) || this.replaced.has(person.id)) continue;
      const letter = person.group?.letter ?? "";
      if (!groups.has(letter)) groups.set(letter, { letter, group: person.group, people: [] });
      groups.get(letter).people.push(person);
    }
    return [...groups.values()].sort((a, b) => !a.letter - !b.letter || a.letter.length - b.letter.length || (a.letter < b.letter ? -1 : 1));
  }

  /** As the server's counts: {in, expected, groups: [{letter, in, expected}]}. */
  counts() {
    const all = { in: 0, expected: 0, groups: new Map() };
    for (const person of this.expected()) {
      const letter = person.group?.letter ?? "";
      const group = all.groups.get(letter) ?? { letter, in: 0, expected: 0 };
      const here = this.arrival(person) ? 1 : 0;
      all.in += here;
      all.expected += 1;
      group.in += here;
      group.expected += 1;
      all.groups.set(letter, group);
    }
    return { ...all, groups: [...all.groups.values()].filter((group) => group.letter) };
  }
}
