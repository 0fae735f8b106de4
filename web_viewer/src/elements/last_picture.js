// Keeps the last picture in sight while the page reconnects: browsers blank a video as soon as its connection ends.

/** More would be memory for a picture that lies under a dark curtain. */
const MAX_WIDTH = 1280;

/**
 * @param {HTMLVideoElement} video
 * @param {HTMLCanvasElement} canvas
 */
export function keepLastPicture(video, canvas) {
  if (video.videoWidth === 0) return;
  canvas.width = Math.min(video.videoWidth, MAX_WIDTH);
  canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
  canvas.getContext("2d", { alpha: false })?.drawImage(video, 0, 0, canvas.width, canvas.height);
  canvas.hidden = false;
}

/** @param {HTMLCanvasElement} canvas */
export function dropLastPicture(canvas) {
  canvas.hidden = true;
  canvas.width = 0;
}
