import type { Reaction } from '../../kernel/reactions.ts';
import { afterSalesReactions } from './after-sales/reactions.ts';
import { assignCaptured, reassignIdle } from './leads/reactions.ts';
import { applySignedAmendments } from './orders/amendments/reactions.ts';
import { answerPurchased, fillFromStock, reviewPaidOrders, stopRefunded } from './orders/reactions-of-orders.ts';
import { tellByShortMessage } from './orders/reactions-of-messages.ts';
import { noteAnswersMailed } from './mail-intake/note-mailed.ts';
import { completeDelivered, shipFromParcels } from './orders/reactions-of-parcels.ts';

/** What this chapter does on others' facts. The order matters only for speed. */
export const reactions: readonly Reaction[] = [reviewPaidOrders, fillFromStock, answerPurchased, stopRefunded, shipFromParcels, completeDelivered, applySignedAmendments, tellByShortMessage, noteAnswersMailed, ...afterSalesReactions, assignCaptured, reassignIdle];
