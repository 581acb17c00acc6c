import assert from "node:assert/strict";
import { test } from "node:test";
import { pictureOf } from "./taking.ts";

const photograph = new Blob(["a photograph"]);
const frame = new Blob(["a frame"]);

function drawsFrames(): void {
  const sheet = { getContext: () => ({ drawImage: () => undefined }), toBlob: (give: (blob: Blob) => void) => give(frame) };
  Object.assign(globalThis, { document: { createElement: () => sheet } });
}

test("a photograph is taken where the browser can", async () => {
  const taker = class {
    takePhoto = () => Promise.resolve(photograph);
  };
  assert.equal(await pictureOf({} as MediaStreamTrack, {} as HTMLVideoElement, taker), photograph);
});

test("else it is the frame in full size", async () => {
  drawsFrames();
  const refuses = class {
    takePhoto = () => Promise.reject(new Error("the device refused"));
  };
  const video = { videoWidth: 1280, videoHeight: 720 } as HTMLVideoElement;
  assert.equal(await pictureOf({} as MediaStreamTrack, video, refuses), frame);
  assert.equal(await pictureOf({} as MediaStreamTrack, video, undefined), frame);
});
