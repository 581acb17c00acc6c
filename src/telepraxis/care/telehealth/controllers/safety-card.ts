/**
 * The safety card's form: the button says which answers are still missing instead of sending; changed answers show in their
 * line; the emergency number follows the place.
 */
type Control = HTMLInputElement | HTMLSelectElement;

/** What is still to be answered, each said once. */
export function stillToAnswer(controls: { asks: string | undefined; valid: boolean }[]): string[] {
  return [...new Set(controls.filter(({ valid }) => !valid).map(({ asks }) => asks ?? ""))].filter(Boolean);
}

export default function safetyCard(element: HTMLElement): void {
  const form = element as HTMLFormElement;
  const still = form.querySelector<HTMLElement>("[data-still]")!;
  form.noValidate = true;

  form.addEventListener("submit", (event) => {
    const controls = [...form.elements].filter((control): control is Control => control instanceof HTMLInputElement || control instanceof HTMLSelectElement);
    const missing = stillToAnswer(controls.map((control) => ({ asks: control.dataset["asks"], valid: control.checkValidity() })));
    if (missing.length === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    still.hidden = false;
    still.querySelector("[data-text]")!.textContent = `${still.dataset["words"]} ${missing.join(", ")}.`;
    const first = controls.find((control) => !control.checkValidity());
    first?.closest("details")?.setAttribute("open", "");
    first?.focus();
    still.scrollIntoView({ block: "nearest" });
  });

  form.addEventListener("input", (event) => show(form, event.target as Control));
}

function show(form: HTMLFormElement, control: Control): void {
  const line = form.querySelector<HTMLElement>(`[data-shows="${control.name}"]`);
  if (line) line.textContent = control instanceof HTMLSelectElement ? (control.selectedOptions[0]?.text ?? "") : control.value || "–";
  const emergency = form.querySelector<HTMLElement>("[data-part=emergency]");
  if (control.name === "jurisdiction" && control instanceof HTMLSelectElement && emergency) {
    const number = control.selectedOptions[0]?.dataset["number"];
    const strong = document.createElement("strong");
    strong.textContent = number ?? "";
    emergency.replaceChildren(...(number ? [`${emergency.dataset["words"]} `, strong] : []));
  }
}
