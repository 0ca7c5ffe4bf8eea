/** A harmless neighbour that a planted file imports. */
export const panel = 1;
