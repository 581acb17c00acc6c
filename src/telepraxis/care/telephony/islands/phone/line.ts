/** The phone page's line to the server: comes back by itself, and believes only what it hears. */
import { socketAddress, waitBefore } from "@ui/live.ts";
import type { FromServer, ToServer } from "./protocol.ts";

const BEAT = 4_000;
const SILENCE = 10_000;
const FINAL = new Set([4401, 4403]);

export class PhoneLine {
  readonly #path: string;
  readonly #heard: (message: FromServer) => void;
  readonly #changed: (open: boolean) => void;
  readonly #beats: ReturnType<typeof setInterval>;
  #socket: WebSocket | null = null;
  #heardAt = 0;
  #failures = 0;
  #closed = false;

  constructor(path: string, heard: (message: FromServer) => void, changed: (open: boolean) => void) {
    this.#path = path;
    this.#heard = heard;
    this.#changed = changed;
    this.#beats = setInterval(() => this.#beat(), BEAT);
    this.#connect();
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  say(message: ToServer): boolean {
    if (!this.isOpen) return false;
    this.#socket!.send(JSON.stringify(message));
    return true;
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#beats);
    this.#socket?.close();
  }

  #connect(): void {
    const socket = new WebSocket(socketAddress(this.#path));
    this.#socket = socket;
    this.#heardAt = performance.now();
    socket.onopen = () => {
      this.#failures = 0;
      this.#changed(true);
    };
    socket.onmessage = ({ data }) => {
      this.#heardAt = performance.now();
      this.#heard(JSON.parse(String(data)) as FromServer);
    };
    socket.onclose = ({ code }) => {
      if (socket !== this.#socket || this.#closed) return;
      this.#changed(false);
      if (FINAL.has(code)) return;
      setTimeout(() => !this.#closed && this.#connect(), waitBefore(this.#failures++));
    };
  }

  #beat(): void {
    if (this.isOpen && performance.now() - this.#heardAt > SILENCE) {
      const dead = this.#socket!;
      this.#socket = null;
      dead.close();
      this.#changed(false);
      return this.#connect();
    }
    this.say({ kind: "beat" });
  }
}
