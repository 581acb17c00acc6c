/** One phone: at most one call of ours, and the calls that ring. What is shown is the view's affair. */
import { PhoneLine } from "./line.ts";
import type { Call, FromServer, Ice } from "./protocol.ts";
import { Sound } from "./sound.ts";

export interface PhoneView {
  line(ready: boolean, words: string): void;
  call(call: Call | null): void;
  ringing(calls: Call[]): void;
  trouble(words: string): void;
  connected(open: boolean): void;
}

export type Whom = { number: string; visit?: string; patient?: string };

const HEARD_WITHIN = 1_500;

export class Phone {
  readonly #line: PhoneLine;
  readonly #view: PhoneView;
  readonly #audio: HTMLAudioElement;
  readonly #words: Record<string, string>;
  readonly #ringing = new Map<string, Call>();
  #ice: Ice | null = null;
  #call: Call | null = null;
  #sound: Sound | null = null;
  #early: (RTCIceCandidateInit | null)[] = [];
  #rings = false;
  #whom: Whom | null = null; // asked for before the line was open
  #calling = false; // asked for, and not placed or taken yet
  #unwanted = false; // hung up on before it was placed

  constructor(path: string, audio: HTMLAudioElement, words: Record<string, string>, view: PhoneView) {
    this.#view = view;
    this.#audio = audio;
    this.#words = words;
    this.#line = new PhoneLine(path, (message) => void this.#heard(message), (open) => view.connected(open));
  }

  get call(): Call | null {
    return this.#call;
  }

  get isBusy(): boolean {
    return this.#calling || (!!this.#call && this.#call.state !== "ended");
  }

  get muted(): boolean {
    return this.#sound?.muted ?? false;
  }

  get connection(): RTCPeerConnection | undefined {
    return this.#sound?.connection;
  }

