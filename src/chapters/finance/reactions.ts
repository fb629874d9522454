import type { Reaction } from '../../kernel/reactions.ts';
import { bookStock } from './ledger/note-stock.ts';
import { bookReturnedGoods } from './refunds/note-returned-goods.ts';
import { keepInstalments } from './receipts/instalments.ts';
import { bookOrders, matchWhatCameIn } from './receipts/reactions.ts';

/** What this chapter does on others' facts. Orders first: money looks for them. */
export const reactions: readonly Reaction[] = [bookOrders, keepInstalments, bookStock, bookReturnedGoods, matchWhatCameIn];
