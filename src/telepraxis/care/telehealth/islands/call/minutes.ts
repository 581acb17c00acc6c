/** What each minute of the call was like, counted second by second and told to the server every few seconds. */
import { type RungName, rungOf } from "./ladder.ts";
import type { Steered } from "./steering.ts";

export interface Minute {
  ago: number; // seconds since it began
  connected: number; // seconds
  heard: number;
  saw: number;
  stills: number;
  rung: RungName; // the lowest on which we sent
  why: string;
  loss: number; // highest share of lost packets, per thousand, in either direction
  rtt: number; // longest round trip in milliseconds
  kb: number; // kilobytes, both ways
  relayed: boolean;
}

type Count = Omit<Minute, "ago"> & { began: number };

const MINUTE = 60_000;
const MOST = 90; // minutes kept while the line is lost and the call goes on

export class Minutes {
  readonly #now: () => number;
  #counts: Count[] = [];

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Count what was seen since the last look, a second or so. */
  count({ seen, ours, why, ofSight }: Steered): void {
    const minute = this.#minute();
    minute.connected += seen.came ? seen.seconds : 0;
    minute.heard += seen.sound ? seen.seconds : 0;
    if (ofSight) minute.stills += seen.seconds;
    else minute.saw += seen.picture ? seen.seconds : 0;
    if (rungOf(ours) >= rungOf(minute.rung)) Object.assign(minute, { rung: ours, why });
    minute.loss = Math.max(minute.loss, Math.round(Math.max(seen.lossIn, seen.lossOut) * 1000));
    minute.rtt = Math.max(minute.rtt, seen.roundTripMs ?? 0);
    minute.kb += seen.bytes / 1000;
    minute.relayed ||= seen.relayed;
  }

  /** Return what was counted and not told yet; `took` says whether it was sent, else it is kept. */
  tell(send: (minutes: Minute[]) => boolean): void {
    if (this.#counts.length === 0) return;
    const now = this.#now();
    const minutes = this.#counts.map(({ began, ...counted }) => ({ ...counted, kb: Math.round(counted.kb), ago: Math.max(0, Math.floor((now - began) / 1000)) }));
    if (send(minutes)) this.#counts = [];
  }

  #minute(): Count {
    const began = Math.floor(this.#now() / MINUTE) * MINUTE;
    const last = this.#counts.at(-1);
    if (last?.began === began) return last;
    const fresh: Count = { began, connected: 0, heard: 0, saw: 0, stills: 0, rung: "full", why: "", loss: 0, rtt: 0, kb: 0, relayed: false };
    this.#counts = [...this.#counts, fresh].slice(-MOST);
    return fresh;
  }
}
