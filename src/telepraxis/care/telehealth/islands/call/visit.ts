/**
 * The visit as this side takes part in it: who is here, which peer connections there are, and what to do when something is
 * lost. It heals by itself: whatever happened, the newest welcome of the server says what is true now.
 */
import { Line, type LineState } from "./line.ts";
import type { OwnMedia } from "./media.ts";
import { Peer } from "./peer.ts";
import type { ChatLine, FromServer, Ice, Participant, Signal, Status, Welcome } from "./protocol.ts";
import { SLOW, startRung } from "./start.ts";
import { type Steered, Steering } from "./steering.ts";

export type Phase = "opening" | "waiting" | "call" | "left" | "over" | "elsewhere" | "refused" | "full";

export interface VisitView {
  phase(phase: Phase): void;
  admittedAt(moment: string | null): void;
  participants(others: Participant[]): void;
  picture(participant: Participant, stream: MediaStream): void;
  gone(id: string): void;
  chat(lines: ChatLine[], resumed: boolean): void;
  refused(why: string): void;
  steered(participant: Participant, steered: Steered): void;
  still(participant: Participant, still: Uint8Array): void;
  look(): void;
}

const CLOSED: Record<number, Phase> = { 4409: "elsewhere", 4411: "full" };

interface Link {
  peer: Peer;
  steering: Steering;
  session: string;
  badSince: number; // 0 until it was looked at during the call: a link that waits in the waiting room is not broken
  actedAt: number;
  tries: number;
  wasUp: boolean;
}

const WATCH = 1_000;
const PATIENCE = 2_000; // a link that was up heals by itself within this time, or is helped
const FIRST_PATIENCE = 6_000; // a link that was never up gets longer
const BETWEEN_HELPS = 4_000;
const HELPS_BEFORE_NEW_PEER = 3;
const SILENT_S = 3; // a link over which nothing came for so long is broken, whatever the browser says
const SILENT_ON_RETURN_S = 1.5; // and sooner when somebody has just come back from elsewhere

export class Visit {
  readonly session = crypto.randomUUID();
  readonly line: Line;
  readonly others = new Map<string, Participant>();
  readonly #links = new Map<string, Link>();
  readonly #media: OwnMedia;
  readonly #view: VisitView;
  readonly #firstRung = startRung();
  #me = "";
  #status: Status = "waiting";
  #phase: Phase = "opening";
  #ice: Ice = { servers: [], policy: "all", good_for_s: 600 };
  #renewal: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval>;
  lineState: LineState = "lost";

  constructor(path: string, media: OwnMedia, view: VisitView) {
    this.#media = media;
    this.#view = view;
    media.changed = ({ kind, track }) => this.#sendTrack(kind, track);
    this.line = new Line({
      open: () => new WebSocket(`${path}?session=${this.session}`),
      heard: (message) => this.#heard(message),
      changed: (state, code) => this.#lineChanged(state, code),
    });
    this.#watch = setInterval(() => this.#look(), WATCH);
    addEventListener("online", this.#hurry);
    document.addEventListener("visibilitychange", this.#hurry);
  }

  get phase(): Phase {
    return this.#phase;
  }

  get status(): Status {
    return this.#status;
  }

  /** State of the link to one participant, for words on the screen. */
  stateOf(id: string): RTCPeerConnectionState {
    return this.#links.get(id)?.peer.state ?? "new";
  }

  connectionTo(id: string): RTCPeerConnection | undefined {
    return this.#links.get(id)?.peer.connection;
  }

  /** Our devices are open: send them wherever a connection is prepared. */
  mediaOpened(): void {
    this.#sendTrack("audio", this.#media.microphone);
    this.#sendTrack("video", this.#media.video);
  }

  /** Let the waiting patient in: the prepared offer goes with the very message that admits. */
  async admit(): Promise<void> {
    const waiting = [...this.others.values()].find(({ here, role }) => here && (role === "patient" || role === "relative"));
    const link = waiting && this.#links.get(waiting.id);
    if (waiting && link && waiting.i_call) this.line.say({ kind: "admit", to: waiting.id, data: this.#saying(await link.peer.release()) });
    else this.line.say({ kind: "admit" });
  }

  tellShown(): void {
    this.line.say({ kind: "shows", shows: this.#media.shows });
  }

  leave(): void {
    this.line.say({ kind: "leave" });
    this.#end("left");
  }

  close(): void {
    this.#end(this.#phase);
  }

  #hurry = () => {
    if (document.visibilityState === "visible") this.line.hurry();
  };

  #heard(message: FromServer): void {
    switch (message.kind) {
      case "welcome": return this.#welcome(message);
      case "here": return this.#arrived(message.participant);
      case "gone": return this.#wentAway(message.id, message.left);
      case "shows": return this.#showsNow(message.id, message.shows);
      case "signal": return void this.#signal(message.from, message.data);
      case "visit": return this.#statusNow(message.status, message.admitted_at);
      case "refused": return this.#refused(message.why);
      case "chat": return this.#view.chat([message.line], false);
      case "ice": return this.#renewed(message.ice);
      case "replaced": return this.#end("elsewhere");
      case "full": return this.#end("full");
      case "knocking": return this.#enter("waiting");
      case "guests": return;
      case "waiting": return this.#lookAtWaiting();
      case "resync": return void this.line.say({ kind: "look" });
      case "beat": return;
    }
  }

  #welcome(welcome: Welcome): void {
    this.#me = welcome.me;
    this.#renewed(welcome.ice);
    for (const id of [...this.others.keys()]) {
      if (!welcome.others.some((other) => other.id === id)) this.#wentAway(id, true);
    }
    for (const other of welcome.others) this.#meet(other);
    this.#statusNow(welcome.status, welcome.admitted_at);
    this.#view.participants([...this.others.values()]);
    this.#view.chat(welcome.chat, true);
    this.tellShown();
  }

  #arrived(participant: Participant): void {
    if (participant.id === this.#me) return;
    this.#meet(participant);
    this.#view.participants([...this.others.values()]);
    this.#lookAtWaiting();
  }

  /** Somebody is here, anew or again: have a connection to them, prepared or helped back. */
  #meet(participant: Participant): void {
    this.others.set(participant.id, participant);
    if (!participant.here) return;
    const link = this.#links.get(participant.id);
    const samePage = link && (!participant.i_call || link.session === participant.session);
    if (!samePage) this.#connect(participant);
    else if (participant.i_call && link.peer.released && !isUp(link, SILENT_ON_RETURN_S)) this.#help(participant.id, link, true);
  }

  #wentAway(id: string, left: boolean): void {
    const other = this.others.get(id);
    if (!other) return;
    if (left) {
      this.#drop(id);
      this.others.delete(id);
      this.#view.gone(id);
    } else {
      this.others.set(id, { ...other, here: false });
    }
    this.#view.participants([...this.others.values()]);
    this.#lookAtWaiting();
  }

  #showsNow(id: string, shows: Participant["shows"]): void {
    const other = this.others.get(id);
    if (other) this.others.set(id, { ...other, shows });
    this.#view.participants([...this.others.values()]);
  }

