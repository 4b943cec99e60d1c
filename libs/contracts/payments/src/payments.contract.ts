import { contract } from '@multilith/contract';
import lock from './contract.lock.json' with { type: 'json' };
import { CaptureRequested } from './capture-requested.js';
import { GetPayments } from './get-payments.js';
import { PaymentCaptured } from './payment-captured.js';
import { PaymentDeclined } from './payment-declined.js';
import { PaymentRefunded } from './payment-refunded.js';
import { RefundRequested } from './refund-requested.js';

/** Everything that can be asked of payments, and everything it tells. */
export const payments = contract(
  'payments',
  [GetPayments, CaptureRequested, PaymentCaptured, PaymentDeclined, RefundRequested, PaymentRefunded],
  { lock },
);
