// Drives one stage on one <video>: does what the reducer asks, tells it what happened. Draws nothing.
// Events: "change" after each change of state, "sample" after each reading of the figures, "leave" before a session
// that has shown a picture ends, "lost" when the picture broke off, "gone" when the box has no
// such class, "denied" when it does not take the token.
import { CandidateBatch } from "./candidate_batch.js";
import { NEW_WATCH, isSilent, observe } from "./media_watch.js";
import { PeerLink, canReceive } from "./peer_link.js";
import { pictureInfo, readCounters } from "./picture_stats.js";
import { AT_REST, advance, sightOf } from "./player_state.js";
import { isLite, mediaPort, trickleFragment } from "./session_description.js";
import { WhepRefused, openWhepSession } from "./whep_client.js";

/**
 * @typedef {import("./player_state.js").PlayerState} PlayerState
 * @typedef {import("./player_state.js").PlayerEvent} PlayerEvent
 * @typedef {import("./player_state.js").Effect} Effect
 * @typedef {import("./player_state.js").Trouble} Trouble
 * @typedef {import("./picture_stats.js").PictureInfo} PictureInfo
 * @typedef {import("./picture_stats.js").Counters} Counters
 * @typedef {import("./whep_client.js").WhepSession} WhepSession
 */

const SAMPLE_EVERY_MS = 500;
const PROBE_DEADLINE_MS = 1000;

/** Marks of the latest session, on the clock of performance.now(). */
class Timeline {
  askedAt = 0;
  connectedAt = 0;
  firstFrameAt = 0;
}

export class StagePlayer extends EventTarget {
  timeline = new Timeline();
  /** @type {PictureInfo | null} */
  info = null;
  /** @type {number | null} the box's media port, once an answer named it */
  mediaPort = null;
  hasSound = false;

  #video;
  /** @type {PlayerState} */
  #state = AT_REST;
  /** @type {PeerLink | null} */
  #link = null;
  /** @type {WhepSession | null} */
  #session = null;
  #watch = NEW_WATCH;
  /** @type {Counters | null} */
  #counters = null;
  #pauseTimer = 0;
  #sampleTimer = 0;
  #round = 0;
  #candidates = new CandidateBatch((candidates, isComplete) => this.#trickle(candidates, isComplete));

