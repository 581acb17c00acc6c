/**
 * One peer connection to one other participant: perfect negotiation (W3C webrtc 10.7). The side that calls is impolite and
 * prepares its offer in the waiting room, so that admitting only releases it. Tracks change by replaceTrack, never by a new
 * negotiation.
 */
import { preferCodecs } from "./codecs.ts";
import type { Ice, Signal } from "./protocol.ts";
import { asAnswer, asking, USUAL, type Voice } from "./voice.ts";

export interface Tracks {
  audio: MediaStreamTrack | null;
  video: MediaStreamTrack | null;
}

export interface PeerSetup {
  calls: boolean;
  ice: Ice;
  tracks: Tracks;
  send(data: Signal): void;
  shown(stream: MediaStream): void;
  changed(state: RTCPeerConnectionState): void;
  negotiated?(): void; // our tracks have their places: what they may take can be set
}

export function configuration(ice: Ice): RTCConfiguration {
  return { iceServers: ice.servers, iceTransportPolicy: ice.policy, bundlePolicy: "max-bundle", iceCandidatePoolSize: 1 };
}

let made = 0;

export class Peer {
  readonly connection: RTCPeerConnection;
  readonly stream = new MediaStream();
  generation: string;
  readonly #setup: PeerSetup;
  #making = false;
  #ignoring = false;
  #answering = false;
  #held = true; // until the first offer is released or answered nothing is sent
  #tracks: Tracks;
  #chain: Promise<void> = Promise.resolve();
  #early: RTCIceCandidateInit[] = [];
  #theirs = ""; // their last description, as they wrote it
  #theyAreActive = false; // in the handshake of the transport (RFC 5763 5)
  voice: Voice = USUAL;

