/** What page and server say to each other about the phone (consumers.py has the other half). */
export interface Caller {
  id: string;
  name: string;
  born: string;
}

export interface Call {
  id: string;
  direction: "out" | "in";
  state: "dialling" | "ringing" | "talking" | "held" | "ended";
  outcome: string;
  mine: boolean;
  words: string;
  answered_at: string | null;
  visit: string | null;
  callers: Caller[];
}

export interface Ice {
  servers: RTCIceServer[];
  policy: RTCIceTransportPolicy;
}

export type FromServer =
  | { kind: "welcome"; line: { ready: boolean; words: string }; ice: Ice; call: Call | null }
  | { kind: "placed"; call: Call } // the answer to our "call"
  | { kind: "call"; call: Call }
  | { kind: "sdp"; call: string; type: "offer" | "answer"; sdp: string }
  | { kind: "refused"; why: string }
  | { kind: "taken"; call: string }
  | { kind: "beat" };

export type ToServer = { kind: string } & Record<string, unknown>;
