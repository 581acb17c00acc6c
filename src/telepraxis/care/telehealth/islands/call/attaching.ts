/** Files in the chat: send what was chosen, show what was sent. What the server refuses is said in its own words. */
import type { SentFile } from "./protocol.ts";

/** "1.4 MB", "310 kB": sizes as people read them. */
export function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Put the file into its bubble: a link to save it, with a small picture where there is one. Called again it changes nothing. */
export function showFile(bubble: HTMLElement, file: SentFile): void {
  if (bubble.querySelector("a")) return;
  const link = document.createElement("a");
  link.href = file.address;
  link.target = "_blank";
  link.rel = "noopener";
  link.className = "sent-file";
  if (file.small) {
    const picture = document.createElement("img");
    picture.src = file.small;
    picture.alt = "";
    link.append(picture);
  }
  const name = document.createElement("span");
  name.textContent = `${file.name} (${sizeText(file.size)})`;
  link.append(name);
  bubble.querySelector("[data-text]")!.replaceChildren(link);
}

interface Words {
  sending: string;
  failed: string;
}

/** Send each file as soon as it is chosen; the bubble comes back from the server like every other. */
export function attachFiles(region: HTMLElement, words: Words): void {
  const input = region.querySelector<HTMLInputElement>("input[data-attach]");
  const refusal = region.querySelector<HTMLElement>("[data-part=file-refused]");
  if (!input || !refusal) return;
  const say = (sentence: string, tone: "info" | "warn") => {
    refusal.querySelector("[data-text]")!.textContent = sentence;
    refusal.dataset["tone"] = tone;
    refusal.hidden = sentence === "";
  };
  const send = async (file: File): Promise<void> => {
    const body = new FormData();
    body.append("file", file);
    body.append("key", crypto.randomUUID());
    const token = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";
    say(words.sending, "info");
    const answer = await fetch(input.dataset["attach"]!, { method: "POST", body, headers: { "X-CSRFToken": token } }).catch(() => null);
    if (answer?.ok) return say("", "info");
    const told = (await answer?.json().catch(() => null)) as { refused?: string } | null;
    say(told?.refused ?? words.failed, "warn");
  };
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    input.value = "";
    if (file) void send(file);
  });
}
