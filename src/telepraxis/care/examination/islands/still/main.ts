/** The patient's side of a picture asked for: camera, picture, consent, sending. Nothing leaves the page before "Send". */
import { toast } from "@ui/announce.ts";
import { say } from "@ui/words.ts";
import { openCamera, pictureOf } from "./taking.ts";

export function mount(island: HTMLElement): () => void {
  const root = island.closest<HTMLElement>("[data-still]")!;
  const part = <T extends HTMLElement>(name: string) => root.querySelector<T>(`[data-part=${name}]`)!;
  const dialog = part<HTMLDialogElement>("dialog");
  const preview = part<HTMLVideoElement>("preview");
  const agreed = part<HTMLInputElement>("agreed");
  const cameras = part<HTMLSelectElement>("camera");
  let stream: MediaStream | null = null;
  let picture: Blob | null = null;

  const show = (name: "shooting" | "review") => {
    part("shooting").hidden = name !== "shooting";
    part("review").hidden = name !== "review";
  };
  const complain = (sentence: string) => {
    part("refused").textContent = sentence;
    part("refused").hidden = sentence === "";
  };
  const shut = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    preview.srcObject = null;
  };
  const listCameras = async () => {
    const found = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === "videoinput");
    const now = stream?.getVideoTracks()[0]?.getSettings().deviceId;
    cameras.replaceChildren(...found.map(({ deviceId, label }, index) => new Option(label || String(index + 1), deviceId, false, deviceId === now)));
    part("cameras").hidden = found.length < 2;
  };
  const open = async (deviceId?: string) => {
    shut();
    complain("");
    show("shooting");
    if (!dialog.open) dialog.showModal();
    stream = await openCamera(deviceId).catch(() => null);
    preview.hidden = stream === null; // without a camera, a picture can still be chosen
    root.querySelector<HTMLButtonElement>("[data-still-do=take]")!.hidden = stream === null;
    preview.srcObject = stream;
    if (stream) await listCameras();
  };
  const review = (blob: Blob) => {
    picture = blob;
    shut();
    const image = part<HTMLImageElement>("picture");
    URL.revokeObjectURL(image.src);
    image.src = URL.createObjectURL(blob);
    agreed.checked = false;
    sendButton().disabled = true;
    show("review");
    agreed.focus();
  };
  const sendButton = () => root.querySelector<HTMLButtonElement>("[data-still-do=send]")!;
  const post = async (body: FormData) => {
    const token = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";
    const answer = await fetch(root.dataset["post"]!, { method: "POST", body, headers: { "X-CSRFToken": token } }).catch(() => null);
    const told = (await answer?.json().catch(() => null)) as { said?: string; refused?: string } | null;
    if (!answer?.ok) return complain(told?.refused ?? say("not_reached"));
    close();
    toast(told?.said ?? "");
    for (const button of root.querySelectorAll<HTMLButtonElement>("button")) button.disabled = true;
  };
  const close = () => {
    shut();
    dialog.close();
  };
  const deeds: Record<string, () => unknown> = {
    open: () => open(),
    again: () => open(cameras.value || undefined),
    close,
    take: async () => {
      const track = stream?.getVideoTracks()[0];
      if (track) review(await pictureOf(track, preview));
    },
    send: () => {
      const body = new FormData();
      body.append("file", picture!, "still.jpg");
      body.append("agreed", agreed.checked ? "yes" : "");
      sendButton().disabled = true;
      return post(body).then(() => (sendButton().disabled = !agreed.checked));
    },
    decline: () => {
      const body = new FormData();
      body.append("decline", "1");
      return post(body);
    },
  };

  const click = (event: Event) => void deeds[(event.target as Element).closest<HTMLElement>("[data-still-do]")?.dataset["stillDo"] ?? ""]?.();
  const chosen = () => {
    const [file] = part<HTMLInputElement>("chosen").files ?? [];
    if (file) review(file);
  };
  root.addEventListener("click", click);
  agreed.addEventListener("change", () => (sendButton().disabled = !agreed.checked));
  cameras.addEventListener("change", () => void open(cameras.value));
  part("chosen").addEventListener("change", chosen);
  dialog.addEventListener("close", shut);
  return () => {
    shut();
    root.removeEventListener("click", click);
  };
}
