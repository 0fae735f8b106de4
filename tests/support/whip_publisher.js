// Runs inside Chromium: publishes a camera or a drawn picture to a WHIP endpoint, and reports what its encoder does.

const NOISE_PICTURES = 8;
const NOISE_CONTRAST = 48;
const FLASH_SECONDS = 0.2;
const FLASHING_SECONDS = 60;

/** A publisher to `url`; `wish` has source "camera" | "drawing" | "flashes", width, height, token, hasSound. */
globalThis.airclassPublish = async (url, wish) => {
  const open = { camera: openCamera, drawing: openDrawing, flashes: openFlashes }[wish.source];
  const stream = await open(wish);
  const connection = new RTCPeerConnection({ iceServers: [], bundlePolicy: "max-bundle" });
  for (const track of stream.getTracks()) {
    const transceiver = connection.addTransceiver(track, { direction: "sendonly", streams: [stream] });
    if (track.kind === "video") preferH264(transceiver);
  }
  await connection.setLocalDescription();
  const headers = { "Content-Type": "application/sdp" };
  if (wish.token) headers.Authorization = `Bearer ${wish.token}`;
  const response = await fetch(url, { method: "POST", headers, body: connection.localDescription.sdp });
  const body = await response.text();
  if (response.status !== 201) {
    connection.close();
    throw new Error(`WHIP answered ${response.status}: ${body}`);
  }
  const resource = new URL(response.headers.get("Location"), response.url || location.href).href;
  const entityTag = response.headers.get("ETag");
  await connection.setRemoteDescription({ type: "answer", sdp: body });
  const connectedAt = connected(connection);

  return {
    resource: () => resource,
    entityTag: () => entityTag,
    answer: () => body,
    connected: () => connectedAt,
    outbound: async () => {
      const reports = [...(await connection.getStats()).values()];
      const byKind = reports.filter((each) => each.type === "outbound-rtp").map((each) => [each.kind, { ...each }]);
      return { atMs: performance.now(), ...Object.fromEntries(byKind) };
    },
    turn: (width, height) => stream.airclassDrawing.turn(width, height),
    hold: (isHeld) => stream.airclassDrawing.hold(isHeld),
    restartIce: () => restartIce(connection, resource),
    leave: async () => {
      const answer = await fetch(resource, { method: "DELETE" });
      connection.close();
      stream.getTracks().forEach((track) => track.stop());
      return answer.status;
    },
  };
};

async function openCamera(wish) {
  const video = { width: wish.width, height: wish.height, frameRate: 30 };
  return navigator.mediaDevices.getUserMedia({ video, audio: wish.hasSound });
}

/** Fine noise: an encoder uses every bit that it is allowed for it, and can do with less; and a tone. */
function openDrawing(wish) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [wish.width, wish.height];
  const context = canvas.getContext("2d", { alpha: false });
  const noise = Array.from({ length: NOISE_PICTURES }, () => noisePicture(wish.width, wish.height));
  let drawn = 0;
  let isHeld = false;
  setInterval(() => {
    if (isHeld) return;
    context.drawImage(noise[drawn % NOISE_PICTURES], 0, 0, canvas.width, canvas.height);
    drawn += 1;
  }, 1000 / 30);
  const stream = canvas.captureStream(30);
  if (wish.hasSound) stream.addTrack(openTone());
  stream.airclassDrawing = {
    turn: (width, height) => {
      [canvas.width, canvas.height] = [width, height];
    },
    hold: (wanted) => {
      isHeld = wanted;
    },
  };
  return stream;
}

/** White and a tone for a fifth of each second, by the clock of the sound. */
function openFlashes(wish) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [wish.width, wish.height];
  const context = canvas.getContext("2d", { alpha: false });
  const sound = new AudioContext();
  const gain = new GainNode(sound, { gain: 0 });
  const destination = new MediaStreamAudioDestinationNode(sound);
  const oscillator = new OscillatorNode(sound, { frequency: 880 });
  oscillator.connect(gain).connect(destination);
  oscillator.start();
  for (let second = 1; second < FLASHING_SECONDS; second += 1) {
    gain.gain.setValueAtTime(0.5, second);
    gain.gain.setValueAtTime(0, second + FLASH_SECONDS);
  }
  setInterval(() => {
    context.fillStyle = sound.currentTime >= 1 && sound.currentTime % 1 < FLASH_SECONDS ? "white" : "black";
    context.fillRect(0, 0, canvas.width, canvas.height);
  }, 5);
  const stream = canvas.captureStream(60);
  stream.addTrack(destination.stream.getAudioTracks()[0]);
  return stream;
}

function noisePicture(width, height) {
  const picture = new OffscreenCanvas(width / 4, height / 4);
  const context = picture.getContext("2d");
  const image = context.createImageData(picture.width, picture.height);
  for (let index = 0; index < image.data.length; index += 1) {
    image.data[index] = index % 4 === 3 ? 255 : 104 + Math.random() * NOISE_CONTRAST;
  }
  context.putImageData(image, 0, 0);
  return picture;
}

function openTone() {
  const context = new AudioContext();
  const oscillator = new OscillatorNode(context, { frequency: 440 });
  const destination = new MediaStreamAudioDestinationNode(context);
  oscillator.connect(destination);
  oscillator.start();
  return destination.stream.getAudioTracks()[0];
}

function preferH264(transceiver) {
  const codecs = RTCRtpSender.getCapabilities("video").codecs;
  const isWanted = (codec) => codec.mimeType === "video/H264" || codec.mimeType === "video/rtx";
  transceiver.setCodecPreferences(codecs.filter(isWanted));
}

/** Milliseconds from now until the connection stands. */
function connected(connection) {
  const askedAt = performance.now();
  return new Promise((resolve, reject) => {
    const look = () => {
      if (connection.connectionState === "connected") resolve(performance.now() - askedAt);
      if (connection.connectionState === "failed") reject(new Error("the connection failed"));
    };
    connection.addEventListener("connectionstatechange", look);
    look();
  });
}

/** RFC 9725 §4.3.3: new credentials out in a fragment, the box's new ones back. */
async function restartIce(connection, resource) {
  const answer = connection.remoteDescription.sdp;
  connection.restartIce();
  await connection.setLocalDescription();
  const [, ufrag] = /a=ice-ufrag:(\S+)/.exec(connection.localDescription.sdp);
  const [, password] = /a=ice-pwd:(\S+)/.exec(connection.localDescription.sdp);
  const response = await fetch(resource, {
    method: "PATCH",
    headers: { "Content-Type": "application/trickle-ice-sdpfrag", "If-Match": "*" },
    body: `a=ice-ufrag:${ufrag}\r\na=ice-pwd:${password}\r\n`,
  });
  const fragment = await response.text();
  if (response.status === 200) {
    const [, boxUfrag] = /a=ice-ufrag:(\S+)/.exec(fragment);
    const [, boxPassword] = /a=ice-pwd:(\S+)/.exec(fragment);
    const sdp = answer
      .replace(/a=ice-ufrag:\S+/g, `a=ice-ufrag:${boxUfrag}`)
      .replace(/a=ice-pwd:\S+/g, `a=ice-pwd:${boxPassword}`);
    await connection.setRemoteDescription({ type: "answer", sdp });
  }
  return { status: response.status, entityTag: response.headers.get("ETag"), fragment };
}
