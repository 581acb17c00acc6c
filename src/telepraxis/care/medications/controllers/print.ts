/** A button that prints the page; without scripts it is not there, the browser's own way is. */
export default function print(button: HTMLElement): void {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
