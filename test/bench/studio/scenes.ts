/** What both studios are given to send. */

/** One film over the whole picture, or one colour. */
export type Scene = { readonly kind: 'film'; readonly film: string } | { readonly kind: 'still' };
