// Runs inside Chromium: watches a WHEP endpoint without the student page, and reports what it saw.
// The page it is injected into must have the box's origin.

const CLOCK_BITS = 32;

/** A watcher of `url`; `readClock` also reads the clock that clock_picture.py draws. */
globalThis.airclassWatch = async (url, readClock) => {
  const askedAt = performance.now();
  const seen = { firstFrameMs: 0, frames: 0, delays: [], unreadable: 0, width: 0, height: 0 };
  const video = document.createElement("video");
  video.autoplay = true;
  video.playsInline = true;
  video.muted = true;
  document.body.append(video);
  const connection = new RTCPeerConnection({ iceServers: [], bundlePolicy: "max-bundle" });
  const stream = new MediaStream();
  video.srcObject = stream;
  connection.ontrack = (event) => stream.addTrack(event.track);
  connection.addTransceiver("video", { direction: "recvonly" });
  connection.addTransceiver("audio", { direction: "recvonly" });

  const canvas = new OffscreenCanvas(CLOCK_BITS, 2);
  const picture = canvas.getContext("2d", { willReadFrequently: true });
  picture.imageSmoothingEnabled = false;
  const wanted = [];
  let sayFirstFrame;
  const firstFrame = new Promise((resolve) => {
    sayFirstFrame = resolve;
  });
  const onFrame = () => {
    const shownAt = Date.now();
    seen.frames += 1;
    if (seen.frames === 1) {
      seen.firstFrameMs = performance.now() - askedAt;
      sayFirstFrame(seen.firstFrameMs);
    }
    seen.width = video.videoWidth;
    seen.height = video.videoHeight;
    for (const want of wanted) {
      if (want.width === seen.width && want.height === seen.height) want.resolve(Date.now());
    }
    if (readClock) noteDelay(video, picture, shownAt, seen);
    video.requestVideoFrameCallback(onFrame);
  };
  video.requestVideoFrameCallback(onFrame);

  await connection.setLocalDescription();
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/sdp" },
    body: connection.localDescription.sdp,
  });
  if (response.status !== 201) throw new Error(`WHEP answered ${response.status}: ${await response.text()}`);
  const resource = new URL(response.headers.get("Location"), response.url || location.href).href;
  await connection.setRemoteDescription({ type: "answer", sdp: await response.text() });

  return {
    seen: () => ({ ...seen }),
    firstFrame: () => firstFrame,
    shows: (width, height) => new Promise((resolve) => wanted.push({ width, height, resolve })),
    inbound: async () => {
      const reports = [...(await connection.getStats()).values()];
      return Object.fromEntries(
        reports.filter((report) => report.type === "inbound-rtp").map((report) => [report.kind, { ...report }]),
      );
    },
    leave: async () => {
      await fetch(resource, { method: "DELETE" });
      connection.close();
      video.remove();
    },
  };
};

/** Read the clock: one row of bits, one row of the same bits inverted, black is 0. */
function noteDelay(video, picture, shownAt, seen) {
  const cell = video.videoWidth / 40;
  picture.drawImage(video, 0, 0, CLOCK_BITS * cell, 2 * cell, 0, 0, CLOCK_BITS, 2);
  const pixels = picture.getImageData(0, 0, CLOCK_BITS, 2).data;
  let clock = 0;
  for (let bit = 0; bit < CLOCK_BITS; bit += 1) {
    const isSet = pixels[4 * bit] > 127;
    const isClear = pixels[4 * (CLOCK_BITS + bit)] > 127;
    if (isSet === isClear) {
      seen.unreadable += 1;
      return;
    }
    clock = clock * 2 + (isSet ? 1 : 0);
  }
  const now = shownAt % 2 ** CLOCK_BITS;
  seen.delays.push(now - clock);
}
