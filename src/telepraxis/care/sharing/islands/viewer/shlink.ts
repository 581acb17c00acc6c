/** What a SMART Health Link says, and what is sealed in it: JWE compact, alg dir, enc A256GCM, zip DEF or none. */
export interface Payload {
  url: string;
  key: string;
  exp?: number;
  flag?: string;
  label?: string;
}

export function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

/** The payload of the link in a text, null when there is none that this page understands. */
export function payloadIn(text: string): Payload | null {
  const found = /shlink:\/([A-Za-z0-9_-]+)/.exec(text);
  try {
    const said = JSON.parse(new TextDecoder().decode(bytes(found?.[1] ?? ""))) as Payload & { v?: number };
    const whole = typeof said.url === "string" && typeof said.key === "string" && bytes(said.key).length === 32;
    return whole && (said.v ?? 1) === 1 ? said : null;
  } catch {
    return null;
  }
}

async function inflated(content: BufferSource): Promise<ArrayBuffer> {
  const stream = new Blob([content]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).arrayBuffer();
}

/** Open a compact JWE with the key of the link (RFC 7516, section 5.2). Throws when it was changed or the key is another. */
export async function opened(sealed: string, secret: string): Promise<string> {
  const [head, , iv, content, tag] = sealed.trim().split(".") as [string, string, string, string, string];
  const header = JSON.parse(new TextDecoder().decode(bytes(head))) as { alg: string; enc: string; zip?: string };
  if (header.alg !== "dir" || header.enc !== "A256GCM") throw new Error(`sealed by ${header.alg} ${header.enc}`);
  const key = await crypto.subtle.importKey("raw", bytes(secret), "AES-GCM", false, ["decrypt"]);
  const [body, mark] = [bytes(content), bytes(tag)];
  const joined = new Uint8Array(body.length + mark.length);
  joined.set(body);
  joined.set(mark, body.length);
  const how = { name: "AES-GCM", iv: bytes(iv), additionalData: new TextEncoder().encode(head), tagLength: 128 };
  const plain = await crypto.subtle.decrypt(how, key, joined);
  return new TextDecoder().decode(header.zip === "DEF" ? await inflated(plain) : plain);
}
