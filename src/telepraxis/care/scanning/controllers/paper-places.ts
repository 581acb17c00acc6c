/**
 * Lines beside a page: whoever stands on one sees its place on the page; the link moves there, Escape comes back. Arrows move
 * between lines, A takes over, X leaves out, S goes to the place, Ctrl+Enter files. Single keys act only while a line has focus.
 */
import { keysAreOff } from "../../../base/ui/controllers/board.ts";

/** Where an arrow leads from the line, null for any other key. */
export function step(key: string, from: number, count: number): number | null {
  if (key !== "ArrowDown" && key !== "ArrowUp") return null;
  return Math.min(count - 1, Math.max(0, from + (key === "ArrowDown" ? 1 : -1)));
}

export default function paperPlaces(box: HTMLElement): () => void {
  const lines = () => [...box.querySelectorAll<HTMLElement>("[data-line]")];
  const placeOf = (link: HTMLElement | null) => document.getElementById(link?.dataset["place"] ?? "");
  let cameFrom: HTMLElement | null = null;
  const show = (place: Element | null) => {
    if (!place || place.hasAttribute("data-shown")) return;
    box.querySelectorAll("[data-shown]").forEach((other) => other.removeAttribute("data-shown"));
    place.setAttribute("data-shown", "");
    place.scrollIntoView({ block: "center", inline: "nearest" });
  };
  const go = (link: HTMLElement, from: HTMLElement) => {
    const place = placeOf(link);
    if (!place) return;
    cameFrom = from;
    show(place);
    place.focus({ preventScroll: true });
  };
  const focus = ({ target }: Event) => {
    const link = (target as Element).closest<HTMLElement>("[data-place]") ?? (target as Element).closest("[data-line]")?.querySelector<HTMLElement>("[data-place]");
    if (link) show(placeOf(link));
  };
  const click = (event: MouseEvent) => {
    const link = (event.target as Element).closest<HTMLElement>("[data-place]");
    if (!link || !placeOf(link)) return;
    event.preventDefault();
    go(link, link);
  };
  const press = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (event.key === "Enter" && event.ctrlKey) return box.querySelector<HTMLFormElement>("[data-confirm]")?.requestSubmit();
    if (event.key === "Escape" && target.matches(".place")) return cameFrom?.focus();
    if (!target.matches("[data-line]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = lines();
    const next = step(event.key, all.indexOf(target), all.length);
    if (next !== null) {
      event.preventDefault();
      return all[next]?.focus();
    }
    if (keysAreOff()) return;
    const value = { a: "take", x: "leave" }[event.key.toLowerCase()];
    if (value) target.querySelector<HTMLInputElement>(`input[value=${value}]`)?.click();
    else if (event.key.toLowerCase() === "s") go(target.querySelector<HTMLElement>("[data-place]") ?? target, target);
  };
  const first = lines()[0];
  if (first) first.tabIndex = 0;
  box.addEventListener("focusin", focus);
  box.addEventListener("click", click);
  box.addEventListener("keydown", press);
  return () => {
    box.removeEventListener("focusin", focus);
    box.removeEventListener("click", click);
    box.removeEventListener("keydown", press);
  };
}