  /** @type {() => Promise<string | null>} */
  #token = async () => null;

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    super();
    this.#video = video;
  }

  get state() {
    return this.#state;
  }

  get view() {
    return sightOf(this.#state);
  }

  /** Whether the stage arrives, be there something on it or not. */
  get isWatching() {
    return this.#state.phase === "joined";
  }

  /** The peer connection's own figures, for support and tests. */
  async stats() {
    return this.#link?.stats() ?? null;
  }

  /** Get ready before it is known which class it will be. */
  start() {
    this.#prepareLink();
    clearInterval(this.#sampleTimer);
    this.#sampleTimer = window.setInterval(() => void this.#sample(), SAMPLE_EVERY_MS);
  }

  /**
   * Watch this class's stage.
   * @param {string} sessionId
   * @param {() => Promise<string | null>} token asked for before each try; null for a guest
   */
  enter(sessionId, token) {
    this.#token = token;
    this.#dispatch({ type: "entered", sessionId });
  }

  /** Watch nothing. */
  leave() {
    clearTimeout(this.#pauseTimer);
    this.#dispatch({ type: "left" });
  }

  /**
   * The box says what is on stage.
   * @param {import("./player_state.js").StageState} stage
   */
  stageIs(stage) {
    this.#dispatch({ type: "stage", stage });
  }

  /** The box answers again after it was away. */
  boxIsBack() {
    this.#dispatch({ type: "server_back" });
  }

  /** The box fell silent elsewhere: is our session still there? */
  doubt() {
    void this.#probe();
  }

  /** The tab was shown again, or the network came back. */
  wake() {
    this.#dispatch({ type: "woke" });
  }

  /** Leave the class: gives the seat back even while the page is closing. */
  stop() {
    clearInterval(this.#sampleTimer);
    clearTimeout(this.#pauseTimer);
    this.#hangUp();
  }

  /** @param {PlayerEvent} event */
  #dispatch(event) {
    const [state, effects] = advance(this.#state, event);
    const isChanged = state !== this.#state;
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    if (isChanged) this.dispatchEvent(new Event("change"));
  }

  /** @param {Effect} effect */
  #perform(effect) {
    switch (effect.do) {
      case "ask":
        return void this.#ask(effect.sessionId);
      case "hang_up":
        return this.#hangUp();
      case "check":
        return void this.#probe();
      case "pause":
        clearTimeout(this.#pauseTimer);
        this.#pauseTimer = window.setTimeout(() => this.#dispatch({ type: "pause_over" }), effect.ms);
        return;
      case "say_gone":
        return void this.dispatchEvent(new Event("gone"));
      case "say_denied":
        return void this.dispatchEvent(new Event("denied"));
    }
  }

  #prepareLink() {
    if (this.#link !== null || !canReceive()) return;
    this.#link = new PeerLink({
      linked: () => this.#onLinked(),
      failed: () => this.#fail(this.#state.phase === "joined" ? "lost" : "no_link"),
      stream: (stream) => this.#show(stream),
      candidates: (candidates, isComplete) => this.#candidates.add(candidates, isComplete),
    });
  }

  /** @param {string} sessionId */
  async #ask(sessionId) {
    const round = ++this.#round;
    this.#prepareLink();
    const link = this.#link;
    if (link === null) return this.#fail("unsupported");
    this.timeline = new Timeline();
    this.timeline.askedAt = performance.now();
    try {
      const [offer, token] = await Promise.all([link.offer(), this.#token()]);
      const session = await openWhepSession(`/sessions/${encodeURIComponent(sessionId)}/whep`, offer, token);
      if (round !== this.#round) return session.leave();
      await this.#join(link, session);
    } catch (error) {
      if (round === this.#round) this.#failAsk(error);
    }
  }

  /**
   * @param {PeerLink} link
   * @param {WhepSession} session
   */
  async #join(link, session) {
    this.#session = session;
    this.mediaPort = mediaPort(session.answer);
    this.#dispatch({ type: "answered" });
    // A lite agent never checks our addresses: sending them would be one request per student for nothing.
    if (!isLite(session.answer)) this.#candidates.open();
    await link.accept(session.answer);
  }

  /** @param {unknown} error */
  #failAsk(error) {
    if (!(error instanceof WhepRefused)) return this.#fail("unsupported");
    this.#fail(error.reason, error.retryAfterMs);
  }

  /**
   * @param {Trouble | "no_link"} trouble
   * @param {number | null} retryAfterMs
   */
  #fail(trouble, retryAfterMs = null) {
    this.#dispatch({ type: "failed", trouble, retryAfterMs, chance: Math.random() });
    if (trouble === "lost") this.dispatchEvent(new Event("lost"));
  }

  #hangUp() {
    if (this.timeline.firstFrameAt > 0 && this.#session !== null) this.dispatchEvent(new Event("leave"));
    this.#round++;
    this.#candidates.close();
    this.#link?.close();
    this.#link = null;
    this.#session?.leave();
    this.#session = null;
    this.#watch = NEW_WATCH;
    this.#counters = null;
    this.info = null;
    this.hasSound = false;
  }

  #onLinked() {
    this.timeline.connectedAt = performance.now();
    this.#dispatch({ type: "linked" });
  }

  /** @param {MediaStream} stream */
  #show(stream) {
    if (this.#video.srcObject === stream) return;
    this.#video.srcObject = stream;
    // Rejected only when a newer stream replaces this one, or where even muted playing needs a touch, as on "sound".
    this.#video.play().catch(() => {});
    const round = this.#round;
    onFirstFrame(this.#video, () => round === this.#round && this.#onPicture());
  }

  #onPicture() {
    this.timeline.firstFrameAt = performance.now();
    this.#dispatch({ type: "picture" });
  }

  /**
   * @param {readonly string[]} candidates
   * @param {boolean} isComplete
   */
  async #trickle(candidates, isComplete) {
    const offer = await this.#link?.offer();
    if (offer) await this.#session?.addCandidates(trickleFragment(offer, candidates, isComplete));
  }

  async #sample() {
    const link = this.#link;
    if (this.#state.phase !== "joined" || link === null) return;
    const counters = readCounters(await link.stats(), performance.now());
    if (link !== this.#link) return;
    if (this.#counters !== null) this.info = pictureInfo(this.#counters, counters);
    this.#counters = counters;
    this.hasSound = counters.audioPacketsReceived > 0;
    const circumstances = { isStageLive: this.#state.stage === "live", isVisible: !document.hidden };
    const [watch, verdict] = observe(this.#watch, counters, circumstances);
    this.#watch = watch;
    this.dispatchEvent(new Event("sample"));
    if (verdict === "stalled") this.#fail("lost");
    if (verdict === "probe") void this.#probe();
  }

  /** Ask the box whether our session still exists: after a restart it does not, long before media would time out. */
  async #probe() {
    const session = this.#session;
    if (session === null || this.#state.phase !== "joined") return;
    const health = await session.check(PROBE_DEADLINE_MS);
    if (session !== this.#session || health === "alive") return;
    // A busy box may answer late: while media flows, only its word that the session is gone counts.
    if (health === "gone" || isSilent(this.#watch, performance.now())) this.#fail("lost");
  }
}

/**
 * Calls once when a frame is on screen.
 * @param {HTMLVideoElement} video
 * @param {() => void} shown
 */
function onFirstFrame(video, shown) {
  if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(() => shown());
  else /** @type {HTMLVideoElement} */ (video).addEventListener("loadeddata", shown, { once: true });
}