  constructor(setup: PeerSetup, session: string) {
    this.#setup = setup;
    this.#tracks = { ...setup.tracks };
    this.generation = setup.calls ? `${session}.${++made}` : "";
    this.connection = new RTCPeerConnection(configuration(setup.ice));
    const { connection } = this;
    connection.onicecandidate = ({ candidate }) => {
      if (!this.#held) this.#send({ candidate: candidate?.toJSON() ?? null });
    };
    connection.onnegotiationneeded = () => {
      if (!this.#held) void this.#offer();
    };
    connection.ontrack = ({ track }) => {
      this.stream.addTrack(track);
      setup.shown(this.stream);
    };
    connection.onconnectionstatechange = () => setup.changed(connection.connectionState);
    if (setup.calls) {
      for (const kind of ["audio", "video"] as const) {
        preferCodecs(connection.addTransceiver(this.#tracks[kind] ?? kind, { direction: "sendrecv", streams: [this.stream] }), kind);
      }
    }
  }

  get state(): RTCPeerConnectionState {
    return this.connection.connectionState;
  }

  get released(): boolean {
    return !this.#held;
  }

  /** Make the first offer and gather its candidates without sending anything. */
  async prepare(): Promise<void> {
    await this.connection.setLocalDescription();
  }

  /** Return the prepared offer, with what was gathered so far; later candidates follow by themselves. */
  async release(): Promise<Signal> {
    if (!this.connection.localDescription) await this.prepare();
    this.#held = false;
    return { generation: this.generation, description: plain(this.connection.localDescription!) };
  }

  /** Find new paths for the same media; also when an offer was lost on the way. */
  async restart(): Promise<void> {
    await this.#inTurn(() => this.#restart());
  }

  /** Send our voice like that from now on. The other side is not asked: its description stands as if it had. */
  async speak(voice: Voice): Promise<void> {
    if (voice.thin === this.voice.thin && voice.twice === this.voice.twice && voice.alone === this.voice.alone) return;
    this.voice = voice;
    await this.#inTurn(() => this.#speakAnew());
  }

  async #restart(): Promise<void> {
    if (this.#held || this.connection.signalingState === "closed") return;
    await this.#offer({ iceRestart: true });
  }

  /** When a negotiation is under way, its answer brings the new voice. */
  async #speakAnew(): Promise<void> {
    const { connection } = this;
    if (!this.#theirs || connection.signalingState !== "stable") return;
    this.#making = true;
    try {
      await connection.setLocalDescription(await connection.createOffer());
      const sdp = asking(asAnswer(this.#theirs, this.#theyAreActive), this.voice);
      await connection.setRemoteDescription({ type: "answer", sdp });
    } finally {
      this.#making = false;
    }
  }

  #inTurn(deed: () => Promise<void>): Promise<void> {
    this.#chain = this.#chain.then(deed).catch((reason: unknown) => console.warn("negotiation", reason));
    return this.#chain;
  }

  /** Take new relay credentials: for the next paths, and at once when the present path goes over the relay. */
  async renew(ice: Ice): Promise<void> {
    this.connection.setConfiguration({ ...configuration(ice) });
    if (!this.#held && (await this.isRelayed())) await this.restart();
  }

  async isRelayed(): Promise<boolean> {
    const stats = await this.connection.getStats();
    for (const row of stats.values()) {
      if (row.type === "transport" && row.selectedCandidatePairId) {
        const pair = stats.get(row.selectedCandidatePairId);
        return stats.get(pair?.localCandidateId)?.candidateType === "relay";
      }
    }
    return false;
  }

  /** Send another track of the kind, or nothing. */
  async replace(kind: "audio" | "video", track: MediaStreamTrack | null): Promise<void> {
    this.#tracks[kind] = track;
    await this.sender(kind)?.replaceTrack(track);
  }

  /** Take a step of the other side. Steps are taken one after another. */
  take(data: Signal): Promise<void> {
    return this.#inTurn(() => this.#take(data));
  }

  close(): void {
    const { connection } = this;
    connection.onicecandidate = connection.onnegotiationneeded = connection.ontrack = connection.onconnectionstatechange = null;
    connection.close();
  }

  async #take({ generation, description, candidate, again }: Signal): Promise<void> {
    if (again) return this.#restart();
    if (description) await this.#describe(generation, description);
    else if (candidate !== undefined) await this.#path(candidate);
  }

  async #describe(generation: string, description: { type: RTCSdpType; sdp: string }): Promise<void> {
    const { connection } = this;
    const readyForOffer = !this.#making && (connection.signalingState === "stable" || this.#answering);
    const collides = description.type === "offer" && !readyForOffer;
    this.#ignoring = this.#setup.calls && collides;
    if (this.#ignoring) return;
    if (!this.generation) this.generation = generation;
    this.#answering = description.type === "answer";
    await connection.setRemoteDescription({ ...description, sdp: asking(description.sdp, this.voice) });
    this.#answering = false;
    this.#theirs = description.sdp;
    if (description.type === "answer") this.#theyAreActive = /^a=setup:active/m.test(description.sdp);
    for (const early of this.#early.splice(0)) await connection.addIceCandidate(early);
    if (description.type !== "offer") return;
    await this.#sendOwnTracks();
    this.#setup.negotiated?.();
    await connection.setLocalDescription();
    this.#theyAreActive = !/^a=setup:active/m.test(connection.localDescription!.sdp);
    this.#held = false;
    this.#send({ description: plain(connection.localDescription!) });
  }

  async #path(candidate: RTCIceCandidateInit | null): Promise<void> {
    if (!this.connection.remoteDescription) {
      if (candidate) this.#early.push(candidate);
      return;
    }
    try {
      await this.connection.addIceCandidate(candidate ?? undefined);
    } catch (reason) {
      if (!this.#ignoring) throw reason;
    }
  }

  async #offer(options?: RTCOfferOptions): Promise<void> {
    try {
      this.#making = true;
      const { connection } = this;
      if (options) await connection.setLocalDescription(await connection.createOffer(options));
      else await connection.setLocalDescription();
      if (connection.localDescription?.type === "offer") this.#send({ description: plain(connection.localDescription) });
    } catch (reason) {
      console.warn("offer", reason);
    } finally {
      this.#making = false;
    }
  }

  /** Answer with our own camera and microphone in the places that the offer made for them. */
  async #sendOwnTracks(): Promise<void> {
    for (const transceiver of this.connection.getTransceivers()) {
      const kind = transceiver.receiver.track.kind as "audio" | "video";
      if (transceiver.direction === "sendrecv") continue;
      transceiver.direction = "sendrecv";
      transceiver.sender.setStreams(this.stream);
      await transceiver.sender.replaceTrack(this.#tracks[kind]);
    }
  }

  sender(kind: "audio" | "video"): RTCRtpSender | undefined {
    return this.connection.getTransceivers().find(({ receiver }) => receiver.track.kind === kind)?.sender;
  }

  #send(step: Omit<Signal, "generation">): void {
    this.#setup.send({ generation: this.generation, ...step });
  }
}

function plain({ type, sdp }: RTCSessionDescription): { type: RTCSdpType; sdp: string } {
  return { type, sdp };
}
