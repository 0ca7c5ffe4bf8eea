/** A harmless neighbour that a planted file imports. */
export const chunk = 1;
