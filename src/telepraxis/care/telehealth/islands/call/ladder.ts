/**
 * How much this side sends, as the network allows: a ladder of rungs, one step taken each second from what was measured.
 * It is a pure function, so that it can be tested second by second. Sound has priority on every rung; the picture pays.
 *
 * Down quickly: two bad seconds, and straight to the rung that fits. Up carefully: when the estimate has room, or, since
 * an estimate does not grow while little is sent, by a trial after some clean time. A trial that fails doubles that time,
 * which is why it does not flap.
 */
export interface Rung {
  name: RungName;
  kbit: number; // the most that the picture may take; 0: no moving picture
  height: number;
  fps: number;
  holds: number; // kbit/s of the whole way out below which the rung cannot be held
  needs: number; // kbit/s from which on it is worth climbing to
}

export type RungName = "full" | "good" | "fair" | "small" | "tiny" | "stills" | "voice" | "offer";
export type Why = "" | "bandwidth" | "loss" | "delay" | "device";

export const RUNGS: readonly Rung[] = [
  { name: "full", kbit: 1_200, height: 540, fps: 24, holds: 520, needs: 750 },
  { name: "good", kbit: 500, height: 360, fps: 20, holds: 260, needs: 380 },
  { name: "fair", kbit: 250, height: 270, fps: 15, holds: 140, needs: 200 },
  { name: "small", kbit: 130, height: 180, fps: 12, holds: 85, needs: 115 },
  { name: "tiny", kbit: 60, height: 135, fps: 8, holds: 62, needs: 70 },
  { name: "stills", kbit: 0, height: 0, fps: 0, holds: 0, needs: 30 },
  { name: "voice", kbit: 0, height: 0, fps: 0, holds: 0, needs: 0 },
  { name: "offer", kbit: 0, height: 0, fps: 0, holds: 0, needs: 0 },
];

export const rungOf = (name: RungName): number => RUNGS.findIndex((rung) => rung.name === name);
const SMALL = rungOf("small");
const STILLS = rungOf("stills");
const VOICE = rungOf("voice");
const OFFER = rungOf("offer");
const SOUND_ONLY = STILLS;

/** What one second showed of the way out. */
export interface Sample {
  at: number; // milliseconds
  availableKbit: number | null; // the browser's estimate of what fits
  lossShare: number; // of what we send, as the other side reports
  roundTripMs: number | null;
  heard: number | null; // share of our sound that the other side really hears; null: it does not say
  busy: boolean; // this device cannot keep up with the picture
}

export interface Standing {
  rung: number;
  why: Why;
  lossy: boolean; // sound is sent twice
  changedAt: number;
  roomSince: number; // the estimate has had room for the next rung since then; 0: it has not
  cleanSince: number; // nothing was wrong since then; 0: something is
  badFor: number; // seconds in a row
  unheardFor: number;
  quickest: number | null; // round trip with empty queues
  longFor: number; // seconds in a row of long round trips although the estimate has room
  trialWait: number;
  climbedAt: number; // the last step up, 0 when it has proved itself
  lossyFor: number;
  cleanOfLossFor: number;
}

export const FIRST_TRIAL = 8_000;
export const LONGEST_TRIAL = 120_000;
const ROOM_FOR = 2_000;
const BETWEEN_CLIMBS = 3_000;
const PROVED_AFTER = 12_000;
const QUEUE_MS = 350; // so much more than the quickest round trip means that packets wait in line
const LONG_WAY_AFTER = 5; // seconds
const SHORTER_MS = 20; // with a third of the round trip it is another way, on which the old trials prove nothing
const LOSSY = 0.02;
const TOO_LOSSY = 0.1;

export function begin(rung: number, at: number): Standing {
  return {
    rung, why: "", lossy: false, changedAt: at, roomSince: 0, cleanSince: at, badFor: 0, unheardFor: 0, quickest: null,
    longFor: 0, trialWait: FIRST_TRIAL, climbedAt: 0, lossyFor: 0, cleanOfLossFor: 0,
  };
}

/** The highest rung in a call with so many others: each sends to each, and three share the screen. */
export const topFor = (others: number): number => rungOf(others <= 1 ? "full" : others === 2 ? "good" : "fair");

/** Return how it stands after one more second; `top` is the highest rung that is wanted. */
export function step(before: Standing, sample: Sample, top = 0): Standing {
  const now = { ...before };
  watchLoss(now, sample);
  const queueing = watchDelay(now, sample);
  const trouble = troubleOf(now, sample, queueing);
  now.badFor = trouble ? now.badFor + 1 : 0;
  now.cleanSince = trouble || queueing ? 0 : now.cleanSince || sample.at;
  now.unheardFor = sample.heard !== null && sample.heard < 0.5 ? now.unheardFor + 1 : 0;
  if (now.climbedAt && sample.at - now.climbedAt >= PROVED_AFTER) Object.assign(now, { climbedAt: 0, trialWait: FIRST_TRIAL });
  if (trouble && now.badFor >= 2) return down(now, sample, trouble);
  if (now.rung < top) return { ...now, rung: top, why: "", changedAt: sample.at, roomSince: 0, climbedAt: 0 };
  return up(now, sample, top);
}

