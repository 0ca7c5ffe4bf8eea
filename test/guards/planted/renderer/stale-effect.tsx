/** Planted fault. Must fire: react-hooks(exhaustive-deps) */
import { useEffect, type ReactElement } from 'react';
export function Title({ text }: { readonly text: string }): ReactElement {
  useEffect(() => {
    document.title = text;
  }, []);
  return <p>{text}</p>;
}
