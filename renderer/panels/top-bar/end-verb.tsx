/** Ending in two steps: End… opens a small card, and only its buttons end the stream, at once or after the closing scene. */
import { Popover } from 'radix-ui';
import { useEffect, useRef } from 'react';
import type { SessionSnapshot } from '../../../shared/contract/session.ts';
import { presetFor } from '../../../shared/live/services/presets.ts';
import { useTip } from '../../app/keys/command-words.ts';
import { Button } from '../../app/parts/button.tsx';
import { useLive } from '../../store/live.ts';
import { closeAndEnd, closingSeconds, endNow, keepStreaming, useEdges } from '../../store/session/edges.ts';
import { listNames, namesIn } from '../../store/session/outputs.ts';
import { useShow } from '../../store/show/show.ts';
import { say } from '../../store/show/spoken.ts';
import { showEndCard, useView } from '../../store/view.ts';
import { t, useTranslation } from '../../words/words.ts';

/** The End… button with its card; non-modal. */
export function EndVerb() {
  const open = useView((store) => store.endCardOpen);
  const first = useRef<HTMLDivElement>(null);
  const secondsLeft = useEdges((store) => store.secondsLeft);
  const tip = useTip('session.end');
  useSpokenEnd(secondsLeft !== null);
  const verb = secondsLeft === null ? t('live.end.verb') : t('live.end.verbIn', { seconds: secondsLeft });
  return (
    <Popover.Root open={open} onOpenChange={showEndCard}>
      <Popover.Trigger className="button button-end" title={tip} aria-label={verb}>
        <span>{verb}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="end-card"
          align="end"
          sideOffset={8}
          aria-labelledby="end-title"
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            first.current?.querySelector('button')?.focus();
          }}
        >
          <div ref={first}>{secondsLeft === null ? <Question /> : <Countdown seconds={secondsLeft} />}</div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Question() {
  const { t: text } = useTranslation();
  const where = useLive(({ session }) => whereOf(session));
  const closing = useClosingName();
  return (
    <>
      <h2 id="end-title">{where === '' ? text('live.end.title') : text('live.end.titleOn', { where })}</h2>
      <p className="muted">{text('live.end.note')}</p>
      <div className="card-actions">
        <button type="button" className="button button-go" onClick={end}>
          {text('live.end.now')}
        </button>
        {closing === null ? null : (
          <Button onClick={() => void closeAndEnd()}>
            {text('live.end.closing', { name: closing, seconds: closingSeconds })}
          </Button>
        )}
        <Button onClick={() => showEndCard(false)}>{text('live.end.keep')}</Button>
      </div>
    </>
  );
}

/** The closing scene is on air. */
function Countdown({ seconds }: { readonly seconds: number }) {
  const { t: text } = useTranslation();
  const closing = useClosingName();
  const now = useRef<HTMLButtonElement>(null);
  // The button that led here is gone.
  useEffect(() => now.current?.focus(), []);
  return (
    <>
      <h2 id="end-title">{text('live.end.endsIn', { seconds })}</h2>
      <p className="muted">{text('live.end.seen', { name: closing ?? '' })}</p>
      <div className="card-actions">
        <button ref={now} type="button" className="button button-go" onClick={end}>
          {text('live.end.now')}
        </button>
        <Button
          onClick={() => {
            keepStreaming();
            showEndCard(false);
          }}
        >
          {text('live.end.keep')}
        </Button>
      </div>
    </>
  );
}

/** Once, not each second. */
function useSpokenEnd(isClosing: boolean): void {
  useEffect(() => {
    if (isClosing) say(t('live.end.endsIn', { seconds: closingSeconds }));
  }, [isClosing]);
}

function useClosingName(): string | null {
  return useShow(({ scenes, closingSceneId }) => scenes.find(({ id }) => id === closingSceneId)?.name ?? null, null);
}

/** Every destination that has been started; a paused one ends with the rest. */
function whereOf({ outputs, destination }: SessionSnapshot): string {
  const names = namesIn(outputs, ['connecting', 'live', 'reconnecting', 'paused']);
  if (names.length > 0) return listNames(names);
  return destination === null ? '' : presetFor(destination.serviceId).name;
}

function end(): void {
  showEndCard(false);
  void endNow();
}
