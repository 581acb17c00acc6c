import assert from "node:assert/strict";
import { createCipheriv, randomBytes } from "node:crypto";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { opened, payloadIn } from "./shlink.ts";

const text = (content: Buffer | string) => Buffer.from(content).toString("base64url");

/** Seals as others do it: Node's own cipher, not WebCrypto. */
function sealed(content: string, key: Buffer, zip = false): string {
  const head = text(JSON.stringify({ alg: "dir", enc: "A256GCM", ...(zip ? { zip: "DEF" } : {}) }));
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  cipher.setAAD(Buffer.from(head));
  const body = Buffer.concat([cipher.update(zip ? deflateRawSync(content) : content), cipher.final()]);
  return [head, "", text(iv), text(body), text(cipher.getAuthTag())].join(".");
}

test("opens what somebody else sealed, deflated or not", async () => {
  const key = randomBytes(32);
  for (const zip of [false, true]) assert.equal(await opened(sealed("Penicillin – Hives", key, zip), text(key)), "Penicillin – Hives");
});

test("another key, or one changed sign, opens nothing", async () => {
  const key = randomBytes(32);
  await assert.rejects(opened(sealed("Asthma", key), text(randomBytes(32))));
  const [head, , iv, body, tag] = sealed("Asthma", key).split(".") as string[];
  await assert.rejects(opened([head, "", iv, text(Buffer.from("Bsthma")), tag].join("."), text(key)));
  assert.ok(body);
});

test("a link is understood behind any viewer's address, and half of one is none", () => {
  const said = { url: "https://quayside.test/shl/a/b", key: text(randomBytes(32)), flag: "P", label: "Für Dr. Ø", v: 1 };
  const link = `https://viewer.test/#shlink:/${text(JSON.stringify(said))}`;
  assert.deepEqual(payloadIn(link), said);
  for (const other of ["", "#", "shlink:/", link.slice(0, -20), `shlink:/${text(JSON.stringify({ ...said, v: 2 }))}`]) assert.equal(payloadIn(other), null);
});
