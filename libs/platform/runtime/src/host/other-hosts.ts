import type { Logger } from '@nestjs/common';
import { definitionOf, type MessageClass } from '@multilith/contract';
import type { CallPath } from '../call/call-path.js';
import type { HandlerBinding, LocalBinding, RemoteBinding } from '../call/handler-binding.js';
import { PrincipalTokens } from '../principal/principal-tokens.js';
import { CallReceiver } from '../transport/call-receiver.js';
import { HostTransports } from '../transport/host-transports.js';
import { RemoteContext } from '../transport/remote-context.js';
import type { Receiver, Transport } from '../transport/transport.js';
import { contractEventsOf, type Discovery } from '../wiring/discovery.js';
import { bindRemotes, contractsElsewhere } from '../wiring/remote-bindings.js';
import { transportFaults } from '../wiring/transport-check.js';
import type { WiringFault } from '../wiring/wiring-error.js';
import type { MultilithOptions } from './multilith-options.js';
import { Placement } from '../topology/placement.js';

/** The other hosts of a deployment, as one host calls them and is called by them. */
export class OtherHosts {
  readonly placement: Placement;
  readonly principals: PrincipalTokens;
  /** Questions about the journals of this host, by name, like `orders.$journal.read`; fill it before {@link serve}. */
  readonly journalQuestions = new Map<string, Receiver>();
  readonly #options: MultilithOptions;
  readonly #logger: Logger;
  #transports: HostTransports | undefined;

  constructor(host: string, options: MultilithOptions, logger: Logger) {
    this.placement = new Placement(host, options.topology ?? {});
    this.principals = new PrincipalTokens(options.principalKeys, host, options.topology);
    this.#options = options;
    this.#logger = logger;
  }

  /** What is missing to reach the contexts that this application needs, and to be reached. */
  faults(discovery: Discovery): WiringFault[] {
    return transportFaults(this.placement.host, {
      needed: this.#needed(discovery),
      connectable: Object.keys(this.#options.transports ?? {}),
      hostsWithoutKey: this.principals.hostsWithoutKey(),
    });
  }

  /** Connects what the topology asks for; nothing where everything is here. */
  async connect(discovery: Discovery): Promise<void> {
    this.#transports = await HostTransports.connect(
      this.placement,
      this.#needed(discovery),
      this.#options.transports ?? {},
    );
  }

  /** Handlers in other hosts that this application calls. */
  bindings(discovery: Discovery): Map<MessageClass, RemoteBinding> {
    return bindRemotes(contractsElsewhere(discovery).values(), (context) => {
      const transport = this.transportTo(context);
      return (
        transport && new RemoteContext({ context, transport, principals: this.principals, host: this.placement.host })
      );
    });
  }

  /** The transport that leads to a context in another host; `undefined` for one that is here. */
  transportTo(context: string): Transport | undefined {
    return this.#transports?.to(context);
  }

  /** The transports over which others hear of the contexts of this host. */
  get serving(): readonly Transport[] {
    return this.#transports?.serving ?? [];
  }

  /** Begins to answer calls to the contexts of this host. */
  async serve(
    { contexts }: Discovery,
    bindings: ReadonlyMap<MessageClass, HandlerBinding>,
    callPath: CallPath,
  ): Promise<void> {
    if (this.serving.length === 0) return;
    const published = [...bindings.values()].filter(
      (binding): binding is LocalBinding => binding.published && !binding.remote,
    );
    const receiver = new CallReceiver({
      callPath,
      principals: this.principals,
      bindings: new Map(published.map((binding) => [binding.definition.name, binding])),
      journalQuestions: this.journalQuestions,
      placement: this.placement,
      onFailure: (problem, err) => this.#logger.warn(problem, { err }),
    });
    await this.#transports!.serve(
      contexts.map(({ definition }) => definition.contract.name),
      (context, transport) => receiver.receiverFor(context, transport),
      (context) => receiver.journalReceiverFor(context),
    );
  }

  /** Takes no new calls and finishes those that are running. */
  async drain(): Promise<void> {
    await this.#transports?.drain();
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await this.#transports?.close();
  }

  #needed(discovery: Discovery): readonly string[] {
    const publishers = discovery.handlers.flatMap((handler) =>
      contractEventsOf(handler).map((event) => definitionOf(event)!.context),
    );
    return this.placement.transportsFor(new Set([...contractsElsewhere(discovery).keys(), ...publishers]));
  }
}
