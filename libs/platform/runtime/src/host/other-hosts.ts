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

/** Calls between this host and the other hosts of a deployment. */
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

  /** Returns the faults that keep this host from calling the contexts that it needs or from being called. */
  faults(discovery: Discovery): WiringFault[] {
    return transportFaults(this.placement.host, {
      needed: this.#needed(discovery),
      connectable: Object.keys(this.#options.transports ?? {}),
      hostsWithoutKey: this.principals.hostsWithoutKey(),
    });
  }

  /** Connects the transports that the topology requires; none if all contexts are in this host. */
  async connect(discovery: Discovery): Promise<void> {
    this.#transports = await HostTransports.connect(
      this.placement,
      this.#needed(discovery),
      this.#options.transports ?? {},
    );
  }

  /** Returns bindings for handlers in other hosts that this application calls. */
  bindings(discovery: Discovery): Map<MessageClass, RemoteBinding> {
    return bindRemotes(contractsElsewhere(discovery).values(), (context) => {
      const transport = this.transportTo(context);
      return (
        transport && new RemoteContext({ context, transport, principals: this.principals, host: this.placement.host })
      );
    });
  }

  /** Returns the transport to a context in another host; `undefined` for a context in this host. */
  transportTo(context: string): Transport | undefined {
    return this.#transports?.to(context);
  }

  /** The transports over which this host serves its contexts. */
  get serving(): readonly Transport[] {
    return this.#transports?.serving ?? [];
  }

  /** Starts answering calls to the contexts of this host. */
  async serve(
    { contexts }: Discovery,
    bindings: ReadonlyMap<MessageClass, HandlerBinding>,
    callPath: CallPath,
  ): Promise<void> {
    if (this.serving.length === 0) return;
    const published = [...bindings.values()].filter(
      (binding): binding is LocalBinding => binding.published && !binding.remote && !binding.current,
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
      contexts.map(({ definition }) => definition.contract),
      (context, transport) => receiver.receiverFor(context, transport),
      (context) => receiver.journalReceiverFor(context),
    );
  }

  /** Stops accepting calls and finishes running ones. */
  async drain(): Promise<void> {
    await this.#transports?.drain();
  }

  /** Closes all connections. */
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
