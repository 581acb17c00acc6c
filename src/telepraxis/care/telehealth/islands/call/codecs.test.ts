import assert from "node:assert/strict";
import { test } from "node:test";
import { used } from "./codecs.ts";

const VIDEO = [
  { mimeType: "video/VP8" }, { mimeType: "video/rtx" }, { mimeType: "video/VP9", sdpFmtpLine: "profile-id=0" },
  { mimeType: "video/H264", sdpFmtpLine: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f" },
  { mimeType: "video/H264", sdpFmtpLine: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f" },
  { mimeType: "video/H264", sdpFmtpLine: "level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f" },
  { mimeType: "video/AV1" }, { mimeType: "video/red" }, { mimeType: "video/ulpfec" },
];

test("of many ways to send a picture two are offered, with the one that repeats what was lost", () => {
  assert.deepEqual(used(VIDEO, "video"), [VIDEO[0], VIDEO[1], VIDEO[4]]);
});

test("the voice is Opus, once or twice, and keeps the keys of a telephone", () => {
  const audio = ["audio/opus", "audio/red", "audio/G722", "audio/PCMU", "audio/CN", "audio/telephone-event"].map((mimeType) => ({ mimeType }));

  assert.deepEqual(used(audio, "audio").map(({ mimeType }) => mimeType), ["audio/opus", "audio/red", "audio/telephone-event"]);
});
