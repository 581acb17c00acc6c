/** A form with something typed asks before the page is left; sending it is no leaving. */
export default function unsaved(form: HTMLElement): () => void {
  let typed = false;
  const ask = (event: BeforeUnloadEvent) => {
    if (typed) event.preventDefault();
  };
  form.addEventListener("input", () => (typed = true));
  form.addEventListener("submit", () => (typed = false));
  form.addEventListener("saved", () => (typed = false));
  addEventListener("beforeunload", ask);
  return () => removeEventListener("beforeunload", ask);
}
