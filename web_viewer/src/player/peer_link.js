// One RTCPeerConnection that receives the stage: makes the offer, takes the answer, says when media flows or is gone.
import { askForStereo } from "./session_description.js";

/** A path that did not open by now will not: the box is in the same building. */
const LINK_DEADLINE_MS = 8000;

/** A short Wi-Fi gap heals by itself; after this the link is given up. */
const HEAL_DEADLINE_MS = 2000;

/**
 * @typedef {object} LinkListener
 * @property {() => void} linked media can flow
 * @property {() => void} failed no path opened, or the one there was is gone
 * @property {(stream: MediaStream) => void} stream
 * @property {(candidates: string[], isComplete: boolean) => void} candidates
 */

export class PeerLink {
  #peer;
  #listener;
  #isLinked = false;
  #deadline = 0;
  #stream = new MediaStream();
  /** @type {Promise<string>} */
  #offer;

  /** @param {LinkListener} listener */
  constructor(listener) {
    this.#listener = listener;
    this.#peer = new RTCPeerConnection({ iceServers: [], bundlePolicy: "max-bundle" });
    this.#peer.addTransceiver("video", { direction: "recvonly" });
    this.#peer.addTransceiver("audio", { direction: "recvonly" });
    this.#peer.addEventListener("track", (event) => this.#onTrack(event));
    this.#peer.addEventListener("connectionstatechange", () => this.#onConnectionState());
    this.#peer.addEventListener("icecandidate", ({ candidate }) => {
      listener.candidates(candidate?.candidate ? [candidate.candidate] : [], candidate === null);
    });
    this.#offer = this.#makeOffer();
    // A link that is dropped unused must not report its failed offer as an unhandled rejection.
    this.#offer.catch(() => {});
  }

  /** The offer, made once; gathering goes on behind it. */
  offer() {
    return this.#offer;
  }

  /** @param {string} answer SDP */
  async accept(answer) {
    await this.#peer.setRemoteDescription({ type: "answer", sdp: answer });
    if (!this.#isLinked) this.#failAfter(LINK_DEADLINE_MS);
  }

  stats() {
    return this.#peer.getStats();
  }

  close() {
    clearTimeout(this.#deadline);
    this.#listener = SILENT;
    this.#peer.close();
  }

  async #makeOffer() {
    const offer = await this.#peer.createOffer();
    const sdp = askForStereo(offer.sdp ?? "");
    await this.#peer.setLocalDescription({ type: "offer", sdp });
    return sdp;
  }

  /** @param {RTCTrackEvent} event */
  #onTrack(event) {
    // The stream named in the SDP is what keeps sound and picture in step; the own one is for a box that names none.
    const stream = event.streams[0] ?? this.#stream;
    if (stream === this.#stream) stream.addTrack(event.track);
    this.#listener.stream(stream);
  }

  #onConnectionState() {
    const state = this.#peer.connectionState;
    if (state === "connected") {
      clearTimeout(this.#deadline);
      if (!this.#isLinked) this.#listener.linked();
      this.#isLinked = true;
    } else if (state === "failed") {
      this.#listener.failed();
    } else if (state === "disconnected") {
      this.#failAfter(HEAL_DEADLINE_MS);
    }
  }

  /** @param {number} ms */
  #failAfter(ms) {
    clearTimeout(this.#deadline);
    this.#deadline = window.setTimeout(() => this.#listener.failed(), ms);
  }
}

/** @type {LinkListener} */
const SILENT = { linked() {}, failed() {}, stream() {}, candidates() {} };

/** Whether this browser can take part at all. */
export function canReceive() {
  if (typeof RTCPeerConnection === "undefined") return false;
  const codecs = RTCRtpReceiver.getCapabilities?.("video")?.codecs ?? null;
  return codecs === null || codecs.some((codec) => codec.mimeType.toLowerCase() === "video/h264");
}
