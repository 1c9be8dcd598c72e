// Scans, walk-ins and substitutes made here that the server has not acknowledged yet. Each is kept before it counts, goes out
// in batches with the id it was made with, and is dropped only when the server names that id.
const BATCH = 200;
const SHORTEST = 1000; // ms between two tries
const LONGEST = 30000;

export class Queue {
  /** store: see arrival-store.js; send: see arrival-line.js; device: a short label. */
  constructor({ store, send, device }) {
    Object.assign(this, { store, send, device });
    this.waiting = [];
    this.state = "idle"; // idle, sending, away, signed-out, forbidden, refused
    this.storedAt = null;
    this.unkept = false; // a scan that this device refused to keep: only the tab has it
    this.onchange = () => {};
    this.onresults = () => {};
    this.number = 0;
    this.pause = SHORTEST;
    this.size = BATCH;
    this.timer = 0;
    this.running = null;
  }

  async load() {
    const kept = await this.store.scans();
    const here = new Set(this.waiting.map((scan) => scan.id));
    this.waiting = [...this.waiting, ...kept.filter((scan) => !here.has(scan.id))]
      .sort((a, b) => a.number - b.number);
    this.number = Math.max(this.number, 0, ...this.waiting.map((scan) => scan.number));
    this.onchange();
  }

  /** Keeps the scan; resolves once it is where it survives what the store promises to survive. */
  async add(scan) {
    this.number += 1;
    const kept = { ...scan, number: this.number };
    this.waiting.push(kept);
    this.onchange();
    await this.store.keep(kept).catch(() => { this.unkept = true; });
    this.onchange();
    return kept;
  }

  /** Sends all that waits; the same work when it is already under way. */
  flush() {
    clearTimeout(this.timer);
    this.running ??= this.#sendAll().finally(() => { this.running = null; });
    return this.running;
  }

  async #sendAll() {
    while (this.waiting.length) {
      this.#become("sending");
      const batch = this.waiting.slice(0, this.size);
      const answer = await this.send({
        device: this.device,
        sent_at: new Date().toISOString(),
        scans: batch.map(({ number, ...said }) => said),
      });
      const results = answer.is === "ok" && Array.isArray(answer.says.results)
        ? answer.says.results : null;
      if (!results || !(await this.#acknowledge(answer.says))) return this.#later(answer);
    }
    this.size = BATCH;
    this.#become("idle");
    return undefined;
  }

  /** False when nothing of what waits was named: sending on would go round in circles. */
  async #acknowledge(says) {
    const named = new Set(says.results.map((result) => result.id));
    const gone = this.waiting.filter((scan) => named.has(scan.id));
    if (!gone.length) return false;
    this.waiting = this.waiting.filter((scan) => !named.has(scan.id));
    await this.store.drop(gone.map((scan) => scan.id)).catch(() => {}); // sent again, stored once
    this.unkept &&= this.waiting.length > 0;
    this.pause = SHORTEST;
    if (this.size > 1) this.size = BATCH;
    this.storedAt = new Date();
    this.onresults(says, gone);
    return true;
  }

  /** A batch on which the server breaks is halved, a single such scan goes to the end of the line. */
  #split() {
    if (this.size === 1) this.waiting.push(this.waiting.shift());
    this.size = Math.max(1, Math.floor(Math.min(this.size, this.waiting.length) / 2));
  }

  #later(answer) {
    if (answer.broken) this.#split();
    const stuck = ["signed-out", "forbidden", "refused"].includes(answer.is);
    this.#become(stuck ? answer.is : "away");
    this.pause = Math.min(this.pause * 2, LONGEST);
    const wait = Math.max(this.pause, answer.wait ?? 0) * (0.75 + Math.random() / 2);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), stuck ? LONGEST : wait);
  }

  #become(state) {
    this.state = state;
    this.onchange();
  }
}
