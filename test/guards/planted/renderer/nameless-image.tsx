/** Planted fault. Must fire: jsx-a11y(alt-text) */
import type { ReactElement } from 'react';
export const Face = (): ReactElement => <img src="face.png" />;
