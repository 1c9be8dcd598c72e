// A vote without network: the page stays, says that the vote is not stored yet, and sends it until the
// server acknowledges it; another button pressed meanwhile counts instead. Only a redirect within
// this site counts as stored. Sent again it is still one vote. Without JavaScript a plain form.
(() => {
  "use strict";
  const PATIENCE = 20000; // ms
  const LONGEST_PAUSE = 20000;
  let wanted = null; // the button pressed last, until its vote is stored
  let sending = false;
  let pause = 1000;
  let retry = 0;

  const busy = (button, on) => {
    if (on) {
      button.dataset.idle ??= button.textContent;
      button.style.minWidth = `${button.offsetWidth}px`;
      button.textContent = button.dataset.busy;
    } else if (button.dataset.idle) {
      button.textContent = button.dataset.idle;
      button.style.minWidth = "";
      delete button.dataset.idle;
    }
  };
  const post = async (button) => {
    const { form } = button;
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), PATIENCE);
    const body = new URLSearchParams([...new FormData(form), [button.name, button.value]]);
    try {
      return await fetch(form.action, {
        method: "POST", body, cache: "no-store", headers: { Accept: "text/html" }, signal: stop.signal,
      });
    } finally {
      clearTimeout(clock);
    }
  };
  const isStored = (answer) => answer.ok && answer.redirected
    && new URL(answer.url).origin === location.origin;
  const isAway = (answer) => !answer || answer.status >= 500 || answer.status === 429
    || (answer.ok && !isStored(answer));
  const later = () => {
    const says = wanted.form.querySelector("[data-waits]");
    const words = says.dataset.waits.replace("{choice}", wanted.textContent);
    says.hidden = false;
    says.querySelector("p").textContent = words;
    says.scrollIntoView({ block: "nearest" });
    retry = setTimeout(send, pause * (0.75 + Math.random() / 2));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  };
  // Refused: the page it came back as says why.
  const refused = async (answer) => {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const { form } = wanted;
    if (!page.querySelector("main h1.statement")) { // signed out: that page goes its own way
      form.append(Object.assign(document.createElement("input"),
        { type: "hidden", name: wanted.name, value: wanted.value }));
      return form.submit();
    }
    wanted = null;
    const main = document.adoptNode(page.querySelector("main"));
    document.querySelector("main").replaceWith(main);
    const live = page.querySelector("[data-live]"); // it waits for the voting to open again
    if (live) document.body.append(document.adoptNode(live));
    document.dispatchEvent(new Event("fresh"));
    const says = main.querySelector(".notice.error");
    says?.setAttribute("role", "alert"); // the focus would keep live.js from loading the page anew
    return says?.scrollIntoView({ block: "nearest" });
  };
  async function send() {
    if (sending || !wanted) return;
    sending = true;
    clearTimeout(retry);
    let answer;
    let pressed;
    do {
      pressed = wanted;
      busy(pressed, true);
      answer = await post(pressed).catch(() => null);
      busy(pressed, false);
    } while (pressed !== wanted);
    sending = false;
    if (isAway(answer)) later();
    else if (isStored(answer)) location.assign(answer.url);
    else await refused(answer).catch(later);
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-vote]") || !event.submitter) return;
    event.preventDefault();
    wanted = event.submitter;
    pause = 1000;
    send();
  }, { capture: true }); // before page.js, which would have the buttons pressed once only
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  addEventListener("pageshow", (event) => { if (event.persisted) wanted = null; });
})();
