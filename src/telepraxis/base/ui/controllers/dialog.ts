/**
 * `<button data-controller="dialog" aria-controls="id" aria-haspopup="dialog">` opens that dialog.
 * Inside it every `<button value="close">` or `<form method="dialog">` closes it; focus goes back to the button by itself.
 */
export default function dialog(button: HTMLElement): () => void {
  const open = (event: Event) => {
    const box = document.getElementById(button.getAttribute("aria-controls") ?? "");
    if (!(box instanceof HTMLDialogElement)) return;
    event.preventDefault();
    if (!box.open) box.showModal();
    box.querySelectorAll<HTMLButtonElement>("button[value=close]").forEach((close) => (close.onclick = () => box.close()));
  };
  button.addEventListener("click", open);
  return () => button.removeEventListener("click", open);
}
