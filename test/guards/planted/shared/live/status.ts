/** A harmless neighbour that a planted file imports. */
export const status = 1;
