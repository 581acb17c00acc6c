/** Opens a SMART Health Link of this installation. The key stays in this page: it is behind the # of the address. */
import { announce } from "@ui/announce.ts";
import { bytes, opened, payloadIn, type Payload } from "./shlink.ts";
import { files, sections, spoken, who, type Bundle, type Words } from "./showing.ts";

const SHORT: Intl.DateTimeFormatOptions = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZoneName: "short" };

class Refused extends Error {
  constructor(
    readonly word: string,
    readonly left = 0,
  ) {
    super(word);
  }
}

async function asked(address: string, how?: RequestInit): Promise<Response> {
  const answer = await fetch(address, { credentials: "omit", cache: "no-store", ...how }).catch(() => {
    throw new Refused("offline");
  });
  if (answer.ok) return answer;
  if (answer.status === 401) throw new Refused("wrong", ((await answer.json()) as { remainingAttempts: number }).remainingAttempts);
  throw new Refused(answer.status === 429 ? "busy" : answer.status === 404 ? "gone" : "offline");
}

/** Ask for what is sealed, as the flags of the link say. */
async function sealedOf(payload: Payload, recipient: string, passcode: string): Promise<string> {
  if (payload.flag?.includes("U")) {
    return (await asked(`${payload.url}?recipient=${encodeURIComponent(recipient)}`)).text();
  }
  const body = JSON.stringify({ recipient, passcode, embeddedLengthMax: 1_000_000 });
  const answer = await asked(payload.url, { method: "POST", headers: { "Content-Type": "application/json" }, body });
  const [file] = ((await answer.json()) as { files: { embedded?: string; location?: string }[] }).files;
  return file?.embedded ?? (await asked(file!.location!)).text();
}

function saving(content: BlobPart, type: string, name: string, said: string): HTMLElement {
  const link = document.createElement("a");
  link.className = "btn";
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.textContent = said;
  return link;
}

function show(place: HTMLElement, text: string, words: Words): void {
  const bundle = JSON.parse(text) as Bundle;
  const acts = document.createElement("div");
  acts.className = "cluster";
  acts.append(
    saving(text, "application/fhir+json", "patient-summary.json", words["save"]!),
    ...files(bundle).map(({ name, type, data }) => saving(bytes(data), type, name, words["open_file"]!.replace("{name}", name))),
  );
  place.replaceChildren(who(bundle, words, document.documentElement.lang), ...sections(bundle), acts);
}

export function mount(island: HTMLElement, { words }: { words: Words }): () => void {
  const root = island.closest<HTMLElement>("[data-viewer]")!;
  const part = <E extends HTMLElement>(name: string) => root.querySelector<E>(`[data-part=${name}]`)!;
  const form = part<HTMLFormElement>("ask");
  const problem = (word = "", left = 0) => {
    part("problem").hidden = !word;
    part("says").textContent = (words[word] ?? "").replace("{left}", String(left));
  };
  let payload: Payload | null = null;

  const begin = () => {
    payload = payloadIn(location.hash);
    part("shown").hidden = true;
    form.hidden = true;
    if (!payload) return problem("not_a_link");
    if (!crypto.subtle || !("DecompressionStream" in globalThis)) return problem("old");
    if (new URL(payload.url, location.href).origin !== location.origin) return problem("elsewhere");
    if (payload.exp && payload.exp * 1000 < Date.now()) return problem("expired");
    problem();
    part("label").textContent = payload.label ?? "";
    const until = payload.exp && new Date(payload.exp * 1000).toLocaleString(spoken(document.documentElement.lang), SHORT);
    part("until").textContent = until ? words["until"]!.replace("{until}", until) : "";
    part("passcode").hidden = !payload.flag?.includes("P");
    form.hidden = false;
  };

  const open = async (event: SubmitEvent) => {
    event.preventDefault();
    const said = new FormData(form);
    const name = String(said.get("name")).trim();
    const button = form.querySelector("button")!;
    problem();
    if (!name) {
      problem("name");
      return form.querySelector("input")!.focus();
    }
    button.setAttribute("aria-busy", "true");
    try {
      const sealed = await sealedOf(payload!, name, String(said.get("passcode") ?? ""));
      show(part("shown"), await opened(sealed, payload!.key), words);
      part("shown").hidden = false;
      form.hidden = true;
      announce(words["opened"]!);
      window.scrollTo(0, 0);
    } catch (reason) {
      if (reason instanceof Refused) problem(reason.word === "wrong" && !reason.left ? "gone" : reason.word, reason.left);
      else problem("damaged");
    } finally {
      button.removeAttribute("aria-busy");
    }
  };

  form.addEventListener("submit", (event) => void open(event));
  window.addEventListener("hashchange", begin);
  begin();
  return () => window.removeEventListener("hashchange", begin);
}
