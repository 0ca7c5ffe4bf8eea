/** What the report gets of each destination, of those too that were removed on the way. */
import type { FinishedOutput } from '../../report/inputs.ts';
import { mostOutputs } from '../../target.ts';
import type { Output } from '../output.ts';

/** Its whole story, over all its connections. */
function finishedOutput(output: Output): FinishedOutput {
  const { target, record } = output;
  const { videoSent, mediaBytes, dropped } = output.figures.totals();
  return {
    id: output.id,
    name: target.name,
    serviceId: target.serviceId,
    ...output.place,
    confirmedBy: output.lastConfirmedBy,
    moves: record.moves,
    delivered: record.delivered,
    dropped: record.dropped,
    earlier: record.earlier,
    framesSent: videoSent,
    // Pictures that met no connection are no drops: they lie in what was missed.
    framesDropped: dropped ?? { disposable: 0, delta: 0, key: 0, audio: 0 },
    mediaBytes,
    seconds: record.seconds,
    longestQueueAgeMillis: record.longestQueueAgeMillis,
    serverSaid: output.snapshot().serverSaid,
  };
}

/** Stories of destinations that were removed, oldest first; bounded. */
export class GoneOutputs {
  #stories: readonly FinishedOutput[] = [];
  #reconnects = 0;

  get stories(): readonly FinishedOutput[] {
    return this.#stories;
  }

  /** How often they came back while they were there. */
  get reconnects(): number {
    return this.#reconnects;
  }

  /** `output` said its goodbye; one that nobody ever saw has no story. */
  take(output: Output): void {
    this.#reconnects += output.snapshot().reconnects;
    const story = finishedOutput(output);
    if (story.moves.some(({ state }) => state === 'live'))
      this.#stories = [...this.#stories, story].slice(-mostOutputs);
  }
}

/** Those that were there at the end, then the removed ones, newest first, each with an id of its own: one that was changed was there twice. */
export function storiesOf(
  there: readonly Output[],
  { stories: removed }: Pick<GoneOutputs, 'stories'>,
): readonly FinishedOutput[] {
  const stories = there.map(finishedOutput);
  for (const story of removed.toReversed()) stories.push({ ...story, id: freeId(story.id, stories) });
  return stories.slice(0, mostOutputs);
}

function freeId(id: string, taken: readonly { readonly id: string }[]): string {
  const isTaken = (wanted: string): boolean => taken.some((other) => other.id === wanted);
  let free = id;
  for (let time = 2; isTaken(free); time += 1) free = `${id.slice(0, 60)}~${time}`;
  return free;
}
