/** A form that sends itself when a choice changes; its button stays for those without scripts. */
export default function autosubmit(form: HTMLElement): void {
  for (const button of form.querySelectorAll<HTMLElement>("[data-without-script]")) button.hidden = true;
  form.addEventListener("change", () => (form as HTMLFormElement).requestSubmit());
}
