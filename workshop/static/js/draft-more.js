// What draft.js seldom needs, loaded after the form is on the screen: the pages that open without
// network, and what is said about texts that cannot go the usual way. The words come from the page
// (templates/feedback/_draft_words.html), in its language.
import { keepPage, putAside } from "./aside.js";
import { begin as countDown } from "./closing.js";

const part = (name) => document.querySelector("template[data-draft-words]").content
  .querySelector(`[data-part=${name}]`).cloneNode(true);
const place = (form, name) => form.parentNode.querySelector(`[data-part=${name}]`);
const actions = (form) => form.querySelector("[type=submit]").parentNode;

// ---- without network ----
// Answers and how far somebody is, never kept in a cache: a page put aside is anybody's.
const STANDING = ".steps .hint, .steps svg, .steps .sr";
const ANSWERS = `main .notice, main .sheet, ${STANDING}, .saved-stored p`;
const NAME = "workshop-forms";
const HERE = NAME; // in this tab: whose forms were put aside last
const allOpen = (page) => {
  for (const step of page.querySelectorAll(".steps a")) step.className = "step open";
};
const emptied = (page, form) => {
  for (const piece of page.querySelectorAll(ANSWERS)) piece.remove();
  for (const part of page.querySelectorAll("[data-live]")) part.replaceChildren(); // until when it is open
  allOpen(page);
  for (const bar of page.querySelectorAll("[data-saved]")) bar.dataset.state = "";
  for (const field of form.querySelectorAll("input[type=hidden]")) {
    if (field.name !== "form_version") field.setAttribute("value", field.name === "based_on" ? "0" : "");
  }
  for (const field of form.querySelectorAll("[checked]")) field.removeAttribute("checked");
  for (const field of form.querySelectorAll("textarea")) field.textContent = "";
  for (const field of form.querySelectorAll("input:not([type])")) field.removeAttribute("value");
  for (const field of form.querySelectorAll("[type=text]")) field.removeAttribute("value");
  for (const list of form.querySelectorAll("[data-ranking] ol")) {
    if (!list.querySelector("[selected]")) continue; // answered: its rows stand in that order
    const name = (row) => row.querySelector("option:last-child").value.replace(/^\d+:/, "");
    list.append(...[...list.children].sort((one, other) => (name(one) < name(other) ? -1 : 1)));
    for (const option of list.querySelectorAll("[selected]")) option.removeAttribute("selected");
  }
  form.removeAttribute("data-draft-owner");
  form.dataset.aside = ""; // tells draft.js that the page was opened without network
  return page;
};
// Kept under its language, and under its path in the one that is read here. Nothing that is asked for
// here changes the person's choice (X-Aside).
const { lang } = document.documentElement;
const inLanguage = (path, language) => `${path}?lang=${language}`;
const fetched = async (path, language) => {
  const answer = await fetch(inLanguage(path, language),
    { cache: "no-store", headers: { "X-Draft": "1", "X-Aside": "1" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { answer, page, policy: answer.headers.get("Content-Security-Policy") };
};
const keepForm = async (cache, path, language, { draftOwner }) => {
  const { answer, page, policy } = await fetched(path, language);
  const form = page.querySelector("form[data-draft]");
  if (!answer.ok || answer.redirected || form?.dataset.draftOwner !== draftOwner) {
    for (const one of answer.ok ? await cache.keys(path, { ignoreSearch: true }) : []) {
      await cache.delete(one); // closed by now
    }
    return false;
  }
  emptied(page, form);
  if (language === lang) await keepPage(cache, path, page, policy);
  for (const step of page.querySelectorAll(".steps a")) step.search = `lang=${language}`;
  await keepPage(cache, inLanguage(path, language), page, policy);
  return true;
};
// For every other page of the forms: the way to each of them, and that nothing is lost.
const keepAway = async (cache, scope) => {
  const { page, policy } = await fetched(scope, lang);
  const words = page.querySelector("template[data-away]")?.content;
  if (!words) return;
  const busy = "[data-live], script:not([src*='page.js'])";
  for (const piece of page.querySelectorAll(`${STANDING}, ${busy}`)) piece.remove();
  allOpen(page);
  page.querySelector("main").replaceChildren(page.querySelector(".steps"), words);
  await keepPage(cache, scope, page, policy);
};
// What is seldom asked for comes last: the way back to the forms, and the other language.
const keepOther = async (form, paths) => {
  const language = document.querySelector("a.language").hreflang;
  const { draftScope } = form.dataset;
  const cache = await caches.open(`${NAME}|${draftScope}`);
  const away = await cache.match(draftScope);
  if (!(await away?.text())?.includes(`<html lang="${lang}"`)) await keepAway(cache, draftScope);
  const version = `name="form_version" value="${form.elements.form_version.value}"`;
  for (const path of paths) {
    const own = await cache.match(inLanguage(path, lang)); // else it is closed
    const known = own && await cache.match(inLanguage(path, language));
    const isOld = path === location.pathname && !(await known?.text())?.includes(version);
    if (own && (!known || isOld)) await keepForm(cache, path, language, form.dataset);
  }
};

/** Counts down to its closing; puts aside this form and those not yet aside. */
export const begin = (form) => {
  countDown();
  const { draftOwner, draftWorker, draftScope } = form.dataset;
  if (!draftOwner) return false; // opened without network itself
  const { pathname: here } = location;
  const links = [...document.querySelectorAll(".steps a[href]")];
  const paths = [...new Set([here, ...links.map((link) => new URL(link.href).pathname)])];
  const keepPages = async (cache) => {
    // Another group may be asked other questions: what somebody else put aside is made anew.
    const isSame = sessionStorage.getItem(HERE) === draftOwner;
    for (const one of isSame ? [] : await cache.keys()) {
      if (!one.url.includes("/static/")) await cache.delete(one);
    }
    for (const path of paths.filter((one) => one !== here)) {
      const known = await cache.match(inLanguage(path, lang));
      if (known) await cache.put(path, known); // as it was read last, perhaps in the other language
      else await keepForm(cache, path, lang, form.dataset);
    }
    sessionStorage.setItem(HERE, draftOwner);
    return keepForm(cache, here, lang, form.dataset);
  };
  const done = putAside({ worker: draftWorker, scope: draftScope, name: NAME, keepPages });
  return done.then((ready) => {
    if (!ready) return;
    form.dataset.ready = "";
    keepOther(form, paths).catch(() => {});
  });
};
const fieldsOf = (band) => [...band.querySelectorAll("input, textarea, select")];
const isFilled = (field) => field.value.trim()
  && (field.checked || !["radio", "checkbox"].includes(field.type));
const lacks = (band) => {
  const fields = fieldsOf(band);
  const given = fields.filter(isFilled).length; // of a ranking every row needs a place
  return given < (band.querySelector(".ranking") ? fields.length : 1);
};
const linkTo = (band) => {
  const link = document.createElement("a");
  link.href = `#${band.querySelector(".ranking")?.id ?? fieldsOf(band)[0].id}`;
  link.textContent = band.querySelector(".q-number").parentNode.innerText;
  const row = document.createElement("li");
  row.append(link);
  return row;
};
/** Whether all that has to be answered is, and fits; otherwise says where it is not. */
export const isComplete = (form) => {
  const over = [...form.querySelectorAll("[data-over]")].map((field) => field.closest(".band"));
  const bad = [...form.querySelectorAll(".band")]
    .filter((band) => over.includes(band) || ("asked" in band.dataset && lacks(band)));
  place(form, "unready")?.remove();
  if (!bad.length) return true;
  const says = part("unready");
  says.querySelector("ul").append(...bad.map(linkTo));
  form.before(says);
  says.focus();
  return false;
};
/** On plain http the page itself has to stay: it says so while something waits. */
export const warnPlain = (form) => {
  if (!place(form, "plain")) actions(form).before(part("plain"));
};

// ---- texts ----
const inWords = (words) => {
  const byLabel = new Map();
  for (const [label, says] of words) byLabel.set(label, [...(byLabel.get(label) ?? []), says]);
  return [...byLabel].map(([label, all]) => [label, ...all].join("\n").trim()).join("\n\n");
};
const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // plain http, or not allowed
    const box = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
};
const copies = (box, text) => {
  const button = box.querySelector("[data-do=copy]");
  button.addEventListener("click", async () => {
    await copy(text);
    button.textContent = button.dataset.done;
  });
};
/** Beside the reason why something was not stored. */
export const offerCopy = (_form, note, words) => {
  if (!words.length) return;
  const box = part("copy");
  copies(box, inWords(words));
  note.querySelector("p").append(box);
};
/** Answers to questions that are asked no more: they still travel with the form. */
export const showGone = (form) => {
  place(form, "gone")?.remove();
  const texts = [...form.querySelectorAll("[data-gone]")].map((field) => field.value);
  if (!texts.some((text) => text.trim())) return;
  const box = part("gone");
  for (const text of texts.filter((one) => one.trim())) {
    const shown = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
    shown.rows = 3;
    shown.setAttribute("aria-label", box.querySelector("h2").textContent);
    box.append(shown);
  }
  actions(form).before(box);
};
/** What is on the screen is not what was sent before. */
export const showOver = (form, drop) => {
  place(form, "over")?.remove();
  const box = part("over");
  box.querySelector("[data-do=delete]").addEventListener("click", async () => {
    await drop();
    location.reload();
  });
  form.before(box);
};
/** Another text for the same form: its writer chooses. */
export const offerOther = (form, other) => {
  place(form, "two")?.remove();
  if (!other) return;
  const box = part("two");
  box.querySelector("[data-do=show]").addEventListener("click", () => { other.show(); });
  box.querySelector("[data-do=delete]").addEventListener("click", () => { other.drop(); });
  form.before(box);
};
/** On the list of all forms: where something typed still waits on this phone. */
export const markKept = (box, drafts) => {
  for (const form of new Set(drafts.filter(({ words }) => words.length).map((draft) => draft.form))) {
    const tag = box.querySelector("template").content.cloneNode(true);
    document.querySelector(`[data-form="${form}"] .nobr`)?.prepend(tag);
  }
};
/** What was not sent in time, on the page of a form that is closed. */
export const showKept = (box, drafts, drop) => {
  for (const draft of drafts.filter(({ words }) => words.length)) {
    const shown = part("kept");
    const text = inWords(draft.words);
    shown.querySelector("textarea").value = text;
    copies(shown, text);
    shown.querySelector("[data-do=delete]").addEventListener("click", async () => {
      await drop(draft);
      shown.remove();
    });
    box.before(shown);
  }
};
