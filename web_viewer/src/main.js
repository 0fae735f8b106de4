// Puts the page together. The player starts as soon as its own modules are here; what is drawn around it loads while
// the box answers.
import { part } from "./elements/parts.js";
import { StagePlayer } from "./player/stage_player.js";
import { cleanCode } from "./session/session_finder.js";

const stage = part(document, "stage", HTMLElement);
const video = part(stage, "picture", HTMLVideoElement);
const player = new StagePlayer(video, cleanCode(new URLSearchParams(location.search).get("code")));
player.start();

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  player.wake();
  video.play().catch(() => {});
});
window.addEventListener("online", () => player.wake());
window.addEventListener("pagehide", () => player.stop());
window.addEventListener("pageshow", (event) => event.persisted && player.start());

/** For support and tests: the player with its state, timeline and figures. */
Object.assign(window, { airclass: { player } });

const [{ ClassStage }, { Translator, chooseLanguage }] = await Promise.all([
  import("./elements/class_stage.js"),
  import("./i18n/translator.js"),
]);
new ClassStage(stage, player, new Translator(chooseLanguage(navigator.languages)));
