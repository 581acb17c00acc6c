/** Read a Bluetooth device into the form. What it says is filled in to be seen; a person records it. */
import { ASK_FOR_RECORDS, PROFILES, type Reading } from "./gatt.ts";

interface Characteristic extends EventTarget {
  value?: DataView;
  startNotifications(): Promise<unknown>;
  writeValueWithResponse(value: BufferSource): Promise<void>;
}
interface Service {
  getCharacteristic(id: number): Promise<Characteristic>;
}
interface Device extends EventTarget {
  name?: string;
  gatt: { connect(): Promise<{ getPrimaryService(id: number): Promise<Service> }>; disconnect(): void };
}
interface Bluetooth {
  requestDevice(options: { filters: { services: number[] }[]; optionalServices: number[] }): Promise<Device>;
}

interface Data {
  words: Record<"connecting" | "ready" | "read" | "failed" | "nothing" | "gone", string>;
}

export function mount(island: HTMLElement, { words }: Data): () => void {
  const bluetooth = (navigator as { bluetooth?: Bluetooth }).bluetooth;
  const root = island.closest<HTMLElement>("[data-devices]")!;
  const form = root.closest("form")!;
  const button = root.querySelector<HTMLButtonElement>("button")!;
  const field = (name: string) => form.querySelector<HTMLInputElement | HTMLSelectElement>(`[name="${name}"]`);
  let device: Device | null = null;

  button.hidden = !bluetooth;
  root.querySelector<HTMLElement>("[data-part=cannot]")!.hidden = !!bluetooth;

  const say = (sentence: string) => {
    const place = root.querySelector<HTMLElement>("[data-part=says]")!;
    place.textContent = sentence.replace("{device}", device?.name ?? "");
    place.hidden = false;
  };
  const fromDevice = () => new Set(field("from_device")!.value.split(",").filter(Boolean));
  const mark = (kinds: Set<string>) => (field("from_device")!.value = [...kinds].join(","));

  const fill = ({ kind, values, unit }: Reading) => {
    const names = values.length > 1 ? values.map((_, index) => `${kind}_${index}`) : [kind];
    if (!names.every(field)) return;
    names.forEach((name, index) => (field(name)!.value = values[index]!));
    const units = field(`${kind}_unit`);
    if (units && unit) units.value = unit;
    mark(fromDevice().add(kind));
    field("device")!.value = device?.name ?? "";
    say(words.read);
  };
  /** A value changed by hand is typed, whatever the device said before. */
  const typed = ({ target }: Event) => {
    const kind = (target as Element).closest<HTMLElement>("[data-kind-name]")?.dataset["kindName"];
    const kinds = fromDevice();
    if (kind && kinds.delete(kind)) mark(kinds);
  };

  const listen = async (chosen: Device): Promise<number> => {
    const server = await chosen.gatt.connect();
    let heard = 0;
    for (const { service, characteristics } of PROFILES) {
      const found = await server.getPrimaryService(service).catch(() => null);
      if (!found) continue;
      for (const [id, parse] of Object.entries(characteristics)) {
        const characteristic = await found.getCharacteristic(Number(id)).catch(() => null);
        if (!characteristic) continue;
        characteristic.addEventListener("characteristicvaluechanged", () => {
          try {
            if (characteristic.value) parse(characteristic.value).forEach(fill);
          } catch (reason) {
            console.warn("a device sent too few bytes", reason);
          }
        });
        await characteristic.startNotifications();
        heard += 1;
      }
      if (service === ASK_FOR_RECORDS.service) await askForRecords(found);
    }
    return heard;
  };
  const askForRecords = async (service: Service) => {
    const control = await service.getCharacteristic(ASK_FOR_RECORDS.characteristic).catch(() => null);
    await control?.startNotifications();
    await control?.writeValueWithResponse(ASK_FOR_RECORDS.last);
  };

  const connect = async () => {
    const services = PROFILES.map(({ service }) => service);
    try {
      device = await bluetooth!.requestDevice({ filters: services.map((service) => ({ services: [service] })), optionalServices: services });
    } catch {
      return; // nothing was chosen
    }
    say(words.connecting);
    device.addEventListener("gattserverdisconnected", () => say(words.gone));
    try {
      say((await listen(device)) > 0 ? words.ready : words.nothing);
    } catch {
      say(words.failed);
    }
  };
  const press = () => void connect();

  button.addEventListener("click", press);
  form.addEventListener("input", typed);
  return () => {
    device?.gatt.disconnect();
    button.removeEventListener("click", press);
    form.removeEventListener("input", typed);
  };
}
