// Live parts: <div data-live="/…"> is asked for every three seconds, or as often as its
// data-live-seconds says, and swapped when it changed. An unchanged part costs a 304. Nothing moves under the finger: while the focus, a
// pressed pointer or a selection is inside, the new part waits; hidden pages do not ask.
// With data-live-reload="main" the part is only asked whether the page changed: it is loaded anew
// as soon as nobody is busy in the element that the attribute names.
// Ten seconds without an answer, and one quiet line says since when; it goes with the next answer. A
// form that is kept on the phone says in its own bar that there is no network.
(() => {
  "use strict";
  const SECONDS = 2.5; // so that a count is never older than three
  const LONGEST_PAUSE = 15;
  const SILENCE = 10; // seconds
  const parts = [...document.querySelectorAll("[data-live]")];
  let pressed = null;
  addEventListener("pointerdown", (event) => { pressed = event.target; });
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => { pressed = null; });

  const busy = (part) => {
    const selection = getSelection();
    const reading = selection && !selection.isCollapsed && part.contains(selection.anchorNode);
    const here = document.activeElement;
    const editing = part.contains(here) && here !== part && !(here.matches("a[id]"));
    return editing || reading || (pressed !== null && part.contains(pressed));
  };

  // ---- whether the server is heard ----
  const { notLive, notIn } = document.body.dataset;
  const line = Object.assign(document.createElement("p"), { className: "not-live" });
  line.setAttribute("role", "status");
  let heard = Date.now();
  let silent = 0; // seconds in sight without an answer; a computer asleep counts none
  const say = (words) => { if (line.textContent !== words) line.textContent = words; };
  const time = () => {
    const { lang } = document.documentElement;
    const face = new Date(heard).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    return lang === "th" ? `${face.replace(":", ".")}\u00a0น.` : face;
  };
  const hear = () => {
    heard = Date.now();
    silent = 0;
    say("");
  };
  const listen = () => {
    silent = document.hidden ? 0 : silent + 1;
    if (silent >= SILENCE && !line.textContent) say(notLive.replace("{time}", time()));
  };
  if (parts.length && !document.querySelector("form[data-draft]")) {
    document.body.append(line);
    setInterval(listen, 1000);
  }

  const watch = (part) => {
    let etag = part.dataset.liveEtag || "";
    let waiting = null;
    const usual = Number(part.dataset.liveSeconds) || SECONDS;
    let pause = usual;
    let timer = 0;
    let asking = false;

    const whole = part.dataset.liveReload && document.querySelector(part.dataset.liveReload);

    const swap = () => {
      if (waiting === null || busy(whole || part)) return;
      if (whole) { location.reload(); return; }
      const open = [...part.querySelectorAll("details[open][id]")].map((details) => details.id);
      const focus = part.contains(document.activeElement) ? document.activeElement.id : "";
      part.innerHTML = waiting;
      waiting = null;
      if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
      for (const id of open) part.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
      part.dispatchEvent(new Event("live", { bubbles: true }));
    };
    const ask = async () => {
      const headers = { "X-Live": "1" };
      if (etag) headers["If-None-Match"] = etag;
      const signal = AbortSignal.timeout?.(SILENCE * 1000);
      const answer = await fetch(part.dataset.live, { headers, cache: "no-store", redirect: "manual", signal });
      if (answer.type === "opaqueredirect" || answer.status === 401) say(notIn);
      else if (answer.ok || answer.status === 304) hear();
      if (answer.status === 304) return;
      if (!answer.ok) throw new Error(String(answer.status));
      waiting = await answer.text();
      etag = answer.headers.get("ETag") || "";
    };
    const round = async () => {
      clearTimeout(timer);
      if (asking || !part.isConnected) return;
      if (!document.hidden) {
        asking = true;
        try {
          await ask();
          pause = usual;
        } catch {
          pause = Math.min(pause * 2, LONGEST_PAUSE);
        }
        asking = false;
        swap();
      }
      timer = setTimeout(round, pause * 1000);
    };
    timer = setTimeout(round, pause * 1000);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) round(); });
    addEventListener("online", round);
    addEventListener("focusout", () => setTimeout(swap, 0));
  };
  parts.forEach(watch);
  document.addEventListener("fresh", () => { // a form that came back put another one in its place
    for (const part of document.querySelectorAll("[data-live]")) {
      if (!parts.includes(part)) watch(part);
      parts.push(part);
    }
  });
})();
