// A short sound and a vibration per result, so that nobody has to look: high for in, two for
// already in, low for no. Made by Web Audio; the choice to be silent stays on this device.
const KEPT = "workshop-door-silent";
const TONES = { in: [[880, 0, 0.12]], already: [[587, 0, 0.1], [587, 0.16, 0.1]], bad: [[196, 0, 0.35]] };
const PULSES = { in: [60], already: [60, 80, 60], bad: [250] };
let context = null;

const remembered = () => {
  try {
    return localStorage.getItem(KEPT) === "1";
  } catch {
    return false;
  }
};
let silent = remembered();

export const isSilent = () => silent;
export const setSilent = (quiet) => {
  silent = quiet;
  try {
    localStorage.setItem(KEPT, quiet ? "1" : "0");
  } catch { /* for this page only, then */ }
};

/** Browsers let a page sound only after a key or a finger; called on the first one. */
export const allowSound = () => {
  try {
    context ??= new AudioContext();
    if (context.state === "suspended") context.resume().catch(() => {});
  } catch { /* no audio on this device */ }
};

export const play = (kind) => {
  if (silent) return;
  navigator.vibrate?.(PULSES[kind]);
  if (context?.state !== "running") return;
  for (const [pitch, from, length] of TONES[kind]) {
    const tone = context.createOscillator();
    const gain = context.createGain();
    const start = context.currentTime + from;
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(0.0001, start);
    gain.gain.exponentialRampToValueAtTime(0.3, start + 0.01);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + length);
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + length + 0.02);
  }
};
