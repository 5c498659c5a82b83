/** A picture that moves: what the cluster does, as a file for slides. The browser's own encoder makes it. */

/** Pictures in a second: messages move smoothly enough, and the page has time for itself. */
const RATE = 20;
const BITS_PER_SECOND = 4_000_000;
/** What slides and their readers play best comes first. */
const KINDS = [
  ['video/webm;codecs=vp9', 'webm'],
  ['video/webm;codecs=vp8', 'webm'],
  ['video/webm', 'webm'],
  ['video/mp4', 'mp4'],
] as const;

export interface Film {
  readonly blob: Blob;
  /** The end of a file's name. */
  readonly ending: string;
  /** How many pictures it has. */
  readonly pictures: number;
}

/** Whether this browser can make one. */
export function canFilm(): boolean {
  return kind() !== undefined;
}

function kind(): (typeof KINDS)[number] | undefined {
  return typeof MediaRecorder === 'undefined'
    ? undefined
    : KINDS.find(([type]) => MediaRecorder.isTypeSupported(type));
}

/**
 * Films for so many seconds, or until `signal` says to stop. `paint` draws the picture of the moment; `told` is
 * called with the seconds that are left.
 */
export async function film(
  paint: (canvas: HTMLCanvasElement) => Promise<void>,
  seconds: number,
  told: (left: number) => void,
  signal: AbortSignal,
): Promise<Film> {
  const found = kind();
  if (found === undefined) throw new Error('MediaRecorder');
  const [mimeType, ending] = found;
  const canvas = document.createElement('canvas');
  await paint(canvas);
  const stream = canvas.captureStream(RATE);
  const recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: BITS_PER_SECOND });
  const parts: Blob[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => resolve();
    recorder.onerror = () => reject(new Error('MediaRecorder'));
  });
  recorder.start();
  const begun = performance.now();
  let pictures = 1;
  for (;;) {
    const left = seconds - (performance.now() - begun) / 1000;
    if (left <= 0 || signal.aborted) break;
    told(Math.ceil(left));
    const due = begun + (pictures * 1000) / RATE;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    await paint(canvas);
    pictures += 1;
  }
  recorder.stop();
  await ended;
  for (const track of stream.getTracks()) track.stop();
  return { blob: new Blob(parts, { type: mimeType }), ending, pictures };
}
