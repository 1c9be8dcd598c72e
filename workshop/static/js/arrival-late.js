// A walk-in or a substitute while there is no network: the same short form as the server's, kept on
// this device like a scan. Which group it becomes only the server can say; until then nothing is said.
import { firstName, markOf, copyOf, put } from "./arrival-parts.js";
import { clock, local, say } from "./arrival-words.js";

const NEEDED = ["first_name", "last_name", "agency"];
const KEPT = ["prefix", ...NEEDED, "position", "phone", "dietary", "language"];
const [FEWEST, MOST] = [9, 15]; // digits of a telephone number

const isNumber = (text) => {
  const digits = text.normalize("NFKC").replace(/\P{Nd}/gu, "").length;
  return digits >= FEWEST && digits <= MOST;
};
const wrongIn = (values, wanted) => {
  const wrong = new Map();
  for (const name of wanted) if (!values[name]) wrong.set(name, say(`late-${name}`));
  if (values.phone && !isNumber(values.phone)) wrong.set("phone", say("late-phone"));
  return wrong;
};
const tell = (form, wrong) => {
  for (const old of form.querySelectorAll(".error")) old.remove();
  for (const field of form.querySelectorAll("input")) {
    const text = wrong.get(field.name);
    field.closest(".field").classList.toggle("has-error", Boolean(text));
    field.toggleAttribute("aria-invalid", Boolean(text));
    if (!text) continue;
    const { root, part } = copyOf("door-error");
    root.id = `${field.id}-error`;
    part("text").textContent = text;
    field.before(root);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", root.id);
  }
  const first = form.querySelector("[aria-invalid]");
  const more = first?.closest("details");
  if (more) more.open = true;
  first?.focus();
};

const tellSeats = (part, seats) => {
  const asOf = seats && say("as-of", { time: clock(seats.asOf) });
  part("full").hidden = !seats?.full;
  if (seats?.full) part("full-why").textContent = `${seats.full} ${asOf}`;
  else put(part("held"), seats?.held ? `${seats.held} ${asOf}` : "");
};

/** seats() → {full, held, asOf} by the list here; agencies() → [[name, short form]]; namesakes(person) → people of the same name, by the list here;
    rows(people) → a list of them to check in; keep(entry, absent) takes what was typed. */
export const beginLate = (door, { persistent, agencies, namesakes, rows, seats, keep }) => {
  const place = door.querySelector(".door-ways").parentNode;
  let open = null;
  const close = () => {
    open?.remove();
    open = null;
  };
  const offer = (form) => {
    const known = Object.assign(document.createElement("datalist"), { id: "late-agencies" });
    known.append(...agencies().map(([value, label]) => (
      Object.assign(document.createElement("option"), { value, label }))));
    form.append(known);
  };
  const submit = (form, part, absent) => {
    const values = {};
    for (const name of KEPT) {
      const field = form.elements[name];
      values[name] = (field?.value ?? "").trim();
    }
    const wrong = wrongIn(values, absent ? NEEDED.slice(0, 2) : NEEDED);
    tell(form, wrong);
    if (wrong.size) return;
    const same = namesakes({ first: values.first_name, last: values.last_name })
      .filter((one) => one.id !== absent?.id);
    const asked = new Set(form.dataset.others?.split(" ").map(Number));
    if (same.some((one) => !asked.has(one.id))) {
      form.dataset.others = same.map((one) => one.id).join(" ");
      part("same").querySelector("ul")?.remove();
      part("same-kept").hidden = same.every((one) => one.id);
      part("same").append(rows(same.filter((one) => one.id)));
      part("same").hidden = false;
      part("keep").textContent = say("late-another");
      part("same").scrollIntoView({ block: "center" });
      return;
    }
    const others = same.map((one) => one.id).filter(Boolean);
    close();
    keep(absent ? { kind: "substitute", absent: absent.id, ...values, others }
      : { kind: "walk_in", ...values, others }, absent);
  };

  /** Opens the form; absent: in whose place somebody came, null for a walk-in. */
  const show = (absent) => {
    close();
    const { root, part } = copyOf("door-late");
    const form = root.querySelector("form");
    open = root;
    put(part("title"), say(absent ? "late-instead" : "late-walk-in"));
    put(part("kept"), say(persistent() ? "late-kept" : "late-tab"));
    part("absent").hidden = !absent;
    if (absent) {
      form.elements.agency.closest(".field").remove();
      if (absent.group) part("mark").replaceWith(markOf(absent.group.letter, 44));
      put(part("first"), firstName(absent));
      put(part("last"), absent.last);
      const room = absent.group ? local(absent.group, "room").text : "";
      put(part("agency"), [absent.agency, room].filter(Boolean).join(" · "));
    } else {
      offer(form);
      tellSeats(part, seats());
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      submit(form, part, absent);
    });
    part("close").addEventListener("click", close);
    place.prepend(root);
    root.scrollIntoView({ block: "start" });
    form.elements.first_name.focus({ preventScroll: true });
  };
  return { show, close };
};
