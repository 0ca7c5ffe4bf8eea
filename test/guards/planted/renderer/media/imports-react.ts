/** Planted fault. Must fire: eslint(no-restricted-imports) */
import { useState } from 'react';
export const media = useState;
