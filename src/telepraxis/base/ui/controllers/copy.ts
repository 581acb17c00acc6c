/** A button that copies `data-copy`, or the text of the element it names by aria-controls, and says so. */
import { announce } from "@ui/announce.ts";
import { say } from "@ui/words.ts";

export default function copy(button: HTMLElement): void {
  button.addEventListener("click", async () => {
    const named = document.getElementById(button.getAttribute("aria-controls") ?? "");
    const text = button.dataset["copy"] ?? (named instanceof HTMLInputElement ? named.value : named?.textContent?.trim()) ?? "";
    await navigator.clipboard.writeText(text);
    announce(say("copied"));
    const label = button.querySelector("[data-label]");
    if (label) label.textContent = say("copied");
  });
}
