/** Who came, who went, who fell silent: in sentences for those who do not see the screen. */
import type { Participant } from "./protocol.ts";
import { filled, type Words } from "./stage.ts";

interface Known {
  name: string;
  here: boolean;
  microphone: boolean;
  screen: boolean;
  heard: boolean; // the microphone was open before: only then does closing it say something
}

export class Comings {
  readonly #words: Words;
  #known: Map<string, Known> | null = null;

  constructor(words: Words) {
    this.#words = words;
  }

  /** Return what has changed since the last look. The first look says nothing: who is there is on the screen. */
  look(others: Participant[]): string[] {
    const before = this.#known;
    const now = new Map<string, Known>();
    const sentences: string[] = [];
    const say = (key: string, places: Record<string, string>) => sentences.push(filled(this.#words[key], places));
    for (const { id, name, role, here, shows } of others) {
      const known = before?.get(id);
      now.set(id, { name, here, microphone: shows.microphone, screen: shows.screen, heard: shows.microphone || !!known?.heard });
      if (!before) continue;
      if (!known || (here && !known.here)) {
        if (here) say("came", { name, role: this.#words[role] ?? "" });
        continue;
      }
      if (!here && known.here) say("lost", { name });
      if (known.heard && shows.microphone !== known.microphone) say(shows.microphone ? "unmuted" : "muted", { name });
      if (shows.screen && !known.screen) say("shares", { name });
    }
    for (const [id, { name }] of before ?? []) if (!now.has(id)) say("left", { name });
    this.#known = now;
    return sentences;
  }
}
