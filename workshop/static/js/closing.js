// An open form that closes by itself: counts down, warns two minutes and half a minute before the end
// beside the send button, and then offers in the bar at the foot, which is always in sight, to send
// what is typed. There it says, too, that a form is closed. The server alone decides when it is;
// live.js brings every other time it is given. Words come with the page
// (templates/feedback/_closing.html). Loaded after the form is on the screen (draft-more.js).
import "./live.js";

const HOUR = 3600, MINUTE = 60, SOON = 120, LAST = 30; // seconds
let ahead = 0; // the server's clock less this phone's, in ms
let told = "";

const count = () => document.querySelector("[data-ends]");
const bar = () => document.querySelector("[data-saved]");
const shut = () => document.querySelector("[data-live] [data-shut]"); // the server says so
const set = (seenAt) => {
  const here = count();
  if (here) ahead = Number(here.dataset.now) - seenAt;
};
const inWords = ({ later, minutes, seconds, second }, left) => {
  if (left > HOUR) return later;
  if (left > MINUTE) return minutes.replace("{n}", Math.ceil(left / MINUTE));
  return left === 1 ? second : seconds.replace("{n}", left);
};
const stageAt = (left) => {
  if (left <= 0) return "over";
  if (left <= LAST) return "last";
  return left <= SOON ? "soon" : "";
};
const parts = (stage) => {
  const template = document.querySelector(`template[data-stage=${stage}]`);
  return [...template.content.cloneNode(true).children];
};
const tell = (here, stage) => {
  for (const one of document.querySelectorAll("[data-closing-says]")) one.remove();
  if (!stage) return;
  if (here) {
    const [note] = parts(stage);
    note.dataset.closingSays = "";
    here.after(note);
  }
  const kept = bar()?.querySelector(".saved-kept");
  if (!kept) return;
  const [says, send] = parts(["over", "shut"].includes(stage) ? "shut" : "bar");
  kept.querySelector("p").append(says);
  if (send) kept.append(send);
};
const tick = () => {
  const here = count();
  const left = here ? Math.ceil((Number(here.dataset.ends) - Date.now() - ahead) / 1000) : Infinity;
  const now = shut() && !here ? "shut" : stageAt(left);
  // Stored and not typed on since: there is nothing to be sent.
  const stage = bar()?.dataset.state === "stored" ? "" : now;
  if (here) {
    here.hidden = left <= 0;
    const words = left > 0 ? inWords(here.dataset, left) : "";
    if (here.textContent !== words) here.textContent = words;
  }
  if (stage !== told) tell(here, stage);
  told = stage;
};
const anew = () => {
  told = "";
  for (const one of document.querySelectorAll("[data-closing-says]")) one.remove();
  // Open again: that it was refused as closed is no longer so.
  if (!shut()) document.querySelector("[data-draft-says='409']")?.remove();
  set(Date.now());
  tick();
};

/** Begins to count; once a page. */
export const begin = () => {
  const [page] = performance.getEntriesByType("navigation");
  set(performance.timeOrigin + (page?.responseStart ?? 0));
  tick();
  setInterval(tick, 1000);
  for (const name of ["live", "fresh"]) document.addEventListener(name, anew);
};
