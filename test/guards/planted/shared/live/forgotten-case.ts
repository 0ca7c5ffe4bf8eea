/** Planted fault. Must fire: typescript(switch-exhaustiveness-check) */
export function fault(whose: 'ours' | 'theirs'): number {
  let found = 0;
  switch (whose) {
    case 'ours':
      found = 1;
      break;
  }
  return found;
}
