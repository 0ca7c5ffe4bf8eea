/** Parts of the window that are seldom needed: their code is loaded apart, ahead of time once the window stands. */
import { lazy, Suspense, useState, type ComponentType, type ReactNode } from 'react';

/** A part and how its code is fetched. */
export type LazyPart<Props> = {
  /** Nothing, or the given stand-in, until its code is there. */
  readonly Part: (props: Props) => ReactNode;
  readonly preload: () => Promise<void>;
};

/** Where the code is there already, the part is drawn at once: it then never suspends, so nothing flashes. */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  standIn: ReactNode = null,
): LazyPart<Props> {
  let ready: ComponentType<Props> | null = null;
  const fetchPart = async () => {
    ready ??= await load();
    return { default: ready };
  };
  const Later: ComponentType<Props> = lazy(fetchPart);
  return {
    Part: (props) => {
      // Chosen once: another component in its place would begin anew.
      const [Shown] = useState((): ComponentType<Props> => ready ?? Later);
      return (
        <Suspense fallback={standIn}>
          <Shown {...props} />
        </Suspense>
      );
    },
    preload: async () => {
      await fetchPart();
    },
  };
}
