/** Ending in two steps: End… opens a small card, and only its button ends the stream. */
import { Popover } from 'radix-ui';
import { useRef } from 'react';
import type { SessionSnapshot } from '../../../shared/contract/session.ts';
import { presetFor } from '../../../shared/live/services/presets.ts';
import { Button } from '../../app/parts/button.tsx';
import { stopSession, useLive } from '../../store/live.ts';
import { listNames, namesIn } from '../../store/session/outputs.ts';
import { showEndCard, useView } from '../../store/view.ts';
import { t } from '../../words/words.ts';

/** The End… button with its card; non-modal. */
export function EndVerb() {
  const open = useView((store) => store.endCardOpen);
  const endNow = useRef<HTMLButtonElement>(null);
  const where = useLive(({ session }) => whereOf(session));
  return (
    <Popover.Root open={open} onOpenChange={showEndCard}>
      <Popover.Trigger className="button button-end" title="Ctrl+Shift+E" aria-label={t('live.end.verb')}>
        <span>{t('live.end.verb')}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="end-card"
          align="end"
          sideOffset={8}
          aria-labelledby="end-title"
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            endNow.current?.focus();
          }}
        >
          <h2 id="end-title">{where === '' ? t('live.end.title') : t('live.end.titleOn', { where })}</h2>
          <p className="muted">{t('live.end.note')}</p>
          <div className="card-actions">
            <button ref={endNow} type="button" className="button button-go" onClick={end}>
              {t('live.end.now')}
            </button>
            <Button onClick={() => showEndCard(false)}>{t('live.end.keep')}</Button>
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Every destination that has been started; a paused one ends with the rest. */
function whereOf({ outputs, destination }: SessionSnapshot): string {
  const names = namesIn(outputs, ['connecting', 'live', 'reconnecting', 'paused']);
  if (names.length > 0) return listNames(names);
  return destination === null ? '' : presetFor(destination.serviceId).name;
}

function end(): void {
  showEndCard(false);
  void stopSession();
}
