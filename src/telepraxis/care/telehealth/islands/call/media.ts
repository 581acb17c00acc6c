/** Our own camera, microphone and screen. Whatever fails is named, and the rest goes on. */
import type { Shown } from "./protocol.ts";

export type Problem =
  | "camera_refused" | "camera_missing" | "camera_busy" | "camera_failed"
  | "microphone_refused" | "microphone_missing" | "microphone_busy" | "microphone_failed";

const PICTURE: MediaTrackConstraints = { width: { ideal: 960 }, height: { ideal: 540 }, frameRate: { ideal: 24, max: 30 } };
const VOICE: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** The problem that a failed getUserMedia stands for (W3C mediacapture-streams 10.2). */
export function problemOf(device: "camera" | "microphone", reason: unknown): Problem {
  const name = reason instanceof Error || (typeof DOMException !== "undefined" && reason instanceof DOMException) ? (reason as Error).name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return `${device}_refused`;
  if (name === "NotFoundError" || name === "OverconstrainedError") return `${device}_missing`;
  if (name === "NotReadableError" || name === "AbortError") return `${device}_busy`;
  return `${device}_failed`;
}

export interface Devices {
  camera?: string | undefined;
  microphone?: string | undefined;
}

export interface MediaChange {
  kind: "audio" | "video";
  track: MediaStreamTrack | null;
}

export class OwnMedia {
  camera: MediaStreamTrack | null = null;
  microphone: MediaStreamTrack | null = null;
  screen: MediaStreamTrack | null = null;
  problems: Problem[] = [];
  muted = false;
  cameraOff = false;
  chosen: Devices = {};
  facing: "user" | "environment" = "user";
  changed: (change: MediaChange) => void = () => undefined;

  /** What goes out on the video line: the screen while it is shared, else the camera. */
  get video(): MediaStreamTrack | null {
    return this.screen ?? this.camera;
  }

  get shows(): Shown {
    return { microphone: !!this.microphone && !this.muted, camera: !!this.camera, screen: !!this.screen };
  }

  /** Open what there is; with `withCamera` false the camera stays shut. */
  async open(withCamera = true): Promise<void> {
    this.cameraOff = !withCamera;
    const want = { audio: this.#voice(), video: withCamera ? this.#picture() : false };
    try {
      this.#keep(await navigator.mediaDevices.getUserMedia(want));
    } catch (reason) {
      if (withCamera) await this.#openApart();
      else this.problems.push(problemOf("microphone", reason));
    }
  }

  async #openApart(): Promise<void> {
    for (const device of ["microphone", "camera"] as const) {
      try {
        const want = device === "microphone" ? { audio: this.#voice() } : { video: this.#picture() };
        this.#keep(await navigator.mediaDevices.getUserMedia(want));
      } catch (reason) {
        this.problems.push(problemOf(device, reason));
      }
    }
  }

  /** Mute is at once and keeps the microphone open; nothing but silence goes out. */
  mute(muted: boolean): void {
    this.muted = muted;
    if (this.microphone) this.microphone.enabled = !muted;
  }

  /** Turn the camera off for real: its light goes out. */
  async turnCamera(on: boolean): Promise<void> {
    this.cameraOff = !on;
    this.camera?.stop();
    this.camera = null;
    this.problems = this.problems.filter((problem) => !problem.startsWith("camera"));
    if (on) {
      try {
        this.#keep(await navigator.mediaDevices.getUserMedia({ video: this.#picture() }));
      } catch (reason) {
        this.problems.push(problemOf("camera", reason));
      }
    }
    this.changed({ kind: "video", track: this.video });
  }

  /** Go over to another camera or microphone. */
  async choose(devices: Devices): Promise<void> {
    this.chosen = { ...this.chosen, ...devices };
    if (devices.microphone) {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: this.#voice() });
      this.microphone?.stop();
      this.#keep(stream);
      this.mute(this.muted);
      this.changed({ kind: "audio", track: this.microphone });
    }
    if (devices.camera && !this.cameraOff) await this.turnCamera(true);
  }

  /** Whether there is another camera to go over to. */
  static async hasSecondCamera(): Promise<boolean> {
    const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    return devices.filter(({ kind }) => kind === "videoinput").length > 1;
  }

  /** Whether the camera looks away from the person, and its picture is not to be mirrored. */
  get looksAway(): boolean {
    return this.camera?.getSettings().facingMode === "environment";
  }

  /** Go over to the other camera: on a phone front and back, elsewhere the next in the list. */
  async flip(): Promise<void> {
    const now = this.camera?.getSettings();
    if (now?.facingMode) {
      delete this.chosen.camera;
      this.facing = this.looksAway ? "user" : "environment";
    } else {
      const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === "videoinput");
      const place = cameras.findIndex(({ deviceId }) => deviceId === now?.deviceId);
      this.chosen.camera = cameras[(place + 1) % cameras.length]?.deviceId;
    }
    await this.turnCamera(true);
  }

  /** Share the screen or stop; true when it is shared now. A person who picks no screen has changed their mind. */
  async share(on: boolean): Promise<boolean> {
    this.screen?.stop();
    this.screen = null;
    if (on) {
      try {
        const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: false });
        this.screen = stream.getVideoTracks()[0] ?? null;
        if (this.screen) {
          this.screen.contentHint = "detail";
          this.screen.onended = () => void this.share(false);
        }
      } catch (reason) {
        if (!(reason instanceof DOMException && reason.name === "NotAllowedError")) throw reason;
      }
    }
    this.changed({ kind: "video", track: this.video });
    return !!this.screen;
  }

  close(): void {
    for (const track of [this.camera, this.microphone, this.screen]) track?.stop();
    this.camera = this.microphone = this.screen = null;
  }

  #keep(stream: MediaStream): void {
    for (const track of stream.getTracks()) {
      const kind = track.kind as "audio" | "video";
      if (kind === "audio") this.microphone = track;
      else this.camera = track;
      track.onended = () => void this.#lost(kind, track);
    }
  }

  /** A device was unplugged or taken away: use whichever is left, and say so when none is. */
  async #lost(kind: "audio" | "video", track: MediaStreamTrack): Promise<void> {
    if (kind === "video" && this.camera === track) {
      delete this.chosen.camera;
      return this.turnCamera(true);
    }
    if (kind === "audio" && this.microphone === track) {
      this.microphone = null;
      delete this.chosen.microphone;
      try {
        this.#keep(await navigator.mediaDevices.getUserMedia({ audio: this.#voice() }));
        this.mute(this.muted);
      } catch (reason) {
        this.problems.push(problemOf("microphone", reason));
      }
      this.changed({ kind: "audio", track: this.microphone });
    }
  }

  #picture(): MediaTrackConstraints {
    return this.chosen.camera ? { ...PICTURE, deviceId: { exact: this.chosen.camera } } : { ...PICTURE, facingMode: this.facing };
  }

  #voice(): MediaTrackConstraints {
    return this.chosen.microphone ? { ...VOICE, deviceId: { exact: this.chosen.microphone } } : VOICE;
  }
}
