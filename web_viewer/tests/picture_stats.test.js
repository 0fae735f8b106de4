import assert from "node:assert/strict";
import { test } from "node:test";
import { pictureInfo, readCounters } from "../src/player/picture_stats.js";

function report({ seconds, protocol = "udp" }) {
  const entries = [
    {
      id: "V",
      type: "inbound-rtp",
      kind: "video",
      packetsReceived: 196 * seconds,
      packetsLost: 4 * seconds,
      framesDecoded: 30 * seconds,
      frameWidth: 1280,
      frameHeight: 720,
      jitterBufferDelay: 0.3 * seconds,
      jitterBufferEmittedCount: 30 * seconds,
    },
    { id: "A", type: "inbound-rtp", kind: "audio", packetsReceived: 50 * seconds },
    { id: "S", type: "remote-outbound-rtp", kind: "video", packetsSent: 200 * seconds },
    { id: "P0", type: "candidate-pair", nominated: false, bytesReceived: 5 },
    {
      id: "P",
      type: "candidate-pair",
      nominated: true,
      state: "succeeded",
      bytesReceived: 250_000 * seconds,
      currentRoundTripTime: 0.008,
      remoteCandidateId: "R",
    },
    { id: "R", type: "remote-candidate", protocol },
    { id: "T", type: "transport", selectedCandidatePairId: "P" },
  ];
  return new Map(entries.map((entry) => [entry.id, entry]));
}

test("two readings give the figures of the time between", () => {
  const info = pictureInfo(
    readCounters(report({ seconds: 10 }), 10_000),
    readCounters(report({ seconds: 12 }), 12_000),
  );
  assert.deepEqual(info, {
    width: 1280,
    height: 720,
    framesPerSecond: 30,
    lossPercent: 2,
    delayMs: 14,
    kilobitsPerSecond: 2000,
    transport: "udp",
  });
});

test("a path over TCP is named", () =>
  assert.equal(readCounters(report({ seconds: 1, protocol: "tcp" }), 0).transport, "tcp"));

test("a browser that does not name the transport still has a selected pair", () => {
  const entries = report({ seconds: 1 });
  entries.delete("T");
  assert.equal(readCounters(entries, 0).roundTripMs, 8);
});

test("bytes count on every pair: a box that moved is heard before the browser selects its new address", () => {
  assert.equal(readCounters(report({ seconds: 1 }), 0).bytesReceived, 250_005);
});

test("an empty report is all zeros and no division by zero", () => {
  const nothing = readCounters(new Map(), 0);
  assert.deepEqual(pictureInfo(nothing, nothing), {
    width: 0,
    height: 0,
    framesPerSecond: 0,
    lossPercent: 0,
    delayMs: 0,
    kilobitsPerSecond: 0,
    transport: null,
  });
});

test("packets found again are not negative loss", () => {
  const before = { ...readCounters(report({ seconds: 1 }), 0), packetsLost: 9 };
  const after = { ...readCounters(report({ seconds: 2 }), 1000), packetsLost: 7 };
  assert.equal(pictureInfo(before, after).lossPercent, 0);
});
