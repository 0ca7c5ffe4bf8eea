/** Keys that work while another program has the focus: registered as the settings say, with a result for each. */
import type { GlobalShortcutState } from '../../shared/contract/ipc.ts';

/** What of Electron's `globalShortcut` is used. */
export type Registry = {
  /** False when another program has the keys; throws for keys that are none. */
  readonly register: (accelerator: string, onPress: () => void) => boolean;
  readonly unregister: (accelerator: string) => void;
};

type GlobalShortcutParts = {
  readonly registry: Registry;
  /** True where the desktop gives no keys to programs without focus, whatever `register` says. */
  readonly isFocusedOnly: boolean;
  readonly onPress: (id: string) => void;
  readonly onChange: (states: readonly GlobalShortcutState[]) => void;
};

/** The shortcuts of one run. */
export class GlobalShortcuts {
  readonly #parts: GlobalShortcutParts;
  #wanted = '{}';
  #registered: string[] = [];
  #states: readonly GlobalShortcutState[] = [];

  constructor(parts: GlobalShortcutParts) {
    this.#parts = parts;
  }

  /** What became of each. */
  get states(): readonly GlobalShortcutState[] {
    return this.#states;
  }

  /** Registers these, command to keys, and no others; the same ones again change nothing. */
  follow(shortcuts: Readonly<Record<string, string>>): void {
    const wanted = JSON.stringify(shortcuts);
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#release();
    this.#states = Object.entries(shortcuts)
      .filter(([, keys]) => keys !== '')
      .map(([id, keys]) => ({ id, keys, state: this.#register(id, keys) }));
    this.#parts.onChange(this.#states);
  }

  /** Gives all keys back. */
  close(): void {
    this.#wanted = '{}';
    this.#states = [];
    this.#release();
  }

  #register(id: string, keys: string): GlobalShortcutState['state'] {
    const accelerator = acceleratorOf(keys);
    if (accelerator === null) return 'invalid';
    try {
      if (!this.#parts.registry.register(accelerator, () => this.#parts.onPress(id))) return 'taken';
    } catch {
      return 'invalid';
    }
    this.#registered.push(accelerator);
    return this.#parts.isFocusedOnly ? 'focused-only' : 'works';
  }

  #release(): void {
    for (const accelerator of this.#registered) this.#parts.registry.unregister(accelerator);
    this.#registered = [];
  }
}

const renamed: Readonly<Record<string, string>> = {
  Ctrl: 'CommandOrControl',
  Enter: 'Return',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
};

/** Keys as Electron writes them; null for keys that would take letters from every other program. */
export function acceleratorOf(keys: string): string | null {
  if (!/^(?:Ctrl\+|Alt\+)/u.test(keys) && !/^(?:Shift\+)?F\d{1,2}$/u.test(keys)) return null;
  return keys
    .split(/(?<=.)\+/u)
    .map((part) => renamed[part] ?? part)
    .join('+');
}
