/** What one connection let through, second by second, read from getStats (W3C webrtc-stats). */
export interface Seen {
  at: number;
  availableKbit: number | null;
  roundTripMs: number | null;
  lossOut: number; // share of our packets that did not arrive, as the other side reports
  lossIn: number; // share of theirs that did not arrive here
  hears: number | null; // share of the sound played here that really came; null: none is played
  seconds: number; // since the look before
  came: boolean; // anything at all came in
  sound: boolean; // sound came in
  picture: boolean; // a moving picture came in
  busy: boolean;
  bytes: number; // both ways, since the last look
  relayed: boolean;
}

interface Counted {
  at: number;
  lost: number;
  received: number;
  concealed: number;
  samples: number;
  soundPackets: number;
  frames: number;
  bytes: number;
  bytesIn: number;
}

const NOTHING: Counted = { at: 0, lost: 0, received: 0, concealed: 0, samples: 0, soundPackets: 0, frames: 0, bytes: 0, bytesIn: 0 };

export class Measuring {
  #before: Counted = NOTHING;
  #reports = new Map<string, number>(); // time of the last report taken from each remote-inbound row
  #lossOut = 0;

  async look(connection: RTCPeerConnection): Promise<Seen> {
    const rows = [...((await connection.getStats()) as Map<string, any>).values()];
    const counted: Counted = { ...NOTHING, at: performance.now() };
    const seen: Seen = {
      at: counted.at, availableKbit: null, roundTripMs: null, lossOut: 0, lossIn: 0, hears: null, seconds: 0, came: false, sound: false,
      picture: false, busy: false, bytes: 0, relayed: false,
    };
    for (const row of rows) {
      if (row.type === "inbound-rtp") countIn(counted, row);
      if (row.type === "remote-inbound-rtp") this.#report(row);
      if (row.type === "outbound-rtp" && row.kind === "video") seen.busy = row.active !== false && row.qualityLimitationReason === "cpu";
      if (row.type === "transport" && row.selectedCandidatePairId) this.#path(rows, row.selectedCandidatePairId, seen, counted);
    }
    this.#compare(seen, counted);
    return seen;
  }

  #path(rows: any[], id: string, seen: Seen, counted: Counted): void {
    const pair = rows.find((row) => row.id === id);
    if (!pair) return;
    counted.bytesIn = pair.bytesReceived ?? 0;
    counted.bytes = (pair.bytesSent ?? 0) + counted.bytesIn;
    if (pair.currentRoundTripTime !== undefined) seen.roundTripMs = Math.round(pair.currentRoundTripTime * 1000);
    if (pair.availableOutgoingBitrate !== undefined) seen.availableKbit = pair.availableOutgoingBitrate / 1000;
    seen.relayed = rows.find((row) => row.id === pair.localCandidateId)?.candidateType === "relay";
  }

  /** Reports come every few seconds; each counts once, the newest longest. */
  #report({ id, timestamp, fractionLost }: { id: string; timestamp: number; fractionLost?: number }): void {
    if (fractionLost === undefined || this.#reports.get(id) === timestamp) return;
    this.#reports.set(id, timestamp);
    this.#lossOut = this.#lossOut * 0.6 + fractionLost * 0.4;
  }

  #compare(seen: Seen, counted: Counted): void {
    const before = this.#before;
    this.#before = counted;
    const since = (key: keyof Counted) => Math.max(0, counted[key] - before[key]);
    seen.lossOut = this.#lossOut;
    seen.seconds = before.at ? Math.min(3, (counted.at - before.at) / 1000) : 1;
    const all = since("lost") + since("received");
    seen.lossIn = all ? since("lost") / all : 0;
    seen.hears = since("samples") ? 1 - since("concealed") / since("samples") : null;
    seen.came = counted.bytesIn !== before.bytesIn; // another path counts anew
    seen.sound = since("soundPackets") > 0;
    seen.picture = since("frames") > 0;
    seen.bytes = since("bytes");
  }
}

function countIn(counted: Counted, row: any): void {
  counted.lost += Math.max(0, row.packetsLost ?? 0);
  counted.received += row.packetsReceived ?? 0;
  if (row.kind === "audio") {
    counted.concealed += row.concealedSamples ?? 0;
    counted.samples += row.totalSamplesReceived ?? 0;
    counted.soundPackets += row.packetsReceived ?? 0;
  } else {
    counted.frames += row.framesDecoded ?? 0;
  }
}
