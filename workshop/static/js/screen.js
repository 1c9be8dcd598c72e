// The projector: asks every two seconds whether the picture changed (a 304 if not), keeps the last
// one when there is no network and says so, and goes on by itself. Clock and countdown run on the
// server's time, which every answer brings. Opened without network it shows what it showed last
// (screen-aside.js), where browsers can: on https and localhost.
(() => {
  "use strict";
  const SECONDS = 2, PATIENCE = 8, PAUSE = 30;
  const place = document.getElementById("picture");
  const shut = document.getElementById("shut");
  const offline = document.getElementById("offline");
  let etag = place.dataset.etag;
  let ahead = null; // server's clock less this page's own, in ms
  let lost = 0;
  let latest = place.innerHTML.trim(); // as it came, before it was made to fit
  let kept = null;
  let isKeeping = false;

  const picture = () => place.firstElementChild;
  const time = () => performance.timeOrigin + performance.now() + (ahead ?? 0);
  const set = (server) => { ahead = server - (performance.timeOrigin + performance.now()); };
  const thereAt = (moment) => {
    const here = -new Date().getTimezoneOffset() * 60000; // until the server has said more
    return new Date(moment + Number(picture()?.dataset.ahead ?? here));
  };
  const face = (moment) => {
    const there = thereAt(moment);
    const two = (number) => String(number).padStart(2, "0");
    const thai = document.documentElement.lang === "th";
    return `${two(there.getUTCHours())}${thai ? "." : ":"}${two(there.getUTCMinutes())}${thai ? "\u00a0น." : ""}`;
  };

  const dayOf = (moment) => thereAt(moment).toLocaleDateString(document.documentElement.lang,
    { day: "numeric", month: "short", timeZone: "UTC" });
  // Of another day than today the day is told too.
  const faceAndDay = (moment) => (dayOf(moment) === dayOf(time()) ? face(moment)
    : `${dayOf(moment)} ${face(moment)}`);

  const say = (element, text) => { if (element && element.textContent !== text) element.textContent = text; };
  const countDown = () => {
    const box = place.querySelector(".countdown");
    if (!box) return;
    const left = Math.max(0, Math.ceil((Number(picture().dataset.ends) - time()) / 1000));
    const last = left <= 60;
    box.classList.toggle("last", last);
    box.querySelector("[data-left]").hidden = left === 0;
    box.querySelector("[data-up]").hidden = left > 0;
    box.querySelector("[data-minutes]").hidden = last;
    box.querySelector("[data-seconds]").hidden = !last;
    say(box.querySelector("[data-number]"), String(last ? left : Math.ceil(left / 60)));
  };
  const tick = () => {
    if (!picture()) return;
    say(place.querySelector("[data-clock]"), face(time()));
    countDown();
  };

  // Long words first make headings, gaps and bars smaller, then, with many groups, everything,
  // instead of being cut; on a phone the page scrolls.
  const TIGHT = ["tight", "tighter", "tightest", "flat"], SMALLEST = 0.4, STEP = 0.04;
  const fit = () => {
    for (const one of place.querySelectorAll(".middle, .bottom")) {
      const overflows = () => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1;
      one.style.fontSize = "";
      one.classList.remove(...TIGHT);
      for (const how of TIGHT) if (overflows()) one.classList.add(how);
      for (let share = 1 - STEP; share > SMALLEST && overflows(); share -= STEP) one.style.fontSize = `${share}em`;
    }
  };

  const show = (html) => {
    const before = picture()?.dataset.key;
    place.innerHTML = html;
    latest = html;
    shut.hidden = true;
    fit();
    if (picture().dataset.key !== before) picture().classList.add("appears");
  };
  const close = () => {
    place.replaceChildren();
    latest = "";
    shut.hidden = false;
    etag = "";
  };
  const sign = (words, moment) => {
    offline.textContent = words.replace("{time}", faceAndDay(moment));
    offline.hidden = false;
  };
  const live = (works) => {
    lost = works ? 0 : lost + 1;
    if (lost === 2 && offline.hidden) sign(offline.dataset.words, time());
    else if (works) offline.hidden = true;
  };
  const keepAside = async () => {
    if (!place.dataset.keeps || !globalThis.isSecureContext || !navigator.serviceWorker) return;
    if (isKeeping || latest === kept) return;
    isKeeping = true;
    const now = { html: latest, etag, ahead: ahead ?? 0 };
    const key = picture()?.dataset.key ?? "shut";
    try {
      const { keep } = await import(place.dataset.keeps);
      if (!await keep(place.dataset, now)) throw new Error("not kept");
      kept = now.html;
      place.dataset.ready = key;
      isKeeping = false;
    } catch {
      setTimeout(() => { isKeeping = false; }, PAUSE * 1000);
    }
  };

  const ask = async () => {
    const headers = { "X-Live": "1" };
    if (etag) headers["If-None-Match"] = etag;
    const signal = AbortSignal.timeout(PATIENCE * 1000);
    const answer = await fetch(place.dataset.screen, { headers, cache: "no-store", redirect: "error", signal });
    if (answer.headers.has("X-Now")) set(Number(answer.headers.get("X-Now")));
    if (answer.status === 404) { close(); return; }
    if (answer.status === 304) return;
    if (!answer.ok || !answer.headers.has("X-Now")) throw new Error("not from the server");
    const html = await answer.text();
    etag = answer.headers.get("ETag") || "";
    show(html);
  };
  const round = async () => {
    try {
      await ask();
      live(true);
      keepAside();
    } catch {
      live(false);
    }
    tick();
    setTimeout(round, SECONDS * 1000);
  };

  const stayAwake = async () => {
    try { await navigator.wakeLock?.request("screen"); } catch { /* the computer's own settings hold */ }
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) stayAwake(); });

  const { aside, since } = place.dataset;
  if (aside) { // opened without network: its times are of then
    ahead = Number(aside);
    lost = 2;
    sign(offline.dataset.opened, Number(since));
  } else if (picture()) set(Number(picture().dataset.now));
  tick();
  fit();
  document.fonts.ready.then(fit);
  if (!aside) addEventListener("load", () => document.fonts.ready.then(keepAside), { once: true });
  addEventListener("resize", fit);
  setInterval(tick, 250);
  setTimeout(round, SECONDS * 1000);
  stayAwake();
})();
