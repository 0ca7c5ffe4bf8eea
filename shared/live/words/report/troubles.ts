/** What went wrong in a session, at most five things: cause, what viewers saw, what was done, how to avoid it. */
import { sentenceFor } from '../sentences.ts';
import type { DestinationFacts, EventFacts, SessionFacts, Trouble } from './document.ts';
import { joined, secondsIn } from './missed-spans.ts';
import { asSentence, listText, percentText, rateText, spokenLength, timesText } from './phrases.ts';
import { say } from '../../../wire/tongue.ts';

/** Most things told; the worst for viewers win. */
const mostTroubles = 5;

/** Shares of frames lost from which on a viewer notices, percent. */
const noticedLossPercent = 1;

/** Silence that is told, seconds. */
const noticedSilence = 20;

/** Longest texts, as the schema of the report has them. */
const longestCause = 400;
const longestText = 300;

/** A candidate; `harm` is about how many seconds of the program suffered. */
type Candidate = { readonly trouble: Trouble; readonly harm: number };

/** By time; empty when all went well. */
export function troublesOf(facts: SessionFacts): readonly Trouble[] {
  const candidates = [
    ...failure(facts),
    ...facts.destinations.flatMap((destination) => [...outages(destination, facts), ...drops(destination)]),
    ...slowUplink(facts),
    ...busyComputer(facts),
    ...stoppages(facts),
    ...silence(facts),
    ...recordingTrouble(facts),
    ...badCopy(facts),
  ];
  return candidates
    .toSorted((a, b) => b.harm - a.harm)
    .slice(0, mostTroubles)
    .map(({ trouble }) => bounded(facts.mode === 'rehearsal' ? rehearsed(trouble) : trouble))
    .toSorted((a, b) => a.atSeconds - b.atSeconds);
}

function failure({ error, outcome, destination, history }: SessionFacts): readonly Candidate[] {
  if (outcome !== 'failed' || error === null) return [];
  const { text, next } = sentenceFor(error, { service: destination.profileName, host: destination.host });
  const atSeconds = history.at(-1)?.atSeconds ?? 0;
  return [
    {
      harm: Infinity,
      trouble: {
        atSeconds,
        cause: text,
        viewersSaw: say`The stream ended.`,
        weDid: say`The session was closed.`,
        avoid: next,
      },
    },
  ];
}

function outages(destination: DestinationFacts, facts: SessionFacts): readonly Candidate[] {
  const { name, reconnects, missed, missedSeconds, firstLiveSeconds } = destination;
  if (firstLiveSeconds === null) return facts.outcome === 'failed' ? [] : [neverLive(destination)];
  const viewersSaw =
    missedSeconds < 0.5
      ? say`Viewers on ${name} missed nothing.`
      : say`Viewers on ${name} saw a pause and missed ${spokenLength(missedSeconds)}.`;
  const first = reconnects[0];
  if (first !== undefined) {
    const cause = lossText(destination);
    const [weDid, avoid] = [healing(destination), advice(destination, facts)];
    const trouble = { atSeconds: first.atSeconds, cause, viewersSaw, weDid, avoid };
    return [{ harm: missedSeconds + reconnects.length, trouble }];
  }
  const hole = missed[0];
  if (hole === undefined) return [];
  const cause = say`${name} did not get all of the program.`;
  return [{ harm: missedSeconds, trouble: { atSeconds: hole.from, cause, viewersSaw, weDid: '', avoid: '' } }];
}

/** One loss is told by its cause, several by their number and the first cause. */
function lossText({ name, reconnects }: DestinationFacts): string {
  const why = reconnects[0]?.cause ?? '';
  if (reconnects.length === 1) return why === '' ? say`The connection to ${name} was lost.` : why;
  return say`The connection to ${name} was lost ${timesText(reconnects.length)}.${why === '' ? '' : say` The first time: ${why}`}`;
}

