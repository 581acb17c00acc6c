/** One press carries what the nurse gathered into the note's own fields, once; the note then saves itself as if it were typed. */
import { announce } from "../../../base/ui/islands/announce.ts";

/** The text of a field with the passage added at its end, unchanged where it stands there already. */
export function withPassage(text: string, passage: string): string {
  if (!passage || text.includes(passage)) return text;
  return text.trim() ? `${text.trimEnd()}\n${passage}` : passage;
}

export default function carry(element: HTMLElement): () => void {
  const press = (event: MouseEvent) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-carry]");
    if (!button) return;
    const fields = ["subjective", "objective"].map((name) => document.querySelector<HTMLTextAreaElement>(`#note-form textarea[name=${name}]`));
    for (const field of fields) {
      if (!field || field.readOnly || field.disabled) continue;
      const text = withPassage(field.value, button.dataset[field.name] ?? "");
      if (text === field.value) continue;
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const said = fields.some(Boolean) ? button.dataset["done"] : button.dataset["closed"];
    if (said) announce(said);
    fields[0]?.focus();
  };
  element.addEventListener("click", press);
  return () => element.removeEventListener("click", press);
}
