/** Progress of long steps on stderr: a live line on a terminal, plain lines every few seconds elsewhere. */

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const PLAIN_INTERVAL_MS = 5000;
const LIVE_INTERVAL_MS = 100;

/** Prints one line for the person who started the command; stdout stays free for the app. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Milliseconds as "3.2 s" or "2 min 05 s". */
export function duration(ms) {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
}

/**
 * Runs one long step and shows that it is alive. `work` receives a function that sets the detail shown
 * beside the elapsed time ("42 %"); what it returns is returned, what it throws is thrown on.
 */
export async function step(title, work) {
  const begun = Date.now();
  const live = process.stderr.isTTY;
  let detail = '';
  let frame = 0;
  const line = () => `${title} … ${detail === '' ? '' : `${detail}, `}${duration(Date.now() - begun)}`;
  if (!live) say(`${title} …`);
  const timer = setInterval(
    () => {
      frame += 1;
      if (live) process.stderr.write(`\r\u001B[2K${FRAMES[frame % FRAMES.length]} ${line()}`);
      else say(`  ${line()}`);
    },
    live ? LIVE_INTERVAL_MS : PLAIN_INTERVAL_MS,
  );
  const finish = (mark, end) => {
    clearInterval(timer);
    say(`${live ? '\r\u001B[2K' : ''}${mark} ${title}: ${end} (${duration(Date.now() - begun)})`);
  };
  try {
    const result = await work((text) => {
      detail = text;
    });
    finish('✓', 'done');
    return result;
  } catch (error) {
    finish('✗', 'failed');
    throw error;
  }
}
