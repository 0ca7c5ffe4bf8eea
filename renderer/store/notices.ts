/** Sentences worth a toast: from main's notices and from refused calls. */
import { create } from 'zustand';
import type { Notice } from '../../shared/contract/ipc.ts';
import type { StudioError } from '../../shared/errors.ts';
import { sentenceFor } from '../../shared/live/words/sentences.ts';

/** What can be done about a notice with one press; it closes the toast. */
export type ToastAction = { readonly label: string; readonly act: () => void };

/** A notice on show. */
export type Toast = Notice & { readonly id: number; readonly action: ToastAction | null };

type NoticeStore = { readonly toasts: readonly Toast[] };

/** Most toasts on show at once; older ones give way. */
const maxToasts = 3;

/** How long good news stays; warnings stay until they are closed. */
const goodNewsMillis = 8000;

let lastId = 0;

/** Toasts on show, oldest first. */
export const useNotices = create<NoticeStore>()(() => ({ toasts: [] }));

/** Shows a notice; the same sentence twice is one toast. */
export function tell(notice: Notice, action: ToastAction | null = null): void {
  lastId += 1;
  const id = lastId;
  useNotices.setState(({ toasts }) => ({
    toasts: [...toasts.filter((toast) => toast.text !== notice.text), { ...notice, id, action }].slice(-maxToasts),
  }));
  if (notice.tone === 'good' || notice.tone === 'info') setTimeout(() => closeToast(id), goodNewsMillis);
}

/** Shows a failure in words. */
export function tellFailure(error: StudioError): void {
  const { text, next } = sentenceFor(error, { service: '', host: '' });
  tell({ tone: 'bad', text, next });
}

/** Takes a toast away. */
export function closeToast(id: number): void {
  useNotices.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}
