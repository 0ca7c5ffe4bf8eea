/** Toasts: sentences over the picture that never take the focus; F6 goes there. */
import { CircleCheck, Info, OctagonAlert, TriangleAlert, X } from 'lucide-react';
import type { Notice } from '../../../shared/contract/ipc.ts';
import { closeToast, useNotices, type ToastAction } from '../../store/notices.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { t } from '../../words/words.ts';

/** The toasts on show, newest last. */
export function Toasts() {
  const toasts = useNotices((store) => store.toasts);
  if (toasts.length === 0) return null;
  return (
    <aside className="toasts" aria-label={t('app.voice.notices')} tabIndex={-1} data-region="Notices">
      {toasts.map(({ id, tone, text, next, action }) => (
        <div key={id} className={`toast toast-${tone}`}>
          <ToneMark tone={tone} />
          <div>
            <p>{text}</p>
            {next === '' ? null : <p className="small muted">{next}</p>}
            {action === null ? null : <ToastButton id={id} action={action} />}
          </div>
          <IconButton label={t('app.voice.closeNotice')} icon={<X />} onClick={() => closeToast(id)} />
        </div>
      ))}
    </aside>
  );
}

function ToastButton({ id, action }: { readonly id: number; readonly action: ToastAction }) {
  const press = () => {
    closeToast(id);
    action.act();
  };
  return (
    <p className="toast-action">
      <Button onClick={press}>{action.label}</Button>
    </p>
  );
}

function ToneMark({ tone }: { readonly tone: Notice['tone'] }) {
  switch (tone) {
    case 'good':
      return <CircleCheck aria-label={t('app.voice.tones.good')} />;
    case 'info':
      return <Info aria-label={t('app.voice.tones.info')} />;
    case 'warn':
      return <TriangleAlert aria-label={t('app.voice.tones.warn')} />;
    case 'bad':
      return <OctagonAlert aria-label={t('app.voice.tones.bad')} />;
  }
}
