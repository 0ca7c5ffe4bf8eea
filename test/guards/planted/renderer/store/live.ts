/** A harmless neighbour that a planted file imports. */
export const live = 1;
