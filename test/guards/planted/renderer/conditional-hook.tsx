/** Planted fault. Must fire: react-hooks(rules-of-hooks) */
import { useState, type ReactElement } from 'react';
export function Flag({ on }: { readonly on: boolean }): ReactElement | null {
  if (!on) return null;
  const [count] = useState(0);
  return <p>{count}</p>;
}
