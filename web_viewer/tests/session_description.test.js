import assert from "node:assert/strict";
import { test } from "node:test";
import { askForStereo, isLite, mediaPort, trickleFragment } from "../src/player/session_description.js";

const OFFER = [
  "v=0",
  "a=group:BUNDLE 0 1",
  "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
  "a=ice-ufrag:uf+1",
  "a=ice-pwd:pw/2",
  "a=mid:0",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 63",
  "a=mid:1",
  "a=rtpmap:111 opus/48000/2",
  "a=fmtp:111 minptime=10;useinbandfec=1",
  "a=rtpmap:63 red/48000/2",
  "a=fmtp:63 111/111",
  "",
].join("\r\n");

test("stereo is asked for once, on Opus only", () => {
  const asked = askForStereo(OFFER);
  assert.match(asked, /a=fmtp:111 minptime=10;useinbandfec=1;stereo=1\r\n/);
  assert.match(asked, /a=fmtp:63 111\/111\r\n/);
  assert.equal(askForStereo(asked), asked);
});

test("an offer without Opus stays as it is", () => assert.equal(askForStereo("v=0\r\n"), "v=0\r\n"));

test("a trickle fragment carries credentials, the first m-line and the candidates", () => {
  const fragment = trickleFragment(OFFER, ["candidate:1 1 udp 1 10.0.0.2 5000 typ host"], true);
  assert.deepEqual(fragment.split("\r\n"), [
    "a=ice-ufrag:uf+1",
    "a=ice-pwd:pw/2",
    "m=video 9 UDP/TLS/RTP/SAVPF 96",
    "a=mid:0",
    "a=candidate:1 1 udp 1 10.0.0.2 5000 typ host",
    "a=end-of-candidates",
    "",
  ]);
});

test("a fragment stays within what a box accepts", () => {
  const fragment = trickleFragment(OFFER, Array(500).fill("candidate:1 1 udp 1 10.0.0.2 5000 typ host"), false);
  assert.equal(fragment.match(/a=candidate/g)?.length, 50);
  assert.doesNotMatch(fragment, /end-of-candidates/);
});

test("an answer tells whether the box is lite and where it takes media", () => {
  const answer = "v=0\r\na=ice-lite\r\na=candidate:1 1 udp 2130706431 192.168.0.10 8189 typ host\r\n";
  assert.equal(isLite(answer), true);
  assert.equal(isLite("v=0\r\na=ice-lite-not\r\n"), false);
  assert.equal(mediaPort(answer), 8189);
  assert.equal(mediaPort("v=0\r\n"), null);
});
