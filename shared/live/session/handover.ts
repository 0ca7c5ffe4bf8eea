/** Moving a live stream to another connection without a gap: the old one carries it up to the key frame that begins the new one. */

/** Which connection takes a packet. */
export type Carrier = 'old' | 'new';

/** Where a move stands: the new connection is being made, was accepted, carries the stream, or came to nothing. */
export type HandoverState = 'connecting' | 'ready' | 'moved' | 'given-up';

/** One move; the old connection says goodbye once the state is `moved`. */
export class Handover {
  #state: HandoverState = 'connecting';

  get state(): HandoverState {
    return this.#state;
  }

  /** The new server accepted the publish; a key frame is wanted now. */
  accepted(): void {
    if (this.#state === 'connecting') this.#state = 'ready';
  }

  /** The new connection failed. Before the move the old one goes on as if nothing had been; later it is too late. */
  failed(): void {
    if (this.#state !== 'moved') this.#state = 'given-up';
  }

  /** Says where the next packet, in sending order, goes. Sound follows the picture: no packet goes to both. */
  route(packet: { readonly track: 'video' | 'audio'; readonly isKeyFrame: boolean }): Carrier {
    if (this.#state === 'ready' && packet.track === 'video' && packet.isKeyFrame) this.#state = 'moved';
    return this.#state === 'moved' ? 'new' : 'old';
  }
}
