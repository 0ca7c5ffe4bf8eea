/** Ending in two steps: End… opens a small card, and only its button ends the stream. */
import { Popover } from 'radix-ui';
import { useRef } from 'react';
import { presetFor } from '../../../shared/live/services/presets.ts';
import { Button } from '../../app/parts/button.tsx';
import { stopSession, useLive } from '../../store/live.ts';
import { showEndCard, useView } from '../../store/view.ts';

/** The End… button with its card; non-modal. */
export function EndVerb() {
  const open = useView((store) => store.endCardOpen);
  const endNow = useRef<HTMLButtonElement>(null);
  const where = useLive(({ session }) => (session.destination ? presetFor(session.destination.serviceId).name : ''));
  return (
    <Popover.Root open={open} onOpenChange={showEndCard}>
      <Popover.Trigger className="button button-end" title="Ctrl+Shift+E" aria-label="End…">
        <span>End…</span>
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
          <h2 id="end-title">End the stream{where === '' ? '' : ` on ${where}`}?</h2>
          <p className="muted">Viewers see the stream stop. The report opens afterwards.</p>
          <div className="card-actions">
            <button ref={endNow} type="button" className="button button-go" onClick={end}>
              End now
            </button>
            <Button onClick={() => showEndCard(false)}>Keep streaming</Button>
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function end(): void {
  showEndCard(false);
  void stopSession();
}
