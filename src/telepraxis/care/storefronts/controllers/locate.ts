/**
 * `<div data-controller="locate" data-fills="id" data-submits="id" hidden><button>`: the button asks the browser where it
 * is, only when pressed, writes that into the field, and presses the button named by data-submits. Refused, it says so.
 */
const PATIENCE_MS = 15_000;

export function written(at: { latitude: number; longitude: number }): string {
  return `${at.latitude.toFixed(5)}, ${at.longitude.toFixed(5)}`;
}

export default function locate(box: HTMLElement): () => void {
  const button = box.querySelector("button");
  const said = box.querySelector("[role=status]");
  const field = document.getElementById(box.dataset["fills"] ?? "");
  if (!button || !said || !(field instanceof HTMLInputElement) || !navigator.geolocation) return () => {};
  box.hidden = false;
  const ask = () => {
    button.setAttribute("aria-busy", "true");
    said.textContent = "";
    navigator.geolocation.getCurrentPosition(
      (found) => {
        button.removeAttribute("aria-busy");
        field.value = written(found.coords);
        field.dispatchEvent(new Event("input", { bubbles: true }));
        document.getElementById(box.dataset["submits"] ?? "")?.click();
      },
      () => {
        button.removeAttribute("aria-busy");
        said.textContent = box.dataset["refused"] ?? "";
      },
      { timeout: PATIENCE_MS, maximumAge: 60_000 },
    );
  };
  button.addEventListener("click", ask);
  return () => button.removeEventListener("click", ask);
}
