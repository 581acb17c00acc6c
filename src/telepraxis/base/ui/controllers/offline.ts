/** A banner that stands while the machine has no network, and goes by itself. */
export default function offline(banner: HTMLElement): () => void {
  const show = () => (banner.hidden = navigator.onLine);
  show();
  addEventListener("online", show);
  addEventListener("offline", show);
  return () => {
    removeEventListener("online", show);
    removeEventListener("offline", show);
  };
}
