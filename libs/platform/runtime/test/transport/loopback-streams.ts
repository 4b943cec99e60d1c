import type { EventStreams, StopFollowing, StreamMessage } from '../../src/transport/event-streams.js';

type Watch = (isFollowed: boolean) => void;
interface Following {
  readonly owner: LoopbackStreams;
  readonly publisher: string;
  readonly onMessage: (message: StreamMessage, bytes: number) => void;
}

/** What the streams of a loopback network have in common. */
export class LoopbackFollowers {
  /** Returns whether an event gets lost on its way to a follower. Default: none. */
  loses: (message: StreamMessage) => boolean = () => false;
  /** Events sent, by the name of the sending host. */
  readonly sent: { readonly host: string; readonly message: StreamMessage }[] = [];
  readonly #following = new Set<Following>();
  readonly #watches = new Map<string, Set<Watch>>();

  /** @internal */
  watch(publisher: string, watch: Watch): void {
    const watches = this.#watches.get(publisher);
    if (watches) watches.add(watch);
    else this.#watches.set(publisher, new Set([watch]));
    if (this.#isFollowed(publisher)) watch(true);
  }

  /** @internal */
  follow(following: Following): StopFollowing {
    const { publisher } = following;
    this.#change(publisher, () => this.#following.add(following));
    return async () => this.#change(publisher, () => this.#following.delete(following));
  }

  /** @internal ends what a host follows */
  withdraw(owner: LoopbackStreams): void {
    for (const each of [...this.#following])
      if (each.owner === owner) this.#change(each.publisher, () => this.#following.delete(each));
  }

  /** @internal as bytes, one turn of the event loop later */
  send(host: string, publisher: string, message: StreamMessage): void {
    this.sent.push({ host, message });
    const bytes = Buffer.from(JSON.stringify(message));
    for (const { publisher: followed, onMessage } of this.#following)
      if (followed === publisher && !this.loses(message))
        setImmediate(() => onMessage(JSON.parse(bytes.toString()) as StreamMessage, bytes.byteLength));
  }

  #change(publisher: string, change: () => unknown): void {
    const before = this.#isFollowed(publisher);
    change();
    const isFollowed = this.#isFollowed(publisher);
    if (isFollowed !== before) for (const watch of this.#watches.get(publisher) ?? []) watch(isFollowed);
  }

  #isFollowed(publisher: string): boolean {
    return [...this.#following].some((each) => each.publisher === publisher);
  }
}

/** The streams of one host of a loopback network, which keep nothing or stand for those of a broker. */
export class LoopbackStreams implements EventStreams {
  declare readonly pushed?: true;
  readonly #followers: LoopbackFollowers;
  readonly #host: string;

  constructor(followers: LoopbackFollowers, host: string, pushed: boolean) {
    this.#followers = followers;
    this.#host = host;
    if (pushed) this.pushed = true;
  }

  onFollowed(publisher: string, listener: Watch): void {
    this.#followers.watch(publisher, listener);
  }

  async prepare(): Promise<void> {}

  async append(publisher: string, messages: readonly StreamMessage[]): Promise<void> {
    for (const message of messages) this.#followers.send(this.#host, publisher, message);
  }

  follow(publisher: string, onMessage: (message: StreamMessage, bytes: number) => void): StopFollowing {
    return this.#followers.follow({ owner: this, publisher, onMessage });
  }

  /** Stops following everything. */
  close(): void {
    this.#followers.withdraw(this);
  }
}
