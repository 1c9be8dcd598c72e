// What a scanner or a camera read, made comparable: a whole link (a person's or an invitation's), its token, or a short
// code. workshop/domain/scanning.py reads the same things. Pure functions; nothing here touches the
// page or the network.

// Keyboard scanners press keys as if the layout were US English. With the Thai Kedmanee layout the
// same keys give Thai letters; this undoes it, position by position, first without and then with
// the shift key.
const US = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./"
  + "~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?";
const KEDMANEE = "_ๅ/-ภถุึคตจขชๆไำพะัีรนยบลฃฟหกดเ้่าสวงผปแอิืทมใฝ"
  + "%+๑๒๓๔ู฿๕๖๗๘๙๐\"ฎฑธํ๊ณฯญฐ,ฅฤฆฏโฌ็๋ษศซ.()ฉฮฺ์?ฒฬฦ";
const KEY = new Map([...KEDMANEE].map((thai, at) => [thai, US[at]]));
const THAI = /[\u0e00-\u0e7f]/;
const CODE_LENGTH = 6;
const LINK = /^\s*https?:\/\/\S*\/(?:me|i)\/([\w-]{20,200})\/?(?:[?#]\S*)?\s*$/i;
const TOKEN = /^\s*([\w-]{34})\s*$/;

export const fromThaiLayout = (text) => [...text].map((one) => KEY.get(one) ?? one).join("");

const asCode = (text) => {
  const plain = text.slice(0, 100).normalize("NFKC").toUpperCase()
    .replace(/[๐-๙]/g, (digit) => digit.charCodeAt(0) - 0x0e50);
  const code = plain.replace(/[^\p{L}\p{N}]/gu, "");
  return /^[A-Z0-9]+$/.test(code) && code.length === CODE_LENGTH ? code : "";
};
const readPlain = (text) => {
  const token = (LINK.exec(text) ?? TOKEN.exec(text))?.[1];
  if (token) return { token, text: text.trim() };
  const code = asCode(text);
  return code ? { code, text: code } : null;
};

/** {token, text} or {code, text}; null when it is neither in the Latin nor in the Thai layout. */
export const readScan = (typed) => {
  if (typed.length > 2000) return null;
  return readPlain(typed) ?? (THAI.test(typed) ? readPlain(fromThaiLayout(typed)) : null);
};

/** Every code that may be meant; `alike`: what no code contains and what it is misread for. */
export const spellings = (code, alike) => [...code].reduce(
  (all, one) => all.flatMap((start) => [...(alike[one] ?? one)].map((letter) => start + letter)),
  [""],
);

// SHA-256 (FIPS 180-4) in plain JavaScript: browsers offer theirs on https only, and a door over
// plain http must recognise a code too. Constants are the cube and square roots of the first primes.
const primes = [];
for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p)) primes.push(n);
const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
const K = primes.map((p) => fraction(Math.cbrt(p)));
const START = primes.slice(0, 8).map((p) => fraction(Math.sqrt(p)));
const turn = (x, by) => (x >>> by) | (x << (32 - by));

const block = (state, words) => {
  const w = [...words];
  for (let i = 16; i < 64; i += 1) {
    const a = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
    const b = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
    w[i] = (w[i - 16] + a + w[i - 7] + b) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const one = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((value, at) => (value + state[at]) | 0);
};

/** SHA-256 of a text's UTF-8 bytes as 64 hexadecimal digits. */
export const sha256 = (text) => {
  const bytes = new TextEncoder().encode(text);
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);
  let state = START;
  for (let at = 0; at < padded.length; at += 64) {
    state = block(state, Array.from({ length: 16 }, (_, i) => view.getInt32(at + 4 * i)));
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
};

/** As the list names a link without holding it: the first 20 digits of its token's SHA-256. */
export const tokenMark = (token) => sha256(token).slice(0, 20);

/** A random UUID; `crypto.randomUUID` does not exist on plain http. */
export const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};
