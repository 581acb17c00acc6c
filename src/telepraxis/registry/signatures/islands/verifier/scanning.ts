/** Reads a QR code from the camera or from a photo: with the browser's own reader where it has one. */
import decodeQR from "qr/decode.js";

interface Detector {
  detect(source: ImageBitmapSource): Promise<{ rawValue: string }[]>;
}
type DetectorClass = { new (how: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> };

const WIDEST = 1600; // pixels of a photo: enough for the largest of our codes
const PHOTO_MS = 3000;

async function own(): Promise<Detector | null> {
  const known = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (!known) return null;
  const formats = await known.getSupportedFormats().catch(() => [] as string[]);
  return formats.includes("qr_code") ? new known({ formats: ["qr_code"] }) : null;
}

function pixels(source: CanvasImageSource, width: number, height: number): ImageData {
  const scale = Math.min(1, WIDEST / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const drawing = canvas.getContext("2d", { willReadFrequently: true })!;
  drawing.fillStyle = "white";
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.drawImage(source, 0, 0, canvas.width, canvas.height);
  return drawing.getImageData(0, 0, canvas.width, canvas.height);
}

async function read(detector: Detector | null, image: ImageData, timeLimit?: number): Promise<string | null> {
  const [seen] = (await detector?.detect(image).catch(() => [])) ?? [];
  if (seen) return seen.rawValue;
  try {
    return decodeQR(image, timeLimit ? { effort: 3, timeLimit } : {});
  } catch {
    return null;
  }
}

/** The text of the code in a photo, null where none is found. */
export async function inPhoto(file: Blob): Promise<string | null> {
  const picture = await createImageBitmap(file).catch(() => null);
  return picture && read(await own(), pixels(picture, picture.width, picture.height), PHOTO_MS);
}

/** Show the camera in `video` and call `found` with the first code's text; returns what stops it. Throws without camera. */
export async function fromCamera(video: HTMLVideoElement, found: (text: string) => void): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } },
  });
  const detector = await own();
  let on = true;
  const stop = () => {
    on = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  video.srcObject = stream;
  await video.play();
  const look = async () => {
    if (!on) return;
    const text = video.videoWidth ? await read(detector, pixels(video, video.videoWidth, video.videoHeight)) : null;
    if (!on) return;
    if (text) return stop(), found(text);
    setTimeout(() => void look(), 120);
  };
  void look();
  return stop;
}
