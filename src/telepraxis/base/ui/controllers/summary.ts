/** The list of what a form still needs takes the focus when the page opens with it. */
export default function summary(box: HTMLElement): void {
  box.focus();
}
