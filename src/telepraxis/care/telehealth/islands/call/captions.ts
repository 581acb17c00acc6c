/**
 * Captions by an engine that the operator supplies (docs/guides/captions.md); without one there is no button. The engine
 * runs on the reader's own device, from the reader's press until the next, and nothing it hears is sent or kept by us.
 */
export interface Speaker {
  name: string;
  stream: MediaStream;
}

export interface CaptionEngine {
  /** Turn the speaker's words into text, from now until the returned function is called. */
  default(speaker: Speaker, language: string, say: (text: string) => void): Promise<() => void> | (() => void);
}

const STAYS = 8_000;

export class Captions {
  readonly #place: HTMLElement;
  readonly #address: string;
  #stops: (() => void)[] = [];
  #clear: ReturnType<typeof setTimeout> | undefined;
  on = false;

  constructor(place: HTMLElement, address: string) {
    this.#place = place;
    this.#address = address;
  }

  async turn(on: boolean, speakers: Speaker[]): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    this.on = on;
    this.#place.hidden = true;
    if (!on) return;
    const engine = (await import(this.#address)) as CaptionEngine;
    for (const speaker of speakers) {
      this.#stops.push(await engine.default(speaker, document.documentElement.lang, (text) => this.#say(speaker.name, text)));
    }
  }

  #say(name: string, text: string): void {
    if (!this.on) return;
    const who = Object.assign(document.createElement("span"), { className: "quiet", textContent: `${name} ` });
    this.#place.replaceChildren(who, text);
    this.#place.hidden = false;
    clearTimeout(this.#clear);
    this.#clear = setTimeout(() => (this.#place.hidden = true), STAYS);
  }
}
