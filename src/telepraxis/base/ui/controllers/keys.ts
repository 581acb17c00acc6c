/**
 * The keyboard of a page. What bears `aria-keyshortcuts="Alt+A"` is reached by that chord from anywhere, a field gets the cursor
 * and all else is pressed; "?" (outside of fields, unless single keys are off) opens the sheet that lists what this page has.
 * On Apple's keyboards Alt writes letters, so the chords are taken with Control there.
 */
import { keysAreOff } from "./board.ts";

const APPLE = /Mac|iPhone|iPad/.test(navigator.platform);
const chordOf = (element: Element) => /(?:^| )Alt\+([A-Z])(?: |$)/.exec(element.getAttribute("aria-keyshortcuts") ?? "")?.[1];
const isTyping = (place: HTMLElement) => place.isContentEditable || place.matches("input:not([type=checkbox], [type=radio]), textarea, select, [role=textbox]");

/** What an element is called: said for the sheet, by its label, or as it reads. */
export function nameOf(element: HTMLElement): string {
  const label = "labels" in element ? (element as HTMLInputElement).labels?.[0] : null;
  const said = element.dataset["keyName"] ?? label?.textContent ?? element.closest("label")?.textContent ?? element.getAttribute("aria-label") ?? element.firstChild?.parentElement?.textContent ?? "";
  return said.replace(/[↵/]|Ctrl/g, "").replace(/\s+/g, " ").trim();
}

/** "Alt+A" as keys to show; "Control+Enter" as people know it. */
export function keysIn(shortcut: string, apple = APPLE): string[] {
  const shown: Record<string, string> = { Alt: apple ? "⌃" : "Alt", Control: apple ? "⌃" : "Ctrl", Enter: "↵" };
  return shortcut.split("+").map((key) => shown[key] ?? key.toUpperCase());
}

export default function keys(sheet: HTMLElement): () => void {
  const box = sheet as HTMLDialogElement;
  const list = box.querySelector<HTMLElement>("[data-here]")!;
  const offered = () => [...document.querySelectorAll<HTMLElement>("[aria-keyshortcuts]")].filter((each) => each.checkVisibility?.() ?? true);

  const open = () => {
    list.replaceChildren(...offered().flatMap(row));
    list.closest<HTMLElement>("[data-part]")!.hidden = list.children.length === 0;
    if (!box.open) box.showModal();
  };
  const row = (element: HTMLElement) => {
    const term = document.createElement("dt");
    const said = document.createElement("dd");
    for (const key of keysIn(element.getAttribute("aria-keyshortcuts")!.split(" ")[0]!)) {
      const shown = document.createElement("kbd");
      shown.textContent = key;
      term.append(shown, " ");
    }
    said.textContent = nameOf(element);
    return said.textContent ? [term, said] : [];
  };
  const go = (element: HTMLElement) => {
    if (!element.matches("input, textarea")) return element.click();
    element.focus();
    element.scrollIntoView({ block: "nearest" });
  };
  const press = (event: KeyboardEvent) => {
    const place = event.target as HTMLElement;
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    if (event.key === "?" && plain && !isTyping(place) && !keysAreOff()) {
      event.preventDefault();
      return open();
    }
    const held = APPLE ? event.ctrlKey && !event.altKey : event.altKey && !event.ctrlKey;
    if (!held || event.metaKey || event.shiftKey || !event.code.startsWith("Key") || document.querySelector("dialog[open]")) return;
    const meant = offered().find((each) => chordOf(each) === event.code.slice(3));
    if (!meant) return;
    event.preventDefault();
    go(meant);
  };
  const opener = (event: Event) => {
    if ((event.target as Element).closest("[data-open-keys]")) open();
  };
  document.addEventListener("keydown", press);
  document.addEventListener("click", opener);
  return () => {
    document.removeEventListener("keydown", press);
    document.removeEventListener("click", opener);
  };
}
