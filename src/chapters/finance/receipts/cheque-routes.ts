import { act, read, type Route } from '../../../kernel/http/route.ts';
import { mayReadMoney } from '../policies.ts';
import { bankCheque, bounceCheque, clearCheque, returnCheque } from './cheque-verbs.ts';
import * as contract from './contract-cheques.ts';
import { listCheques } from './cheque-list.ts';

export const chequeRoutes: Route[] = [
  read(contract.listCheques, mayReadMoney, listCheques), act(contract.bankChequeEnd, bankCheque), act(contract.clearChequeEnd, clearCheque), act(contract.bounceChequeEnd, bounceCheque), act(contract.returnChequeEnd, returnCheque),
];
