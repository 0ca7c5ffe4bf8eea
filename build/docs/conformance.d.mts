/** Types of the conformance document's generator, for its guard. */
export type RowTest = {
  readonly file: string;
  readonly ids: readonly string[];
  readonly name: string;
  readonly peers: readonly string[];
};
export function expandIds(text: string): readonly string[];
export function titlesIn(text: string): readonly Pick<RowTest, 'ids' | 'name'>[];
export function testsBelow(root: string): readonly RowTest[];
export function complaints(tests: readonly RowTest[]): readonly string[];
export function documentOf(tests: readonly RowTest[]): Promise<string>;
export function documentNow(root: string): string;
