/** A harmless neighbour that a planted file imports. */
export const packet = 1;
