/**
 * How our voice is sent: Opus wide, or at 16 kbit/s in frames of 60 ms where the line is thin (three packets fewer per
 * second carry the same words with a third of the headers); twice (RED, RFC 2198) where packets are lost; alone, without
 * a moving picture beside it. All of it stands in the description of the other side (RFC 7587 6.1, RFC 8866 6.4, RFC 4585
 * 4.2), so it is changed there, on this side alone.
 *
 * A voice that is alone sends no lost piece of the picture again. A browser goes on with those after the picture has
 * stopped: for half a minute they filled a thin line, and every word waited behind them for most of a second.
 */
export interface Voice {
  thin: boolean;
  twice: boolean;
  alone: boolean;
}

export const USUAL: Voice = { thin: false, twice: false, alone: false };

/** Return the other side's description as it asks us for such a voice. */
export function asking(sdp: string, { thin, twice, alone }: Voice): string {
  const sections = sdp.split(/^(?=m=)/m);
  return sections.map((section) => {
    if (section.startsWith("m=audio")) return inAudio(section, thin, twice);
    return alone && section.startsWith("m=video") ? section.replace(/^a=rtcp-fb:\S+ nack\r\n/gm, "") : section;
  }).join("");
}

function inAudio(section: string, thin: boolean, twice: boolean): string {
  const opus = /^a=rtpmap:(\d+) opus\/48000/im.exec(section)?.[1];
  if (!opus) return section;
  let lines = section.split("\r\n").filter((line) => !/^a=(max)?ptime:/.test(line));
  const mapped = lines.findIndex((line) => line.startsWith(`a=rtpmap:${opus} `));
  if (thin) lines.splice(mapped + 1, 0, "a=ptime:60", "a=maxptime:60");
  lines = lines.map((line) => (line.startsWith(`a=fmtp:${opus} `) ? withRate(line, thin) : line));
  const red = /^a=rtpmap:(\d+) red\/48000/im.exec(section)?.[1];
  if (red) lines[0] = preferring(lines[0]!, twice ? red : opus);
  return lines.join("\r\n");
}

function withRate(line: string, thin: boolean): string {
  const kept = line.replace(/;?maxaveragebitrate=\d+/g, "").replace(/;?usedtx=\d/g, "");
  return thin ? `${kept};maxaveragebitrate=16000` : kept;
}

/** The media line with that payload type first. */
function preferring(line: string, type: string): string {
  const [media, port, protocol, ...types] = line.split(" ");
  return [media, port, protocol, type, ...types.filter((one) => one !== type)].join(" ");
}

/** Return a description as the answer that the other side would give to an offer that changes nothing. */
export function asAnswer(sdp: string, theyAreActive: boolean): string {
  return sdp.replace(/^a=setup:\w+/gm, `a=setup:${theyAreActive ? "active" : "passive"}`);
}
