/** A harmless neighbour that a planted file imports. */
export const call = 1;
