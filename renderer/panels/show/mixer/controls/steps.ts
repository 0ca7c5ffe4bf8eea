/** Which changes of a slider are one step to undo: those of one drag, or of one key that is held or pressed again soon. */
import { useRef } from 'react';
import { newGesture } from '../../../../store/show/show.ts';

/** A longer pause begins a new step, ms. */
const pauseMillis = 700;

/** Names the step that a change now belongs to. */
export function useSteps(): () => string {
  const step = useRef({ gesture: '', at: Number.NEGATIVE_INFINITY });
  return () => {
    const now = performance.now();
    if (now - step.current.at > pauseMillis) step.current.gesture = newGesture();
    step.current.at = now;
    return step.current.gesture;
  };
}
