/** How good the link is, in a word. */
export interface Quality {
  roundTripMs: number | null;
  lossShare: number;
  relayed: boolean;
  meaning?: "" | "small" | "stills" | "voice"; // what the network does to the picture, in the worse direction
}

export type Grade = "good" | "fair" | "weak";

export function gradeOf({ roundTripMs, lossShare, meaning }: Quality): Grade {
  if (meaning === "stills" || meaning === "voice" || lossShare > 0.1 || (roundTripMs ?? 0) > 500) return "weak";
  if (meaning === "small" || lossShare > 0.03 || (roundTripMs ?? 0) > 250) return "fair";
  return "good";
}