  /** Call somebody; before the line to the server is open the call waits for it. */
  async dial(whom: Whom): Promise<void> {
    if (this.isBusy) return;
    this.#whom = whom;
    if (!this.#ice) return;
    this.#whom = null;
    this.#call = null;
    this.#unwanted = false;
    this.#calling = true;
    const sound = await this.#open();
    if (sound) this.#line.say({ kind: "call", ...whom, sdp: await sound.offer() });
    else this.#calling = false;
  }

  /** Hear incoming calls on this page. */
  open(): void {
    this.#rings = true;
    this.#line.say({ kind: "open", rings: true });
  }

  async take(call: Call): Promise<void> {
    if (this.isBusy) return;
    this.#calling = true;
    this.#ringing.delete(call.id);
    this.#call = { ...call, mine: true };
    if (await this.#open()) this.#line.say({ kind: "take", call: call.id });
    else this.#drop();
  }

  decline(call: Call): void {
    this.#line.say({ kind: "decline", call: call.id });
  }

  hangUp(): void {
    if (this.#call) this.#line.say({ kind: "hang_up", call: this.#call.id });
    else if (this.#calling) this.#unwanted = true;
    const sound = this.#sound;
    sound?.hold(true); // silent at once; closed when the server has heard of it, so that it reads as hung up and not as cut
    setTimeout(() => sound && sound === this.#sound && this.#close(), HEARD_WITHIN);
  }

  hold(held: boolean): void {
    this.#sound?.hold(held);
    if (this.#call) this.#line.say({ kind: held ? "hold" : "resume", call: this.#call.id });
  }

  mute(muted: boolean): void {
    this.#sound?.mute(muted);
  }

  press(digit: string): void {
    if (this.#call) this.#line.say({ kind: "press", call: this.#call.id, digit });
  }

  about(patient: string): void {
    if (this.#call) this.#line.say({ kind: "about", call: this.#call.id, patient });
  }

  close(): void {
    this.#close();
    this.#line.close();
  }

  async #open(): Promise<Sound | null> {
    try {
      this.#early = [];
      this.#sound = await Sound.open(this.#ice!, this.#audio, {
        candidate: (candidate) => this.#candidate(candidate),
        failed: () => {
          this.#view.trouble(this.#words["media_failed"] ?? "");
          this.hangUp();
        },
        silent: (is) => this.#view.trouble(is ? (this.#words["silent"] ?? "") : ""),
      });
      return this.#sound;
    } catch (reason) {
      console.warn("microphone", reason);
      this.#view.trouble(this.#words["no_microphone"] ?? "");
      return null;
    }
  }

  #candidate(candidate: RTCIceCandidateInit | null): void {
    if (this.#call && this.#early.length === 0) this.#line.say({ kind: "candidate", call: this.#call.id, candidate });
    else this.#early.push(candidate);
  }

  #flush(): void {
    for (const candidate of this.#early.splice(0)) this.#line.say({ kind: "candidate", call: this.#call!.id, candidate });
  }

  async #heard(message: FromServer): Promise<void> {
    switch (message.kind) {
      case "welcome": return this.#welcome(message);
      case "placed": return this.#placed(message.call);
      case "call": return this.#told(message.call);
      case "sdp": return this.#described(message.call, message.type, message.sdp);
      case "refused": return this.#refused(message.why);
      case "taken": return this.#taken(message.call);
      case "beat": return;
    }
  }

  #welcome({ line, ice, call }: Extract<FromServer, { kind: "welcome" }>): void {
    this.#ice = ice;
    this.#view.line(line.ready, line.words);
    if (this.#rings) this.#line.say({ kind: "open", rings: true });
    if (call && this.#sound) {
      this.#line.say({ kind: "attach", call: call.id });
      this.#told(call);
    } else if (call) {
      this.#line.say({ kind: "hang_up", call: call.id }); // its sound went with the page that had it
    } else if (this.#call && this.#call.state !== "ended" && this.#sound) {
      this.#told({ ...this.#call, state: "ended" });
    }
    if (this.#whom) void this.dial(this.#whom);
  }

  /** The call that we asked for; where the provider was quick it has ended already. */
  #placed(call: Call): void {
    this.#call = call;
    if (this.#unwanted) this.#line.say({ kind: "hang_up", call: call.id });
    this.#unwanted = false;
    this.#told(call);
  }

  #told(call: Call): void {
    if (call.direction === "in" && !call.mine) return this.#rang(call);
    if (this.#ringing.delete(call.id)) this.#view.ringing([...this.#ringing.values()]);
    const isAnother = this.#call?.id !== call.id;
    if (isAnother && (!this.#sound || call.state === "ended" || (this.#call && this.#call.state !== "ended"))) return;
    this.#call = call;
    this.#calling = false;
    this.#flush();
    if (this.#sound) this.#sound.listens = call.state === "talking";
    if (call.state === "ended") this.#close();
    this.#view.call(call);
  }

  #rang(call: Call): void {
    if (call.state === "ringing") this.#ringing.set(call.id, call);
    else this.#ringing.delete(call.id);
    this.#view.ringing([...this.#ringing.values()]);
  }

  async #described(call: string, type: "offer" | "answer", sdp: string): Promise<void> {
    const sound = this.#sound;
    if (!sound || (this.#call && this.#call.id !== call)) return;
    if (type === "answer") return sound.heard(sdp);
    const answer = await sound.answer(sdp);
    this.#line.say({ kind: "answer", call, sdp: answer });
    this.#flush();
  }

  #refused(why: string): void {
    this.#drop();
    this.#view.trouble(why);
  }

  #taken(call: string): void {
    this.#ringing.delete(call);
    this.#view.ringing([...this.#ringing.values()]);
    if (this.#call?.id === call) this.#drop();
    this.#view.trouble(this.#words["taken"] ?? "");
  }

  #drop(): void {
    this.#call = null;
    this.#close();
    this.#view.call(null);
  }

  #close(): void {
    this.#calling = false;
    this.#sound?.close();
    this.#sound = null;
  }
}
