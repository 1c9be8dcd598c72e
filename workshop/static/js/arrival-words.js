// The words of the page, taken from <template id="door-texts">, and how times and names are said.
const texts = new Map([...document.getElementById("door-texts").content.children]
  .map((one) => [one.dataset.text, one.textContent.trim()]));
const { lang } = document.getElementById("door").dataset;
const time = new Intl.DateTimeFormat("en-GB", {
  timeZone: document.getElementById("door-texts").dataset.zone, hour: "2-digit", minute: "2-digit",
});

/** A sentence of the page with its {places} filled. */
export const say = (name, values = {}) => (texts.get(name) ?? "")
  .replace(/\{(\w+)\}/g, (_, place) => values[place] ?? "");
/** The sentence for one or the one for several. */
export const sayCount = (name, n, values = {}) => say(n === 1 ? `${name}-one` : name, { n, ...values });

/** "09:42", in Thai "09.42 น."; no-break space before the unit. */
export const clock = (when) => {
  const shown = time.format(new Date(when));
  return lang === "th" ? `${shown.replace(":", ".")}\u00a0น.` : shown;
};

/** What organisers wrote in this language: {text, lang}; the other one where it is empty. */
export const local = (thing, name) => {
  const other = lang === "th" ? "en" : "th";
  const text = thing?.[`${name}_${lang}`];
  return text ? { text, lang: "" } : { text: thing?.[`${name}_${other}`] ?? "", lang: other };
};
