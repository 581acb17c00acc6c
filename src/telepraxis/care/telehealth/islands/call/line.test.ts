import assert from "node:assert/strict";
import { test } from "node:test";
import { type Clock, DOUBT, Line, type LineState, SILENCE, SLOW_TO_OPEN, waitBefore } from "./line.ts";

/** A clock that a scene turns by hand. */
class HandClock implements Clock {
  time = 0;
  #due: { at: number; every: number; deed: () => void }[] = [];
  now = () => this.time;
  every = (every: number, deed: () => void) => this.#add(this.time + every, every, deed);
  after = (wait: number, deed: () => void) => this.#add(this.time + wait, 0, deed);

  turn(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (;;) {
      const next = this.#due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.time = next.at;
      if (next.every) next.at += next.every;
      else this.#due.splice(this.#due.indexOf(next), 1);
      next.deed();
    }
    this.time = end;
  }

  #add(at: number, every: number, deed: () => void): () => void {
    const entry = { at, every, deed };
    this.#due.push(entry);
    return () => void (this.#due = this.#due.filter((one) => one !== entry));
  }
}

class FakeSocket {
  readyState = 0;
  said: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  send = (text: string) => void this.said.push(text);
  close = () => void (this.readyState = 3);

  opens(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  hears(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  dies(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

function scene() {
  const clock = new HandClock();
  const sockets: FakeSocket[] = [];
  const states: LineState[] = [];
  const line = new Line({
    open: () => {
      sockets.push(new FakeSocket());
      return sockets.at(-1) as unknown as WebSocket;
    },
    heard: () => undefined,
    changed: (state) => states.push(state),
    clock,
  });
  return { clock, sockets, states, line };
}

test("a socket that reads open but says nothing is dead after the silence", () => {
  const { clock, sockets, states } = scene();
  sockets[0]!.opens();

  clock.turn(SILENCE + 2_000);

  assert.deepEqual(states, ["open", "lost"]);
  assert.ok(sockets[0]!.said.length > 0, "it asked before it gave up");
  clock.turn(waitBefore(0));
  assert.equal(sockets.length, 2);
});

test("an answer to the beat keeps the line", () => {
  const { clock, sockets, states } = scene();
  sockets[0]!.opens();

  for (let beat = 0; beat < 10; beat++) {
    clock.turn(2_000);
    sockets[0]!.hears({ kind: "beat" });
  }

  assert.deepEqual(states, ["open"]);
});

test("an attempt begun while the network was away is given up early", () => {
  const { clock, sockets } = scene();

  clock.turn(SLOW_TO_OPEN);

  assert.equal(sockets.length, 2);
});

test("a line in doubt is asked, and given up when it does not answer at once", () => {
  const { clock, sockets, states, line } = scene();
  sockets[0]!.opens();

  line.hurry();
  clock.turn(DOUBT - 1);
  assert.deepEqual(states, ["open"]);
  clock.turn(1);

  assert.deepEqual(states, ["open", "lost"]);
});

test("a line in doubt that answers is kept", () => {
  const { clock, sockets, states, line } = scene();
  sockets[0]!.opens();

  line.hurry();
  sockets[0]!.hears({ kind: "beat" });
  clock.turn(DOUBT + 100);

  assert.deepEqual(states, ["open"]);
});

test("after a final refusal it does not try again", () => {
  const { clock, sockets, states, line } = scene();
  sockets[0]!.opens();

  sockets[0]!.dies(4403);
  clock.turn(60_000);
  line.hurry();

  assert.deepEqual(states, ["open", "closed"]);
  assert.equal(sockets.length, 1);
});

test("when the network comes back it tries at once", () => {
  const { sockets, line } = scene();
  sockets[0]!.opens();
  sockets[0]!.dies(1006);

  line.hurry();

  assert.equal(sockets.length, 2);
});

test("what is said while the line is lost is not kept here", () => {
  const { line } = scene();

  assert.equal(line.say({ kind: "beat" }), false);
});

test("waits grow and stay short", () => {
  assert.deepEqual([0, 1, 2, 3, 9].map(waitBefore), [100, 200, 400, 800, 1_000]);
});