/** Sound is sent twice from the third lossy second on, until ten are clean. */
function watchLoss(now: Standing, { lossShare }: Sample): void {
  now.lossyFor = lossShare > LOSSY ? now.lossyFor + 1 : 0;
  now.cleanOfLossFor = lossShare < LOSSY / 2 ? now.cleanOfLossFor + 1 : 0;
  if (now.lossyFor >= 2) now.lossy = true;
  if (now.cleanOfLossFor >= 10) now.lossy = false;
}

function watchDelay(now: Standing, { roundTripMs, availableKbit }: Sample): boolean {
  if (roundTripMs === null) return false;
  if (now.quickest !== null && roundTripMs < now.quickest / 3 && now.quickest - roundTripMs > SHORTER_MS) now.trialWait = FIRST_TRIAL;
  now.quickest = now.quickest === null ? roundTripMs : Math.min(roundTripMs, now.quickest + Math.max(2, roundTripMs / 100));
  const queueing = roundTripMs > now.quickest + QUEUE_MS;
  const { needs } = RUNGS[now.rung]!;
  const hasRoom = now.rung < SOUND_ONLY && availableKbit !== null && availableKbit >= needs;
  now.longFor = queueing && hasRoom ? now.longFor + 1 : 0;
  if (now.longFor < LONG_WAY_AFTER) return queueing;
  now.quickest = roundTripMs; // there is room, and it takes as long as before: a longer way, no queue of ours
  now.longFor = 0;
  return false;
}

/** Return what is wrong with the present rung, "" when nothing is. */
function troubleOf(now: Standing, sample: Sample, queueing: boolean): Why {
  const { holds } = RUNGS[now.rung]!;
  const unheard = sample.heard !== null && sample.heard < 0.9;
  if (now.rung === OFFER) return "";
  if (now.rung >= SOUND_ONLY) return unheard && (queueing || !now.lossy || now.unheardFor > 3) ? (sample.lossShare > TOO_LOSSY ? "loss" : "bandwidth") : "";
  if (sample.availableKbit !== null && sample.availableKbit < holds) return sample.lossShare > TOO_LOSSY ? "loss" : "bandwidth";
  if (queueing) return "delay";
  if (unheard && sample.lossShare > TOO_LOSSY && now.rung < SMALL) return "loss"; // what is lost by chance is not won by sending less
  if (sample.busy && now.rung < rungOf("tiny")) return "device";
  return "";
}

function down(now: Standing, sample: Sample, why: Why): Standing {
  if (now.rung === VOICE && now.unheardFor < 8) return now;
  if (now.rung === STILLS && now.badFor < 4) return now;
  if (why === "device" && now.badFor < 5) return now;
  let rung = now.rung + 1;
  const fits = (sample.availableKbit ?? Infinity) * 0.95;
  while (rung < SOUND_ONLY && RUNGS[rung]!.holds > fits) rung += 1;
  const trialFailed = now.climbedAt > 0;
  return {
    ...now, rung, why, changedAt: sample.at, badFor: 0, roomSince: 0, cleanSince: 0, climbedAt: 0,
    trialWait: trialFailed ? Math.min(LONGEST_TRIAL, now.trialWait * 2) : now.trialWait,
  };
}

function up(now: Standing, sample: Sample, top: number): Standing {
  if (now.rung <= top) return { ...now, why: "" };
  const above = now.rung - 1;
  const room = above >= SOUND_ONLY || (sample.availableKbit !== null && sample.availableKbit >= RUNGS[above]!.needs);
  now.roomSince = room ? now.roomSince || sample.at : 0;
  if (!now.cleanSince || sample.busy) return now;
  const clean = sample.at - now.cleanSince;
  const since = sample.at - now.changedAt;
  const hasRoom = now.roomSince > 0 && sample.at - now.roomSince >= ROOM_FOR && since >= BETWEEN_CLIMBS;
  const mayTry = clean >= now.trialWait && since >= now.trialWait;
  const patient = now.rung >= VOICE ? clean >= 5_000 && since >= now.trialWait : now.trialWait <= FIRST_TRIAL || since >= now.trialWait / 2;
  if (!(hasRoom && patient) && !mayTry) return now;
  return { ...now, rung: above, why: above <= top ? "" : now.why, changedAt: sample.at, roomSince: 0, badFor: 0, climbedAt: sample.at };
}
