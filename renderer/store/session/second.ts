/** The wall clock once a second, for texts such as "lost 7 s ago". */
import { useEffect, useState } from 'react';

/** Now, in ms since 1970, renewed each second. */
export function useSecond(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
