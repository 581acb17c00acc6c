import assert from "node:assert/strict";
import { test } from "node:test";
import { newest, setIn } from "./keysets.ts";
import { check, tokenIn, type KeySet } from "./token.ts";

const NOW = 1_800_000_000;
const HOUR = 3600;
const url = (plain: Uint8Array | string) => Buffer.from(plain).toString("base64url");

async function deflated(text: string): Promise<Uint8Array> {
  return new Uint8Array(await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"))).arrayBuffer());
}

/** A sender with one key, and what they sign. */
async function sender(ending: object = {}) {
  const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  const { x } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const key = { kid: "one", kty: "OKP", crv: "Ed25519", x: x!, ...ending };
  const set: KeySet = { issuer: "quayside", name: "Quayside Practice", site: "https://quayside.example", as_of: NOW, keys: [key] };
  const sign = async (payload: object, header: object = {}) => {
    const said = JSON.stringify({ alg: "EdDSA", zip: "DEF", typ: "prescription", kid: "one", iss: "quayside", ...header });
    const signed = `${url(said)}.${url(await deflated(JSON.stringify({ iat: NOW, exp: NOW + 24 * HOUR, ...payload })))}`;
    return `${signed}.${url(new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, new TextEncoder().encode(signed))))}`;
  };
  return { set, sign };
}

async function verdict(text: string, set: KeySet, now = NOW) {
  return (await check(text, [set], now)).verdict;
}

test("says what was signed, and by whom", async () => {
  const { set, sign } = await sender();
  const found = await check(`https://quayside.example/verify.html#${await sign({ patient: { name: "Amara" } })}`, [set], NOW);
  assert.equal(found.verdict, "genuine");
  assert.deepEqual([found.kind, found.signedAt, found.set?.name], ["prescription", NOW, "Quayside Practice"]);
  assert.deepEqual(found.payload?.["patient"], { name: "Amara" });
});

test("clocks may differ by five minutes", async () => {
  const { set, sign } = await sender();
  const text = await sign({});
  assert.equal(await verdict(text, set, NOW - 300), "genuine");
  assert.equal(await verdict(text, set, NOW - 301), "not_yet");
  assert.equal(await verdict(text, set, NOW + 24 * HOUR + 300), "genuine");
  assert.equal(await verdict(text, set, NOW + 24 * HOUR + 301), "expired");
});

test("what is changed, forged, foreign or cut off is not genuine", async () => {
  const { set, sign } = await sender();
  const other = await sender();
  const text = await sign({});
  const [first, body, signature] = text.split(".");
  assert.equal(await verdict(`${first}.${(await sign({ more: 1 })).split(".")[1]}.${signature}`, set), "altered");
  assert.equal(await verdict(await other.sign({}), set), "altered");
  assert.equal(await verdict(await sign({}, { alg: "none" }), set), "forged");
  assert.equal(await verdict(await sign({}, { crit: ["x"] }), set), "forged");
  assert.equal(await verdict(await sign({}, { kid: "two" }), set), "unknown_key");
  assert.equal(await verdict(await sign({}, { iss: "hillcrest" }), set), "unknown_key");
  for (const cut of ["", "a.b", `${first}.${body}`, `${first}.${body}.`, `${text}.x`, `${first}.${body}.${signature}=`]) {
    assert.equal(await verdict(cut, set), "damaged");
  }
  assert.equal(await verdict(await sign({ x: "a".repeat(100_000) }), set), "damaged");
});

test("a replaced key proves what is older; a revoked one says so; of a stolen one nothing is believed", async () => {
  const replaced = await sender({ exp: NOW - HOUR });
  assert.equal(await verdict(await replaced.sign({ iat: NOW - 2 * HOUR }), replaced.set), "genuine");
  assert.equal(await verdict(await replaced.sign({}), replaced.set), "retired");
  const lost = await sender({ revoked: { revoked_at: NOW - HOUR, reason: "lost" } });
  assert.equal(await verdict(await lost.sign({ iat: NOW - 2 * HOUR }), lost.set), "before_revocation");
  assert.equal(await verdict(await lost.sign({}), lost.set), "revoked");
  const stolen = await sender({ revoked: { revoked_at: NOW - HOUR, reason: "compromised" } });
  assert.equal(await verdict(await stolen.sign({ iat: NOW - 2 * HOUR }), stolen.set), "revoked");
});

test("of one sender the newest set is kept, and no file that is none", async () => {
  const { set } = await sender();
  const newer = { ...set, as_of: NOW + 1, name: "Quayside" };
  assert.deepEqual(newest([newer, set]).map((each) => each.name), ["Quayside"]);
  assert.deepEqual(setIn(JSON.stringify(set)), set);
  for (const text of ["", "[]", "{}", JSON.stringify({ ...set, keys: [] }), JSON.stringify({ ...set, keys: [{ kty: "RSA" }] })]) {
    assert.equal(setIn(text), null);
  }
  assert.equal(tokenIn(" https://x/y#a.b\n .c "), "a.b.c");
});
