/**
 * A photograph that was just taken goes at once: `<input name=photograph>` sends its form. Files that are larger together than
 * `data-largest` bytes are refused before they travel, with `data-too-large`.
 */
import { toast } from "../../../base/ui/islands/announce.ts";

/** Whether these sizes are too much together. */
export function isTooMuch(sizes: readonly number[], largest: number): boolean {
  return largest > 0 && sizes.reduce((sum, size) => sum + size, 0) > largest;
}

export default function paperCamera(form: HTMLElement): () => void {
  const sizes = () => [...form.querySelectorAll<HTMLInputElement>("input[type=file]")].flatMap((field) => [...(field.files ?? [])].map(({ size }) => size));
  const change = ({ target }: Event) => {
    if (target instanceof HTMLInputElement && target.name === "photograph" && target.files?.length) target.form?.requestSubmit();
  };
  const submit = (event: Event) => {
    if (!isTooMuch(sizes(), Number(form.dataset["largest"] ?? 0))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    toast(form.dataset["tooLarge"] ?? "", "danger");
  };
  form.addEventListener("change", change);
  form.addEventListener("submit", submit, true);
  return () => {
    form.removeEventListener("change", change);
    form.removeEventListener("submit", submit, true);
  };
}
