/**
 * A link that was shown once, kept sealed in this browser (`ui/islands/kept.ts`) so that it can be shown again here.
 * Where the link stands (`[data-link]`) it is kept; where there is a button `[data-again]` it is brought back.
 */
import { Shelf } from "@ui/kept.ts";

interface Shown {
  address: string;
  drawing: string;
}

export default function shownLink(element: HTMLElement): (() => void) | undefined {
  const shelf = Shelf.of<Shown>(element);
  if (!shelf) return undefined;
  const link = element.querySelector<HTMLInputElement>("[data-link]");
  const drawing = element.querySelector("[data-drawing] svg");
  if (link && drawing) void shelf.put({ address: link.value, drawing: drawing.outerHTML });
  else void shelf.left().then((left) => offer(element, left.at(-1)?.content));
  return () => shelf.close();
}

function offer(element: HTMLElement, shown: Shown | undefined): void {
  const button = element.querySelector<HTMLButtonElement>("[data-again]");
  const place = element.querySelector<HTMLElement>("[data-place]");
  if (!shown || !button || !place) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    place.replaceChildren(...drawn(shown, button.textContent?.trim() ?? ""));
    place.hidden = false;
    button.hidden = true;
    place.querySelector("input")!.focus();
  });
}

function drawn({ address, drawing }: Shown, name: string): Node[] {
  const figure = document.createElement("figure");
  figure.className = "token shared-code";
  figure.append(document.importNode(new DOMParser().parseFromString(drawing, "image/svg+xml").documentElement, true));
  const field = document.createElement("input");
  Object.assign(field, { readOnly: true, value: address, className: "typed", ariaLabel: name });
  return [figure, field];
}
