/** A Worker that has its garbage collected: one that is fed by transfer and allocates next to nothing never would. */

/** Messages with a transfer list between two pushes: about 4 s of sound. */
export const messagesPerPush = 200;

/**
 * V8 collects a heap once this much memory outside it has come in (its soft limit). What a message brought is held by
 * the page's own heap, whose size V8 doesn't see, and which is collected only together with V8's.
 */
const pushBytes = 64 * 1024 * 1024;

/** The same kind of Worker; now and then an empty buffer travels along, never touched and so never in memory. */
export function collected(Base: typeof Worker): typeof Worker {
  return class extends Base {
    #messages = 0;

    override postMessage(message: unknown, options: Transferable[] | StructuredSerializeOptions = []): void {
      const transfer = Array.isArray(options) ? options : (options.transfer ?? []);
      if (transfer.length > 0) this.#messages += 1;
      const isPush = transfer.length > 0 && this.#messages % messagesPerPush === 0;
      super.postMessage(message, isPush ? [...transfer, ...createPush()] : transfer);
    }
  };
}

/** Empty where the system has no such room: then the garbage waits. */
function createPush(): ArrayBuffer[] {
  try {
    return [new ArrayBuffer(pushBytes)];
  } catch {
    return [];
  }
}
