/** A harmless neighbour that a planted file imports. */
export const log = 1;
