// Keeps what is typed into <form data-draft> on this phone and sends it until it is acknowledged.
//
// A draft belongs to a workshop, a person (data-draft-owner), a form and a submission: nobody else
// gets to see it. It is written to disk while typing (sealed.js) and wiped once the answer is stored
// or the person signs out (draft-leave.js). Only a redirect within this site counts as stored; a
// hotel's sign-in page or a proxy's error does not. The submission_id stays the same over all
// attempts, so a repeated send is one record. Two tabs never write over each other: whoever finds
// that another tab wrote on goes on under an id of its own, and the server lets the person choose.
// What is seldom needed is loaded later (draft-more.js).
// Without JavaScript, or when storage is refused, the form is a plain form.
(() => {
  "use strict";
  const PACE = 150; // ms between two writes while somebody types
  const LONGEST_PAUSE = 60000;
  const PATIENCE = 20000;
  const NEVER_KEPT = ["csrf_token", "form_version", "writer"];
  const FORM = "form[data-draft]";
  const randomId = () => { // crypto.randomUUID does not exist on plain http
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  // ---- the line to the server ----
  const fetchPage = async (address, options = {}) => {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), PATIENCE);
    try {
      return await fetch(address, {
        ...options, cache: "no-store", signal: stop.signal,
        headers: { Accept: "text/html", "X-Draft": "1" },
      });
    } finally {
      clearTimeout(clock);
    }
  };
  const post = (address, pairs) => {
    const body = new URLSearchParams(pairs);
    return fetchPage(address, { method: "POST", body, keepalive: String(body).length < 60000 });
  };
  const isStored = (answer) => answer.ok && answer.redirected
    && new URL(answer.url).origin === location.origin;
  const pageOf = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

  // ---- what a form holds ----
  const contentOf = (form) => [...new FormData(form)]
    .filter(([name, value]) => typeof value === "string" && !NEVER_KEPT.includes(name));
  const answersIn = (pairs) => JSON.stringify(pairs.filter(([name, value]) => (
    name !== "submission_id" && name !== "based_on" && value !== "")).sort());
  const NOTHING = answersIn([]);
  const setField = (form, name, values) => {
    const fields = [...form.elements].filter((field) => field.name === name);
    if (fields.length === 0 && /^q\d+$/.test(name)) {
      // A question that is gone: its text still travels, and draft-more.js shows it.
      for (const value of values) {
        const kept = Object.assign(document.createElement("input"), { type: "hidden", name, value });
        kept.dataset.gone = "";
        form.append(kept);
      }
    }
    for (const field of fields) {
      if (field.type === "radio" || field.type === "checkbox") {
        field.checked = values.includes(field.value);
      } else if (field.tagName === "SELECT") {
        for (const option of field.options) if (values.includes(option.value)) option.selected = true;
      } else [field.value] = values;
    }
  };
  const restore = (form, pairs) => {
    const byName = new Map();
    for (const [name, value] of pairs) byName.set(name, [...(byName.get(name) ?? []), value]);
    for (const gone of form.querySelectorAll("[data-gone]")) gone.remove();
    for (const field of form.querySelectorAll("[type=radio], [type=checkbox], select, textarea, "
      + "input:not([type=hidden])")) {
      if (field.type === "radio" || field.type === "checkbox") field.checked &&= byName.has(field.name);
      else if (field.tagName === "SELECT") field.selectedIndex = 0;
      else field.value = "";
    }
    for (const [name, values] of byName) setField(form, name, values);
    for (const part of form.querySelectorAll("[data-ranking], [data-limit]")) {
      part.dispatchEvent(new Event("restored", { bubbles: true }));
    }
  };
  // The same in words, for a page that shows no form any more.
  const wordsOf = (form) => [...form.elements].filter((field) => /^q\d+$/.test(field.name)
    && field.value.trim() && (field.checked || !["radio", "checkbox"].includes(field.type)))
    .map((field) => {
      const asks = field.closest("fieldset")?.querySelector("legend") ?? field.labels?.[0];
      const label = field.labels?.[0]?.textContent.trim();
      const says = field.tagName === "SELECT" ? `${parseInt(field.value, 10)}. ${label}`
        : field.checked ? field.getAttribute("aria-label") ?? label : field.value;
      return [asks?.textContent.replace(/\s+/g, " ").trim() ?? "", says];
    });

  const openStore = async ({ draft, draftOwner, draftStore }, isHere) => {
    const { openDrafts, lastPerson } = await import(draftStore);
    const owner = draftOwner || String(await lastPerson(draft) ?? "");
    return owner ? { owner, ...await openDrafts(draft, owner, isHere) } : null;
  };
  // Other forms of the same person that still wait go too; whether one of them was stored.
  const sendWaiting = async (store, token, isOwn) => {
    let stored = false;
    for (const draft of await store.list()) {
      if (draft.wanted && !isOwn(draft)) {
        const answer = await post(draft.action, [["csrf_token", token], ["writer", store.owner],
          ["form_version", draft.version], ...draft.pairs]).catch(() => null);
        if (answer && isStored(answer)) {
          await store.drop(draft.form, draft.id, draft.mark);
          stored = true;
        }
      }
    }
    return stored;
  };

  const begin = async (form, afterMistakes, lastMark) => {
    const { draftForm, draftMore } = form.dataset;
    const bar = document.querySelector("[data-saved]");
    const shown = answersIn(contentOf(form));
    const over = new AbortController();
    const field = (name) => form.elements[name];
    const isThis = (draft) => draft.form === draftForm && draft.id === field("submission_id").value;
    let store = null;
    let mark = lastMark; // of the last writing under this submission_id
    let touched = false;
    let typings = 0;
    let unwritten = 0; // typings that are not on disk
    let wanted = false; // pressed, and not yet acknowledged
    let running = false;
    let attempt = 0;
    let typing = 0;
    let retry = 0;
    field("submission_id").value ||= randomId(); // a page put aside has none

    const show = (state) => {
      if (bar) bar.dataset.state = state;
    };
    const more = (what, ...values) => import(draftMore)
      .then((module) => module[what](form, ...values)).catch(() => {});

    // ---- keeping: one write at a time, the last one holding everything ----
    const ready = openStore(form.dataset, !("aside" in form.dataset))
      .then((opened) => { store = opened; }).catch(() => {});
    const whole = () => ({
      pairs: contentOf(form), words: wordsOf(form), wanted, action: form.action,
      version: field("form_version").value,
    });
    const write = async () => {
      await ready;
      if (!store) throw new Error("this phone keeps nothing");
      const until = typings;
      const put = () => store.put(draftForm, field("submission_id").value, whole(), mark);
      let written = await put();
      if (!written) { // another tab was here: with the same words it is still one draft
        const known = (await store.list(draftForm)).find(isThis);
        const here = answersIn(contentOf(form));
        mark = known && answersIn(known.pairs) === here ? known.mark : undefined;
        if (!mark) field("submission_id").value = randomId();
        written = await put();
      }
      if (!written) return;
      mark = written;
      unwritten = typings - until;
      if (!unwritten) store.release();
    };
    let writing = Promise.resolve();
    let isQueued = false;
    const keep = () => {
      clearTimeout(typing);
      typing = 0;
      if (isQueued) return writing;
      isQueued = true;
      writing = writing.catch(() => {}).then(() => {
        isQueued = false;
        return over.signal.aborted ? undefined : write();
      });
      return writing;
    };
    const leave = () => {
      over.abort();
      clearTimeout(typing);
      clearTimeout(retry);
    };
    const typed = () => {
      touched = true;
      typings += 1;
      unwritten += 1;
      typing ||= setTimeout(async () => {
        try {
          await keep();
          if (!wanted) show("kept");
        } catch { /* the phone refuses to keep anything: say nothing untrue */ }
      }, PACE);
    };
    const busy = (on) => {
      const button = form.querySelector("[type=submit]");
      if (!button) return;
      button.dataset.idle ??= button.textContent;
      button.style.minWidth = on ? `${button.offsetWidth}px` : "";
      button.textContent = on ? button.dataset.busy : button.dataset.idle;
      if (!on) delete button.dataset.idle;
    };

    // The session may have changed since the page was loaded: take its token anew. The version stays:
    // who has not seen changed questions is shown them.
    const freshen = async () => {
      const page = await pageOf(await fetchPage(location.href));
      const fresh = page.querySelector(`${FORM} [name=csrf_token]`);
      if (fresh) field("csrf_token").value = fresh.value;
      return fresh !== null;
    };
    const later = async (answer) => {
      // Nothing promises to be sent that the server would only give back.
      wanted = await more("isComplete") !== false;
      if (!wanted) {
        busy(false);
        await keep().catch(() => {});
        return show("kept");
      }
      const asked = Number(answer?.headers.get("Retry-After")) * 1000 || 0;
      const pause = Math.min(Math.max(1000 * 2 ** Math.min(attempt, 6), asked), LONGEST_PAUSE);
      busy(false);
      show("waiting");
      if (!globalThis.isSecureContext) more("warnPlain");
      clearTimeout(retry);
      retry = setTimeout(send, pause * (0.75 + Math.random() / 2));
    };
    // Not stored, and sending again at once would not help: the page's own sentence says why.
    const refused = (page, status) => {
      form.querySelector("[data-draft-says]")?.remove();
      const said = page.querySelector("main .notice.error, main .notice.caution")
        ?? page.querySelector("main h1");
      const words = said?.textContent.trim() || String(status);
      const note = Object.assign(document.createElement("div"), { className: "notice error" });
      note.setAttribute("role", "alert");
      note.dataset.draftSays = status;
      const text = document.createElement("p");
      text.append(words);
      for (const link of page.querySelectorAll("main .actions a")) {
        const copy = document.importNode(link, true);
        copy.className = "";
        text.append(" ", copy);
      }
      note.append(text);
      form.querySelector("[type=submit]")?.parentNode.before(note);
      note.scrollIntoView({ block: "center" }); // above the bar at the foot
      if (status !== 401) more("offerCopy", note, wordsOf(form));
      show("kept");
    };
    const mistakes = (page, main) => {
      leave();
      document.title = page.title;
      document.querySelector("main").replaceWith(document.adoptNode(main));
      document.dispatchEvent(new Event("fresh"));
      return begin(document.querySelector(FORM), true, mark);
    };
    const settle = async (answer, sent) => {
      if (isStored(answer)) {
        if (answersIn(contentOf(form)) !== answersIn(sent)) return send(); // typed on meanwhile
        leave();
        await writing.catch(() => {});
        await store?.drop(draftForm, field("submission_id").value, mark);
        return location.assign(answer.url);
      }
      if (answer.status === 400 && attempt < 3 && await freshen()) return send();
      if (answer.status >= 500 || answer.status === 429 || answer.status < 400) return later(answer);
      wanted = answer.status === 401; // goes by itself once its writer is signed in again
      busy(false);
      await keep().catch(() => {});
      const page = await pageOf(answer);
      const main = page.querySelector("main");
      const again = answer.status === 422 && main?.querySelector(FORM);
      return again ? mistakes(page, main) : refused(page, answer.status);
    };
    async function send() {
      if (running || over.signal.aborted) return;
      running = true;
      wanted = true;
      attempt += 1;
      clearTimeout(retry);
      busy(true);
      show("sending");
      let answer;
      let sent;
      try {
        await keep().catch(() => {});
        if (attempt > 1 || !field("csrf_token").value) await freshen();
        sent = contentOf(form);
        answer = await post(form.action, [...new FormData(form)]);
      } catch { /* no network */ }
      running = false;
      await (answer ? settle(answer, sent).catch(() => later()) : later());
    }

    const others = () => store && field("csrf_token").value
      && sendWaiting(store, field("csrf_token").value, isThis).catch(() => {});
    const again = () => {
      if (document.hidden || running) return;
      if (wanted) send();
      else others();
    };
    const { signal } = over;
    form.addEventListener("input", typed, { signal });
    form.addEventListener("change", typed, { signal });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      form.querySelector("[data-draft-says]")?.remove();
      attempt = 0;
      send();
    }, { signal });
    addEventListener("online", again, { signal });
    addEventListener("focus", again, { signal }); // back from the window of the sign-in
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && typing) keep().catch(() => {});
      again();
    }, { signal });
    // Before the next page is asked for there is still time to write; at pagehide there is hardly any.
    for (const kind of ["beforeunload", "pagehide"]) {
      addEventListener(kind, () => {
        if (typing) keep().catch(() => {});
        if (unwritten) store?.hold(draftForm, field("submission_id").value, whole());
      }, { signal });
    }
    const gone = new BroadcastChannel("workshop-forms"); // somebody signed out in another tab
    gone.addEventListener("message", () => { leave(); location.reload(); }, { signal });
    if (!afterMistakes) {
      const rest = () => more("begin");
      if (document.readyState === "complete") rest();
      else addEventListener("load", rest, { once: true });
    }

    // ---- what was kept before ----
    await ready;
    if (!store) return;
    field("writer").value ||= store.owner;
    const drafts = await store.list(draftForm);
    if (afterMistakes) {
      mark ??= drafts.find(isThis)?.mark;
      await keep();
      show("kept");
      return;
    }
    const drop = async () => {
      leave();
      await writing.catch(() => {});
      await store.drop(draftForm, field("submission_id").value, mark);
    };
    const adopt = (draft) => {
      restore(form, draft.pairs);
      mark = draft.mark;
      if (draft.wanted) field("form_version").value = draft.version;
      more("showGone");
      if (shown !== NOTHING) more("showOver", drop);
      show("kept");
    };
    const offer = async () => {
      const kept = (await store.list(draftForm)).filter((draft) => !isThis(draft));
      const here = answersIn(contentOf(form));
      const [other] = kept.filter((draft) => answersIn(draft.pairs) !== here);
      more("offerOther", other && {
        show: async () => {
          if (touched || mark) await keep();
          adopt(other);
          await offer();
        },
        drop: () => store.drop(draftForm, other.id, other.mark).then(offer),
      });
    };
    const same = drafts.filter((draft) => !draft.wanted && answersIn(draft.pairs) === shown);
    for (const draft of same) await store.drop(draftForm, draft.id, draft.mark);
    const [newest, ...rest] = drafts.filter((draft) => !same.includes(draft));
    // Two answers to choose from stay as they are, and so does what was typed since.
    const isFree = !touched && !document.querySelector("form[action$='/choose']");
    if (newest && isFree) {
      adopt(newest);
      if (newest.wanted) send();
    }
    if (rest.length || (newest && !isFree)) await offer();
    if (!wanted) await others();
  };

  // ---- a form that is closed by now, and the list of all forms ----
  const beginElsewhere = async (box) => {
    const store = await openStore(box.dataset, true);
    const { draftForm, draftMore, draftToken } = box.dataset;
    if (draftToken && await sendWaiting(store, draftToken, () => false)) location.reload();
    const { markKept, showKept } = await import(draftMore);
    if (!draftForm) return markKept(box, await store.list());
    return showKept(box, await store.list(draftForm),
      (draft) => store.drop(draft.form, draft.id, draft.mark));
  };

  const form = document.querySelector(FORM);
  if (form) begin(form, document.querySelector("main [data-focus]") !== null).catch(() => {});
  const box = document.querySelector("[data-draft-closed]");
  if (box) beginElsewhere(box).catch(() => {});
})();
