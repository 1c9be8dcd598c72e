// Copies of the page's <template>s, filled with words. What people wrote goes in as text alone.
import { local, say } from "./arrival-words.js";

/** A copy of a template's element and a way to its parts by name. */
export const copyOf = (id) => {
  const root = document.getElementById(id).content.firstElementChild.cloneNode(true);
  return { root, part: (name) => root.querySelector(`[data-part="${name}"]`) };
};
/** Puts text where it belongs; a part without text is not shown. */
export const put = (part, text, lang = "") => {
  part.textContent = text;
  part.hidden = !text;
  if (lang) part.lang = lang;
  else part.removeAttribute("lang");
};
const SHAPES = 6;
const SHAPE = new Map([...document.getElementById("door-marks").content.children]
  .map((one) => [one.dataset.shape, one.firstElementChild]));

/** A group's mark; from G on shapes and colours start again, and after Z come AA to ZZ. */
export const markOf = (letter, size, named = true) => {
  const place = [...letter.toUpperCase()].reduce((sum, one) => sum * 26 + one.charCodeAt(0) - 64, 0) - 1;
  const shape = String.fromCharCode(65 + (place % SHAPES));
  const mark = (SHAPE.get(shape) ?? SHAPE.get("A")).cloneNode(true);
  mark.setAttribute("width", size);
  mark.setAttribute("height", size);
  mark.querySelector("text").textContent = letter;
  if (letter.length > 1) mark.querySelector("text").setAttribute("font-size", 13);
  if (named) {
    mark.removeAttribute("aria-hidden");
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", say("group", { letter }));
  }
  return mark;
};
/** Prefix and first name stay together, as on the page without scripts. */
export const firstName = (person) => {
  const joined = person.prefix && !/[.a-z]$/i.test(person.prefix) ? "" : " ";
  const whole = person.name?.endsWith(person.last)
    ? person.name.slice(0, -person.last.length).trim() : `${person.prefix}${joined}${person.first}`;
  return whole.trim();
};
export const roomOf = (person) => local(person.group, "room");

/** Where somebody belongs, what they eat and need. */
export const placeOf = (person) => {
  const { root, part } = copyOf("door-place");
  const { group } = person;
  part("group").hidden = !group;
  part("no-group").hidden = Boolean(group);
  part("choose").search += `&shown=${person.id}`;
  if (group) {
    const name = local(group, "name");
    const room = roomOf(person);
    part("mark").replaceWith(markOf(group.letter, 76));
    put(part("group-name"), name.text, name.lang);
    put(part("room"), room.text, room.lang);
    put(part("table"), person.table ? say("table", { table: person.table }) : "");
    put(part("floor"), group.floor ? say("floor", { floor: group.floor }) : "");
  }
  put(part("dietary"), person.dietary);
  put(part("access"), person.access_needs);
  part("meal").hidden = !person.dietary;
  part("help").hidden = !person.access_needs;
  part("needs").hidden = !person.dietary && !person.access_needs;
  return root;
};
/** The mark of a person's group in front of a row. */
export const rowMark = (person) => {
  if (person?.group) return markOf(person.group.letter, 34);
  return Object.assign(document.createElement("i"), { className: "door-none" });
};
