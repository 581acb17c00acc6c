/**
 * Steers what one connection sends: measures each second, goes along the ladder, tells the other side over a small data
 * channel how it hears and what it sends, and sends stills where no moving picture fits.
 */
import { begin, RUNGS, rungOf, type RungName, type Standing, step, topFor, type Why } from "./ladder.ts";
import { Measuring, type Seen } from "./measuring.ts";
import type { Peer } from "./peer.ts";
import { Gathering, inPieces, sendSlowly, STILL_EVERY, StillCamera } from "./stills.ts";
import type { Voice } from "./voice.ts";

const EVERY = 1_000;
const RELIABLE_FOR = 4_000; // what the other side said longer ago counts no more
const STILLS = rungOf("stills");
const THIN_VOICE_FROM = rungOf("tiny");

/** What one side says to the other, once a second. */
interface Pulse {
  h: number | null; // share of the sound that is really heard
  r: RungName; // the rung on which it sends
  w: Why;
}

/** How a connection stands, for words on the screen and for the record. */
export interface Steered {
  seen: Seen;
  ours: RungName;
  why: Why;
  theirs: RungName;
  theirWhy: Why;
  ofSight: boolean; // the other side's picture comes as stills
}

export interface SteeringSetup {
  others(): number; // how many are in the call beside us
  picture(): MediaStreamTrack | null; // what goes out on the video line now
  told(steered: Steered): void;
  still(still: Uint8Array): void;
}

export class Steering {
  readonly #peer: Peer;
  readonly #setup: SteeringSetup;
  readonly #measuring = new Measuring();
  readonly #gathering = new Gathering();
  readonly #camera = new StillCamera();
  readonly #channel: RTCDataChannel;
  readonly #timer: ReturnType<typeof setInterval>;
  #standing: Standing;
  #applied = "";
  #pulse: Pulse = { h: null, r: "full", w: "" };
  #pulseAt = -Infinity;
  #stillAt = -Infinity;
  #stills = 0;
  #silentS = 0;
  #busy = false;

  constructor(peer: Peer, startRung: RungName, setup: SteeringSetup) {
    this.#peer = peer;
    this.#setup = setup;
    this.#standing = begin(Math.max(rungOf(startRung), topFor(setup.others())), performance.now());
    this.#channel = peer.connection.createDataChannel("side", { negotiated: true, id: 1, maxRetransmits: 1 });
    this.#channel.binaryType = "arraybuffer";
    this.#channel.onmessage = ({ data }) => this.#heard(data as string | ArrayBuffer);
    peer.voice = this.#voice;
    this.#timer = setInterval(() => void this.#look(), EVERY);
  }

  get rung(): RungName {
    return RUNGS[this.#standing.rung]!.name;
  }

  get #voice(): Voice {
    const { rung, lossy } = this.#standing;
    return { thin: rung >= THIN_VOICE_FROM, twice: lossy, alone: rung >= STILLS };
  }

  /** For so many seconds nothing came, although the browser may call the connection up. */
  get silentS(): number {
    return this.#silentS;
  }

  /** Nothing was measured yet, and the other side says how little it can take. */
  beginLower(rung: RungName): void {
    if (this.#standing.rung >= rungOf(rung)) return;
    this.#standing = begin(rungOf(rung), performance.now());
    this.#peer.voice = this.#voice;
    void this.apply();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#camera.close();
    this.#channel.onmessage = null;
  }

  async #look(): Promise<void> {
    const { connection, state } = this.#peer;
    if (this.#busy) return;
    this.#busy = true;
    try {
      if (state === "connected") this.#judge(await this.#measuring.look(connection));
      else this.#silentS = 0; // what comes up anew has not been silent yet
      await this.apply();
    } catch (reason) {
      console.warn("steering", reason);
    } finally {
      this.#busy = false;
    }
  }

  #judge(seen: Seen): void {
    this.#silentS = seen.came ? 0 : this.#silentS + seen.seconds;
    const fresh = performance.now() - this.#pulseAt < RELIABLE_FOR;
    this.#standing = step(this.#standing, {
      at: seen.at, availableKbit: seen.availableKbit, lossShare: seen.lossOut, roundTripMs: seen.roundTripMs,
      heard: fresh ? this.#pulse.h : null, busy: seen.busy,
    }, topFor(this.#setup.others()));
    this.#say({ h: seen.hears, r: this.rung, w: this.#standing.why });
    void this.#still();
    this.#setup.told({
      seen, ours: this.rung, why: this.#standing.why, theirs: this.#pulse.r, theirWhy: this.#pulse.w,
      ofSight: rungOf(this.#pulse.r) >= STILLS,
    });
  }

  /** Bring the senders to the present rung. Safe to call at any time: it does nothing when nothing changed. */
  async apply(): Promise<void> {
    const rung = RUNGS[this.#standing.rung]!;
    const track = this.#setup.picture();
    const height = track?.getSettings().height ?? 540;
    const detail = track?.contentHint === "detail";
    const wanted = JSON.stringify([rung.name, height, detail, this.#standing.lossy, this.#peer.sender("video")?.getParameters().encodings.length]);
    if (wanted === this.#applied) return;
    const video = this.#peer.sender("video");
    const audio = this.#peer.sender("audio");
    if (!video || !audio || !(await set(audio, { priority: "high", networkPriority: "high" }))) return;
    const scale = rung.height ? Math.max(1, height / (detail ? rung.height * 2 : rung.height)) : 1;
    const asked = rung.kbit
      ? { active: true, maxBitrate: rung.kbit * 1000, maxFramerate: detail ? Math.min(rung.fps, 10) : rung.fps, scaleResolutionDownBy: scale }
      : { active: false };
    if (asked.active) await this.#peer.speak(this.#voice); // a picture begins in a place made for it
    if (!(await set(video, asked))) return;
    await this.#peer.speak(this.#voice);
    this.#applied = wanted;
  }

  #say(pulse: Pulse): void {
    if (this.#channel.readyState === "open" && this.#channel.bufferedAmount < 2_000) this.#channel.send(JSON.stringify(pulse));
  }

  async #still(): Promise<void> {
    const now = performance.now();
    const track = this.#setup.picture();
    if (this.rung !== "stills" || !track?.enabled || now - this.#stillAt < STILL_EVERY || this.#channel.readyState !== "open") return;
    this.#stillAt = now;
    const still = await this.#camera.take(track);
    if (still) await sendSlowly(this.#channel, inPieces(still, ++this.#stills));
  }

  #heard(data: string | ArrayBuffer): void {
    if (typeof data !== "string") {
      const still = this.#gathering.take(new Uint8Array(data));
      if (still) this.#setup.still(still);
      return;
    }
    const said = understood(data);
    if (!said) return;
    this.#pulse = said;
    this.#pulseAt = performance.now();
  }
}

/** Return what the other side said, null when it is not a pulse. */
function understood(data: string): Pulse | null {
  if (data.length > 200) return null;
  try {
    const { h, r, w } = JSON.parse(data) as Pulse;
    if (!RUNGS.some((rung) => rung.name === r) || !["", "bandwidth", "loss", "delay", "device"].includes(w)) return null;
    return { h: typeof h === "number" && h >= 0 && h <= 1 ? h : null, r, w };
  } catch {
    return null;
  }
}

/** Change the one encoding of a sender; false while there is none. */
async function set(sender: RTCRtpSender, change: Partial<RTCRtpEncodingParameters>): Promise<boolean> {
  const parameters = sender.getParameters();
  if (!parameters.encodings?.length) return false;
  Object.assign(parameters.encodings[0]!, change);
  await sender.setParameters(parameters);
  return true;
}
