/** One tile for each other person in the call: the picture, or words instead of it; the name, the role, a closed microphone. */
import { icon } from "@ui/icon.ts";
import type { Participant, Role } from "./protocol.ts";
import { filled, type Words } from "./stage.ts";

/** Whom each side came for stands first and large. */
const FIRST: Record<string, Role[]> = {
  clinician: ["patient", "relative", "interpreter", "colleague", "clinician"],
  patient: ["clinician", "colleague", "interpreter", "relative", "patient"],
  guest: ["clinician", "patient", "relative", "interpreter", "colleague"],
};

export function inOrder(others: Participant[], side: string): Participant[] {
  const rank = FIRST[side] ?? FIRST["patient"]!;
  return [...others].sort((a, b) => rank.indexOf(a.role) - rank.indexOf(b.role) || (a.id < b.id ? -1 : 1));
}

interface Tile {
  figure: HTMLElement;
  video: HTMLVideoElement | null;
}

export class Tiles {
  readonly #place: HTMLElement;
  readonly #words: Words;
  readonly #tiles = new Map<string, Tile>();

  constructor(place: HTMLElement, words: Words) {
    this.#place = place;
    this.#words = words;
  }

  get videos(): HTMLVideoElement[] {
    return [...this.#tiles.values()].flatMap(({ video }) => (video ? [video] : []));
  }

  hasPicture(id: string): boolean {
    return !!this.#tiles.get(id)?.video;
  }

  videoOf(participant: Participant): HTMLVideoElement {
    const tile = this.#tileOf(participant);
    if (!tile.video) {
      const video = document.createElement("video");
      video.autoplay = true;
      video.playsInline = true;
      video.dataset["participant"] = participant.id;
      video.setAttribute("aria-label", filled(this.#words["video_of"], { name: participant.name }));
      tile.figure.prepend(video);
      tile.video = video;
    }
    return tile.video;
  }

  remove(id: string): void {
    this.#tiles.get(id)?.figure.remove();
    this.#tiles.delete(id);
  }

  /** Bring the tiles up to date; `others` in their order, `words` what stands in the place of each picture. */
  show(others: Participant[], words: (other: Participant) => string): void {
    for (const id of [...this.#tiles.keys()]) if (!others.some((other) => other.id === id)) this.remove(id);
    this.#place.dataset["count"] = String(others.length);
    others.forEach((other, index) => {
      const { figure } = this.#tileOf(other);
      figure.style.order = String(index);
      figure.toggleAttribute("data-muted", !other.shows.microphone);
      const said = words(other);
      const cover = figure.querySelector<HTMLElement>(".cover")!;
      cover.hidden = !said;
      cover.querySelector("[data-text]")!.textContent = said;
    });
  }

  #tileOf(participant: Participant): Tile {
    const known = this.#tiles.get(participant.id);
    if (known) return known;
    const figure = document.createElement("figure");
    figure.className = "seat";
    figure.dataset["role"] = participant.role;
    const cover = document.createElement("div");
    cover.className = "cover";
    const mark = Object.assign(document.createElement("span"), { className: "avatar", textContent: initials(participant.name) });
    mark.setAttribute("aria-hidden", "true");
    const text = document.createElement("p");
    text.dataset["text"] = "";
    cover.append(mark, text);
    const caption = document.createElement("figcaption");
    const name = Object.assign(document.createElement("b"), { textContent: participant.name });
    name.setAttribute("translate", "no");
    const role = Object.assign(document.createElement("small"), { textContent: this.#words[participant.role] ?? "" });
    const muted = Object.assign(document.createElement("span"), { className: "muted" });
    muted.append(icon("mic-off"), Object.assign(document.createElement("span"), { className: "sr", textContent: this.#words["is_muted"] ?? "" }));
    caption.append(name, role, muted);
    figure.append(cover, caption);
    const tile = { figure, video: null };
    this.#tiles.set(participant.id, tile);
    this.#place.append(figure);
    return tile;
  }
}

/** "Dr Inês Carvalho" is IC: titles are no names. */
export function initials(name: string): string {
  const parts = name.split(/\s+/).filter((part) => part && !/^(dr|mr|mrs|ms|prof)\.?$/i.test(part));
  return [parts[0], parts.length > 1 ? parts.at(-1) : ""].map((part) => (part ?? "").charAt(0).toUpperCase()).join("");
}
