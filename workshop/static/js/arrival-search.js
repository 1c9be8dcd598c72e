// Finds people by what is typed, over the list on this device: workshop/domain/finding.py in
// JavaScript, word by word. tests/domain/test_finding.py and tests/browser hold both to one table.
// Of telephone numbers only the last four digits lie here, so a longer number is looked for by them.
import { withoutPrefix } from "./arrival-prefixes.js";

export const MOST = 20;
const TAIL = 4;
const FEWEST_DIGITS = 3;
const FEWEST_OF_CODE = 2;
const LONGEST = 200; // characters of a query that are looked at
const [EXACT, EXACT_AGENCY, START, START_AGENCY, INSIDE, INSIDE_AGENCY] = [0, 1, 2, 3, 4, 5];

const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
const HIDDEN = new RegExp("[\\0-\\x08\\x0e-\\x1f\\x7f-\\x9f\\xad\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u08e2"
  + "\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ud800-\\udfff\\ufdd0-\\ufdef\\ufeff\\ufff9-\\ufffb"
  + "\\ufffe\\uffff\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0001}-\\u{e007f}]", "gu");

/** The same words in one spelling, as `tidy` of workshop/domain/names.py. */
export const tidy = (text) => text.replace(SPACES, " ").replace(HIDDEN, "").normalize("NFC")
  .replaceAll("เเ", "แ")
  .replace(/([\u0e48-\u0e4c])([\u0e31\u0e34-\u0e39\u0e4d])/g, "$2$1")
  .replace(/([\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])\1+/g, "$1")
  .replace(/\u0e4d([\u0e48-\u0e4c]?)\u0e32/g, "$1\u0e33")
  .replace(SPACES, " ").trim();

/** What two spellings have in common: no case, spaces, signs and tone marks; ฤๅ with the common า. */
export const spelled = (text) => text.normalize("NFKD")
  .replace(/[๐-๙]/g, (digit) => digit.charCodeAt(0) - 0x0e50)
  .toLowerCase().replaceAll("เเ", "แ").replaceAll("\u0e45", "\u0e32")
  .replace(/[_\u0e47-\u0e4c\u0e4e\u0300-\u036f]/g, "")
  .replaceAll("\u0e4d\u0e32", "\u0e33") // NFKD parts ำ: a vowel, and no mark to be left out
  .replace(/[^\p{L}\p{N}\u0e31\u0e34-\u0e3a]/gu, "");

const digitsOf = (phone) => {
  const digits = phone.split(" x")[0].replace(/[^\p{Nd}]/gu, "");
  return phone.startsWith("+66") ? `0${digits.slice(2)}` : digits;
};
const isNumber = (word) => /^\d+$/.test(word);

/** What is looked for, spelled; a prefix before a name is left out, a number is one word. */
export const wordsOf = (query) => {
  const typed = tidy([...query].slice(0, LONGEST).join(""));
  if (/^[\p{Nd}\s()+.-]+$/u.test(typed)) {
    const digits = digitsOf(typed.replace(/[\s()]/g, ""));
    if (digits) return [spelled(digits)];
  }
  return withoutPrefix(typed).split(" ").map(spelled).filter(Boolean);
};

const fromKey = (person) => {
  const [first, last, prefix, code, tail, ...agencies] = person.key.split("|");
  const hay = [`${prefix}${first}${last}`, `${last}${first}`, ...agencies].join("|");
  return { person, first, last, code, tail, agencies, hay };
};
const fitsNumber = (entry, word) => {
  if (!/^[\0-\x7f]*$/.test(word)) return false;
  if (word.length >= FEWEST_OF_CODE && entry.code.startsWith(word)) return true;
  if (!isNumber(word) || word.length < FEWEST_DIGITS || !entry.tail) return false;
  return entry.tail.endsWith(word.slice(-TAIL));
};
const wordRank = (entry, word) => {
  if ([entry.first, entry.last, entry.code].includes(word)) return EXACT;
  if (entry.agencies.includes(word)) return EXACT_AGENCY;
  const starts = entry.first.startsWith(word) || entry.last.startsWith(word);
  if (starts || fitsNumber(entry, word)) return START;
  if (entry.agencies.some((name) => name.startsWith(word))) return START_AGENCY;
  return entry.agencies.some((name) => name.includes(word)) ? INSIDE_AGENCY : INSIDE;
};
/** Smaller is better: the worst word decides, then the next worst, as digits of a number. */
const rank = (entry, words, whole) => {
  if (entry.code === whole) return EXACT;
  if (words.length === 1) return wordRank(entry, whole);
  return words.map((word) => wordRank(entry, word)).sort((a, b) => b - a)
    .reduce((sum, one) => sum * (INSIDE_AGENCY + 1) + one);
};

const folded = new Map(); // names are the same in every list that is fetched
const fold = (name) => {
  if (!folded.has(name)) {
    const plain = tidy(tidy(name.replaceAll("’", "'")).normalize("NFKC"));
    folded.set(name, plain.toLowerCase().replaceAll(" ", ""));
  }
  return folded.get(name);
};
const bare = new Map();
/** `name_key` of workshop/domain/names.py: by it the server orders who fits equally well. */
const nameKey = ({ first, last }) => {
  if (!bare.has(first)) bare.set(first, withoutPrefix(tidy(first)));
  return `${fold(bare.get(first))}|${fold(last)}`;
};
const isBefore = (a, b) => (a < b ? -1 : Number(a > b));

/** An index of people with their `key`, in the order in which equals are shown. */
export const indexed = (people) => people
  .map((person) => ({ ...fromKey(person), order: nameKey(person), late: person.status === "cancelled" }))
  .sort((a, b) => a.late - b.late || isBefore(a.order, b.order) || a.person.id - b.person.id);

/** Those of these people who have this name, whatever their prefix. */
export const namesakes = (people, person) => {
  const key = nameKey(person);
  return people.filter((one) => nameKey(one) === key);
};

/** {people, total}: whom every word fits, the best first. */
export const find = (index, query, most = MOST) => {
  const words = wordsOf(query);
  if (!words.length) return { people: [], total: 0 };
  const whole = words.join(""); // a code may be typed in two halves, as the badge prints it
  const fits = (entry, word) => entry.hay.includes(word) || fitsNumber(entry, word);
  const fitting = new Map(); // rank -> people, in the order of the index
  let total = 0;
  for (const entry of index) {
    if (entry.code !== whole && !words.every((word) => fits(entry, word))) continue;
    const mine = rank(entry, words, whole);
    if (!fitting.has(mine)) fitting.set(mine, []);
    fitting.get(mine).push(entry.person);
    total += 1;
  }
  const ranks = [...fitting.keys()].sort((a, b) => a - b);
  return { people: ranks.flatMap((one) => fitting.get(one)).slice(0, most), total };
};
