/**
 * A field into which boxes are scanned. A hand reader types like a keyboard and ends with Enter; what separates the parts of
 * a code reaches a page as Ctrl+] or not at all, so it is put in by hand here. Where the browser can read codes itself, the
 * camera does the same: the first code in the picture fills the field and sends the form.
 */
const SEPARATOR = "\u001d";
const FORMATS = ["data_matrix", "qr_code", "code_128", "ean_13", "ean_8", "upc_a"];
const EVERY_MS = 200;

interface Reader {
  detect(picture: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface ReaderKind {
  new (options: { formats: string[] }): Reader;
  getSupportedFormats(): Promise<string[]>;
}

/** Put the separator where the caret stands. */
export function separate(field: HTMLInputElement): void {
  field.setRangeText(SEPARATOR, field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length, "end");
}

export default function stockScan(form: HTMLElement): () => void {
  const field = form.querySelector<HTMLInputElement>("[data-scan]");
  if (!field || !(form instanceof HTMLFormElement)) return () => {};
  const press = (event: KeyboardEvent) => {
    if (!(event.ctrlKey && event.key === "]") && event.key !== SEPARATOR) return;
    event.preventDefault();
    separate(field);
  };
  field.addEventListener("keydown", press);
  const stop = camera(form, field);
  return () => {
    field.removeEventListener("keydown", press);
    stop();
  };
}

function camera(form: HTMLFormElement, field: HTMLInputElement): () => void {
  const kind = (globalThis as { BarcodeDetector?: ReaderKind }).BarcodeDetector;
  const offer = form.querySelector<HTMLElement>("[data-camera]");
  const stage = form.querySelector<HTMLElement>("[data-stage]");
  const video = stage?.querySelector("video");
  const said = stage?.querySelector<HTMLElement>("[role=status]");
  if (!kind || !offer || !stage || !video || !navigator.mediaDevices) return () => {};
  let stream: MediaStream | undefined;
  let again = 0;
  const stop = () => {
    clearTimeout(again);
    stream?.getTracks().forEach((track) => track.stop());
    stream = undefined;
    stage.hidden = true;
  };
  const look = async (reader: Reader) => {
    const [code] = await reader.detect(video).catch(() => []);
    if (!stream) return;
    if (code?.rawValue) {
      field.value = code.rawValue;
      stop();
      form.requestSubmit();
    } else again = window.setTimeout(() => void look(reader), EVERY_MS);
  };
  const start = async () => {
    stage.hidden = false;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      await video.play();
      void look(new kind({ formats: await formats(kind) }));
    } catch {
      stop();
      stage.hidden = false;
      video.hidden = true;
      if (said) said.textContent = said.dataset["trouble"] ?? "";
    }
  };
  void formats(kind).then((known) => (offer.hidden = known.length === 0));
  offer.addEventListener("click", start);
  return () => {
    offer.removeEventListener("click", start);
    stop();
  };
}

/** Which of the codes on boxes this browser can read. */
async function formats(kind: ReaderKind): Promise<string[]> {
  const known = await kind.getSupportedFormats().catch(() => [] as string[]);
  return FORMATS.filter((format) => known.includes(format));
}
