// What hands, keyboard scanners and the camera do on the door's page.
import { copyOf } from "./arrival-parts.js";
import { startCamera } from "./arrival-scanner.js";
import { isSilent, setSilent } from "./arrival-sound.js";
import { say } from "./arrival-words.js";

const TYPING = 90; // ms of rest before a search is made
const TEXT_FIELDS = "input, textarea, select, [contenteditable]";

const beginCamera = (door, typed, view, available) => {
  const button = document.getElementById("camera");
  const label = button.querySelector("span");
  if (!available) {
    const why = Object.assign(document.createElement("p"), { className: "hint", textContent: say("camera-http") });
    button.replaceWith(why);
    return;
  }
  const { root: sight } = copyOf("door-camera");
  button.after(sight);
  button.hidden = false;
  let on = false;
  let stop = null;
  let awake = null;
  const aim = (wide) => {
    sight.classList.toggle("wide", wide);
    label.textContent = say(wide ? "camera-off" : "camera");
  };
  const end = () => {
    on = false;
    stop?.();
    stop = null;
    awake?.release().catch(() => {});
    awake = null;
    sight.hidden = true;
    door.classList.remove("scanning");
    label.textContent = say("camera");
  };
  const start = async () => {
    on = true;
    sight.hidden = false;
    door.classList.add("scanning");
    view.ready();
    aim(true);
    try {
      stop = await startCamera(sight.querySelector("video"), (text) => {
        typed(text);
        aim(false);
      });
      if (!on) return end(); // turned off while it was starting
      awake = await navigator.wakeLock?.request("screen").catch(() => null);
    } catch {
      end();
      view.result("", { outcome: "refused", person: null, sentence: say("camera-refused") });
    }
    return undefined;
  };
  button.addEventListener("click", () => {
    if (!on) start();
    else if (sight.classList.contains("wide")) end();
    else {
      view.ready();
      aim(true);
    }
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) end(); });
  addEventListener("pagehide", end);
};

const beginSound = (door) => {
  const { root, part } = copyOf("door-tools");
  const button = part("sound");
  const show = () => { button.textContent = say(isSilent() ? "sound-off" : "sound-on"); };
  button.addEventListener("click", () => {
    setSilent(!isSilent());
    show();
  });
  show();
  document.getElementById("scan").after(root);
};

/** typed(text) → whether it was a code; person(id, kind) scans, peek(person) shows somebody;
    look(query) searches; camera: whether there is one. */
export const beginScanning = (door, view, { typed, person, peek, look, camera }) => {
  const form = document.getElementById("scan");
  const field = form.elements.code;
  const search = document.getElementById("search");
  let byTouch = matchMedia("(pointer: coarse)").matches;
  addEventListener("pointerdown", (event) => { byTouch = event.pointerType !== "mouse"; });
  addEventListener("keydown", (event) => { if (event.key.length === 1) byTouch = false; });

  // On a phone the field would raise the keyboard over the result.
  const next = () => {
    field.value = "";
    if (!byTouch) field.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  };
  const check = (id, kind = "in") => {
    search.value = "";
    look("");
    person(id, kind);
    next();
  };
  view.oncheck = (id) => check(id);
  view.onundo = (id) => check(id, "undo");
  view.onlook = (somebody) => {
    peek(somebody);
    next();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    if (submitter?.name === "person_id" && submitter.value) return check(Number(submitter.value));
    const text = field.value.trim();
    if (!text) return field.focus();
    field.value = "";
    if (typed(text)) next();
    return undefined;
  });
  // The undo of a page that came without scripts.
  door.addEventListener("click", (event) => {
    const undo = event.target.closest("button[name=undo]");
    if (!undo) return;
    event.preventDefault();
    check(Number(undo.value), "undo");
  });

  let timer = 0;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => look(search.value), TYPING);
  });
  search.form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    clearTimeout(timer);
    const text = search.value;
    if (/^\s*(https?:|้ะะย)/i.test(text) && typed(text)) { // a scanner while the focus was here
      search.value = "";
      look("");
      return next();
    }
    return look(text).then(() => document.querySelector("#found button:not([hidden])")?.focus());
  });
  view.searchFor = (text) => {
    search.value = text;
    search.focus();
    look(text);
  };

  // A scanner types wherever the focus is: outside of fields its first key leads to ours.
  addEventListener("keydown", (event) => {
    const plain = event.key.length === 1 && event.key !== " "
      && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (plain && !document.activeElement?.closest(TEXT_FIELDS)) field.focus();
  });

  beginCamera(door, typed, view, camera);
  beginSound(door);
  if (!byTouch) field.focus({ preventScroll: true });
};