  #statusNow(status: Status, admittedAt: string | null): void {
    const before = this.#status;
    this.#status = status;
    this.#view.admittedAt(admittedAt);
    if (status === "finished" || status === "cancelled") return this.#end("over");
    // A talk with the nurse is over: nothing goes on flowing while the patient waits for the clinician.
    if (before === "in_progress" && status !== "in_progress") for (const other of this.others.values()) this.#connect(other);
    this.#enter(status === "in_progress" ? "call" : "waiting");
    if (status === "in_progress") this.#releaseAll();
    this.#lookAtWaiting();
  }

  /** The waiting room is drawn by the server; during the call it need not be. */
  #lookAtWaiting(): void {
    if (this.#phase === "waiting") this.#view.look();
  }

  #enter(phase: Phase): void {
    if (this.#phase === phase || this.#phase === "left" || this.#phase === "elsewhere") return;
    this.#phase = phase;
    this.#view.phase(phase);
  }

  #refused(why: string): void {
    for (const [id, link] of this.#links) {
      const other = this.others.get(id);
      if (link.peer.released && other) this.#connect(other);
    }
    this.#view.refused(why);
  }

  #connect(participant: Participant): Peer {
    this.#drop(participant.id);
    const { id } = participant;
    const peer = new Peer(
      {
        calls: participant.i_call,
        ice: this.#ice,
        tracks: { audio: this.#media.microphone, video: this.#media.video },
        send: (data) => void this.line.say({ kind: "signal", to: id, data: this.#saying(data) }),
        shown: (stream) => this.#view.picture(this.others.get(id) ?? participant, stream),
        changed: (state) => this.#linkChanged(state),
        negotiated: () => void steering.apply(),
      },
      this.session,
    );
    const steering = new Steering(peer, this.#firstRung, {
      others: () => this.others.size,
      picture: () => this.#media.video,
      told: (steered) => this.#view.steered(this.others.get(id) ?? participant, steered),
      still: (still) => this.#view.still(this.others.get(id) ?? participant, still),
    });
    void steering.apply();
    this.#links.set(id, { peer, steering, session: participant.session, badSince: 0, actedAt: 0, tries: 0, wasUp: false });
    if (participant.i_call) {
      void peer.prepare().catch((reason: unknown) => console.warn("prepare", reason));
      if (this.#status === "in_progress") void this.#release(id, peer);
    }
    return peer;
  }

  #drop(id: string): void {
    const link = this.#links.get(id);
    link?.steering.close();
    link?.peer.close();
    this.#links.delete(id);
  }

  #releaseAll(): void {
    for (const [id, { peer }] of this.#links) {
      const other = this.others.get(id);
      if (!peer.released && other?.here && other.i_call) void this.#release(id, peer);
    }
  }

  async #release(id: string, peer: Peer): Promise<void> {
    const data = await peer.release();
    if (this.#links.get(id)?.peer === peer) this.line.say({ kind: "signal", to: id, data: this.#saying(data) });
  }

  /** Whoever sends to us knows nothing of our line before the first second was measured. */
  #saying(data: Signal): Signal {
    return data.description && this.#firstRung === SLOW ? { ...data, slow: true } : data;
  }

  async #signal(from: string, data: Signal): Promise<void> {
    const other = this.others.get(from);
    if (!other) return;
    let link = this.#links.get(from);
    if (other.i_call) {
      if (!link || (data.again && data.generation && data.generation !== link.peer.generation)) this.#connect(other);
      else if (data.again) this.#help(from, link);
      else if (link.peer.generation === data.generation) await this.#take(link, data);
      return;
    }
    const isNew = !link || (link.peer.generation !== "" && link.peer.generation !== data.generation);
    if (isNew && data.description?.type !== "offer") return;
    if (isNew) this.#connect(other);
    link = this.#links.get(from)!;
    link.session = other.session;
    if (isNew || data.description?.type === "offer") this.#enter("call"); // only the admitted are sent an offer
    await this.#take(link, data);
  }

  async #take(link: Link, data: Signal): Promise<void> {
    if (data.slow && !link.wasUp) link.steering.beginLower(SLOW);
    await link.peer.take(data);
  }

  #renewed(ice: Ice): void {
    this.#ice = ice;
    clearTimeout(this.#renewal);
    this.#renewal = setTimeout(() => this.line.say({ kind: "ice" }), ice.good_for_s * 800);
    for (const [id, { peer }] of this.#links) {
      const other = this.others.get(id);
      if (other?.i_call && other.here && !peer.released) this.#connect(other);
      else void peer.renew(ice).catch((reason: unknown) => console.warn("renew", reason));
    }
  }

  #sendTrack(kind: "audio" | "video", track: MediaStreamTrack | null): void {
    for (const { peer } of this.#links.values()) void peer.replace(kind, track).catch((reason: unknown) => console.warn("replace", reason));
    this.tellShown();
  }

  /** A link that breaks is a reason to doubt the line to the server as well, and to ask it at once. */
  #linkChanged(state: RTCPeerConnectionState): void {
    if (state === "disconnected" || state === "failed") this.line.hurry();
    this.#view.participants([...this.others.values()]);
  }

  #lineChanged(state: LineState, code: number): void {
    this.lineState = state;
    if (state === "closed") this.#end(CLOSED[code] ?? "refused");
    this.#view.participants([...this.others.values()]);
  }

  /** Once a second: help every link that should be up and is not. */
  #look(): void {
    if (this.#status !== "in_progress" || !this.line.isOpen || this.#phase !== "call") return;
    const now = performance.now();
    for (const [id, link] of this.#links) {
      if (!this.others.get(id)?.here) continue;
      if (isUp(link, SILENT_S)) {
        Object.assign(link, { badSince: 0, tries: 0, wasUp: true });
        continue;
      }
      link.badSince ||= now;
      const patience = link.peer.state === "failed" || link.peer.state === "connected" ? 0 : link.wasUp ? PATIENCE : FIRST_PATIENCE;
      if (now - link.badSince >= patience && now - link.actedAt >= BETWEEN_HELPS) this.#help(id, link);
    }
  }

  /** `anew`: the other side has just come back, what was said before did not reach it. */
  #help(id: string, link: Link, anew = false): void {
    const now = performance.now();
    if (now - link.actedAt < 1_000 && !anew) return;
    link.actedAt = now;
    link.tries += 1;
    const other = this.others.get(id);
    if (!other?.i_call) this.line.say({ kind: "signal", to: id, data: { generation: link.peer.generation, again: true } });
    else if (link.tries > HELPS_BEFORE_NEW_PEER) this.#connect(other);
    else void link.peer.restart();
  }

  #end(phase: Phase): void {
    clearInterval(this.#watch);
    clearTimeout(this.#renewal);
    removeEventListener("online", this.#hurry);
    document.removeEventListener("visibilitychange", this.#hurry);
    for (const id of [...this.#links.keys()]) this.#drop(id);
    this.#media.close();
    // A last word may still be on its way out.
    setTimeout(() => this.line.close(), phase === "left" ? 300 : 0);
    if (this.#phase === phase) return;
    this.#phase = phase;
    this.#view.phase(phase);
  }
}

function isUp({ peer, steering }: Link, silentS: number): boolean {
  return peer.state === "connected" && steering.silentS < silentS;
}
