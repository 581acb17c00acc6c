/**
 * The region "Chat": what was typed while the line was lost is kept and sent, once, when it is back. Until then it lies on this
 * device, sealed (kept.ts), and with it the line that is still being typed: a page that crashed finds both again.
 */
import { Shelf } from "../../../../base/ui/islands/kept.ts";
import { showFile } from "./attaching.ts";
import type { ChatLine } from "./protocol.ts";

export interface ChatOptions {
  send(key: string, text: string): boolean;
  words: { sending: string; waiting: string };
}

interface Typed {
  line: string;
  unsent: [key: string, text: string][];
}

export class Chat {
  readonly #log: HTMLElement;
  readonly #box: HTMLInputElement | HTMLTextAreaElement;
  readonly #options: ChatOptions;
  readonly #unsent = new Map<string, string>();
  readonly #shown = new Map<string, HTMLElement>();
  readonly #shelf: Shelf<Typed> | null;

  constructor(region: HTMLElement, options: ChatOptions) {
    this.#options = options;
    this.#log = region.querySelector<HTMLElement>("[data-part=log]")!;
    const form = region.querySelector("form")!;
    this.#box = form.querySelector<HTMLInputElement>("input[name=text], textarea[name=text]")!;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#say(this.#box.value.trim());
      this.#box.value = "";
      this.#keep();
    });
    this.#shelf = Shelf.of<Typed>(form);
    form.addEventListener("input", () => this.#keep());
    void this.#findAgain();
  }

  #keep(): void {
    const typed = { line: this.#box.value, unsent: [...this.#unsent] };
    void (typed.line || typed.unsent.length ? this.#shelf?.put(typed) : this.#shelf?.clear());
  }

  /** Take over what a page that is gone had not sent; the server knows each message by its key and keeps it once. */
  async #findAgain(): Promise<void> {
    for (const { id, content } of (await this.#shelf?.left()) ?? []) {
      this.#box.value ||= content.line;
      for (const [key, text] of content.unsent) this.#say(text, key);
      this.#keep();
      await this.#shelf?.drop(id);
    }
  }

  get unsent(): number {
    return this.#unsent.size;
  }

  /** The line is back: show what was missed, send what is still here. */
  resume(lines: ChatLine[]): void {
    for (const line of lines) this.show(line);
    for (const [key, text] of this.#unsent) this.#options.send(key, text);
  }

  show(line: ChatLine): void {
    if (this.#unsent.delete(line.key)) this.#keep();
    const bubble = this.#shown.get(line.key) ?? this.#bubble(line.key, line.mine);
    bubble.querySelector("[data-text]")!.textContent = line.text;
    bubble.querySelector("[data-name]")!.textContent = line.mine ? "" : line.name;
    bubble.querySelector("[data-state]")!.textContent = new Date(line.sent_at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    bubble.removeAttribute("aria-busy");
    if (line.file) showFile(bubble, line.file);
  }

  #say(text: string, key: string = crypto.randomUUID()): void {
    if (!text || this.#shown.has(key)) return;
    this.#unsent.set(key, text);
    const bubble = this.#bubble(key, true);
    bubble.querySelector("[data-text]")!.textContent = text;
    bubble.setAttribute("aria-busy", "true");
    const sent = this.#options.send(key, text);
    bubble.querySelector("[data-state]")!.textContent = sent ? this.#options.words.sending : this.#options.words.waiting;
  }

  #bubble(key: string, mine: boolean): HTMLElement {
    const bubble = document.createElement("li");
    bubble.className = "bubble";
    if (mine) bubble.dataset["mine"] = "";
    for (const part of ["name", "text", "state"]) {
      const element = document.createElement(part === "name" ? "b" : part === "text" ? "span" : "small");
      element.dataset[part] = "";
      bubble.append(element);
    }
    this.#shown.set(key, bubble);
    this.#log.append(bubble);
    const frame = this.#log.parentElement!;
    frame.hidden = false;
    frame.scrollTop = frame.scrollHeight;
    return bubble;
  }
}