function neverLive({ name, serverSaid, reconnects }: DestinationFacts): Candidate {
  const said = serverSaid === '' ? '' : say` It said: “${serverSaid}”.`;
  return {
    harm: 1e6,
    trouble: {
      atSeconds: reconnects[0]?.atSeconds ?? 0,
      cause: say`${name} was never live.${said}`,
      viewersSaw: say`Nothing was public on ${name}.`,
      weDid: say`The other destinations went on without it.`,
      avoid: say`Check its address and its stream key before the next session.`,
    },
  };
}

function healing({ reconnects }: DestinationFacts): string {
  const healed = reconnects.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
  const open = reconnects.length - healed.length;
  const back =
    healed.length === 0
      ? ''
      : say`Uplink connected again ${healed.length === 1 ? say`after ${spokenLength(healed[0] ?? 0)}` : say`each time, at the latest after ${spokenLength(Math.max(...healed))}`}.`;
  return `${back}${open === 0 ? '' : say`${back === '' ? '' : ' '}It tried until the end.`}`;
}

/** All at once points to the network here; one alone to its server or the way to it. */
function advice({ id, name, reconnects }: DestinationFacts, { destinations }: SessionFacts): string {
  const others = destinations.filter((other) => other.id !== id && other.firstLiveSeconds !== null);
  const together = (other: DestinationFacts) =>
    other.reconnects.some(({ atSeconds }) => reconnects.some((mine) => Math.abs(mine.atSeconds - atSeconds) <= 8));
  if (others.length === 0) return say`Use a cable instead of Wi-Fi, and give the destination a backup address.`;
  return others.every(together)
    ? say`All destinations were cut at the same time, so it was this network: use a cable instead of Wi-Fi, or a second line.`
    : say`${listText(others.filter((other) => !together(other)).map((other) => other.name))} went on, so it was ${name} or the way to it: give it a backup address.`;
}

function drops({ name, framesSent, framesDropped, firstLiveSeconds }: DestinationFacts): readonly Candidate[] {
  const lost = framesDropped.disposable + framesDropped.delta + framesDropped.key;
  const percent = (100 * lost) / Math.max(1, framesSent + lost);
  if (firstLiveSeconds === null || percent < noticedLossPercent) return [];
  return [
    {
      harm: percent,
      trouble: {
        atSeconds: firstLiveSeconds,
        cause: say`${name} took data more slowly than it was sent: ${percentText(percent)} of its frames were left out.`,
        viewersSaw: say`Viewers on ${name} saw the picture jerk or stand still.`,
        weDid: say`Sound was kept, and pictures went on at the next key frame.`,
        avoid: say`Lower the bitrate, or stream to fewer destinations at once.`,
      },
    },
  ];
}

function slowUplink({ rateSteps, format }: SessionFacts): readonly Candidate[] {
  const down = rateSteps.filter(({ fromKbps, toKbps }) => toKbps < fromKbps);
  const first = down[0];
  if (first === undefined) return [];
  const lowest = Math.min(...down.map(({ toKbps }) => toKbps));
  return [
    {
      harm: down.length + (10 * (format.videoKbps - lowest)) / Math.max(1, format.videoKbps),
      trouble: {
        atSeconds: first.atSeconds,
        cause: say`The bitrate was lowered ${timesText(down.length)}. ${asSentence(first.why)}`,
        viewersSaw: say`Viewers saw a less sharp picture.`,
        weDid: say`The bitrate went down to ${rateText(lowest)} of ${rateText(format.videoKbps)} and was raised again when the line allowed it.`,
        avoid: say`Stop other uploads while you stream, or choose a lower bitrate.`,
      },
    },
  ];
}

function busyComputer({ loss, liveSeconds, history }: SessionFacts): readonly Candidate[] {
  const atSeconds = history.find(({ state }) => state === 'live' || state === 'rehearsing')?.atSeconds ?? 0;
  const told = (percent: number, cause: string, avoid: string): readonly Candidate[] =>
    percent < noticedLossPercent
      ? []
      : [
          {
            harm: (percent / 100) * liveSeconds,
            trouble: {
              atSeconds,
              cause: say`${cause}: ${percentText(percent)} of the frames were left out.`,
              viewersSaw: say`Viewers saw the picture jerk.`,
              weDid: say`Frames were left out evenly, so that sound and picture stayed together.`,
              avoid,
            },
          },
        ];
  return [
    ...told(
      loss.latePercent,
      say`This computer was too busy to mix every frame`,
      say`Close other programs, or lower the frame rate.`,
    ),
    ...told(
      loss.encodePercent,
      say`The encoder could not keep up`,
      say`Choose a smaller picture or fewer frames per second.`,
    ),
  ];
}

