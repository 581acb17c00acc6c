/** The signing screen: Ctrl+Enter signs by the code that was typed, and only then; a yes to one controlled line is kept at once. */
export default function prescribeSign(element: HTMLElement): () => void {
  const form = element as HTMLFormElement;
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation(); // beside a visit the same keys sign the note
    const code = form.querySelector<HTMLInputElement>("input[name=code]");
    if (code?.value.trim()) form.requestSubmit(form.querySelector<HTMLButtonElement>("[data-by-code]"));
    else code?.focus();
  };
  form.addEventListener("keydown", press);
  return () => form.removeEventListener("keydown", press);
}
