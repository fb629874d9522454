import { read, type Route } from '../../kernel/http/route.ts';
import type { Parts } from '../parts.ts';
import * as contract from './contract.ts';
import { counts, work, workItemDetail } from './queries.ts';

export const workRoutes = (parts: Parts): Route[] => [
  read(contract.listWork, { signedIn: 'own' }, work(parts)),
  read(contract.countWork, { signedIn: 'own' }, counts(parts)),
  read(contract.readWorkItem, { signedIn: 'own' }, workItemDetail(parts)),
];
