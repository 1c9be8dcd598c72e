// Prefixes of names, as workshop/domain/names.py knows them, and how one is parted from a name that
// was typed together with it. A test holds the lists against that file.
export const RANKS = [
  "พลตำรวจเอก", "พลตำรวจโท", "พลตำรวจตรี", "พันตำรวจเอก", "พันตำรวจโท", "พันตำรวจตรี",
  "ร้อยตำรวจเอก", "ร้อยตำรวจโท", "ร้อยตำรวจตรี", "ดาบตำรวจ", "จ่าสิบตำรวจ", "สิบตำรวจเอก",
  "พลเรือเอก", "พลเรือโท", "พลเรือตรี", "พลอากาศเอก", "พลอากาศโท", "พลอากาศตรี", "นาวาอากาศเอก",
  "นาวาอากาศโท", "นาวาอากาศตรี", "นาวาเอก", "นาวาโท", "นาวาตรี", "เรืออากาศเอก", "เรืออากาศโท",
  "เรืออากาศตรี", "เรือเอก", "เรือโท", "เรือตรี", "พลเอก", "พลโท", "พลตรี", "พันเอก", "พันโท",
  "พันตรี", "ร้อยเอก", "ร้อยโท", "ร้อยตรี", "จ่าสิบเอก", "จ่าสิบโท", "สิบเอก", "สิบโท", "สิบตรี",
  "พล.ต.อ.", "พล.ต.ท.", "พล.ต.ต.", "พ.ต.อ.", "พ.ต.ท.", "พ.ต.ต.", "ร.ต.อ.", "ร.ต.ท.", "ร.ต.ต.",
  "พล.ร.อ.", "พล.ร.ท.", "พล.ร.ต.", "พล.อ.อ.", "พล.อ.ท.", "พล.อ.ต.", "น.อ.", "น.ท.", "น.ต.",
  "พล.อ.", "พล.ท.", "พล.ต.", "พ.อ.", "พ.ท.", "พ.ต.", "ร.อ.", "ร.ท.", "ร.ต.", "จ.ส.อ.", "จ.ส.ต.",
  "ส.อ.", "ส.ต.อ.", "ด.ต.", "ว่าที่ ร.ต.", "ว่าที่ร.ต.", "ว่าที่ ร.อ.", "ว่าที่ร.อ.",
  "ว่าที่ ร.ท.", "ว่าที่ร.ท.",
];
export const SHORT_TITLES = [
  "น.ส.", "ด.ช.", "ด.ญ.", "ม.ร.ว.", "ม.ล.", "ม.จ.", "ศ.ดร.", "รศ.ดร.", "ผศ.ดร.", "อ.ดร.", "ศ.",
  "รศ.", "ผศ.", "ดร.", "นพ.", "พญ.", "ทพญ.", "ทพ.", "ภญ.", "ภก.", "สพ.ญ.", "น.สพ.",
];
export const TITLES = [
  "ผู้ช่วยศาสตราจารย์", "ศาสตราจารย์คลินิก", "ศาสตราจารย์พิเศษ", "รองศาสตราจารย์", "ทันตแพทย์หญิง",
  "หม่อมราชวงศ์", "ท่านผู้หญิง", "ศาสตราจารย์", "เภสัชกรหญิง", "หม่อมหลวง", "หม่อมเจ้า",
  "แพทย์หญิง", "ทันตแพทย์", "เด็กหญิง", "ดอกเตอร์", "นายแพทย์", "เด็กชาย", "คุณหญิง", "เภสัชกร",
  "นางสาว", "ท่าน", "นาง", "นาย", "คุณ",
];
export const ENGLISH = [
  "assistant professor", "associate professor", "acting sub lt.", "assoc. prof.", "asst. prof.",
  "professor", "lt. col.", "general", "colonel", "captain", "doctor", "mister", "prof.", "capt.",
  "major", "mrs.", "miss", "khun", "gen.", "col.", "maj.", "m.l.", "m.r.", "dr.", "mr.", "ms.",
  "lt.",
];
export const NAMES = [
  "คุณวุฒิ", "คุณธรรม", "คุณภัทร", "คุณพจน์", "คุณกร", "คุณเดช", "นายิกา", "ท่านทอง",
];

const THAI_START = /^[\u0e01-\u0e2e\u0e40-\u0e44]/;
const WOMAN = /^\s*หญิง(?=[\s\u0e01-\u0e2e\u0e40-\u0e44])/;
const ACTING = /^ว่าที่\s*/;

// A name can begin here: a joined word must be followed by two letters of a name.
const mayFollow = (rest, dotted) => dotted || rest.startsWith(" ")
  || (rest.length > 1 && THAI_START.test(rest));
const startsName = (name, title) => name.startsWith(title)
  && mayFollow(name.slice(title.length), title.endsWith("."));

const rankAtStart = (name) => {
  const rank = RANKS.find((one) => startsName(name, one));
  return rank ? rank + (WOMAN.exec(name.slice(rank.length))?.[0] ?? "") : "";
};
const titleAtStart = (name) => [...SHORT_TITLES, ...TITLES].find((one) => startsName(name, one))
  ?? SHORT_TITLES.map((one) => one.slice(0, -1)).find((one) => name.startsWith(`${one} `)) ?? "";
const englishAtStart = (name) => {
  const folded = name.toLowerCase();
  for (const title of ENGLISH) {
    for (const form of [title, title.replace(/\.+$/, "")]) {
      const rest = name.slice(form.length);
      if (folded.startsWith(form) && rest && (form.endsWith(".") || " .".includes(rest[0]))) {
        return name.slice(0, form.length + (rest[0] === "." ? 1 : 0));
      }
    }
  }
  return "";
};
const leading = (name) => {
  if (NAMES.some((one) => name.startsWith(one))) return "";
  const acting = ACTING.exec(name)?.[0] ?? "";
  const rank = acting ? rankAtStart(name.slice(acting.length)) : "";
  if (rank) return acting + rank;
  return rankAtStart(name) || titleAtStart(name) || englishAtStart(name);
};

/** The tidied name without its prefixes; never empty when the name was not. */
export const withoutPrefix = (tidied) => {
  let name = tidied;
  for (;;) {
    const cut = leading(name);
    const rest = name.slice(cut.length);
    if (!cut || !rest.replace(/^[ .]+/, "")) return name;
    name = rest.trim();
  }
};
