import assert from "node:assert/strict";
import { test } from "node:test";
import { asAnswer, asking, USUAL } from "./voice.ts";

const SDP = [
  "v=0", "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9", "a=setup:actpass", "a=rtpmap:111 opus/48000/2",
  "a=fmtp:111 minptime=10;useinbandfec=1", "a=rtpmap:63 red/48000/2", "a=fmtp:63 111/111", "m=video 9 UDP/TLS/RTP/SAVPF 96", "a=rtpmap:96 VP8/90000", "a=rtcp-fb:96 nack", "a=rtcp-fb:96 nack pli", "",
].join("\r\n");

test("the usual voice leaves the description as it was", () => {
  assert.equal(asking(SDP, USUAL), SDP);
});

test("a thin voice asks for 16 kbit/s in frames of 60 ms, and the usual one takes that back", () => {
  const thin = asking(SDP, { ...USUAL, thin: true });

  assert.match(thin, /a=rtpmap:111 opus\/48000\/2\r\na=ptime:60\r\na=maxptime:60\r\n/);
  assert.match(thin, /a=fmtp:111 minptime=10;useinbandfec=1;maxaveragebitrate=16000\r\n/);
  assert.equal(asking(thin, USUAL), SDP);
});

test("a voice sent twice puts redundancy first, in the audio section alone", () => {
  const twice = asking(SDP, { ...USUAL, twice: true });

  assert.match(twice, /m=audio 9 UDP\/TLS\/RTP\/SAVPF 63 111 9\r\n/);
  assert.match(twice, /m=video 9 UDP\/TLS\/RTP\/SAVPF 96\r\n/);
  assert.equal(asking(twice, USUAL), SDP);
});

test("a voice that is alone has no piece of the picture sent again, and still asks for a fresh one", () => {
  assert.equal(asking(SDP, { ...USUAL, alone: true }), SDP.replace("a=rtcp-fb:96 nack\r\n", ""));
});

test("a description without Opus is left alone", () => {
  assert.equal(asking("v=0\r\nm=audio 9 RTP/AVP 0\r\n", { thin: true, twice: true, alone: true }), "v=0\r\nm=audio 9 RTP/AVP 0\r\n");
});

test("as an answer it takes the part in the handshake that it had", () => {
  assert.match(asAnswer(SDP, true), /a=setup:active/);
  assert.match(asAnswer(SDP, false), /a=setup:passive/);
});
