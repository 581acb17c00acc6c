/** Files dropped on the form are chosen in its field; the form then goes as if they had been chosen by hand. */

/** Whether something that is dragged holds files. */
export function holdsFiles(types: readonly string[]): boolean {
  return types.includes("Files");
}

export default function dropFiles(element: HTMLElement): () => void {
  const field = element.querySelector<HTMLInputElement>("input[type=file]");
  const form = element.closest("form");
  const over = (event: DragEvent) => {
    if (!holdsFiles(event.dataTransfer?.types ?? [])) return;
    event.preventDefault();
    element.toggleAttribute("data-over", event.type !== "drop");
  };
  const away = (event: DragEvent) => {
    if (!element.contains(event.relatedTarget as Node | null)) element.removeAttribute("data-over");
  };
  const drop = (event: DragEvent) => {
    over(event);
    const files = event.dataTransfer?.files;
    if (!field || !files?.length) return;
    field.files = files;
    form?.requestSubmit();
  };
  const handlers = { dragenter: over, dragover: over, dragleave: away, drop } as const;
  for (const [name, handler] of Object.entries(handlers)) element.addEventListener(name, handler as EventListener);
  return () => {
    for (const [name, handler] of Object.entries(handlers)) element.removeEventListener(name, handler as EventListener);
  };
}
