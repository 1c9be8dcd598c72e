// The camera as a scanner. BarcodeDetector where the browser has it, else the vendored decoder.
// Frames never leave the device.
const EVERY = 90; // ms between two looks
const WIDEST = 800; // px of a frame that is looked at; codes of a badge need no more
const AGAIN = 3000; // ms in which the same code still in sight is the same scan

const DECODER = "../vendor/qr-decoder.min.js";

const native = async () => {
  try {
    const formats = await globalThis.BarcodeDetector?.getSupportedFormats();
    if (!formats?.includes("qr_code")) return null;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? "";
  } catch {
    return null;
  }
};
const vendored = async () => {
  const { decodeQR } = await import(DECODER);
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, WIDEST / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decodeQR(pen.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return ""; // no code in sight
    }
  };
};

/** Whether this page may have a camera at all: plain http has none. */
export const hasCamera = () => Boolean(globalThis.isSecureContext && navigator.mediaDevices?.getUserMedia);

/** Fetches what the camera will need while there is a network, so that it starts without one, also
    where no worker serves this page. */
export const readyCamera = async () => {
  if (hasCamera() && !await native()) await import(DECODER).catch(() => {});
};

/** Says of each code in sight whether it is new; one that stays in sight is told once. */
export const oncePerSight = (now = () => performance.now()) => {
  const seen = new Map();
  return (text) => {
    const last = seen.get(text);
    seen.set(text, now());
    return last === undefined || now() - last > AGAIN;
  };
};

/** Starts the camera and calls `found` with each code; resolves to a function that stops it. */
export const startCamera = async (video, found) => {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
  });
  let running = true;
  const stop = () => {
    running = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  try {
    video.srcObject = stream;
    await video.play();
    const look = await native() ?? await vendored();
    const isNew = oncePerSight();
    const round = async () => {
      if (!running) return;
      const text = video.readyState >= 2 ? await look(video).catch(() => "") : "";
      if (running && text && isNew(text)) found(text);
      setTimeout(round, EVERY);
    };
    round();
  } catch (error) {
    stop();
    throw error;
  }
  return stop;
};
