/**
 * A form that a passkey answers: `<form data-controller="passkey" data-ceremony="get|create">` with a hidden field
 * `credential`; a button in it that carries `data-by-code` goes another way. The options come from a JSON script (`data-options="its id"`) or an address (`data-options-at`).
 */
type Json = Record<string, unknown>;

export function bytes(text: string): ArrayBuffer {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
}

export function text(buffer: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

interface Described {
  id: string;
}

/** The server's options with every binary value as bytes. */
export function understood(options: Json): Json {
  const listed = (name: string) => ((options[name] as Described[] | undefined) ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  const user = options["user"] as Described | undefined;
  return {
    ...options,
    challenge: bytes(String(options["challenge"])),
    ...(user ? { user: { ...user, id: bytes(user.id) } } : {}),
    excludeCredentials: listed("excludeCredentials"),
    allowCredentials: listed("allowCredentials"),
  };
}

function written(credential: PublicKeyCredential): string {
  const response: Json = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    const value = (credential.response as unknown as Record<string, unknown>)[name];
    if (value instanceof ArrayBuffer) response[name] = text(value);
  }
  const attested = credential.response as AuthenticatorAttestationResponse;
  if (attested.getTransports) response["transports"] = attested.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
}

async function optionsFor(form: HTMLFormElement): Promise<Json> {
  const held = document.getElementById(form.dataset["options"] ?? "");
  if (held) return (JSON.parse(held.textContent ?? "{}") as { publicKey: Json }).publicKey;
  const answer = await fetch(form.dataset["optionsAt"] ?? "", { headers: { "X-Requested-With": "XMLHttpRequest" } });
  return ((await answer.json()) as { request_options: { publicKey: Json } }).request_options.publicKey;
}

export default function passkey(element: HTMLElement): void {
  const form = element as HTMLFormElement;
  const held = form.querySelector<HTMLInputElement>("input[name=credential]")!;
  const tell = (problem: string) =>
    form.querySelectorAll<HTMLElement>("[data-problem]").forEach((one) => (one.hidden = one.dataset["problem"] !== problem));
  form.addEventListener("submit", (event) => {
    if (held.value || (event as SubmitEvent).submitter?.matches("[data-by-code]")) return;
    event.preventDefault();
    tell("");
    if (!navigator.credentials || !("PublicKeyCredential" in window)) return tell("cannot");
    void answered(form)
      .then((credential) => {
        held.value = written(credential);
        form.requestSubmit(); // and not submit(): a page that keeps a call sends its forms itself
      })
      .catch((reason: unknown) => {
        console.warn(reason);
        tell("stopped");
      });
  });
}

async function answered(form: HTMLFormElement): Promise<PublicKeyCredential> {
  const publicKey = understood(await optionsFor(form));
  const credential =
    form.dataset["ceremony"] === "create"
      ? await navigator.credentials.create({ publicKey: publicKey as unknown as PublicKeyCredentialCreationOptions })
      : await navigator.credentials.get({ publicKey: publicKey as unknown as PublicKeyCredentialRequestOptions });
  if (!credential) throw new Error("no credential");
  return credential as PublicKeyCredential;
}
