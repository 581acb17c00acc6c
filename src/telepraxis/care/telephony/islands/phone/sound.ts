/** The sound of one call: our microphone, their voice, and whether anything is heard. */
import type { Ice } from "./protocol.ts";

export interface SoundView {
  candidate(candidate: RTCIceCandidateInit | null): void;
  failed(): void;
  silent(is: boolean): void;
}

const LOOK = 1_000;
const SILENT_AFTER = 8_000;

export class Sound {
  readonly connection: RTCPeerConnection;
  readonly #audio: HTMLAudioElement;
  readonly #view: SoundView;
  readonly #microphone: MediaStreamTrack;
  readonly #watch: ReturnType<typeof setInterval>;
  #packets = 0;
  #heardAt = performance.now();
  #muted = false;
  #held = false;
  listens = false; // whether silence means anything: the call is answered and not on hold

  private constructor(microphone: MediaStream, ice: Ice, audio: HTMLAudioElement, view: SoundView) {
    this.#audio = audio;
    this.#view = view;
    this.#microphone = microphone.getAudioTracks()[0]!;
    this.connection = new RTCPeerConnection({ iceServers: ice.servers, iceTransportPolicy: ice.policy });
    this.connection.addTrack(this.#microphone, microphone);
    this.connection.onicecandidate = ({ candidate }) => view.candidate(candidate?.toJSON() ?? null);
    this.connection.onconnectionstatechange = () => this.connection.connectionState === "failed" && view.failed();
    this.connection.ontrack = ({ streams, track }) => {
      audio.srcObject = streams[0] ?? new MediaStream([track]);
      void audio.play().catch(() => undefined);
    };
    this.#watch = setInterval(() => void this.#look(), LOOK);
  }

  /** Open the microphone and prepare a connection; rejects when there is no microphone. */
  static async open(ice: Ice, audio: HTMLAudioElement, view: SoundView): Promise<Sound> {
    const microphone = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
    return new Sound(microphone, ice, audio, view);
  }

  async offer(): Promise<string> {
    await this.connection.setLocalDescription(await this.connection.createOffer());
    return this.connection.localDescription!.sdp;
  }

  async answer(sdp: string): Promise<string> {
    await this.connection.setRemoteDescription({ type: "offer", sdp });
    await this.connection.setLocalDescription(await this.connection.createAnswer());
    return this.connection.localDescription!.sdp;
  }

  /** The other side's description; early media may bring it before the answer does. */
  async heard(sdp: string): Promise<void> {
    if (this.connection.signalingState === "have-local-offer") await this.connection.setRemoteDescription({ type: "answer", sdp });
  }

  get muted(): boolean {
    return this.#muted;
  }

  mute(muted: boolean): void {
    this.#muted = muted;
    this.#speak();
  }

  /** On hold nobody hears us, and their silence means nothing. */
  hold(held: boolean): void {
    this.#held = held;
    this.#heardAt = performance.now();
    this.#speak();
  }

  close(): void {
    clearInterval(this.#watch);
    this.#microphone.stop();
    this.connection.close();
    this.#audio.srcObject = null;
    this.#view.silent(false);
  }

  #speak(): void {
    this.#microphone.enabled = !this.#muted && !this.#held;
  }

  async #look(): Promise<void> {
    for (const report of (await this.connection.getStats()).values() as Iterable<{ type: string; kind?: string; packetsReceived?: number }>) {
      if (report.type !== "inbound-rtp" || report.kind !== "audio") continue;
      if ((report.packetsReceived ?? 0) > this.#packets) this.#heardAt = performance.now();
      this.#packets = report.packetsReceived ?? 0;
    }
    this.#view.silent(this.listens && !this.#held && performance.now() - this.#heardAt > SILENT_AFTER);
  }
}