/** What happened to camera, encoder and window, told in the words of the first event of each kind. */
function stoppages({ events }: SessionFacts): readonly Candidate[] {
  const saw: Readonly<Record<string, readonly [string, string, string]>> = {
    capture: [
      say`Viewers saw what stood in for it.`,
      say`The source was opened again by itself.`,
      say`Check the cable and that no other program uses the device.`,
    ],
    encoder: [
      say`Viewers saw a short pause.`,
      say`The encoder was replaced.`,
      say`Update the graphics driver, or choose a smaller picture.`,
    ],
    page: [
      say`Viewers saw the holding picture.`,
      say`The program went on by itself as soon as the window gave pictures again.`,
      '',
    ],
  };
  return Object.entries(saw).flatMap(([kind, [viewersSaw, weDid, avoid]]) => {
    const found = events.filter((event) => event.kind === kind && event.outputId === null);
    const first: EventFacts | undefined = found[0];
    if (first === undefined) return [];
    const more = found.length > 1 ? say` ${found.length - 1} more of this kind followed.` : '';
    const trouble = { atSeconds: first.second, cause: `${asSentence(first.text)}${more}`, viewersSaw, weDid, avoid };
    return [{ harm: 3 * found.length, trouble }];
  });
}

function silence({ sound }: SessionFacts): readonly Candidate[] {
  const stretches = joined(sound.silent, 1).filter(({ from, to }) => to - from >= noticedSilence);
  const first = stretches[0];
  if (first === undefined) return [];
  const seconds = secondsIn(stretches);
  return [
    {
      harm: seconds,
      trouble: {
        atSeconds: first.from,
        cause: say`No sound came from the microphone.`,
        viewersSaw: say`Viewers heard silence for ${spokenLength(seconds)}.`,
        weDid: say`Silence was sent, so that picture and sound stayed together.`,
        avoid: say`Look at the level beside the microphone before you go live.`,
      },
    },
  ];
}

function recordingTrouble({ recordings }: SessionFacts): readonly Candidate[] {
  const bad = recordings.filter(({ trouble, verified }) => trouble !== '' || verified === false);
  return bad.slice(0, 1).map((recording) => ({
    harm: 5,
    trouble: {
      atSeconds: recording.atSeconds + recording.seconds,
      cause:
        recording.trouble === '' ? say`${recording.file} could not be read to its end.` : asSentence(recording.trouble),
      viewersSaw: say`Viewers noticed nothing.`,
      weDid: say`The file was closed; the stream went on.`,
      avoid: say`Choose a folder on a disk with more free space.`,
    },
  }));
}

function badCopy({ received }: SessionFacts): readonly Candidate[] {
  return (received?.problems ?? []).slice(0, 2).map((problem) => ({
    harm: 20,
    trouble: {
      atSeconds: 0,
      cause: asSentence(problem),
      viewersSaw: say`Viewers get what the copy shows.`,
      weDid: '',
      avoid: say`Rehearse again before you go live.`,
    },
  }));
}

/** Nobody saw it; what they would have seen is what a failure is rehearsed for. */
function rehearsed(trouble: Trouble): Trouble {
  return { ...trouble, viewersSaw: say`Had it been live: ${trouble.viewersSaw}` };
}

function bounded(trouble: Trouble): Trouble {
  return {
    atSeconds: Math.round(trouble.atSeconds * 10) / 10,
    cause: trouble.cause.trim().slice(0, longestCause),
    viewersSaw: trouble.viewersSaw.slice(0, longestText),
    weDid: trouble.weDid.slice(0, longestText),
    avoid: trouble.avoid.slice(0, longestText),
  };
}
