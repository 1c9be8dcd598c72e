// Live parts: <div data-live="/…"> is asked for every three seconds, or as often as its
// data-live-seconds says, and swapped when it changed. An unchanged part costs a 304. Nothing moves under the finger: while the focus, a
// pressed pointer or a selection is inside, the new part waits; hidden pages do not ask.
// With data-live-reload="main" the part is only asked whether the page changed: it is loaded anew
// as soon as nobody is busy in the element that the attribute names.
(() => {
  "use strict";
  const SECONDS = 2.5; // so that a count is never older than three
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

  const watch = (part) => {
    let etag = part.dataset.liveEtag || "";
    let waiting = null;
    const usual = Number(part.dataset.liveSeconds) || SECONDS;
    let pause = usual;

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
      const answer = await fetch(part.dataset.live, { headers, cache: "no-store", redirect: "error" });
      if (answer.status === 304) return;
      if (!answer.ok) throw new Error(String(answer.status));
      waiting = await answer.text();
      etag = answer.headers.get("ETag") || "";
    };
    const round = async () => {
      if (!part.isConnected) return;
      if (!document.hidden) {
        try {
          await ask();
          pause = usual;
        } catch {
          pause = Math.min(pause * 2, 60);
        }
        swap();
      }
      setTimeout(round, pause * 1000);
    };
    setTimeout(round, pause * 1000);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) pause = usual; });
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
