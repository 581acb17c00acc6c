/**
 * The visit's line to the server: one socket that comes back by itself. A socket can read OPEN long after the network is
 * gone, so the line has a heartbeat of its own and believes only what it hears.
 */
import type { FromServer, ToServer } from "./protocol.ts";

export const BEAT = 2_000;
export const SILENCE = 5_000; // without a word for this long the socket is dead, whatever it says
// An attempt begun while the network was away knocks once a second for about four seconds, then ever more rarely: so it
// is given up before the fourth knock, and begun anew at once. Not more often: browsers slow a page down that opens too
// many sockets in vain.
export const SLOW_TO_OPEN = 3_900;
export const DOUBT = 1_500; // when something else says that the network is gone, an answer is waited for no longer
const FIRST_WAIT = 100;
const LONGEST_WAIT = 1_000;
/** Close codes after which another attempt would be refused as well. */
export const FINAL = new Set([4401, 4403, 4404, 4409, 4411]);

export type LineState = "open" | "lost" | "closed";

export interface Clock {
  now(): number;
  every(milliseconds: number, deed: () => void): () => void;
  after(milliseconds: number, deed: () => void): () => void;
}

export const realClock: Clock = {
  now: () => performance.now(),
  every: (milliseconds, deed) => {
    const timer = setInterval(deed, milliseconds);
    return () => clearInterval(timer);
  },
  after: (milliseconds, deed) => {
    const timer = setTimeout(deed, milliseconds);
    return () => clearTimeout(timer);
  },
};

export interface LineOptions {
  open(): WebSocket;
  heard(message: FromServer): void;
  changed(state: LineState, code: number): void;
  clock?: Clock;
}

export function waitBefore(attempt: number): number {
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt);
}

export class Line {
  #socket: WebSocket | null = null;
  #heardAt = 0;
  #attempts = 0;
  #closed = false;
  #cancelRetry: () => void = () => undefined;
  #cancelLimit: () => void = () => undefined;
  #beatAt: number;
  #stopBeats: () => void;
  readonly #options: LineOptions;
  readonly #clock: Clock;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#clock = options.clock ?? realClock;
    this.#beatAt = this.#clock.now();
    this.#stopBeats = this.#clock.every(BEAT, () => this.#beat());
    this.#connect();
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === 1;
  }

  /** Send now; false when the line is lost, and then nothing is kept: who needs it sent later keeps it. */
  say(message: ToServer): boolean {
    if (!this.isOpen) return false;
    this.#socket!.send(JSON.stringify(message));
    return true;
  }

  /** The network changed, came back or seems lost: ask at once, and do not wait long for the answer. */
  hurry(): void {
    if (this.#closed) return;
    if (!this.isOpen) {
      this.#attempts = 0;
      this.#cancelRetry();
      this.#connect();
    } else {
      this.say({ kind: "beat" });
      this.#limit(DOUBT);
    }
  }

  close(): void {
    this.#closed = true;
    this.#stopBeats();
    this.#cancelRetry();
    this.#cancelLimit();
    this.#socket?.close(1000);
    this.#socket = null;
  }

  #connect(): void {
    if (this.#closed || this.#socket) return;
    const socket = this.#options.open();
    this.#socket = socket;
    this.#heardAt = this.#clock.now();
    this.#limit(SLOW_TO_OPEN);
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return;
      this.#heardAt = this.#clock.now();
      this.#attempts = 0;
      this.#cancelLimit();
      this.#options.heard(JSON.parse(String(data)) as FromServer);
    };
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      this.#heardAt = this.#clock.now();
      this.#cancelLimit();
      this.#options.changed("open", 0);
    };
    socket.onclose = ({ code }) => {
      if (socket === this.#socket) this.#lost(code);
    };
  }

  #lost(code: number, wait = waitBefore(this.#attempts++)): void {
    this.#socket = null;
    this.#cancelLimit();
    if (this.#closed) return;
    if (FINAL.has(code)) {
      this.close();
      this.#options.changed("closed", code);
      return;
    }
    this.#options.changed("lost", code);
    this.#cancelRetry = this.#clock.after(wait, () => this.#connect());
  }

  #beat(): void {
    const now = this.#clock.now();
    const slept = now - this.#beatAt > 3 * BEAT; // a closed lid: what was open before may be long gone
    this.#beatAt = now;
    if (!this.#socket) return;
    if (this.isOpen && now - this.#heardAt > SILENCE && !slept) return this.#giveUp();
    if (slept) this.hurry();
    else this.say({ kind: "beat" });
  }

  /** Give the socket up unless it says something within that time. */
  #limit(milliseconds: number): void {
    this.#cancelLimit();
    this.#cancelLimit = this.#clock.after(milliseconds, () => this.#giveUp());
  }

  #giveUp(): void {
    const dead = this.#socket;
    if (!dead) return;
    dead.onclose = dead.onmessage = dead.onopen = null;
    dead.close();
    this.#lost(1006, 0);
  }
}
