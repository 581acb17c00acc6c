/** Prepared sentences for the patient: a click adds one at the end of what is written. */
export default function resultsWords(form: HTMLElement): () => void {
  const field = form.querySelector<HTMLTextAreaElement>("textarea[name=words]");
  const place = form.querySelector<HTMLElement>("[data-sentences]");
  if (!field || !place) return () => {};
  place.hidden = false;
  const add = (event: Event) => {
    const button = (event.target as HTMLElement).closest<HTMLElement>("[data-sentence]");
    if (!button) return;
    field.value = [field.value.trim(), button.textContent?.trim()].filter(Boolean).join(" ");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  };
  place.addEventListener("click", add);
  return () => place.removeEventListener("click", add);
}
