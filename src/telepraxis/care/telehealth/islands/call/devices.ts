/** The dialog in which one chooses camera, microphone and speaker. */
import type { OwnMedia } from "./media.ts";

const KINDS = { videoinput: "camera", audioinput: "microphone", audiooutput: "speaker" } as const;

export class DeviceDialog {
  readonly #dialog: HTMLDialogElement;
  readonly #media: OwnMedia;

  constructor(dialog: HTMLDialogElement, media: OwnMedia, chosen: () => void) {
    this.#dialog = dialog;
    this.#media = media;
    dialog.addEventListener("change", (event) => void this.#choose(event.target as HTMLSelectElement).then(chosen));
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.#fill());
  }

  async open(): Promise<void> {
    await this.#fill();
    this.#dialog.showModal();
  }

  async #fill(): Promise<void> {
    const devices = await navigator.mediaDevices.enumerateDevices();
    for (const [kind, name] of Object.entries(KINDS)) {
      const select = this.#dialog.querySelector<HTMLSelectElement>(`select[name=${name}]`);
      if (!select) continue;
      const mine = devices.filter((device) => device.kind === kind);
      const now = this.#inUse(name);
      select.replaceChildren(...mine.map((device, index) => new Option(device.label || `${index + 1}`, device.deviceId, false, device.deviceId === now)));
      select.closest<HTMLElement>(".field")!.hidden = mine.length < 1;
    }
  }

  #inUse(name: string): string | undefined {
    const track = name === "camera" ? this.#media.camera : name === "microphone" ? this.#media.microphone : null;
    return track?.getSettings().deviceId;
  }

  async #choose(select: HTMLSelectElement): Promise<void> {
    if (select.name === "speaker") {
      for (const video of document.querySelectorAll<HTMLVideoElement & { setSinkId?(id: string): Promise<void> }>("video[data-participant]")) await video.setSinkId?.(select.value);
      return;
    }
    await this.#media.choose({ [select.name]: select.value });
  }
}
