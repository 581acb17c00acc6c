/** What the stage shows: phases, pictures, words about the connection. All sentences come from the server. */
import { announce } from "@ui/announce.ts";
import type { OwnMedia } from "./media.ts";
import type { Participant } from "./protocol.ts";
import type { Quality } from "./quality.ts";
import { gradeOf } from "./quality.ts";
import { inOrder, Tiles } from "./tiles.ts";
import type { Phase } from "./visit.ts";

export type Words = Record<string, string>;

export function filled(sentence: string | undefined, places: Record<string, string | number> = {}): string {
  return (sentence ?? "").replace(/\{(\w+)\}/g, (_, name: string) => String(places[name] ?? ""));
}

export class Stage {
  readonly root: HTMLElement;
  readonly #words: Words;
  readonly #tiles: Tiles;
  readonly #side: string;
  #spoken = "";

  constructor(root: HTMLElement, words: Words) {
    this.root = root;
    this.#words = words;
    this.#side = root.dataset["side"] ?? "patient";
    this.#tiles = new Tiles(this.part("pictures")!, words);
  }

  part(name: string): HTMLElement | null {
    return this.root.querySelector<HTMLElement>(`[data-part="${name}"]`);
  }

  /** Show what belongs to the phase: elements name theirs in data-phases. */
  phase(phase: Phase): void {
    this.root.dataset["phase"] = phase;
    for (const element of this.root.querySelectorAll<HTMLElement>("[data-phases]")) {
      element.hidden = !element.dataset["phases"]!.split(" ").includes(phase);
    }
    document.body.toggleAttribute("data-in-visit", phase === "call" || phase === "waiting");
    if (phase === "call") this.say(this.#words["admitted"]);
  }

  admittedAt(moment: string | null): void {
    const place = this.part("length");
    if (!place || !moment || place.dataset["since"] === moment) return;
    place.dataset["since"] = moment;
    const time = document.createElement("time");
    time.dateTime = moment;
    time.dataset["controller"] = "elapsed";
    place.replaceChildren(time);
  }

  picture(participant: Participant, stream: MediaStream): void {
    const video = this.#tiles.videoOf(participant);
    if (video.srcObject !== stream) video.srcObject = stream;
    video.play().then(() => this.#hearable(true), () => this.#hearable(false));
  }

  gone(id: string): void {
    this.#tiles.remove(id);
  }

  /** Self-view, and what is wrong with our own devices, in words. */
  own(media: OwnMedia): void {
    const self = this.part("self") as HTMLVideoElement | null;
    const shown = media.camera;
    if (self) {
      const now = self.srcObject as MediaStream | null;
      if (!shown) self.srcObject = null;
      else if (now?.getVideoTracks()[0] !== shown) self.srcObject = new MediaStream([shown]);
      self.hidden = !shown;
      self.toggleAttribute("data-looks-away", media.looksAway);
    }
    this.#press("mute", media.muted || !media.microphone);
    this.#press("camera", !media.camera);
    this.#press("screen", !!media.screen);
    const trouble = this.part("trouble");
    if (trouble) {
      const sentences = media.problems.map((problem) => this.#words[problem] ?? problem);
      trouble.querySelector("[data-text]")!.textContent = sentences.join(" ");
      trouble.hidden = sentences.length === 0;
    }
  }

  #press(name: string, pressed: boolean): void {
    this.root.querySelector(`[data-do="${name}"]`)?.setAttribute("aria-pressed", String(pressed));
  }

  /** Say how it stands: first what is wrong, else how good it is. */
  connection(others: Participant[], states: (id: string) => RTCPeerConnectionState, lineOpen: boolean, quality: Quality | null): void {
    others = inOrder(others, this.#side);
    this.root.dataset["others"] = String(others.length);
    const other = others[0];
    const [key, tone] = this.#standing(other, other ? states(other.id) : "new", lineOpen, quality);
    const pill = this.part("link");
    const measured = tone !== "info" && quality?.roundTripMs && ["good", "fair", "weak"].includes(key);
    const sentence = filled(this.#words[key], { name: other?.name ?? "" }) + (measured ? `, ${filled(this.#words["milliseconds"], { ms: quality.roundTripMs! })}` : "");
    if (pill) {
      pill.hidden = !["opening", "waiting", "call"].includes(this.root.dataset["phase"] ?? "opening"); // then nothing is tried
      pill.dataset["tone"] = tone;
      pill.dataset["state"] = key;
      pill.querySelector("[data-text]")!.textContent = sentence;
    }
    this.#tiles.show(others, (one) => this.#insteadOf(one, states(one.id), others.length));
    const cover = this.part("cover");
    if (cover) {
      cover.hidden = others.length > 0;
      cover.querySelector("[data-text]")!.textContent = filled(this.#words["alone"]);
    }
    if (this.root.dataset["phase"] === "call" && tone === "warn") this.say(sentence);
  }

  #standing(other: Participant | undefined, state: RTCPeerConnectionState, lineOpen: boolean, quality: Quality | null): [string, string] {
    if (!lineOpen) return [state === "connected" ? "line_lost_call_on" : "line_lost", "warn"];
    if (this.root.dataset["phase"] !== "call") return ["ready", "ok"];
    if (!other) return ["alone", "info"];
    if (state === "connected") {
      const grade = quality ? gradeOf(quality) : "good";
      return [grade, grade === "good" ? "ok" : "warn"];
    }
    if (!other.here) return ["away", "warn"];
    return [this.#tiles.hasPicture(other.id) ? "reconnecting" : "connecting", "warn"];
  }

  /** What stands where the picture would: a whole sentence while there is room for one. */
  #insteadOf(other: Participant, state: RTCPeerConnectionState, count: number): string {
    const short = count > 1 ? { connecting_to: "connecting_short", away: "away_short", no_picture: "no_camera_short" } : null;
    const say = (key: "connecting_to" | "away" | "no_picture") => filled(this.#words[short?.[key] ?? key], { name: other.name });
    if (state !== "connected") return say(other.here ? "connecting_to" : "away");
    return other.shows.camera || other.shows.screen ? "" : say("no_picture");
  }

  /** The picture that stands first. */
  get mainVideo(): HTMLVideoElement | undefined {
    return [...this.#tiles.videos].sort((a, b) => Number(a.parentElement!.style.order) - Number(b.parentElement!.style.order))[0];
  }

  /** Offer what this browser and its devices can do. */
  offer(part: string, can: boolean): void {
    const place = this.part(part);
    if (place) place.hidden = !can;
  }

  say(sentence: string | undefined): void {
    if (!sentence || sentence === this.#spoken) return;
    this.#spoken = sentence;
    announce(sentence);
  }

  refused(why: string): void {
    const place = this.part("refused");
    if (!place) return;
    place.querySelector("[data-text]")!.textContent = why;
    place.hidden = false;
  }

  /** A browser may refuse to play sound before a touch; then one button starts it. */
  #hearable(audible: boolean): void {
    const place = this.part("unheard");
    if (place) place.hidden = audible;
  }

  hear(): void {
    for (const video of this.#tiles.videos) void video.play().then(() => this.#hearable(true), () => undefined);
  }
}
