/**
 * What was typed on this device and never reached the note, because the note was signed meanwhile or somebody else treats: it is
 * put into the addendum, to be signed under one's own name or taken out by hand. Once sent or emptied, the device lets it go.
 */
import { Shelf } from "../../../base/ui/islands/kept.ts";
import type { Typed } from "./note.ts";

export default function leftover(form: HTMLElement): () => void {
  const shelf = Shelf.of<Typed>(form);
  const box = form.querySelector("textarea")!;
  const said = form.querySelector<HTMLElement>("[data-leftover]")!;
  let found: string[] = [];

  const find = async () => {
    for (const { id, content } of (await shelf?.left()) ?? []) {
      const words = Object.values(content.texts).filter((text) => text.trim()).join("\n\n");
      if (!words) continue;
      box.value = [box.value, words].filter(Boolean).join("\n\n");
      found.push(id);
    }
    if (!found.length) return;
    said.hidden = false;
    form.closest("details")!.open = true;
  };
  const letGo = () => {
    for (const id of found) void shelf?.drop(id);
    found = [];
  };
  const emptied = () => {
    if (!box.value.trim()) letGo();
  };
  const answered = (event: Event) => {
    if ((event as CustomEvent<{ ctx: { response?: { status: number } } }>).detail.ctx.response?.status === 200) letGo();
  };
  form.addEventListener("htmx:after:request", answered);
  box.addEventListener("input", emptied);
  void find();
  return () => shelf?.close();
}
