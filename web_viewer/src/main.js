// Puts the page together. The player starts as soon as its own modules are here; what is drawn around it loads while
// the box answers.
import { Classroom } from "./class/classroom.js";
import { part } from "./elements/parts.js";
import { StagePlayer } from "./player/stage_player.js";
import { Entrance } from "./session/entrance.js";
import { cleanCode } from "./session/session_finder.js";

const page = part(document, "page", HTMLElement);
const video = part(page, "picture", HTMLVideoElement);
const player = new StagePlayer(video);
const entrance = new Entrance(cleanCode(new URLSearchParams(location.search).get("code")));
const classroom = new Classroom(entrance, player);
player.start();
entrance.start();

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  classroom.wake();
  video.play().catch(() => {});
});
window.addEventListener("online", () => classroom.wake());
window.addEventListener("pagehide", () => classroom.close());
window.addEventListener("pageshow", (event) => event.persisted && classroom.reopen());

/** For support and tests: the player with its state, timeline and figures, and the class. */
Object.assign(window, { airclass: { player, classroom } });

const [{ ClassPage }, { Translator, chooseLanguage }] = await Promise.all([
  import("./elements/class_page.js"),
  import("./i18n/translator.js"),
]);
new ClassPage(page, classroom, new Translator(chooseLanguage(navigator.languages)));
