/** Prove that the relay lets data through: two connections in this page that may use nothing but the relay. */
import type { Ice } from "../call/protocol.ts";

export interface RelayFound {
  state: "works" | "failed" | "missing";
  milliseconds: number | null;
}

const PATIENCE = 8_000;

export async function proveRelay(ice: Ice): Promise<RelayFound> {
  if (ice.servers.length === 0) return { state: "missing", milliseconds: null };
  const [here, there] = [relayOnly(ice), relayOnly(ice)] as const;
  try {
    const milliseconds = await Promise.race([roundTrip(here, there), late()]);
    return milliseconds === null ? { state: "failed", milliseconds: null } : { state: "works", milliseconds };
  } catch (reason) {
    console.warn("relay", reason);
    return { state: "failed", milliseconds: null };
  } finally {
    here.close();
    there.close();
  }
}

function relayOnly(ice: Ice): RTCPeerConnection {
  return new RTCPeerConnection({ iceServers: ice.servers, iceTransportPolicy: "relay" });
}

function late(): Promise<null> {
  return new Promise((done) => setTimeout(() => done(null), PATIENCE));
}

/** Milliseconds of one message there and back, over the relay. */
async function roundTrip(here: RTCPeerConnection, there: RTCPeerConnection): Promise<number> {
  here.onicecandidate = ({ candidate }) => void there.addIceCandidate(candidate ?? undefined);
  there.onicecandidate = ({ candidate }) => void here.addIceCandidate(candidate ?? undefined);
  there.ondatachannel = ({ channel }) => {
    channel.onmessage = ({ data }) => channel.send(String(data));
  };
  const channel = here.createDataChannel("proof");
  const answered = new Promise<number>((done) => {
    let began = 0;
    channel.onopen = () => {
      began = performance.now();
      channel.send("x".repeat(1_000));
    };
    channel.onmessage = () => done(Math.max(1, Math.round(performance.now() - began)));
  });
  await here.setLocalDescription();
  await there.setRemoteDescription(here.localDescription!);
  await there.setLocalDescription();
  await here.setRemoteDescription(there.localDescription!);
  return answered;
}
