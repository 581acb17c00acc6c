/**
 * What we offer to send and hear. Browsers list everything they know, several kilobytes of which a thin line carries for a
 * second each way; every browser has VP8, H.264 and Opus (RFC 7742 5, RFC 7874 3), and we use no others.
 */
type Codec = Pick<RTCRtpCodec, "mimeType" | "sdpFmtpLine">;

const AUDIO = new Set(["audio/opus", "audio/red", "audio/telephone-event"]);
const VIDEO = new Set(["video/vp8", "video/rtx"]);
const BASELINE = /profile-level-id=42e0/i; // H.264 constrained baseline, what the RFC asks of everybody

/** Return those of a browser's codecs that we use, in its order. */
export function used<T extends Codec>(codecs: readonly T[], kind: "audio" | "video"): T[] {
  return codecs.filter(({ mimeType, sdpFmtpLine = "" }) => {
    const type = mimeType.toLowerCase();
    if (kind === "audio") return AUDIO.has(type);
    return VIDEO.has(type) || (type === "video/h264" && BASELINE.test(sdpFmtpLine) && /packetization-mode=1/.test(sdpFmtpLine));
  });
}

export function preferCodecs(transceiver: RTCRtpTransceiver, kind: "audio" | "video"): void {
  const known = RTCRtpReceiver.getCapabilities?.(kind)?.codecs;
  if (!known || !("setCodecPreferences" in transceiver)) return;
  const wanted = used(known, kind);
  if (wanted.length > 0) transceiver.setCodecPreferences(wanted);
}
