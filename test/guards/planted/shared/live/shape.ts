/** A harmless neighbour that a planted file imports. */
export type Shape = { readonly side: number };
