/** What both sides are told of the network: what it does to picture and sound, why, and what to do when nothing helps. */
import { type RungName, rungOf, type Why } from "./ladder.ts";
import type { Participant } from "./protocol.ts";
import { filled, type Words } from "./stage.ts";
import type { Steered } from "./steering.ts";
import { draw } from "./stills.ts";

const UNREACHED_FOR = 12_000; // without a connection for so long, other ways are offered
const MEGABYTE = 1_000_000;

/** What a rung means for who looks at it: nothing, a smaller picture, stills, sound alone. */
export type Meaning = "" | "small" | "stills" | "voice";

export function meaningOf(rung: RungName): Meaning {
  if (rung === "voice" || rung === "offer") return "voice";
  if (rung === "stills") return "stills";
  return rungOf(rung) >= rungOf("small") ? "small" : "";
}

/** What the worse of both directions means. */
export function worseOf({ ours, theirs }: Pick<Steered, "ours" | "theirs">): Meaning {
  return meaningOf(rungOf(ours) > rungOf(theirs) ? ours : theirs);
}

/** The sentences about one other participant, in the order in which they are said; empty when all is well. */
export function sentences(steered: Pick<Steered, "ours" | "why" | "theirs" | "theirWhy">, seesUs: boolean): string[] {
  const said: string[] = [];
  const ownMeaning = meaningOf(steered.ours);
  if (seesUs && ownMeaning && ownMeaning === meaningOf(steered.theirs)) return [`both_${ownMeaning}`, ...(steered.why ? [`both_because_${steered.why}`] : [])];
  const tell = (whose: "own" | "their", meaning: Meaning, why: Why) => {
    if (meaning) said.push(`${whose}_${meaning}`, ...(why ? [`${whose}_because_${why}`] : []));
  };
  if (seesUs || ownMeaning === "voice") tell("own", ownMeaning, steered.why);
  tell("their", meaningOf(steered.theirs), steered.theirWhy);
  return said;
}

export class Telling {
  readonly #root: HTMLElement;
  readonly #words: Words;
  readonly #say: (sentence: string) => void;
  readonly #stillAt = new Map<string, number>();
  #bytes = 0;
  #reachedAt = performance.now();
  readonly #theirs = new Map<string, RungName>();

  constructor(root: HTMLElement, words: Words, say: (sentence: string) => void) {
    this.#root = root;
    this.#words = words;
    this.#say = say;
  }

  /** `leads`: words are about this one; of the others only stills and bytes count. */
  steered(participant: Participant, steered: Steered, seesUs: boolean, leads: boolean): void {
    this.#reachedAt = performance.now();
    this.#used(steered.seen.bytes);
    this.#theirs.set(participant.id, steered.theirs);
    if (!steered.ofSight) this.#takeStillAway(participant.id);
    if (!leads) return;
    this.#root.dataset["rung"] = steered.ours;
    const said = sentences(steered, seesUs).map((key) => filled(this.#words[key], { name: participant.name }));
    this.#line(said.join(" "));
    this.#offer(steered.ours === "offer" || steered.theirs === "offer" ? "offer_unheard" : "");
  }

  /** Called each second while nobody is connected that should be. */
  unreached(name: string): void {
    this.#line("");
    if (performance.now() - this.#reachedAt > UNREACHED_FOR) this.#offer("offer_unreached", name);
  }

  /** Nobody is awaited: nothing to offer. */
  alone(): void {
    this.#reachedAt = performance.now();
    this.#line("");
    this.#offer("");
  }

  /** Show a still over the picture that has stopped. */
  async still({ id, name }: Participant, still: Uint8Array): Promise<void> {
    const place = this.#root.querySelector<HTMLElement>(`video[data-participant="${CSS.escape(id)}"]`);
    if (!place || rungOf(this.#theirs.get(id) ?? "full") < rungOf("stills")) return;
    const canvas = this.#canvas(id) ?? document.createElement("canvas");
    if (!(await draw(still, canvas))) return;
    this.#stillAt.set(id, performance.now());
    if (canvas.isConnected) return;
    canvas.dataset["stillOf"] = id;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", filled(this.#words["still_of"], { name }));
    place.after(canvas);
  }

  #canvas(id: string): HTMLCanvasElement | null {
    return this.#root.querySelector<HTMLCanvasElement>(`canvas[data-still-of="${CSS.escape(id)}"]`);
  }

  #takeStillAway(id: string): void {
    if (performance.now() - (this.#stillAt.get(id) ?? -Infinity) < 1_500) return;
    this.#canvas(id)?.remove();
  }

  #line(text: string): void {
    const place = this.#root.querySelector<HTMLElement>("[data-part=network]");
    if (!place) return;
    const words = place.querySelector<HTMLElement>("[data-text]")!;
    if (words.textContent === text) return;
    const eased = words.textContent !== "" && text === "";
    words.textContent = text;
    place.hidden = text === "";
    this.#say(eased ? (this.#words["network_eased"] ?? "") : text);
  }

  #offer(why: string, name = ""): void {
    const place = this.#root.querySelector<HTMLElement>("[data-part=offer]");
    if (!place || place.hidden === !why) return;
    place.hidden = !why;
    place.querySelector<HTMLElement>("[data-text]")!.textContent = filled(this.#words[why], { name });
    if (why) this.#say(filled(this.#words[why], { name }));
    this.#root.dispatchEvent(new CustomEvent("call:offer", { bubbles: true, detail: { why } }));
  }

  #used(bytes: number): void {
    this.#bytes += bytes;
    const place = this.#root.querySelector<HTMLElement>("[data-part=used]");
    if (place) place.textContent = filled(this.#words["data_used"], { mb: roughly(this.#bytes) });
  }
}

/** A rough figure: tenths below ten megabytes, whole ones above. */
export function roughly(bytes: number): string {
  const megabytes = bytes / MEGABYTE;
  return megabytes < 10 ? megabytes.toFixed(1) : String(Math.round(megabytes));
}

