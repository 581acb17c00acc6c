/** What goes over the visit's socket, in both directions. Ids of participants come from the server alone. */
import type { Minute } from "./minutes.ts";

export type Role = "patient" | "clinician" | "relative" | "interpreter" | "colleague";

export interface Shown {
  microphone: boolean;
  camera: boolean;
  screen: boolean;
}

export interface Participant {
  id: string;
  name: string;
  role: Role;
  session: string;
  here: boolean;
  shows: Shown;
  i_call: boolean; // whether this side makes the first offer to them
}

export interface Ice {
  servers: RTCIceServer[];
  policy: RTCIceTransportPolicy;
  good_for_s: number;
}

export interface ChatLine {
  id: string;
  key: string;
  name: string;
  mine: boolean;
  text: string;
  sent_at: string;
  file?: SentFile | null;
}

export interface SentFile {
  name: string;
  size: number;
  address: string;
  small: string | false;
}

export type Status = "waiting" | "ready" | "in_progress" | "finished" | "cancelled";

/** One step of a negotiation (W3C webrtc 4.3). A generation is one peer connection, from its first offer on. */
export interface Signal {
  generation: string;
  description?: { type: RTCSdpType; sdp: string };
  slow?: true; // the page of whoever describes came slowly: send them the voice first
  candidate?: RTCIceCandidateInit | null;
  again?: true; // the polite side asks for an offer
}

export interface Welcome {
  kind: "welcome";
  me: string;
  status: Status;
  admitted_at: string | null;
  others: Participant[];
  ice: Ice;
  chat: ChatLine[];
}

export type FromServer =
  | Welcome
  | { kind: "here"; participant: Participant }
  | { kind: "gone"; id: string; left: boolean }
  | { kind: "shows"; id: string; shows: Shown }
  | { kind: "signal"; from: string; data: Signal }
  | { kind: "visit"; status: Status; admitted_at: string | null }
  | { kind: "refused"; why: string }
  | { kind: "chat"; line: ChatLine }
  | { kind: "ice"; ice: Ice }
  | { kind: "replaced" }
  | { kind: "full"; why: string }
  | { kind: "knocking" } // a guest waits before the door, without a seat
  | { kind: "waiting" | "guests" | "resync" | "beat" };

export type ToServer =
  | { kind: "beat" }
  | { kind: "look" }
  | { kind: "signal"; to: string; data: Signal }
  | { kind: "shows"; shows: Shown }
  | { kind: "chat"; key: string; text: string }
  | { kind: "ice" }
  | { kind: "admit"; to?: string; data?: Signal }
  | { kind: "minutes"; minutes: Minute[] }
  | { kind: "leave" };
