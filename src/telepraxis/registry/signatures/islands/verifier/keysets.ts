/** The key sets that this page trusts: those it was saved with, and those somebody added; of one sender the newest. */
import type { KeySet, PublishedKey } from "./token.ts";

const PLACE = "telepraxis.verifier.keys";

/** The set in a file that somebody chose, null where it holds none. */
export function setIn(text: string): KeySet | null {
  try {
    const said = JSON.parse(text) as Partial<KeySet>;
    const texts = [said.issuer, said.name, said.site];
    if (texts.some((each) => typeof each !== "string") || typeof said.as_of !== "number") return null;
    const keys = [...(said.keys ?? []), ...(said.revoked_keys ?? [])];
    return keys.length && keys.every(isKey) ? (said as KeySet) : null;
  } catch {
    return null;
  }
}

function isKey(key: PublishedKey): boolean {
  return key.kty === "OKP" && key.crv === "Ed25519" && [key.kid, key.x].every((each) => typeof each === "string");
}

/** One set for each sender, the newest of each. */
export function newest(sets: KeySet[]): KeySet[] {
  const kept = new Map<string, KeySet>();
  for (const set of sets) if ((kept.get(set.issuer)?.as_of ?? -1) < set.as_of) kept.set(set.issuer, set);
  return [...kept.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** What this browser keeps beside the page's own; nothing where it keeps nothing. */
export function kept(): KeySet[] {
  try {
    return (JSON.parse(localStorage.getItem(PLACE) ?? "[]") as unknown[]).flatMap((each) => setIn(JSON.stringify(each)) ?? []);
  } catch {
    return [];
  }
}

/** Keep these for the next time; false where the browser keeps nothing (some do so for pages in files). */
export function keep(sets: KeySet[]): boolean {
  try {
    localStorage.setItem(PLACE, JSON.stringify(sets));
    return true;
  } catch {
    return false;
  }
}

/** A short fingerprint of a set's keys, to be compared by telephone. */
export async function fingerprint(set: KeySet): Promise<string> {
  const names = [...set.keys, ...(set.revoked_keys ?? [])].map((key) => key.x).sort().join(" ");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${set.issuer} ${names}`)));
  return [...digest.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("").replace(/(.{4})(?=.)/g, "$1 ");
}
