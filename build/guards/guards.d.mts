/** Types of the guards, for their tests. */
export function crowdedFolders(root: string): readonly string[];
export function filesWithoutSentence(root: string): readonly string[];
export function namedButMissing(root: string): readonly string[];
export function overBudget(root: string): readonly string[];
