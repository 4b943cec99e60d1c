/** The published language of payments: collects the money of orders and gives it back. */
export { payments } from './payments.contract.js';
export { GetPayments } from './get-payments.js';
export { PaymentCaptured } from './payment-captured.js';
export { PaymentDeclined } from './payment-declined.js';
export { PaymentRefunded } from './payment-refunded.js';
export { CaptureRequested } from './capture-requested.js';
export { RefundRequested } from './refund-requested.js';
export { PaymentState } from './payment-state.js';
export { PaymentView } from './payment-view.js';
