import { BaseRpcContext } from '@nestjs/microservices';
import type { CallerSignal, CallRequest } from '@multilith/runtime/transport';

/** The call, for a `@MessagePattern` handler, guard or interceptor: `@Ctx() call: NatsCallContext`. */
export class NatsCallContext extends BaseRpcContext<[CallRequest, CallerSignal]> {
  /** The call with caller, deadline, key, principal and trace. */
  get request(): CallRequest {
    return this.args[0];
  }

  /** Fires when the caller has given up. */
  get signal(): CallerSignal {
    return this.args[1];
  }
}
