/** A harmless neighbour that a planted file imports. */
export const scene = 1;
