import { act, raw, read, type Route } from '../../kernel/http/route.ts';
import { chequeRoutes } from './receipts/cheque-routes.ts';
import * as ledger from './ledger/contract.ts';
import { postManual, reverseManual } from './ledger/manual-entry.ts';
import { period, periods } from './ledger/period-queries.ts';
import { closePeriod, signPeriod } from './ledger/periods.ts';
import { reopenPeriod } from './ledger/reopen-period.ts';
import { entries, entryRecord, trialBalance } from './ledger/queries.ts';
import { mayChooseAccounts, mayReadAccounts, mayReadMoney } from './policies.ts';
import { acknowledgeOrder } from './receipts/acknowledge-order.ts';
import { accountChoices, accountList, methods, offer } from './receipts/account-queries.ts';
import * as receipts from './receipts/contract.ts';
import { desk } from './receipts/desk.ts';
import { explainDifference } from './receipts/explain-difference.ts';
import { matchByHand } from './receipts/match-by-hand.ts';
import { matchReceipts } from './receipts/match-receipts.ts';
import { saveMethods } from './receipts/payment-methods.ts';
import { bills, openItems, receivables, receipts as receiptList } from './receipts/queries.ts';
import { receiptRecord } from './receipts/receipt-record.ts';
import { recordReceipt } from './receipts/record-receipt.ts';
import { changeAccountVerb, createAccountVerb } from './receipts/save-payment-account.ts';
import { undoMatch } from './receipts/undo-match.ts';
import { writeOff } from './receipts/write-off.ts';
import { refundRoutes } from './refunds/routes.ts';
import * as statements from './statements/contract.ts';
import { billsXlsx, entriesCsv, periodsXlsx, profitXlsx, receiptsCsv, receivablesXlsx, trialBalanceXlsx } from './statements/exports.ts';
import { monthlyReport } from './statements/monthly-report.ts';
import { profit } from './statements/profit.ts';

export const routes: Route[] = [
  ...refundRoutes,
  ...chequeRoutes,
  read(receipts.listAccounts, mayReadAccounts, accountList),
  read(receipts.chooseAccounts, mayChooseAccounts, accountChoices),
  act(receipts.createAccount, createAccountVerb),
  act(receipts.changeAccount, changeAccountVerb),
  read(receipts.readMethods, mayReadAccounts, methods),
  read(receipts.readOffer, mayReadAccounts, offer),
  act(receipts.saveMethods, saveMethods),

  read(receipts.listBills, mayReadMoney, bills),
  raw(receipts.exportBills, mayReadMoney, billsXlsx),
  read(receipts.listReceipts, mayReadMoney, receiptList),
  raw(receipts.exportReceipts, mayReadMoney, receiptsCsv),
  read(receipts.readReceipt, mayReadMoney, receiptRecord),
  act(receipts.recordReceipt, recordReceipt),
  read(receipts.readOpenItems, mayReadMoney, openItems),
  read(receipts.readDesk, mayReadMoney, desk),
  act(receipts.runMatching, matchReceipts),
  act(receipts.matchByHand, matchByHand),
  act(receipts.undoMatch, undoMatch),
  act(receipts.explainDifference, explainDifference),
  act(receipts.acknowledgeOrderAct, acknowledgeOrder),
  read(receipts.listReceivables, mayReadMoney, receivables),
  raw(receipts.exportReceivables, mayReadMoney, receivablesXlsx),
  act(receipts.writeOff, writeOff),

  read(ledger.readTrialBalance, mayReadMoney, trialBalance),
  raw(ledger.exportTrialBalance, mayReadMoney, trialBalanceXlsx),
  read(ledger.listEntries, mayReadMoney, entries),
  raw(ledger.exportEntries, mayReadMoney, entriesCsv),
  read(ledger.readEntry, mayReadMoney, entryRecord),
  act(ledger.postEntry, postManual),
  act(ledger.reverseEntry, reverseManual),
  read(ledger.listPeriods, mayReadMoney, periods),
  raw(ledger.exportPeriods, mayReadMoney, periodsXlsx),
  read(ledger.readPeriod, mayReadMoney, period),
  raw(ledger.printPeriod, mayReadMoney, monthlyReport),
  act(ledger.signPeriod, signPeriod),
  act(ledger.closePeriod, closePeriod),
  act(ledger.reopenPeriod, reopenPeriod),

  read(statements.readProfit, mayReadMoney, profit),
  raw(statements.exportProfit, mayReadMoney, profitXlsx),
];
