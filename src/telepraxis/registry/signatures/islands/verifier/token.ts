/**
 * Checks a signed token with the browser's own cryptography (RFC 7515, RFC 8037): the same verdicts as `verifying.py`,
 * but for the sender's record of what it signed, which only the sender can ask.
 */
export interface PublishedKey {
  kid: string;
  kty: string;
  crv: string;
  x: string;
  exp?: number;
  revoked?: { revoked_at: number; reason: string };
}

export interface KeySet {
  issuer: string;
  name: string;
  site: string;
  as_of: number;
  keys: PublishedKey[];
  revoked_keys?: PublishedKey[];
}

export type Verdict =
  | "genuine" | "before_revocation" | "damaged" | "forged" | "unknown_key" | "altered" | "revoked" | "retired" | "not_yet" | "expired" | "old";

export interface Checked {
  verdict: Verdict;
  set?: KeySet;
  kind?: string;
  payload?: Record<string, unknown>;
  signedAt?: number;
  expiresAt?: number;
}

export const SKEW = 300; // seconds by which two clocks may differ
const LONGEST = 8192;
const LARGEST = 65536;
const HEADER = ["alg", "iss", "kid", "typ", "zip"];
const BELIEVED = ["superseded", "lost", "ceased"]; // of a stolen key nothing is

/** The bytes of base64url as RFC 7515 writes it, null where it is none. */
export function bytes(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return null;
  try {
    const plain = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
    const again = btoa(String.fromCharCode(...plain)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
    return again === text ? plain : null;
  } catch {
    return null;
  }
}

/** The token in what was pasted or scanned: a link carries it behind its #. */
export function tokenIn(text: string): string {
  return text.replace(/\s+/g, "").split("#").pop() ?? "";
}

async function inflated(body: Uint8Array<ArrayBuffer>): Promise<string | null> {
  const reader = new Blob([body]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      length += piece.value.length;
      if (length > LARGEST) return void reader.cancel(), null;
      parts.push(piece.value as Uint8Array<ArrayBuffer>);
    }
  } catch {
    return null;
  }
  return new Blob(parts).text();
}

function objectIn(text: string | null): Record<string, unknown> | null {
  try {
    const found: unknown = JSON.parse(text ?? "");
    return typeof found === "object" && found !== null && !Array.isArray(found) ? (found as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function standing(key: PublishedKey, signedAt: number): Verdict {
  if (key.revoked && (signedAt > key.revoked.revoked_at || !BELIEVED.includes(key.revoked.reason))) return "revoked";
  if (key.exp !== undefined && signedAt > key.exp + SKEW) return "retired";
  return key.revoked ? "before_revocation" : "genuine";
}

/** What the text is worth at `now` (seconds), by the key sets that are trusted. */
export async function check(text: string, sets: KeySet[], now: number): Promise<Checked> {
  const token = tokenIn(text);
  const parts = token.length <= LONGEST ? token.split(".") : [];
  const [first, body, signature] = parts.map(bytes);
  if (parts.length !== 3 || !first || !body || !signature) return { verdict: "damaged" };
  const header = objectIn(new TextDecoder().decode(first));
  if (!header) return { verdict: "damaged" };
  if (Object.keys(header).sort().join() !== HEADER.join() || header["alg"] !== "EdDSA" || header["zip"] !== "DEF") return { verdict: "forged" };
  const set = sets.find((each) => each.issuer === header["iss"]);
  const key = [...(set?.keys ?? []), ...(set?.revoked_keys ?? [])].find((each) => each.kid === header["kid"]);
  if (!set || !key) return { verdict: "unknown_key", ...(set && { set }) };
  const verified = await isSigned(key, signature, `${parts[0]}.${parts[1]}`);
  if (verified !== true) return { verdict: verified === null ? "old" : "altered", set };
  const payload = objectIn(await inflated(body));
  const { iat, exp } = payload ?? {};
  if (!payload || typeof iat !== "number" || typeof exp !== "number") return { verdict: "damaged", set };
  const said = { set, kind: String(header["typ"]), payload, signedAt: iat, expiresAt: exp };
  const stood = standing(key, iat);
  if (stood === "revoked" || stood === "retired") return { verdict: stood, ...said };
  if (iat > now + SKEW) return { verdict: "not_yet", ...said };
  return { verdict: exp < now - SKEW ? "expired" : stood, ...said };
}

/** Whether the key made this signature; null where the browser knows no Ed25519. */
async function isSigned(key: PublishedKey, signature: Uint8Array<ArrayBuffer>, signed: string): Promise<boolean | null> {
  try {
    const jwk = { kty: key.kty, crv: key.crv, x: key.x };
    const known = await crypto.subtle.importKey("jwk", jwk, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", known, signature, new TextEncoder().encode(signed));
  } catch {
    return null;
  }
}
