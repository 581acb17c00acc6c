/** A toast leaves after ten seconds, but waits while a pointer or the focus is on it; one with Undo stays longer. */
const STAYS = 10_000;

export default function toast(box: HTMLElement): () => void {
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => box.remove(), box.querySelector("a, button") ? STAYS * 2 : STAYS);
  };
  const hold = () => clearTimeout(timer);
  wait();
  box.addEventListener("pointerenter", hold);
  box.addEventListener("focusin", hold);
  box.addEventListener("pointerleave", wait);
  box.addEventListener("focusout", wait);
  return hold;
}
