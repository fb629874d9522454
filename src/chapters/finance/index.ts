/** The front door: what other chapters may ask of finance. Everything else of this folder is its own. */
export { receiptsAgainstOrders } from './receipts/match-records.ts';
export { grossMargin, netMargin } from './statements/margins.ts';
export { accountNames, activeAccounts, type PaymentAccount } from './receipts/accounts.ts';
export { importAlipayBills, importWechatBills } from './receipts/import-bills.ts';
export { methodRules, methodsFor, type MethodRule, type PaymentMethod } from './receipts/payment-methods.ts';
export { oweRefund, refundedOf, refundsOf, refundsOfOrder, voidRefund, type OwedRefund, type RefundState } from './refunds/owe.ts';
export { refundSources, type RefundSource } from './refunds/contract.ts';
export { payRefund } from './refunds/pay-refund.ts';
export { forgetNumbers, lockReceivablesOf, receivablesById, type Receivable } from './receipts/receivables.ts';
export { paymentsOfOrders, type PaymentLine } from './receipts/order-payments.ts';
export { planOfOrder, type PlannedPart } from './receipts/acknowledge-order.ts';
export { receiptsHeld } from './receipts/personal-data.ts';
