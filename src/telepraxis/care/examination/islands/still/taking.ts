/** One picture from a camera, as large as it gives one. */
const LARGEST: MediaTrackConstraints = { width: { ideal: 4096 }, height: { ideal: 3072 }, frameRate: { ideal: 10 } }; // size, not motion: a full picture 30 times a second is more than a small machine draws beside a call
const PATIENCE = 4_000;

interface PhotoTaker {
  takePhoto(): Promise<Blob>;
}
type Photographs = new (track: MediaStreamTrack) => PhotoTaker;

/** Open the camera for a picture: the chosen one, else the one on the back. */
export function openCamera(deviceId?: string): Promise<MediaStream> {
  const which: MediaTrackConstraints = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: "environment" } };
  return navigator.mediaDevices.getUserMedia({ video: { ...LARGEST, ...which }, audio: false });
}

/** A photograph where the browser can take one (W3C image-capture), else the frame that the video shows, in full size. */
export async function pictureOf(track: MediaStreamTrack, video: HTMLVideoElement, photographs = (globalThis as { ImageCapture?: Photographs }).ImageCapture): Promise<Blob> {
  if (photographs) {
    const taken = await Promise.race([new photographs(track).takePhoto().catch(() => null), new Promise<null>((give) => setTimeout(() => give(null), PATIENCE))]);
    if (taken && taken.size > 0) return taken;
  }
  return frameOf(video);
}

function frameOf(video: HTMLVideoElement): Promise<Blob> {
  const sheet = document.createElement("canvas");
  sheet.width = video.videoWidth;
  sheet.height = video.videoHeight;
  sheet.getContext("2d")!.drawImage(video, 0, 0);
  return new Promise((give, fail) => sheet.toBlob((blob) => (blob ? give(blob) : fail(new Error("no frame"))), "image/jpeg", 0.95));
}
