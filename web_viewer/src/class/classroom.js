// Puts the way in, the class and the stage together: whoever is inside follows the class and sees its stage.
// Events: "change" when anything of it changed.
import { isPractice } from "../session/entrance_state.js";
import { NO_CLASS } from "./class_state.js";
import { ClassFeed } from "./class_feed.js";
import { CLOSE } from "./live_message.js";
import { partOf, viewOf } from "./page_view.js";

/**
 * @typedef {import("../session/entrance.js").Entrance} Entrance
 * @typedef {import("../player/stage_player.js").StagePlayer} StagePlayer
 * @typedef {import("./class_state.js").ClassState} ClassState
 */

export class Classroom extends EventTarget {
  #entrance;
  #player;
  /** @type {ClassFeed | null} */
  #feed = null;
  #lastState = NO_CLASS;
  #key = "";
  #wasFollowing = false;

  /**
   * @param {Entrance} entrance
   * @param {StagePlayer} player
   */
  constructor(entrance, player) {
    super();
    this.#entrance = entrance;
    this.#player = player;
    entrance.addEventListener("change", () => this.#entered());
    entrance.addEventListener("leave", () => this.#leave());
    entrance.addEventListener("renewed", () => void this.#feed?.renewed());
    player.addEventListener("change", () => this.#played());
    player.addEventListener("lost", () => this.#feed?.doubt());
    player.addEventListener("gone", () => this.#gone());
    player.addEventListener("denied", () => void entrance.renew());
  }

  /** Nothing to follow: nobody is inside. */
  get feed() {
    return this.#feed;
  }

  /** The class, or what was last known of it. */
  get state() {
    return this.#feed?.state ?? this.#lastState;
  }

  get entrance() {
    return this.#entrance;
  }

  get player() {
    return this.#player;
  }

  get view() {
    return viewOf(this.#entrance.state, this.#player.view, this.state);
  }

  get part() {
    return partOf(this.#entrance.state, this.state);
  }

  /** The tab was shown again, or the network came back. */
  wake() {
    this.#player.wake();
    this.#feed?.wake();
    this.#entrance.dispatch({ type: "woke" });
  }

  /** The page goes away. */
  close() {
    this.#feed?.close();
    this.#player.stop();
  }

  /** The page is shown again after it had gone away. */
  reopen() {
    this.#leave();
    this.#player.start();
    this.#entrance.start();
  }

  #entered() {
    const { phase, session, joined } = this.#entrance.state;
    if (phase === "inside" && session !== null) this.#follow(session.id, joined?.participant_id ?? null);
    this.#watch();
    this.dispatchEvent(new Event("change"));
  }

  /**
   * @param {string} sessionId
   * @param {string | null} participantId
   */
  #follow(sessionId, participantId) {
    const key = `${sessionId}/${participantId ?? ""}`;
    if (key === this.#key) return;
    // The picture goes first: the socket waits for a turn of the loop.
    this.#watch();
    this.#feed?.close();
    this.#key = key;
    const entrance = this.#entrance;
    const pass = { token: () => entrance.freshToken(), renew: () => entrance.renew(), participantId };
    const feed = new ClassFeed(sessionId, pass);
    this.#feed = feed;
    this.#lastState = NO_CLASS;
    this.#wasFollowing = false;
    feed.watching(this.#player.isWatching);
    feed.addEventListener("change", () => this.#feed === feed && this.#heard());
    feed.addEventListener("down", () => this.#feed === feed && this.#down());
    feed.addEventListener("over", (event) => {
      if (this.#feed === feed && event instanceof CustomEvent) this.#over(Number(event.detail));
    });
  }

  #heard() {
    const { stage } = this.state;
    if (stage !== null && stage.state !== this.#player.state.stage) this.#player.stageIs(stage.state);
    const isFollowing = this.state.link === "following";
    if (isFollowing && !this.#wasFollowing) this.#player.boxIsBack();
    this.#wasFollowing = isFollowing;
    this.#watch();
    this.dispatchEvent(new Event("change"));
  }

  /** Whoever may see the stage sees it. */
  #watch() {
    const { phase, session } = this.#entrance.state;
    const part = this.part;
    const maySee = phase === "inside" && session !== null && (part === "guest" || part === "student");
    if (maySee && this.state.ending === null) this.#player.enter(session.id, () => this.#entrance.freshToken());
  }

  #played() {
    this.#feed?.watching(this.#player.isWatching);
    this.dispatchEvent(new Event("change"));
  }

  #down() {
    this.#player.doubt();
  }

  #gone() {
    const chance = Math.random();
    const hasEnded = this.state.ending === "ended";
    this.#entrance.dispatch(hasEnded ? { type: "class_ended", chance } : { type: "class_gone", chance });
  }

  /** @param {number} code */
  #over(code) {
    const chance = Math.random();
    if (code === CLOSE.REMOVED) return this.#entrance.dispatch({ type: "sent_away" });
    if (code === CLOSE.ENDED) return this.#entrance.dispatch({ type: "class_ended", chance });
    // A guest's picture of the practice class does not hang on the socket.
    if (isPractice(this.#entrance.state.session) && this.#entrance.state.joined === null) return;
    this.#entrance.dispatch({ type: "class_gone", chance });
  }

  #leave() {
    this.#lastState = this.state;
    this.#feed?.close();
    this.#feed = null;
    this.#key = "";
    this.#player.leave();
  }
}
