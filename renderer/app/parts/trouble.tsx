/** A failure in words: what happened, what to do next, and perhaps a button that does it. */
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { StudioError } from '../../../shared/errors.ts';
import { sentenceFor } from '../../../shared/live/words/sentences.ts';

type TroubleProps = {
  readonly error: StudioError;
  /** Service and host that the sentence may name. */
  readonly service?: string;
  readonly host?: string;
  readonly children?: ReactNode;
};

/** Sentence and next step of one error. */
export function Trouble({ error, service = '', host = '', children }: TroubleProps) {
  const { text, next } = sentenceFor(error, { service, host });
  return (
    <div className="trouble">
      <TriangleAlert aria-hidden="true" />
      <div>
        <p>{text}</p>
        <p className="muted">{next}</p>
        {children ? <div className="trouble-actions">{children}</div> : null}
      </div>
    </div>
  );
}
