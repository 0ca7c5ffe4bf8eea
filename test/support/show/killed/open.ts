/** The store of the program that is killed, as main makes it; its clock runs, so that gestures and versions come often. */
import { ShowStore } from '../../../../electron/store/show/show-store.ts';
import { countingIds, furnishedShow } from '../random-parts.ts';

const profileId = '8d1c0b1e-6a34-4a53-9a0c-3d9f1a8e0001';

/** Passes with each look at the clock, in ms: never too fast for a gesture, and a version every few hundred steps. */
const step = 200;

/** Opens the show in `directory`; throws when anything there had to be set aside. */
export async function openKilledShow(directory: string): Promise<ShowStore> {
  let now = 0;
  const tick = (): number => {
    now += step;
    return now;
  };
  const shows = new ShowStore({
    directory,
    clock: { now: tick, wallclock: () => Date.now() },
    fresh: () => furnishedShow(countingIds('first')),
    onProblem: (sentence) => {
      throw new Error(sentence);
    },
  });
  const opened = await shows.open(profileId);
  if (!opened.ok) throw new Error(opened.error.code);
  return shows;
}
